/** How large days are, as their files tell and as loading shows. */
import type { EstimateEffort } from "../cache/day_loader.ts";
import { distinctSymbols } from "../catalog/file_symbols.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import type { DayFile } from "../day/day_files.ts";
import type { SessionPlan } from "../day/day_plan.ts";
import { type SessionSize, sessionSize } from "./session_size.ts";

const MOST_COMPARED = 8;
const SMOOTHING = 0.2; // of the moving average of measured by estimated bytes

/** Estimates of sessions, corrected by what loading shows. */
export class SourceSizes {
  /** Symbols of each file, by key. */
  readonly #symbols = new Map<string, number>();
  readonly #files: ReadonlyMap<string, CatalogFile>;
  readonly #estimates: Readonly<Record<EstimateEffort, Estimates>>;

  /** @param files All files of the catalog. */
  constructor(files: readonly CatalogFile[]) {
    this.#files = new Map(files.map((file) => [file.key, file]));
    const symbolsIn = (file: DayFile) => this.#symbolsOf(file);
    this.#estimates = {
      rough: new Estimates((session) => sessionSize(session, { symbolsIn, isClose: false })),
      close: new Estimates((session) => sessionSize(session, { symbolsIn, isClose: true })),
    };
  }

  /** Stored bytes that a session's rows take up, all of its files together; a close estimate. */
  sourceBytes(session: SessionPlan): number {
    return this.#estimates.close.sizeOf(session).sourceBytes;
  }

  /** A session was loaded and takes so many bytes in memory. */
  learn(session: SessionPlan, bytes: number): void {
    this.#estimates.rough.learn(session, bytes);
    this.#estimates.close.learn(session, bytes);
  }

  /** What a session will take in memory. */
  memoryBytes(session: SessionPlan, effort: EstimateEffort): number {
    return this.#estimates[effort].memoryBytes(session);
  }

  #symbolsOf({ key }: DayFile): number {
    let count = this.#symbols.get(key);
    if (count === undefined) {
      const file = this.#files.get(key);
      count = Math.max(1, file === undefined ? 1 : distinctSymbols(file.symbols).length);
      this.#symbols.set(key, count);
    }
    return count;
  }
}

/** Estimates of one kind, and how far the latest were off. */
class Estimates {
  readonly #estimate: (session: SessionPlan) => SessionSize;
  readonly #sizes = new WeakMap<SessionPlan, SessionSize>();
  /** Latest sessions that were loaded and not yet compared: that is done when an estimate is wanted. */
  #loaded: { readonly session: SessionPlan; readonly bytes: number }[] = [];
  #correction: number | undefined;

  constructor(estimate: (session: SessionPlan) => SessionSize) {
    this.#estimate = estimate;
  }

  sizeOf(session: SessionPlan): SessionSize {
    let size = this.#sizes.get(session);
    if (size === undefined) {
      size = this.#estimate(session);
      this.#sizes.set(session, size);
    }
    return size;
  }

  learn(session: SessionPlan, bytes: number): void {
    this.#loaded.push({ session, bytes });
    if (this.#loaded.length > MOST_COMPARED) this.#loaded.shift();
  }

  memoryBytes(session: SessionPlan): number {
    for (const { session, bytes } of this.#loaded.splice(0)) {
      const { memoryBytes } = this.sizeOf(session);
      if (memoryBytes > 0) this.#compare(bytes / memoryBytes);
    }
    return Math.round((this.#correction ?? 1) * this.sizeOf(session).memoryBytes);
  }

  #compare(ratio: number): void {
    this.#correction = this.#correction === undefined
      ? ratio
      : this.#correction + SMOOTHING * (ratio - this.#correction);
  }
}
