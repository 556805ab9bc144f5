/** Trading status messages of one symbol and trade date, as columns. */

/**
 * Status messages in ascending order of `tsRecv`, from the roll of the evening before to the roll of the day itself;
 * messages of the evening before have negative times.
 */
export interface Status {
  /** Number of messages. */
  readonly length: number;
  /** Venue time, ns since local midnight of the trade date. */
  readonly tsEvent: Float64Array;
  /** Capture time, from which the message is known, ns since local midnight. */
  readonly tsRecv: Float64Array;
  /** DBN `StatusAction`. */
  readonly action: Uint16Array;
  /** DBN `StatusReason`. */
  readonly reason: Uint16Array;
  /** Character codes of `Y`, `N` or `~` (not available). */
  readonly isTrading: Uint8Array;
  /** As `isTrading`, of quoting. */
  readonly isQuoting: Uint8Array;
  /** As `isTrading`, of the restriction on short sales. */
  readonly isShortSellRestricted: Uint8Array;
}
