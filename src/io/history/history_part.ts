/** A stretch of history that can be played: all records of one trade date. */

/** Records in the order in which they become available. Times are ns since `base`. */
export interface HistoryPart {
  /** ns since the Unix epoch: local midnight of the trade date. */
  readonly base: bigint;
  /** When the next record becomes available; infinite at the end. */
  nextTime(): number;
  /**
   * Takes records that are available by `limit`, so many at most that they fit into memory.
   *
   * @returns The bytes of at least one record if there is any, and when the last of them became available.
   */
  take(limit: number): TakenRecords;
  /** Goes to the first record that becomes available at `time` or after it. */
  seek(time: number): void;
}

/** Records that were taken. */
export interface TakenRecords {
  readonly bytes: Uint8Array;
  readonly count: number;
  /** When the last of them became available. */
  readonly time: number;
}

/** A part that is loaded when it is its turn, and again if somebody seeks back to it. */
export interface HistoryChapter {
  /** Local midnight, ns since the Unix epoch. */
  readonly base: bigint;
  /** ns since `base`: from here on it is played at its speed, what lies before comes at once. */
  readonly begin: number;
  /** Whether all of it comes at once, as it leads up to what is played. */
  readonly isLookback: boolean;
  load(): HistoryPart | Promise<HistoryPart>;
}
