/** The records of one dataset on a trade date, as they are. */
import { CursorHeap } from "../convert/cursor_heap.ts";
import type { Schema } from "../dbn/schema.ts";
import { RecordSink } from "../gateway/replay/record_sink.ts";
import { type ReplayCursor, TapeCursor } from "../gateway/replay/replay_cursor.ts";
import type { ReplayDataset } from "../gateway/replay/replay_dataset.ts";
import type { ReplayMarket } from "../gateway/replay/replay_market.ts";
import type { HistoryPart, TakenRecords } from "./history_part.ts";

const WORDS = 64 * 1024;

/** Records of all symbols and schemas of a trade date, merged. */
export class TapePart implements HistoryPart {
  readonly base: bigint;
  readonly #market: ReplayMarket;
  readonly #dataset: ReplayDataset;
  readonly #schemas: readonly Schema[];
  readonly #signal: AbortSignal;
  readonly #heap = new CursorHeap<ReplayCursor>();
  readonly #sink = new RecordSink(WORDS, false);
  readonly #strides = new Map<ReplayCursor, number>();

  /** @param schemas In the order in which records of the same time come. */
  constructor(
    market: ReplayMarket,
    dataset: ReplayDataset,
    { schemas, signal }: { readonly schemas: readonly Schema[]; readonly signal: AbortSignal },
  ) {
    this.base = market.base;
    this.#market = market;
    this.#dataset = dataset;
    this.#schemas = schemas;
    this.#signal = signal;
    this.seek(-Infinity);
  }

  nextTime(): number {
    const time = this.#heap.top?.time ?? Infinity;
    return time < this.#market.end ? time : Infinity;
  }

  take(limit: number): TakenRecords {
    const heap = this.#heap;
    let count = 0;
    let time = -Infinity;
    const bound = Math.min(limit, this.#market.end - 1);
    for (let top; (top = heap.top) !== undefined && top.time <= bound && !this.#sink.isFull;) {
      const stride = this.#strides.get(top)!;
      if (this.#sink.roomFor(stride) < 1) break;
      time = top.time;
      const before = this.#sink.length;
      top.copy(this.#sink, bound, heap.second);
      count += (this.#sink.length - before) / stride;
      if (top.time === Infinity) heap.removeTop();
      else heap.siftTop();
    }
    const bytes = this.#sink.take().slice(); // the memory is used again
    return { bytes, count, time };
  }

  seek(time: number): void {
    this.#heap.clear();
    this.#strides.clear();
    let order = 0;
    for (const schema of this.#schemas) {
      for (const symbol of this.#dataset.symbols) {
        const tape = this.#dataset.tape(schema, symbol, this.#signal);
        const cursor = new TapeCursor(tape, order++, time - 1, null);
        if (cursor.time === Infinity) continue;
        this.#strides.set(cursor, tape.stride);
        this.#heap.add(cursor);
      }
    }
  }
}
