/**
 * Meanings of codes inside records. Unknown codes are legal: they pass through the codec and print as they are.
 */

/** Bits of the `flags` field. Bit 0 is reserved but set in old files. */
export const FLAGS = {
  /** Last record of the venue event for this instrument. */
  last: 128,
  /** Top-of-book message, not an individual order. */
  topOfBook: 64,
  /** From a replay or snapshot server. */
  snapshot: 32,
  /** Aggregated price-level message, not an individual order. */
  mbp: 16,
  /** `ts_recv` is inaccurate. */
  badTsRecv: 8,
  /** Unrecoverable gap in the channel: the book may be wrong. */
  maybeBadBook: 4,
  /** Meaning depends on the publisher. */
  publisherSpecific: 2,
} as const;

/** Meanings of `action` in market data. */
export const ACTIONS: Readonly<Record<string, string>> = {
  A: "add",
  C: "cancel",
  M: "modify",
  R: "clear book",
  T: "trade",
  F: "fill",
  N: "none",
};

/** Meanings of `side`; for trades it is the aggressor's. */
export const SIDES: Readonly<Record<string, string>> = { A: "ask", B: "bid", N: "none" };

/** Meanings of `instrument_class`. */
export const INSTRUMENT_CLASSES: Readonly<Record<string, string>> = {
  B: "bond",
  C: "call",
  F: "future",
  I: "index",
  K: "stock",
  M: "mixed spread",
  P: "put",
  S: "future spread",
  T: "option spread",
  X: "FX spot",
  Y: "commodity spot",
};

/** Meanings of `match_algorithm`. */
export const MATCH_ALGORITHMS: Readonly<Record<string, string>> = {
  " ": "undefined",
  A: "allocation",
  C: "pro-rata",
  F: "FIFO",
  K: "configurable",
  O: "threshold pro-rata",
  P: "time pro-rata",
  Q: "threshold pro-rata LMM",
  S: "FIFO top LMM",
  T: "FIFO LMM",
  V: "institutional prioritization",
  Y: "Eurodollar futures",
};

/** Meanings of `stat_type`. */
export const STAT_TYPES: Readonly<Record<number, string>> = {
  1: "opening price",
  2: "indicative opening price",
  3: "settlement price",
  4: "session low",
  5: "session high",
  6: "cleared volume",
  7: "lowest offer",
  8: "highest bid",
  9: "open interest",
  10: "fixing price",
  11: "close price",
  12: "net change",
  13: "VWAP",
  14: "volatility",
  15: "delta",
  16: "uncrossing price",
  17: "upper price limit",
  18: "lower price limit",
  19: "block volume",
  20: "indicative close price",
  21: "market-wide circuit breaker level 1",
  22: "market-wide circuit breaker level 2",
  23: "market-wide circuit breaker level 3",
  24: "auction collar reference",
  25: "auction collar upper",
  26: "auction collar lower",
  10001: "venue-specific volume 1",
  10002: "venue-specific price 1",
};

/** Meanings of `action` in status records. */
export const STATUS_ACTIONS: Readonly<Record<number, string>> = {
  0: "none",
  1: "pre-open",
  2: "pre-cross",
  3: "quoting",
  4: "cross",
  5: "rotation",
  6: "new price indication",
  7: "trading",
  8: "halt",
  9: "pause",
  10: "suspend",
  11: "pre-close",
  12: "close",
  13: "post-close",
  14: "short-sale restriction change",
  15: "not available for trading",
};

/** Meanings of `reason` in status records. */
export const STATUS_REASONS: Readonly<Record<number, string>> = {
  0: "none",
  1: "scheduled",
  2: "surveillance intervention",
  3: "market event",
  4: "instrument activation",
  5: "instrument expiration",
  6: "recovery in process",
  10: "regulatory",
  11: "administrative",
  12: "non-compliance",
  13: "filings not current",
  14: "SEC suspension",
  15: "new issue",
  16: "issue available",
  17: "issues reviewed",
  18: "filing requirements satisfied",
  30: "news pending",
  31: "news released",
  32: "news and resumption times",
  33: "news not forthcoming",
  40: "order imbalance",
  50: "LULD pause",
  60: "operational",
  70: "additional information requested",
  80: "merger effective",
  90: "ETF",
  100: "corporate action",
  110: "new security offering",
  120: "market-wide halt level 1",
  121: "market-wide halt level 2",
  122: "market-wide halt level 3",
  123: "halt carryover",
  124: "halt resumption",
  130: "quotation not available",
};

/** Meanings of `trading_event` in status records. */
export const TRADING_EVENTS: Readonly<Record<number, string>> = {
  0: "none",
  1: "no cancel",
  2: "change of session",
  3: "implied matching on",
  4: "implied matching off",
};

/** Codes of gateway errors. */
export const ERROR_CODES: Readonly<Record<number, string>> = {
  1: "auth_failed",
  2: "api_key_deactivated",
  3: "connection_limit_exceeded",
  4: "symbol_resolution_failed",
  5: "invalid_subscription",
  6: "internal_error",
  7: "skipped_records_after_slow_reading",
  8: "replay_data_aged_out",
};

/** Codes of gateway system messages. */
export const SYSTEM_CODES: Readonly<Record<number, string>> = {
  0: "heartbeat",
  1: "subscription_ack",
  2: "slow_reader_warning",
  3: "replay_completed",
  4: "end_of_interval",
};

/** Code of a gateway message that has none. */
export const CODE_UNSET = 255;
