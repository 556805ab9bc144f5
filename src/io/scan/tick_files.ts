/** Reading the quotes, trades and status messages of some symbol-days out of files that may hold many more. */
import type { EpochDay } from "../../core/time/dates.ts";
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import { openFileSource } from "../bytes/file_source.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import { type FileSymbols, symbolsById } from "../catalog/file_symbols.ts";
import { DbnFile } from "../dbn/dbn_file.ts";
import { groupRecords } from "../dbn/framing.ts";
import { type RecordChunk, wordsOf } from "../dbn/record_chunk.ts";
import { rtypeOfSchema, type Schema } from "../dbn/schema.ts";
import { describeTruncation } from "../dbn/truncation.ts";

/** What a worker needs to know of a file. */
export interface TickFile {
  readonly key: string;
  readonly path: string;
  readonly dataset: string;
  readonly schema: Schema;
  readonly symbols: FileSymbols;
  /** Records before this are left out, epoch seconds: another file has them. */
  readonly from: number;
}

/** The part of a catalog entry that is sent to workers. */
export function tickFileOf(file: CatalogFile, from = -Infinity): TickFile {
  const { key, path, dataset, symbols } = file;
  return { key, path, dataset, schema: file.schema!, symbols, from };
}

/** Ends of ranges are known in whole seconds, rounded up: ranges that overlap by no more than this adjoin. */
const SEAM_SECONDS = 1;

/** Files of one kind in order of time, for workers: where ranges overlap, the file that begins first counts. */
export function tickFilesOf(files: readonly CatalogFile[]): TickFile[] {
  let coveredUntil = -Infinity;
  return files.map((file) => {
    const isOverlapping = file.start < coveredUntil - SEAM_SECONDS;
    const from = isOverlapping ? coveredUntil : -Infinity;
    coveredUntil = Math.max(coveredUntil, file.end);
    return tickFileOf(file, from);
  });
}

/** One record, by its position in the chunk's 32-bit words. */
export interface RecordView {
  readonly words: Int32Array;
  readonly unsigned: Uint32Array;
  /** First word of the record. */
  word: number;
  symbol: number;
  /** UTC day of the record's index time, and ns since it started. */
  utcDay: EpochDay;
  sinceDay: number;
}

const HIGH = 4294967296;
const DAY_NS = DAY_SECONDS * 1e9;

/** Word of `ts_recv` in records of a schema. */
function timeWordOf(schema: Schema): number {
  return schema === "status" ? 4 : 8;
}

/**
 * Passes every record of the wanted symbols to `visit`, in file order. The view is the same object each time.
 *
 * @param wanted Symbol numbers.
 * @returns A sentence if the file is cut off, else `null`. What came before the cut was visited.
 * @throws {MomoError} `bad_data` if the file is damaged; what came before the damage was visited.
 */
export function visitRecords(
  file: TickFile,
  wanted: ReadonlySet<number>,
  visit: (view: RecordView) => void,
): string | null {
  using source = openFileSource(file.path);
  const dbn = DbnFile.open(source, { reuseBuffer: true });
  const days = new SymbolDays(file.symbols, wanted);
  for (const chunk of dbn.chunks()) visitChunk(chunk, file, days, visit);
  return dbn.truncation && describeTruncation(dbn.truncation);
}

function visitChunk(
  chunk: RecordChunk,
  { schema, from }: TickFile,
  days: SymbolDays,
  visit: (view: RecordView) => void,
): void {
  const rtype = rtypeOfSchema(schema);
  const group = groupRecords(chunk).find((candidate) => candidate.rtype === rtype);
  if (group === undefined) return;
  const words = wordsOf(chunk);
  const unsigned = new Uint32Array(words.buffer, words.byteOffset, words.length);
  const view: RecordView = { words, unsigned, word: 0, symbol: 0, utcDay: 0, sinceDay: 0 };
  const time = timeWordOf(schema);
  const stride = group.size >> 2;
  for (let i = 0; i < group.count; i++) {
    const word = group.offsets === null ? i * stride : group.offsets[i]! >> 2;
    const sinceDay = days.place(unsigned[word + time + 1]!, unsigned[word + time]!);
    const symbol = days.symbolOf(unsigned[word + 1]!);
    const isRepeated = sinceDay < (from - days.utcDay * DAY_SECONDS) * 1e9;
    if (symbol < 0 || isRepeated) continue;
    view.word = word;
    view.symbol = symbol;
    view.utcDay = days.utcDay;
    view.sinceDay = sinceDay;
    visit(view);
  }
}

/** Which symbol an instrument id stands for, on the UTC day of the record at hand. */
class SymbolDays {
  readonly #symbols: FileSymbols;
  readonly #wanted: ReadonlySet<number>;
  #byId = new Map<number, number>();
  #baseHigh = 0;
  #baseLow = 0;
  utcDay: EpochDay = NaN;

  constructor(symbols: FileSymbols, wanted: ReadonlySet<number>) {
    this.#symbols = symbols;
    this.#wanted = wanted;
  }

  /** Moves to the UTC day of a time given as two 32-bit words. @returns ns since that day started, exact. */
  place(high: number, low: number): number {
    const sinceDay = (high - this.#baseHigh) * HIGH + (low - this.#baseLow);
    if (sinceDay >= 0 && sinceDay < DAY_NS && !Number.isNaN(this.utcDay)) return sinceDay;
    const ns = (BigInt(high) << 32n) | BigInt(low);
    this.utcDay = Number(ns / BigInt(DAY_NS));
    const base = BigInt(this.utcDay) * BigInt(DAY_NS);
    this.#baseHigh = Number(base >> 32n);
    this.#baseLow = Number(base & 0xffff_ffffn);
    this.#byId = symbolsById(this.#symbols, this.utcDay);
    return Number(ns - base);
  }

  /** The wanted symbol of an instrument id, or -1. */
  symbolOf(instrumentId: number): number {
    const symbol = this.#byId.get(instrumentId);
    return symbol !== undefined && this.#wanted.has(symbol) ? symbol : -1;
  }
}

/** A price of two 32-bit words in nano-dollars; `NaN` where undefined. */
export function priceAt({ words, unsigned, word }: RecordView, offset: number): number {
  const high = words[word + offset + 1]!;
  return high === 0x7fffffff ? NaN : high * HIGH + unsigned[word + offset]!;
}
