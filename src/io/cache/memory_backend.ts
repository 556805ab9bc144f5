import type { DayKey } from "../../core/cache/visit_need.ts";
import type { CacheBackend } from "./cache_backend.ts";

/** Days of the queue in the memory of this process. */
export class MemoryBackend<V> implements CacheBackend<V> {
  readonly sharesMemory = true;
  readonly #days = new Map<DayKey, V>();

  /** Keeps a day as it is. */
  put(key: DayKey, value: V): Promise<void> {
    this.#days.set(key, value);
    return Promise.resolve();
  }

  /** The day, which is no longer kept. */
  take(key: DayKey): Promise<V | undefined> {
    const value = this.#days.get(key);
    this.#days.delete(key);
    return Promise.resolve(value);
  }

  /** Forgets the day. */
  remove(key: DayKey): Promise<void> {
    this.#days.delete(key);
    return Promise.resolve();
  }

  /** Forgets all days. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#days.clear();
    return Promise.resolve();
  }
}
