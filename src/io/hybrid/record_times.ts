/** When the records of a chunk became available, and what else is settled once each of them has come. */
import { indexTimeWord } from "../convert/record_times.ts";
import { BAR_SECONDS } from "../dbn/bar_rows.ts";
import { scanRecords } from "../dbn/framing.ts";
import { type RecordChunk, wordsOf } from "../dbn/record_chunk.ts";
import { RTYPE } from "../dbn/rtype.ts";
import { timeAt, timeOrigin } from "../gateway/replay/tape.ts";
import type { BarSource } from "./bar_source.ts";

const SECOND_NS = 1e9;
/** Time after which a bar is not waited for any longer. */
export const GRACE_NS = 5 * SECOND_NS;

/** Record types by which a gateway talks. */
const MESSAGES: ReadonlySet<number> = new Set([RTYPE.error, RTYPE.symbolMapping, RTYPE.system]);

/** Delays of availability by record type, ns. */
const DELAYS = Float64Array.from(
  { length: 256 },
  (_, rtype) => (BAR_SECONDS.get(rtype) ?? 0) * SECOND_NS,
);

/** Times of a chunk's records; the memory is used again for the next chunk. Times are ns since a base. */
export class RecordTimes {
  readonly #source: BarSource | null;
  #available = new Float64Array(0);
  #settled = new Float64Array(0);
  #at = new Int32Array(0);
  #chunk: RecordChunk | null = null;
  #length = 0;

  /** @param source Where bars come from. */
  constructor(source: BarSource | null) {
    this.#source = source;
  }

  /** Number of records. */
  get length(): number {
    return this.#length;
  }

  /** When a record became available. */
  available(i: number): number {
    return this.#available[i]!;
  }

  /** A time by which all bars that had ended are there once a record has come. */
  settled(i: number): number {
    return this.#settled[i]!;
  }

  /**
   * Reads a chunk.
   *
   * @param base ns since the Unix epoch.
   * @param hasGrace Whether bars are not waited for for long.
   * @returns Whether it holds data, and not a gateway's messages.
   */
  read(chunk: RecordChunk, base: bigint, hasGrace: boolean): boolean {
    this.#chunk = chunk;
    this.#length = 0;
    if (chunk.count === 0 || MESSAGES.has(chunk.bytes[1]!)) return false;
    if (this.#at.length < chunk.count) this.#grow(chunk.count);
    const words = wordsOf(chunk);
    const origin = timeOrigin(base);
    const barType = this.#source?.rtype ?? -1;
    const isTape = this.#source?.isTape ?? false;
    const grace = hasGrace ? GRACE_NS : Infinity;
    for (let at = 0, i = 0; at < words.length; at += words[at]! & 0xff, i++) {
      const rtype = (words[at]! >> 8) & 0xff;
      const time = timeAt(words, indexTimeWord(words, at), origin);
      const available = time + DELAYS[rtype]!;
      this.#at[i] = at;
      this.#available[i] = available;
      this.#settled[i] = rtype === barType
        ? (isTape ? Math.floor(time / SECOND_NS) * SECOND_NS : time)
        : available - grace;
    }
    this.#length = chunk.count;
    return true;
  }

  /** Records [from, to) as a chunk of their own. */
  part(from: number, to: number): RecordChunk {
    const chunk = this.#chunk!;
    if (from === 0 && to === this.#length) return chunk;
    const start = this.#at[from]! * 4;
    const end = to === this.#length ? chunk.bytes.length : this.#at[to]! * 4;
    const bytes = chunk.bytes.slice(start, end);
    const { count, uniform } = scanRecords(bytes, bytes.length);
    return { ...chunk, bytes, count, uniform, offset: chunk.offset + start };
  }

  #grow(count: number): void {
    const capacity = Math.ceil(count * 1.25);
    this.#available = new Float64Array(capacity);
    this.#settled = new Float64Array(capacity);
    this.#at = new Int32Array(capacity);
  }
}
