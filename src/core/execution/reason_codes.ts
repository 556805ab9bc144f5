/**
 * Why an order, or the rest of one, was not executed. The texts are stable: programs may compare them.
 *
 * | code | meaning |
 * |---|---|
 * | `HALTED` | trading was halted when the order arrived |
 * | `PAUSED_LULD` | a limit-up limit-down pause was on |
 * | `SUSPENDED` | trading was suspended |
 * | `MWCB` | a market-wide circuit breaker was on |
 * | `CLOSED` | no session was open |
 * | `EXT_HOURS_LIMIT_ONLY` | before 09:30 and after the close only limit orders marked `extended` are taken |
 * | `LULD_BAND` | no execution was possible inside the price band |
 * | `PRICE_COLLAR` | a market order had walked as far from the touch as it may |
 * | `STALE_QUOTE` | the last quote was too old for a market order |
 * | `NO_QUOTE` | neither a quote nor a print was there to price the order |
 * | `NO_LIQUIDITY` | the side of the book that the order needs was empty |
 * | `SSR_PRICE_TEST` | a restricted short sale has to be priced above the bid |
 * | `NO_LOCATE` | short sales are off |
 * | `INSUFFICIENT_BUYING_POWER` | the worst case would cost more than is there |
 * | `BAD_TICK` | a price is not positive or not on the tick |
 * | `BAD_QTY` | the quantity is not a whole number of shares in range |
 * | `LIMIT_REQUIRED` | the type needs a limit or stop price |
 * | `IOC_REMAINDER` | what was left of an immediate-or-cancel order |
 * | `FOK_UNFILLABLE` | a fill-or-kill order could not be filled as a whole |
 * | `PARTICIPATION_CAP` | own trading had reached its share of the tape |
 * | `TOO_LATE_TO_CANCEL` | the order was done before the request arrived |
 * | `UNKNOWN_ORDER` | there never was such an order |
 * | `EXPIRED` | its time in force ended |
 * | `DATA_GAP` | the day has no market data at all |
 * | `TECHNICAL` | too many open orders, a second request in flight, or a time in the past |
 */
export const REASON_CODES = [
  "NONE",
  "HALTED",
  "PAUSED_LULD",
  "SUSPENDED",
  "MWCB",
  "CLOSED",
  "EXT_HOURS_LIMIT_ONLY",
  "LULD_BAND",
  "PRICE_COLLAR",
  "STALE_QUOTE",
  "NO_QUOTE",
  "NO_LIQUIDITY",
  "SSR_PRICE_TEST",
  "NO_LOCATE",
  "INSUFFICIENT_BUYING_POWER",
  "BAD_TICK",
  "BAD_QTY",
  "LIMIT_REQUIRED",
  "IOC_REMAINDER",
  "FOK_UNFILLABLE",
  "PARTICIPATION_CAP",
  "TOO_LATE_TO_CANCEL",
  "UNKNOWN_ORDER",
  "EXPIRED",
  "DATA_GAP",
  "TECHNICAL",
] as const;

/** One reason; `NONE` where nothing was refused. */
export type ReasonCode = typeof REASON_CODES[number];

/** The number of each reason in the numeric columns: its position in `REASON_CODES`; `NONE` is 0. */
export const REASON: Readonly<Record<ReasonCode, number>> = reasonNumbers();

function reasonNumbers(): Readonly<Record<ReasonCode, number>> {
  const pairs = REASON_CODES.map((code, number) => [code, number]);
  return Object.fromEntries(pairs) as Record<ReasonCode, number>; // one entry per code
}
