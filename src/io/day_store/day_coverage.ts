/** Which files the symbol-days of one dataset and schema come from, and what they cover of them. */
import type { EpochDay } from "../../core/time/dates.ts";
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import { symbolsById } from "../catalog/file_symbols.ts";
import { CoveredTime } from "../day/covered_time.ts";
import { overlaps } from "../day/day_files.ts";
import { coreSpan } from "../day/day_schemas.ts";
import type { Schema } from "../dbn/schema.ts";
import { storedSpan } from "./stored_date.ts";
import { type DaySourceFacts, storedSource } from "./stored_sources.ts";

/** How far a file was read. */
export interface ReadEnd {
  /** Just after the last moment that the file is known to cover: epoch seconds, and ns beyond them. */
  readonly seconds: number;
  readonly nanos: number;
  /** Whether it was cut short by damage. */
  readonly isDamaged: boolean;
}

/** A file and the symbols that it has on a date. */
interface DatedFile {
  readonly file: CatalogFile;
  readonly symbols: ReadonlySet<number>;
}

const REMEMBERED_DATES = 40; // more than a month of them

/** Looks up files by symbol and trade date. What was found of a date is kept for a while. */
export class DayCoverage {
  readonly #schema: Schema;
  readonly #files: readonly CatalogFile[];
  readonly #dates = new Map<EpochDay, readonly DatedFile[]>();

  /** @param files Of one dataset and schema, in the order in which they are read. */
  constructor(files: readonly CatalogFile[], schema: Schema) {
    this.#files = files;
    this.#schema = schema;
  }

  /** Numbers of the symbols that any file has on a date. */
  symbolsOn(date: EpochDay): Set<number> {
    return new Set(this.#filesOn(date).flatMap(({ symbols }) => [...symbols]));
  }

  /**
   * The files of a symbol and date, from roll to roll, in order.
   *
   * @returns None if no file touches the regular session: the tail of a neighbouring day's file makes no day.
   */
  filesOf(symbol: number, date: EpochDay): CatalogFile[] {
    const own = this.#filesOn(date).filter(({ symbols }) => symbols.has(symbol));
    const core = coreSpan(this.#schema, date);
    return own.some(({ file }) => overlaps(file, core)) ? own.map(({ file }) => file) : [];
  }

  /**
   * What is said of a stored symbol-day. A file that was damaged before the day's end is not among its sources: as long as
   * it is there, the day is read from it, and the damage told.
   *
   * @param ends How far files were read; of one that is missing here, all.
   */
  factsOf(
    symbol: number,
    date: EpochDay,
    ends: ReadonlyMap<CatalogFile, ReadEnd>,
  ): DaySourceFacts {
    const span = storedSpan(this.#schema, date);
    const own = this.filesOf(symbol, date);
    const rest = new CoveredTime(span);
    for (const file of own) rest.cover({ from: file.start, to: endOf(file, ends.get(file)) });
    const covered = new CoveredTime(span);
    for (const gap of rest.free) covered.cover(gap);
    const whole = own.filter((file) => {
      const end = ends.get(file);
      return !end?.isDamaged || end.seconds >= Math.min(file.end, span.to);
    });
    return { files: whole.map(storedSource), covered: covered.free };
  }

  #filesOn(date: EpochDay): readonly DatedFile[] {
    const known = this.#dates.get(date);
    if (known !== undefined) return known;
    const { from, to } = storedSpan(this.#schema, date);
    const files = this.#files.filter((file) => overlaps(file, { from, to })).map((file) => {
      const symbols = new Set<number>();
      for (let day = Math.floor(from / DAY_SECONDS); day * DAY_SECONDS < to; day++) {
        for (const symbol of symbolsById(file.symbols, day).values()) symbols.add(symbol);
      }
      return { file, symbols };
    });
    this.#dates.set(date, files);
    if (this.#dates.size > REMEMBERED_DATES) this.#dates.delete(this.#dates.keys().next().value!);
    return files;
  }
}

function endOf(file: CatalogFile, end: ReadEnd | undefined): number {
  return end === undefined ? file.end : Math.min(file.end, end.seconds + end.nanos / 1e9);
}
