/** Everything that one session is served, in order of time. */
import { CursorHeap } from "../../convert/cursor_heap.ts";
import type { Schema } from "../../dbn/schema.ts";
import { ERROR, type MessageWriter, SYSTEM } from "../protocol/gateway_messages.ts";
import type { RecordSink } from "../replay/record_sink.ts";
import {
  IntervalCursor,
  MessageCursor,
  type ReplayCursor,
  TapeCursor,
} from "../replay/replay_cursor.ts";
import type { IdSpan, ReplayDataset } from "../replay/replay_dataset.ts";
import type { ReplayMarket } from "../replay/replay_market.ts";
import { intervalOf, SERVING_ORDER } from "../replay/tape.ts";
import type { ResolvedSubscription, ResolvedSymbol } from "./resolve_subscription.ts";

/** Places of cursors of the same time: mappings, records by schema and symbol, ends of intervals. */
const MAPPING_ORDER = -1;
const SCHEMA_STEP = 2 ** 20;
const INTERVAL_ORDER = 2 ** 40;

/** Schemas of which records are left out for a reader that is too slow. */
const SKIPPABLE: ReadonlySet<Schema> = new Set<Schema>([
  ...["mbp-1", "mbp-10", "bbo-1s", "bbo-1m", "cmbp-1", "cbbo-1s", "cbbo-1m"] as const,
]);

/** What a feed is made from. */
export interface FeedParts {
  readonly market: ReplayMarket;
  readonly dataset: ReplayDataset;
  readonly messages: MessageWriter;
  readonly signal: AbortSignal;
}

/** Merges the subscriptions of a session. Times are ns since the base of the replay. */
export class SessionFeed {
  readonly #parts: FeedParts;
  readonly #heap = new CursorHeap<ReplayCursor>();
  readonly #symbolPlace: ReadonlyMap<string, number>;
  readonly #symbols = new Map<Schema, Set<string>>();
  /** Symbols whose later ids will be announced. */
  readonly #announced = new Set<string>();
  readonly #toldIntervals = new Set<Schema>();
  readonly #replayed = new Set<Schema>();

  constructor(parts: FeedParts) {
    this.#parts = parts;
    this.#symbolPlace = new Map(parts.dataset.symbols.map((symbol, i) => [symbol, i]));
  }

  /** When the next record becomes available; infinite if there is none. */
  get nextTime(): number {
    return this.#heap.top?.time ?? Infinity;
  }

  /**
   * Adds the records of a subscription, and says that it did.
   *
   * @param now The time from which a subscription without `start` is served.
   */
  add(
    { schema, symbols, id, start }: ResolvedSubscription,
    now: number,
    sink: (record: Uint8Array) => void,
  ): void {
    const { messages, market } = this.#parts;
    const text = `Subscription request ${id ?? 0} for ${schema} data succeeded`;
    sink(messages.system(SYSTEM.subscriptionAck, text, market.epochOf(now)));
    for (const symbol of symbols) this.#announce(symbol, start ?? now, now, sink);
    const known = this.#symbols.get(schema) ?? new Set();
    this.#symbols.set(schema, known);
    for (const { symbol } of symbols) {
      if (known.has(symbol)) continue;
      known.add(symbol);
      this.#heap.add(this.#cursorOf(schema, symbol, now, start));
    }
    if (start !== null) this.#replayed.add(schema);
  }

  /** Says what an instrument id stands for, now and when that changes. */
  #announce(
    { symbol, symbolIn }: ResolvedSymbol,
    from: number,
    now: number,
    sink: (record: Uint8Array) => void,
  ): void {
    const { dataset, market, messages } = this.#parts;
    const spans = dataset.idsOf(symbol).filter((span) => span.to > from);
    const mapping = ({ id, from, to }: IdSpan, time: number) =>
      messages.mapping({
        ...{ instrumentId: id, symbolIn, symbolOut: symbol },
        ...{ start: market.epochOf(from), end: market.epochOf(to) },
      }, market.epochOf(time));
    const [first, ...others] = spans;
    if (first !== undefined) sink(mapping(first, now));
    if (this.#announced.has(symbol)) return;
    this.#announced.add(symbol);
    for (const span of others) {
      this.#heap.add(new MessageCursor(MAPPING_ORDER, span.from, () => mapping(span, span.from)));
    }
  }

  #cursorOf(schema: Schema, symbol: string, now: number, start: number | null): TapeCursor {
    const { dataset, signal } = this.#parts;
    const order = SERVING_ORDER.indexOf(schema) * SCHEMA_STEP + this.#symbolPlace.get(symbol)!;
    return new TapeCursor(dataset.tape(schema, symbol, signal), order, now, start);
  }

  /** Begins to tell the ends of intervals of the schemas that have some. */
  tellIntervals(now: number): void {
    const { market, messages } = this.#parts;
    for (const schema of this.#symbols.keys()) {
      const interval = intervalOf(schema);
      if (interval === null || this.#toldIntervals.has(schema)) continue;
      this.#toldIntervals.add(schema);
      const origin = -Number(market.base % BigInt(interval)); // a boundary in UTC
      const order = INTERVAL_ORDER + SERVING_ORDER.indexOf(schema);
      const text = `End of interval for ${schema}`;
      this.#heap.add(
        new IntervalCursor(
          order,
          interval,
          { origin, from: now, end: market.end },
          (time) => messages.system(SYSTEM.endOfInterval, text, market.epochOf(time)),
        ),
      );
    }
  }

  /** Says that the replay of each schema has come up with the time. */
  *finishReplay(now: number): Generator<Uint8Array> {
    const { messages, market } = this.#parts;
    for (const schema of this.#replayed) {
      const text = `Finished ${schema} replay`;
      yield messages.system(SYSTEM.replayCompleted, text, market.epochOf(now));
    }
    this.#replayed.clear();
  }

  /** Passes records on that are available by `limit`, until the sink is full. @returns Time of the last one. */
  fill(sink: RecordSink, limit: number): number {
    const heap = this.#heap;
    let last = -Infinity;
    for (let cursor = heap.top; cursor !== undefined && !sink.isFull; cursor = heap.top) {
      const { time } = cursor;
      if (time === Infinity) {
        heap.removeTop();
        continue;
      }
      if (time > limit) break;
      last = time;
      cursor.copy(sink, limit, heap.second);
      heap.siftTop();
    }
    return last;
  }

  /** Warns a reader that is behind, of each schema. */
  *warnings(now: number): Generator<Uint8Array> {
    const { messages, market } = this.#parts;
    for (const schema of this.#symbols.keys()) {
      const text = `Warning: slow reading, not keeping pace with ${schema} data`;
      yield messages.system(SYSTEM.slowReader, text, market.epochOf(now));
    }
  }

  /** Leaves out quotes up to a time for a reader that is behind, and says so. */
  *skip(now: number): Generator<Uint8Array> {
    const { messages, market } = this.#parts;
    const skipped = new Set<Schema>();
    const cursors = [...this.#heap.all];
    this.#heap.clear();
    for (const cursor of cursors) {
      const isSkippable = cursor instanceof TapeCursor && SKIPPABLE.has(cursor.schema);
      if (isSkippable && cursor.skip(now) > 0) skipped.add(cursor.schema);
      this.#heap.add(cursor);
    }
    for (const schema of skipped) {
      const text = `Slow client detected for ${schema}. Skipped records`;
      yield messages.error(ERROR.skippedRecords, text, market.epochOf(now));
    }
  }
}
