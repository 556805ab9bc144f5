import type { DayKey } from "../../core/cache/visit_need.ts";

/**
 * Where the days of the pre-load queue lie: in memory, on a local disk. Calls for one day come one after another; those
 * for several may overlap. Disposing of it leaves nothing behind.
 */
export interface CacheBackend<V> extends AsyncDisposable {
  /** Whether it shares the memory, and so the memory limit, with the active day. */
  readonly sharesMemory: boolean;
  /**
   * Keeps a day.
   *
   * @throws {MomoError} `io` if there is no room for it.
   */
  put(key: DayKey, value: V): Promise<void>;
  /** The day and no longer keeps it; `undefined` if it is not there or damaged. */
  take(key: DayKey): Promise<V | undefined>;
  /** Forgets the day; one that is not there is no error. */
  remove(key: DayKey): Promise<void>;
}
