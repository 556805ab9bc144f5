/** Reading a file once for all symbols. */
import { MomoError } from "../../core/error.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import { openFileSource } from "../bytes/file_source.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import { symbolsById } from "../catalog/file_symbols.ts";
import { recordsOf } from "../day/table_reader.ts";
import { DbnFile } from "../dbn/dbn_file.ts";
import { groupRecords } from "../dbn/framing.ts";
import { type RecordChunk, wordsOf } from "../dbn/record_chunk.ts";
import { truncationError } from "../dbn/truncation.ts";
import type { DayBuckets } from "./day_buckets.ts";
import type { ReadEnd } from "./day_coverage.ts";

const HIGH = 4294967296;
const SECOND_NS = 1e9;

/** What a file gave. */
export interface FileRecords {
  /** Records read, wanted or not. */
  readonly records: number;
  /** What is wrong with the file, `null` if nothing is. */
  readonly problem: string | null;
  /** How far it was read; `null` if it covers all that it was made for. */
  readonly end: ReadEnd | null;
}

/** How a file is read. */
export interface FileRequest {
  readonly file: CatalogFile;
  /** Files that overlap this one and were read before. */
  readonly earlier: readonly CatalogFile[];
  /** How far those were read that do not cover all that they were made for. */
  readonly ends: ReadonlyMap<CatalogFile, ReadEnd>;
  readonly buckets: DayBuckets;
  /** Looked at between chunks. */
  readonly signal: AbortSignal;
}

/**
 * Reads a file: puts the wanted records into their days, but for those outside the time that the file was made for, and
 * those of moments and symbols that another file had already. Gives the time of the last record after each chunk, epoch
 * seconds.
 *
 * @throws The signal's reason, if it is aborted.
 */
export function* readAllRecords(request: FileRequest): Generator<number, FileRecords> {
  const { file, signal } = request;
  const sorter = new RecordSorter(request);
  let records = 0;
  let problem: string | null = null;
  try {
    using source = openFileSource(file.path);
    const dbn = DbnFile.open(source, { reuseBuffer: true });
    for (const chunk of dbn.chunks()) {
      signal.throwIfAborted();
      records += chunk.count;
      sorter.add(chunk);
      yield sorter.end.seconds;
    }
    problem = dbn.truncation && truncationError(dbn.truncation).message;
  } catch (error) {
    if (!(error instanceof MomoError)) throw error;
    problem = error.message;
  }
  const isWhole = problem === null && file.end !== Infinity;
  return { records, problem, end: isWhole ? null : { ...sorter.end, isDamaged: problem !== null } };
}

class RecordSorter {
  readonly #file: CatalogFile;
  readonly #earlier: readonly CatalogFile[];
  readonly #ends: ReadonlyMap<CatalogFile, ReadEnd>;
  readonly #buckets: DayBuckets;
  readonly #rtype: number;
  readonly #timeWord: number;
  /** Start of the UTC day under way: epoch seconds, and ns as two words. */
  #dayFrom = NaN;
  #baseHigh = Infinity;
  #baseLow = 0;
  #byId: ReadonlyMap<number, number> = new Map();
  /** Of the record placed last: whole seconds since the Unix epoch, and ns beyond them. */
  #seconds = -Infinity;
  #nanos = 0;
  /** Files of the day under way that had a symbol before, by symbol. */
  readonly #others = new Map<number, readonly CatalogFile[]>();

  constructor({ file, earlier, ends, buckets }: FileRequest) {
    this.#file = file;
    this.#earlier = earlier;
    this.#ends = ends;
    this.#buckets = buckets;
    const { rtype, timeWord } = recordsOf(file.schema!);
    this.#rtype = rtype;
    this.#timeWord = timeWord;
  }

  /** The moment after the record placed last. */
  get end(): { readonly seconds: number; readonly nanos: number } {
    return { seconds: this.#seconds, nanos: this.#nanos + 1 };
  }

  add(chunk: RecordChunk): void {
    const group = groupRecords(chunk).find(({ rtype }) => rtype === this.#rtype);
    if (group === undefined) return;
    const words = wordsOf(chunk);
    const unsigned = new Uint32Array(words.buffer, words.byteOffset, words.length);
    const step = group.size >> 2;
    const time = this.#timeWord;
    const { start, end } = this.#file;
    for (let i = 0; i < group.count; i++) {
      const word = group.offsets === null ? i * step : group.offsets[i]! >> 2;
      this.#place(unsigned[word + time + 1]!, unsigned[word + time]!);
      const seconds = this.#seconds;
      const symbol = this.#byId.get(unsigned[word + 1]!);
      if (symbol === undefined || seconds < start || seconds >= end) continue;
      if (this.#earlier.length > 0 && this.#isRepeated(symbol)) continue;
      this.#buckets.add(words, word, step, symbol, seconds);
    }
  }

  /** Moves to a time given as two words. */
  #place(high: number, low: number): void {
    const since = (high - this.#baseHigh) * HIGH + (low - this.#baseLow);
    if (since >= 0 && since < DAY_SECONDS * SECOND_NS) {
      const seconds = Math.floor(since / SECOND_NS);
      this.#seconds = this.#dayFrom + seconds;
      this.#nanos = since - seconds * SECOND_NS;
      return;
    }
    const ns = (BigInt(high) << 32n) | BigInt(low);
    this.#seconds = Number(ns / BigInt(SECOND_NS));
    this.#nanos = Number(ns % BigInt(SECOND_NS));
    this.#enter(Math.floor(this.#seconds / DAY_SECONDS));
  }

  #enter(utcDay: EpochDay): void {
    this.#dayFrom = utcDay * DAY_SECONDS;
    const base = BigInt(this.#dayFrom) * BigInt(SECOND_NS);
    this.#baseHigh = Number(base >> 32n);
    this.#baseLow = Number(base & 0xffff_ffffn);
    this.#others.clear();
    const symbols = symbolsById(this.#file.symbols, utcDay);
    this.#byId = new Map([...symbols].filter(([, symbol]) => this.#buckets.wants(symbol)));
  }

  #isRepeated(symbol: number): boolean {
    let others = this.#others.get(symbol);
    if (others === undefined) {
      const day = this.#dayFrom / DAY_SECONDS;
      others = this.#earlier.filter(({ symbols }) =>
        symbols.symbol.some((other, i) =>
          other === symbol && symbols.from[i]! <= day && day < symbols.to[i]!
        )
      );
      this.#others.set(symbol, others);
    }
    return others.some((file) => this.#isCovered(file));
  }

  /** Whether a file read before has the moment of the record placed last. */
  #isCovered(file: CatalogFile): boolean {
    const seconds = this.#seconds;
    if (seconds < file.start || seconds >= file.end) return false;
    const end = this.#ends.get(file);
    return end === undefined || seconds < end.seconds ||
      (seconds === end.seconds && this.#nanos < end.nanos);
  }
}
