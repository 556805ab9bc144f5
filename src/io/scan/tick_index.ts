/** Which tick and status files belong to a symbol-day. */
import type { EpochDay } from "../../core/time/dates.ts";
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import { sessionBounds } from "../../core/time/sessions.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import type { Schema } from "../dbn/schema.ts";
import { type DayClock, dayClock } from "./tick_target.ts";

/** Quote schemas, best first: every update, then samples. */
const QUOTE_SCHEMAS: readonly Schema[] = [
  "mbp-1",
  "mbp-10",
  "cmbp-1",
  "bbo-1s",
  "cbbo-1s",
  "bbo-1m",
  "cbbo-1m",
];
const TRADE_SCHEMAS: readonly Schema[] = ["trades"];
const STATUS_SCHEMAS: readonly Schema[] = ["status"];

/** Files of one kind for a symbol-day, in order of time; empty if there are none. */
export interface DayFiles {
  readonly quotes: readonly CatalogFile[];
  readonly trades: readonly CatalogFile[];
  readonly status: readonly CatalogFile[];
}

const NO_FILES: DayFiles = { quotes: [], trades: [], status: [] };

/** Finds tick and status files by symbol and trade date. */
export class TickIndex {
  readonly #bySchema = new Map<Schema, Map<number, CatalogFile[]>>();
  readonly #datasets: readonly string[];
  readonly #symbols = new Set<number>(); // with any of these files

  /** @param datasets Datasets to use; empty for all. */
  constructor(catalog: Catalog, datasets: readonly string[]) {
    this.#datasets = datasets;
    const kinds = [...QUOTE_SCHEMAS, ...TRADE_SCHEMAS, ...STATUS_SCHEMAS];
    for (const file of catalog.files) {
      if (file.schema !== null && kinds.includes(file.schema)) this.#add(file.schema, file);
    }
  }

  #add(schema: Schema, file: CatalogFile): void {
    if (this.#datasets.length > 0 && !this.#datasets.includes(file.dataset)) return;
    const bySymbol = this.#bySchema.get(schema) ?? new Map<number, CatalogFile[]>();
    this.#bySchema.set(schema, bySymbol);
    for (const symbol of new Set(file.symbols.symbol)) {
      this.#symbols.add(symbol);
      const files = bySymbol.get(symbol);
      if (files) files.push(file);
      else bySymbol.set(symbol, [file]);
    }
  }

  /**
   * The files of a symbol-day: quotes and trades of the bars' own dataset if it has them, status of any.
   *
   * A kind counts as present only if a file covers some of the regular session: the tail of a neighbouring day's file
   * is no sign of data.
   */
  filesOf(symbol: number, day: EpochDay, dataset: string): DayFiles {
    if (!this.#symbols.has(symbol)) return NO_FILES;
    const clock = dayClock(day);
    const find = (schemas: readonly Schema[], range: readonly [number, number]) =>
      this.#find(schemas, symbol, clock, range, dataset, day);
    const sessions = [clock.preOpen, clock.postClose] as const;
    return {
      quotes: find(QUOTE_SCHEMAS, sessions),
      trades: find(TRADE_SCHEMAS, sessions),
      status: find(STATUS_SCHEMAS, [clock.rollStart, clock.rollEnd]),
    };
  }

  #find(
    schemas: readonly Schema[],
    symbol: number,
    { midnight }: DayClock,
    [from, to]: readonly [number, number],
    dataset: string,
    day: EpochDay,
  ): CatalogFile[] {
    const { open, close } = sessionBounds(day);
    for (const schema of schemas) {
      const candidates = (this.#bySchema.get(schema)?.get(symbol) ?? [])
        .filter((file) => overlaps(file, from, to) && isMapped(file, symbol, from, to));
      const datasets = [...new Set(candidates.map((file) => file.dataset))].sort((a, b) =>
        Number(b === dataset) - Number(a === dataset) || (a < b ? -1 : 1)
      );
      for (const name of datasets) {
        const files = candidates.filter((file) => file.dataset === name);
        if (files.some((file) => overlaps(file, midnight + open, midnight + close))) {
          return withoutRepeated(files);
        }
      }
    }
    return [];
  }
}

function overlaps(file: CatalogFile, from: number, to: number): boolean {
  return file.start < to && file.end > from;
}

function isMapped({ symbols }: CatalogFile, symbol: number, from: number, to: number): boolean {
  const firstDay = Math.floor(from / DAY_SECONDS);
  const lastDay = Math.ceil(to / DAY_SECONDS) - 1;
  return symbols.symbol.some((other, i) =>
    other === symbol && symbols.from[i]! <= lastDay && symbols.to[i]! > firstDay
  );
}

/** In order of time, without files whose range others already cover: a delivery that was bought twice. */
function withoutRepeated(files: readonly CatalogFile[]): CatalogFile[] {
  const sorted = [...files].sort((a, b) =>
    a.start - b.start || b.end - a.end || (a.key < b.key ? -1 : 1)
  );
  let coveredUntil = -Infinity;
  return sorted.filter((file) => {
    const isNew = file.end > coveredUntil;
    coveredUntil = Math.max(coveredUntil, file.end);
    return isNew;
  });
}
