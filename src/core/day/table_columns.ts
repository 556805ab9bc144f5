/** The columns of a day's tables while they are read; what they hold is said at `Bars`, `Trades`, `Quotes`, `Status`. */

// Types, not interfaces: code that copies columns goes through them by name.

/** Columns of bar records. */
export type BarColumns = {
  readonly start: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** Venue that published the record. */
  readonly publisherId: Uint16Array;
  readonly quality: Uint16Array;
};

/** Columns of trades. */
export type TradeColumns = {
  readonly tsEvent: Float64Array;
  readonly tsRecv: Float64Array;
  readonly price: Float64Array;
  readonly size: Uint32Array;
  readonly side: Uint8Array;
  readonly flags: Uint8Array;
  readonly sequence: Uint32Array;
  readonly quality: Uint16Array;
};

/** Columns of quotes. */
export type QuoteColumns = {
  readonly tsEvent: Float64Array;
  readonly tsRecv: Float64Array;
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  readonly bidSize: Uint32Array;
  readonly askSize: Uint32Array;
  readonly flags: Uint8Array;
  readonly quality: Uint16Array;
};

/** Columns of status messages. */
export type StatusColumns = {
  readonly tsEvent: Float64Array;
  readonly tsRecv: Float64Array;
  readonly action: Uint16Array;
  readonly reason: Uint16Array;
  readonly isTrading: Uint8Array;
  readonly isQuoting: Uint8Array;
  readonly isShortSellRestricted: Uint8Array;
  readonly quality: Uint16Array;
};

const times = new Float64Array(0);
const words = new Uint32Array(0);
const halves = new Uint16Array(0);
const bytes = new Uint8Array(0);

/** Columns without rows, by table. */
export const NO_ROWS = {
  bars1s: {
    ...{ start: times, open: times, high: times, low: times, close: times, volume: times },
    ...{ publisherId: halves, quality: halves },
  } satisfies BarColumns,
  trades: {
    ...{ tsEvent: times, tsRecv: times, price: times, size: words },
    ...{ side: bytes, flags: bytes, sequence: words, quality: halves },
  } satisfies TradeColumns,
  quotes: {
    ...{ tsEvent: times, tsRecv: times, bid: times, ask: times, bidSize: words, askSize: words },
    ...{ flags: bytes, quality: halves },
  } satisfies QuoteColumns,
  status: {
    ...{ tsEvent: times, tsRecv: times, action: halves, reason: halves },
    ...{ isTrading: bytes, isQuoting: bytes, isShortSellRestricted: bytes, quality: halves },
  } satisfies StatusColumns,
} as const;
