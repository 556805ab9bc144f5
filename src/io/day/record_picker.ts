/** Finding the records of one symbol and stretch of time in chunks that hold many more. */
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import { groupRecords } from "../dbn/framing.ts";
import { type RecordChunk, wordsOf } from "../dbn/record_chunk.ts";
import type { DayIds } from "./day_files.ts";
import type { PickedRecords, TimeBase } from "./field_copy.ts";

const HIGH = 4294967296;
const DAY_NS = DAY_SECONDS * 1e9;
/** Word of a trade's or book update's action, in its lowest byte. */
const ACTION_WORD = 7;

/** What is picked. Times are ns since the picker's base. */
export interface Wanted {
  readonly rtype: number;
  /** Word of the index time: `ts_recv`, or `ts_event` of records without it. */
  readonly timeWord: number;
  /** Code of the only action wanted, `null` for all records. */
  readonly action: number | null;
}

/** What was seen of a chunk. */
export interface Picked extends PickedRecords {
  /** Bytes of one record. */
  readonly recordSize: number;
  /** Index time of the last record of the chunk, whatever its symbol, ns since the base. */
  readonly lastTime: number;
}

/** Picks records; its memory is used again for each chunk. */
export class RecordPicker {
  readonly #base: TimeBase;
  readonly #baseNs: bigint;
  readonly #ids: ReadonlyMap<number, readonly number[]>;
  #at = new Int32Array(0);
  /** The UTC day under way, ns since the base, and its ids. */
  #dayFrom = Infinity;
  #dayTo = -Infinity;
  #id = -1;
  #others: readonly number[] = [];

  /**
   * @param baseNs ns since the Unix epoch that times count from.
   * @param days Ids of the symbol by UTC day.
   */
  constructor(baseNs: bigint, base: TimeBase, days: readonly DayIds[]) {
    this.#baseNs = baseNs;
    this.#base = base;
    this.#ids = new Map(days.map(({ utcDay, ids }) => [utcDay, ids]));
  }

  /**
   * The wanted records of a chunk with index times in [from, to), in file order. Valid until the next call.
   *
   * @returns `null` if the chunk has no records of that type.
   */
  pick(chunk: RecordChunk, wanted: Wanted, from: number, to: number): Picked | null {
    const group = groupRecords(chunk).find((candidate) => candidate.rtype === wanted.rtype);
    if (group === undefined || group.count === 0) return null;
    const words = wordsOf(chunk);
    const unsigned = new Uint32Array(words.buffer, words.byteOffset, words.length);
    if (this.#at.length < group.count) this.#at = new Int32Array(Math.ceil(group.count * 1.25));
    const at = this.#at;
    const { timeWord, action } = wanted;
    const { high, low } = this.#base;
    const stride = group.size >> 2;
    let count = 0;
    let time = 0;
    for (let i = 0; i < group.count; i++) {
      const w = group.offsets === null ? i * stride : group.offsets[i]! >> 2;
      time = (unsigned[w + timeWord + 1]! - high) * HIGH + (unsigned[w + timeWord]! - low);
      if (!(time >= from && time < to)) continue;
      if (time < this.#dayFrom || time >= this.#dayTo) this.#enterDay(time);
      const id = unsigned[w + 1]!;
      if (id !== this.#id && !this.#others.includes(id)) continue;
      if (action !== null && (unsigned[w + ACTION_WORD]! & 0xff) !== action) continue;
      at[count++] = w;
    }
    return { words, unsigned, at, count, recordSize: group.size, lastTime: time };
  }

  #enterDay(time: number): void {
    const midnight = this.#baseNs + BigInt(time);
    const utcDay = Number(midnight / BigInt(DAY_NS));
    this.#dayFrom = Number(BigInt(utcDay) * BigInt(DAY_NS) - this.#baseNs);
    this.#dayTo = this.#dayFrom + DAY_NS;
    const [id = -1, ...others] = this.#ids.get(utcDay) ?? [];
    this.#id = id;
    this.#others = others;
  }
}
