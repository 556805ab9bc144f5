/** What a session still has to be served: tapes, mappings and ends of intervals, each with its next time. */
import type { OrderedCursor } from "../../convert/cursor_heap.ts";
import type { RecordSink } from "./record_sink.ts";
import { firstAfter, type Tape } from "./tape.ts";
import type { Schema } from "../../dbn/schema.ts";

/** Something that gives records in order of time. Times are ns since the base of the replay. */
export abstract class ReplayCursor implements OrderedCursor<ReplayCursor> {
  /** Place among cursors of the same time. */
  readonly order: number;

  constructor(order: number) {
    this.order = order;
  }

  /** When the next record becomes available; infinite if there is none. */
  abstract get time(): number;

  /**
   * Passes records on while they are available by `limit`, come before those of `next`, and there is room.
   */
  abstract copy(sink: RecordSink, limit: number, next: ReplayCursor | undefined): void;

  isBefore(other: ReplayCursor): boolean {
    const [own, others] = [this.time, other.time];
    return own === others ? this.order < other.order : own < others;
  }
}

/** Where a session stands on a tape. */
export class TapeCursor extends ReplayCursor {
  readonly tape: Tape;
  readonly #start: number;
  #row: number;
  /** Rows before this one may be of before the wanted start. */
  readonly #checkedUntil: number;

  /** @param from Records that become available up to this time are passed over, unless `start` asks for them. */
  constructor(tape: Tape, order: number, from: number, start: number | null) {
    super(order);
    this.tape = tape;
    this.#start = start ?? -Infinity;
    this.#row = start === null ? firstAfter(tape, from) : firstNotBefore(tape, start);
    let last = start === null ? this.#row : tape.length;
    while (last > this.#row && tape.startTime[last - 1]! >= this.#start) last--;
    this.#checkedUntil = last;
    this.#passOver();
  }

  get schema(): Schema {
    return this.tape.schema;
  }

  get time(): number {
    return this.#row < this.tape.length ? this.tape.available[this.#row]! : Infinity;
  }

  /** Leaves out what becomes available up to a time. @returns How many records. */
  skip(time: number): number {
    const row = Math.max(firstAfter(this.tape, time), this.#row);
    const skipped = row - this.#row;
    this.#row = row;
    return skipped;
  }

  copy(sink: RecordSink, limit: number, next: ReplayCursor | undefined): void {
    const { words, stride, available, length } = this.tape;
    const from = this.#row;
    const isChecked = from < this.#checkedUntil;
    const most = isChecked ? 1 : sink.roomFor(stride);
    const bound = next?.time ?? Infinity;
    const isFirst = next === undefined || this.order < next.order;
    let to = from;
    const end = Math.min(length, from + most);
    while (to < end) {
      const time = available[to]!;
      if (time > limit || time > bound || (time === bound && !isFirst)) break;
      to++;
    }
    sink.add(words, from * stride, to * stride, stride);
    this.#row = to;
    if (isChecked) this.#passOver();
  }

  /** Passes over records of before the wanted start. */
  #passOver(): void {
    const { startTime } = this.tape;
    while (this.#row < this.#checkedUntil && startTime[this.#row]! < this.#start) this.#row++;
  }
}

/** The first record that has, or comes after one that has, a time of at least `start`. */
function firstNotBefore({ startTime, length }: Tape, start: number): number {
  // nearly in order: what is captured later may have happened a little earlier
  let row = 0;
  while (row < length && startTime[row]! < start) row++;
  return row;
}

/** One record at one time. */
export class MessageCursor extends ReplayCursor {
  readonly #make: () => Uint8Array;
  #time: number;

  /** @param make The record, made when its time has come. */
  constructor(order: number, time: number, make: () => Uint8Array) {
    super(order);
    this.#time = time;
    this.#make = make;
  }

  get time(): number {
    return this.#time;
  }

  copy(sink: RecordSink): void {
    sink.addMessage(this.#make());
    this.#time = Infinity;
  }
}

/** The end of each interval of a schema, after the interval's records. */
export class IntervalCursor extends ReplayCursor {
  readonly #interval: number;
  readonly #end: number;
  readonly #make: (time: number) => Uint8Array;
  #time: number;

  /**
   * @param origin Time of any boundary.
   * @param from Intervals that end up to this time are over.
   * @param end No interval ends after it.
   */
  constructor(
    order: number,
    interval: number,
    { origin, from, end }: { origin: number; from: number; end: number },
    make: (time: number) => Uint8Array,
  ) {
    super(order);
    this.#interval = interval;
    this.#end = end;
    this.#make = make;
    this.#time = origin + (Math.floor((from - origin) / interval) + 1) * interval;
  }

  get time(): number {
    return this.#time <= this.#end ? this.#time : Infinity;
  }

  copy(sink: RecordSink): void {
    sink.addMessage(this.#make(this.#time));
    this.#time += this.#interval;
  }
}
