/** The trade tape of one symbol and trade date, as columns. */

/** Trades in ascending order of `tsRecv`; equal times keep their order in the file. */
export interface Trades {
  /** Number of trades. */
  readonly length: number;
  /** Venue time, ns since local midnight of the trade date; not always ascending. */
  readonly tsEvent: Float64Array;
  /** Capture time, ns since local midnight. */
  readonly tsRecv: Float64Array;
  /** Nano-dollars. */
  readonly price: Float64Array;
  /** Shares. */
  readonly size: Uint32Array;
  /** Character code of the aggressor's side: `A` sold, `B` bought, `N` unknown. */
  readonly side: Uint8Array;
  /** DBN record flags. */
  readonly flags: Uint8Array;
  /** Venue sequence number. */
  readonly sequence: Uint32Array;
}
