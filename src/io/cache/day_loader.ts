import type { DayKey } from "../../core/cache/visit_need.ts";

/** How much may be done for an estimate. */
export type EstimateEffort = "rough" | "close";

/** A day that was loaded. */
export interface LoadedDay<V> {
  /** The day. */
  readonly value: V;
  /** What it takes in memory. */
  readonly bytes: number;
}

/** Where days come from: files, the day store, a test. Sources are only read. */
export interface DayLoader<V> {
  /**
   * Loads a day.
   *
   * @param signal Aborted when nobody wants the day any more; whatever comes then is ignored.
   * @throws {MomoError} `io` if another attempt may help; any other code if it would fail again.
   */
  load(key: DayKey, signal: AbortSignal): Promise<LoadedDay<V>>;
  /**
   * What a day will take in memory, if that can be told without loading it.
   *
   * @param effort `rough` at once, as it is asked for often; `close` may take a while.
   */
  estimateBytes?(key: DayKey, effort: EstimateEffort): number | undefined;
}
