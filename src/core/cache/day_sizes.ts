/** What days take in memory, as far as it is known before they are loaded. */
import { RollingSample } from "./rolling_sample.ts";
import type { DayKey } from "./visit_need.ts";

const REMEMBERED = 4096; // days
const RECENT = 32; // days
const CAUTION = 0.9; // quantile of recent sizes that is expected of an unknown day

/** Sizes of days by name: measured, else estimated, else like those of the latest days. */
export class DaySizes {
  readonly #estimate: ((key: DayKey) => number | undefined) | undefined;
  readonly #known = new Map<DayKey, number>();
  readonly #recent = new RollingSample(RECENT);

  /** @param estimate What a day will take, if the caller can tell. */
  constructor(estimate?: (key: DayKey) => number | undefined) {
    this.#estimate = estimate;
  }

  /** A day was loaded and takes so many bytes. */
  learn(key: DayKey, bytes: number): void {
    this.#known.delete(key); // so that it becomes the latest
    this.#known.set(key, bytes);
    this.#recent.add(bytes);
    if (this.#known.size > REMEMBERED) this.#known.delete(this.#known.keys().next().value!);
  }

  /** The measured size of a day. */
  known(key: DayKey): number | undefined {
    return this.#known.get(key);
  }

  /** The size to set aside for a day; 0 if nothing is known yet. */
  expect(key: DayKey): number {
    return this.#known.get(key) ?? this.#estimate?.(key) ?? (this.#recent.quantile(CAUTION) || 0);
  }
}
