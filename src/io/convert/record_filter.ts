/** Choosing records by type, time and symbol. */
import { rtypeOfSchema, type Schema } from "../dbn/schema.ts";
import { scanRecords } from "../dbn/framing.ts";
import { type RecordChunk, wordsOf } from "../dbn/record_chunk.ts";
import { indexTimeWord } from "./record_times.ts";
import type { SymbolLookup } from "./symbol_lookup.ts";
import type { TimeWindow } from "./time_window.ts";

/** Which records to keep: those that meet every condition. A plain object that can be sent to a worker. */
export interface RecordChoice {
  /** Only records of these schemas' types; empty for all. */
  readonly schemas: readonly Schema[];
  /** Only records whose index timestamp lies in it. */
  readonly window: TimeWindow;
  /** Only records of these symbols; empty for all. */
  readonly symbols: readonly string[];
}

/** Whether a choice keeps everything. */
export function keepsAll({ schemas, window, symbols }: RecordChoice): boolean {
  return schemas.length === 0 && symbols.length === 0 && window.from === null && window.to === null;
}

/** A time as unsigned words. */
interface TimeWords {
  readonly low: number;
  readonly high: number;
}

function timeWords(time: bigint): TimeWords {
  return { low: Number(time & 0xffff_ffffn), high: Number(time >> 32n) };
}

/** Takes the records that a choice keeps out of chunks. */
export class RecordFilter {
  readonly #types: Uint8Array | null;
  readonly #from: TimeWords | null;
  readonly #to: TimeWords | null;
  readonly #wanted: ReadonlySet<string> | null;
  readonly #lookup: SymbolLookup | null;

  /** @param lookup Needed for a choice by symbol. */
  constructor({ schemas, window, symbols }: RecordChoice, lookup: SymbolLookup | null) {
    this.#types = schemas.length === 0 ? null : new Uint8Array(256);
    for (const schema of schemas) this.#types![rtypeOfSchema(schema)] = 1;
    this.#from = window.from === null ? null : timeWords(window.from);
    this.#to = window.to === null ? null : timeWords(window.to);
    this.#wanted = symbols.length === 0 ? null : new Set(symbols);
    this.#lookup = this.#wanted === null ? null : lookup;
  }

  /** The kept records in order; the chunk itself if that is all of them. */
  apply(chunk: RecordChunk): RecordChunk {
    this.#lookup?.update(chunk);
    const words = wordsOf(chunk);
    const runs = this.#runs(chunk.count, words);
    if (runs.length === 2 && runs[0] === 0 && runs[1] === words.length) return chunk;
    return gather(chunk, words, runs);
  }

  /** Stretches of kept records: first word and word after the last, in turn. */
  #runs(count: number, words: Int32Array): Uint32Array {
    const runs = new Uint32Array(count + 1);
    let length = 0;
    let wasKept = false;
    for (let record = 0; record < words.length; record += words[record]! & 0xff) {
      const isKept = this.#keeps(words, record);
      if (isKept !== wasKept) runs[length++] = record;
      wasKept = isKept;
    }
    if (wasKept) runs[length++] = words.length;
    return runs.subarray(0, length);
  }

  #keeps(words: Int32Array, record: number): boolean {
    if (this.#types !== null && this.#types[(words[record]! >> 8) & 0xff] === 0) return false;
    if (this.#from === null && this.#to === null && this.#wanted === null) return true;
    const time = indexTimeWord(words, record);
    const low = words[time]!;
    const high = words[time + 1]!;
    if (this.#from !== null && isBefore(low, high, this.#from)) return false;
    if (this.#to !== null && !isBefore(low, high, this.#to)) return false;
    if (this.#wanted === null) return true;
    const symbol = this.#lookup?.at(words[record + 1]! >>> 0, low, high);
    return symbol !== undefined && this.#wanted.has(symbol);
  }
}

function isBefore(low: number, high: number, bound: TimeWords): boolean {
  const unsignedHigh = high >>> 0;
  if (unsignedHigh !== bound.high) return unsignedHigh < bound.high;
  return (low >>> 0) < bound.low;
}

/** Runs shorter than this many words are copied one by one: a view of each would cost more. */
const LONG_RUN = 256;

function gather(chunk: RecordChunk, words: Int32Array, runs: Uint32Array): RecordChunk {
  let size = 0;
  for (let i = 0; i < runs.length; i += 2) size += runs[i + 1]! - runs[i]!;
  const target = new Int32Array(size);
  let at = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const start = runs[i]!;
    const end = runs[i + 1]!;
    if (end - start >= LONG_RUN) target.set(words.subarray(start, end), at);
    else for (let word = start; word < end; word++) target[at + word - start] = words[word]!;
    at += end - start;
  }
  const bytes = new Uint8Array(target.buffer);
  const { count, uniform } = scanRecords(bytes, bytes.length);
  return { ...chunk, bytes, count, uniform };
}
