/** Best bid and offer updates of one symbol and trade date, as columns. */

/** Quotes in ascending order of `tsRecv`; equal times keep their order in the file, the last of equals counts. */
export interface Quotes {
  /** Number of quotes. */
  readonly length: number;
  /** Venue time, ns since local midnight of the trade date; not always ascending. */
  readonly tsEvent: Float64Array;
  /** Capture time (for `bbo` schemas the end of the interval), ns since local midnight. */
  readonly tsRecv: Float64Array;
  /** Best bid and ask in nano-dollars; `NaN` where that side is empty. */
  readonly bid: Float64Array;
  /** Best asks, nano-dollars; `NaN` without one. */
  readonly ask: Float64Array;
  /** Shares displayed at the best bid and ask. */
  readonly bidSize: Uint32Array;
  /** Shares at the best ask. */
  readonly askSize: Uint32Array;
  /** DBN record flags. */
  readonly flags: Uint8Array;
}
