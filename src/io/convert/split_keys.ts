/** What records are split by, and the key of each record. */
import { MomoError } from "../../core/error.ts";
import { dateParts, type EpochDay, epochDay, formatDate, weekday } from "../../core/time/dates.ts";
import type { DbnHeader } from "../dbn/dbn_header.ts";
import type { DbnMetadata } from "../dbn/metadata.ts";
import { type RecordChunk, wordsOf } from "../dbn/record_chunk.ts";
import { isSchema, rtypeOfSchema, type Schema, schemaOfRtype } from "../dbn/schema.ts";
import { clipMetadata, keepSymbols } from "./narrow_metadata.ts";
import { indexTimeWord, isUndefinedTime, utcDayOf } from "./record_times.ts";
import { type SymbolLookup, symbolLookup } from "./symbol_lookup.ts";
import type { Split } from "./splits.ts";
import { DAY_NS } from "./time_window.ts";

/** Finds the keys of records: a symbol, a schema, or the first day of a period as `YYYY-MM-DD`. */
export interface SplitKeys {
  /** To be called before the records of a chunk are asked for. */
  begin(chunk: RecordChunk): void;
  /**
   * The key of a record; null for one that belongs nowhere.
   *
   * @param record Word at which it starts.
   * @throws {MomoError} `bad_data` if it has no symbol, or no time.
   */
  keyOf(words: Int32Array, record: number): string | null;
  /** The metadata of the records with a key. */
  metadataOf(key: string, metadata: DbnMetadata): DbnMetadata;
}

/**
 * The keys of a split.
 *
 * @param output What the records belong to.
 * @throws {MomoError} `bad_data` if the records are split by symbol and their symbols cannot be mapped.
 */
export function splitKeys(split: Split, output: DbnHeader): SplitKeys {
  if (split === "schema") return new SchemaKeys(output.metadata?.schema ?? null);
  if (split !== "symbol") return new PeriodKeys(split);
  const { metadata, name } = output;
  if (metadata === null) throw new TypeError("A fragment cannot be split by symbol");
  return new SymbolKeys(symbolLookup(metadata, name));
}

class SymbolKeys implements SplitKeys {
  readonly #lookup: SymbolLookup;
  #chunk: RecordChunk | undefined;

  constructor(lookup: SymbolLookup) {
    this.#lookup = lookup;
  }

  begin(chunk: RecordChunk): void {
    this.#chunk = chunk;
    this.#lookup.update(chunk);
  }

  keyOf(words: Int32Array, record: number): string {
    const time = indexTimeWord(words, record);
    const id = words[record + 1]! >>> 0;
    const symbol = this.#lookup.at(id, words[time]!, words[time + 1]!);
    if (symbol !== undefined) return symbol;
    const { name, offset } = this.#chunk!; // set by `begin`
    throw new MomoError(
      "bad_data",
      `Cannot split "${name}" by symbol: at byte ${offset + 4 * record} instrument ${id} has none`,
      { hint: "choose records with --symbols, or split by day" },
    );
  }

  metadataOf(key: string, metadata: DbnMetadata): DbnMetadata {
    return keepSymbols(metadata, new Set([key]));
  }
}

class SchemaKeys implements SplitKeys {
  readonly #keys: readonly (Schema | null)[];

  /** @param schema Of the metadata: it tells tbbo from mbp-1, which share their record type. */
  constructor(schema: Schema | null) {
    const own = schema === null ? -1 : rtypeOfSchema(schema);
    this.#keys = Array.from(
      { length: 256 },
      (_, rtype) => rtype === own ? schema : schemaOfRtype(rtype) ?? null,
    );
  }

  begin(): void {}

  keyOf(words: Int32Array, record: number): string | null {
    return this.#keys[(words[record]! >> 8) & 0xff]!;
  }

  metadataOf(key: string, metadata: DbnMetadata): DbnMetadata {
    return { ...metadata, schema: isSchema(key) ? key : null };
  }
}

type Period = Exclude<Split, "symbol" | "schema">;

class PeriodKeys implements SplitKeys {
  readonly #period: Period;
  readonly #keys = new Map<EpochDay, string>();
  #chunk: RecordChunk | undefined;

  constructor(period: Period) {
    this.#period = period;
  }

  begin(chunk: RecordChunk): void {
    this.#chunk = chunk;
  }

  keyOf(words: Int32Array, record: number): string {
    const time = indexTimeWord(words, record);
    const low = words[time]!;
    const high = words[time + 1]!;
    if (isUndefinedTime(low, high)) {
      const { name, offset } = this.#chunk!; // set by `begin`
      throw new MomoError(
        "bad_data",
        `Cannot split "${name}" by ${this.#period}: at byte ${
          offset + 4 * record
        } a record has no time`,
      );
    }
    const day = utcDayOf(low, high);
    let key = this.#keys.get(day);
    if (key === undefined) {
      key = formatDate(firstDayOf(this.#period, day));
      this.#keys.set(day, key);
    }
    return key;
  }

  metadataOf(key: string, metadata: DbnMetadata): DbnMetadata {
    const first = dayOfKey(key);
    const end = dayAfter(this.#period, first);
    return clipMetadata(metadata, { from: BigInt(first) * DAY_NS, to: BigInt(end) * DAY_NS });
  }
}

/** The day that a period is named after: itself, its Sunday, the first of its month or year. */
function firstDayOf(period: Period, day: EpochDay): EpochDay {
  if (period === "day") return day;
  if (period === "week") return day - weekday(day);
  const { year, month } = dateParts(day);
  return epochDay(year, period === "year" ? 1 : month, 1);
}

/** The day after the last of a period that starts on `first`. */
function dayAfter(period: Period, first: EpochDay): EpochDay {
  if (period === "day") return first + 1;
  if (period === "week") return first + 7;
  const { year, month } = dateParts(first);
  return period === "year" ? epochDay(year + 1, 1, 1) : epochDay(year, month + 1, 1);
}

function dayOfKey(key: string): EpochDay {
  const [year, month, day] = key.split("-").map(Number);
  return epochDay(year!, month!, day!); // made by formatDate
}

/** Tells a consumer of each stretch of records with one key. */
export function forEachRun(
  keys: SplitKeys,
  chunk: RecordChunk,
  use: (key: string, bytes: Uint8Array) => void,
): void {
  keys.begin(chunk);
  const words = wordsOf(chunk);
  let start = 0;
  let current: string | null = null;
  for (let record = 0; record < words.length; record += words[record]! & 0xff) {
    const key = keys.keyOf(words, record);
    if (key === current) continue;
    if (current !== null) use(current, chunk.bytes.subarray(4 * start, 4 * record));
    start = record;
    current = key;
  }
  if (current !== null) use(current, chunk.bytes.subarray(4 * start));
}
