/** Which files give each symbol its bars, and which of them belong together. */
import type { EpochDay } from "../../core/time/dates.ts";
import { isSession } from "../../core/time/calendar.ts";
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { type CatalogFile, lastUtcDay } from "../catalog/catalog_file.ts";
import { compareText } from "../catalog/compare_text.ts";
import { distinctSymbols } from "../catalog/file_symbols.ts";
import type { Schema } from "../dbn/schema.ts";
import { dayClock } from "./tick_target.ts";

/** Schemas that bars can be taken from, best first: one-second bars, the trade tape, one-minute bars. */
const BAR_SCHEMAS: readonly Schema[] = ["ohlcv-1s", "trades", "tbbo", "mbp-1", "ohlcv-1m"];

/** Files that share symbols, so that their bars have to be put together. */
export interface BarGroup {
  readonly dataset: string;
  /** In order of time. */
  readonly files: readonly CatalogFile[];
  /** Wanted symbols, by number. */
  readonly symbols: ReadonlySet<number>;
  /** Whether no two files overlap, so that each symbol's bars come in order of time. */
  readonly isOrdered: boolean;
  /** The best schema among files that cover a UTC day of a symbol. */
  readonly schemaOf: (symbol: number, day: EpochDay) => Schema | undefined;
}

/** Where the bars of all wanted symbols come from. */
export interface BarPlan {
  readonly groups: readonly BarGroup[];
  /** Dataset of each symbol's bars. */
  readonly datasetOf: ReadonlyMap<number, string>;
  /** UTC days on which a symbol's intraday files exist. */
  readonly coverage: SymbolCoverage;
}

/** UTC days covered by files, per symbol, with the schema of the first file that covers each. */
export class SymbolCoverage {
  readonly #days = new Map<number, Map<EpochDay, Schema>>();

  /** Whether a file covers a UTC day of a symbol. */
  has(symbol: number, day: EpochDay): boolean {
    return this.schemaOf(symbol, day) !== undefined;
  }

  /** The schema of the first file that covers a UTC day of a symbol. */
  schemaOf(symbol: number, day: EpochDay): Schema | undefined {
    return this.#days.get(symbol)?.get(day);
  }

  /** The covered sessions of a symbol, in order. */
  sessions(symbol: number): EpochDay[] {
    return [...this.#days.get(symbol)?.keys() ?? []].sort((a, b) => a - b);
  }

  /** Adds the days of a file that are sessions. @param onNew Called with a symbol for each day that was not there. */
  add(
    file: CatalogFile,
    wanted: ReadonlySet<number>,
    onNew: (symbol: number) => void = () => {},
  ): void {
    forEachDay(file, wanted, (symbol, day) => {
      const days = this.#days.get(symbol) ?? new Map<EpochDay, Schema>();
      this.#days.set(symbol, days);
      if (days.has(day)) return;
      days.set(day, file.schema!);
      onNew(symbol);
    });
  }
}

/** Whether a dataset was asked for. @param datasets Empty for all. */
export function isChosen({ dataset }: CatalogFile, datasets: readonly string[]): boolean {
  return datasets.length === 0 || datasets.includes(dataset);
}

/** Whether bars may be taken from a file. */
export function isBarFile(file: CatalogFile, datasets: readonly string[]): boolean {
  return file.schema !== null && BAR_SCHEMAS.includes(file.schema) && isChosen(file, datasets);
}

/** Calls `use` with each wanted symbol of a file and each session among the UTC days it is there for. */
function forEachDay(
  file: CatalogFile,
  wanted: ReadonlySet<number>,
  use: (symbol: number, day: EpochDay) => void,
): void {
  const { symbol, from, to } = file.symbols;
  const first = Math.floor(file.start / DAY_SECONDS);
  const last = lastUtcDay(file.end);
  for (let i = 0; i < symbol.length; i++) {
    if (!wanted.has(symbol[i]!)) continue;
    const end = Math.min(last, to[i]! - 1);
    for (let day = Math.max(first, from[i]!); day <= end; day++) {
      if (isSession(day)) use(symbol[i]!, day);
    }
  }
}

/** A file and the wanted symbols that take bars from it. */
interface ChosenFile {
  readonly file: CatalogFile;
  readonly symbols: ReadonlySet<number>;
}

/**
 * Chooses the files to take bars from. Each symbol takes all its bars from one dataset: the one that covers most of its
 * sessions. Coarser schemas are used only for days that finer ones do not cover.
 *
 * @param wanted Symbol numbers.
 * @param datasets Datasets to choose from; empty for all.
 */
export function planBars(
  catalog: Catalog,
  wanted: ReadonlySet<number>,
  datasets: readonly string[],
): BarPlan {
  const usable = catalog.files.filter((file) => isBarFile(file, datasets));
  const datasetOf = chooseDatasets(usable, wanted);
  const coverage = new SymbolCoverage();
  const chosen: ChosenFile[] = [];
  for (const schema of BAR_SCHEMAS) {
    const files = usable.filter((candidate) => candidate.schema === schema)
      .map((file): ChosenFile => ({
        file,
        symbols: new Set(
          distinctSymbols(file.symbols).filter((symbol) => datasetOf.get(symbol) === file.dataset),
        ),
      }));
    for (const { file, symbols } of files) coverage.add(file, symbols);
    chosen.push(...files.filter((candidate) => isNeeded(candidate, coverage)));
  }
  return { groups: groupFiles(chosen, coverage), datasetOf, coverage };
}

/** Whether a session that takes its bars from files of this schema has a part of them in this file. */
function isNeeded({ file, symbols }: ChosenFile, coverage: SymbolCoverage): boolean {
  const { symbol, from, to } = file.symbols;
  const lastOfFile = lastUtcDay(file.end);
  for (let i = 0; i < symbol.length; i++) {
    if (!symbols.has(symbol[i]!)) continue;
    const first = Math.max(Math.floor(file.start / DAY_SECONDS), from[i]!);
    const last = Math.min(lastOfFile, to[i]! - 1);
    for (let day = first - 1; day <= last; day++) { // a session may end on the UTC day after its own
      if (coverage.schemaOf(symbol[i]!, day) !== file.schema) continue;
      const { preOpen, postClose } = dayClock(day);
      const starts = Math.max(file.start, first * DAY_SECONDS);
      if (starts < postClose && file.end > preOpen) return true;
    }
  }
  return false;
}

/** For each symbol the dataset whose best bar schemas cover most sessions; the first by name of equals. */
function chooseDatasets(
  files: readonly CatalogFile[],
  wanted: ReadonlySet<number>,
): Map<number, string> {
  const chosen = new Map<number, string>();
  const best = new Map<number, number>();
  const byDataset = [...Map.groupBy(files, (file) => file.dataset)];
  for (const [dataset, own] of byDataset.sort(([a], [b]) => compareText(a, b))) {
    for (const [symbol, score] of scoreCoverage(own, wanted)) {
      if (score <= (best.get(symbol) ?? 0)) continue;
      best.set(symbol, score);
      chosen.set(symbol, dataset);
    }
  }
  return chosen;
}

/** By symbol the sum over covered sessions of what the best schema of each is worth. */
function scoreCoverage(
  files: readonly CatalogFile[],
  wanted: ReadonlySet<number>,
): Map<number, number> {
  const coverage = new SymbolCoverage();
  const scores = new Map<number, number>();
  for (const [rank, schema] of BAR_SCHEMAS.entries()) {
    for (const file of files) {
      if (file.schema !== schema) continue;
      coverage.add(file, wanted, (symbol) => {
        // A day of one-second bars outweighs any day of something coarser, but not many of them.
        scores.set(symbol, (scores.get(symbol) ?? 0) + 1 / (1 + rank));
      });
    }
  }
  return scores;
}

/** Joins files that share a symbol, directly or through others. */
function groupFiles(chosen: readonly ChosenFile[], coverage: SymbolCoverage): BarGroup[] {
  const parent = chosen.map((_, i) => i);
  const rootOf = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  };
  const firstWith = new Map<number, number>();
  for (const [i, { symbols }] of chosen.entries()) {
    for (const symbol of symbols) {
      const other = firstWith.get(symbol);
      if (other === undefined) firstWith.set(symbol, i);
      else parent[rootOf(i)] = rootOf(other);
    }
  }
  const members = Map.groupBy(chosen.keys(), rootOf);
  return [...members.values()].map((indices) =>
    makeGroup(indices.map((i) => chosen[i]!), coverage)
  );
}

function makeGroup(members: readonly ChosenFile[], coverage: SymbolCoverage): BarGroup {
  const files = members.map(({ file }) => file)
    .sort((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1));
  const isOrdered = files.every((file, i) =>
    i === 0 || (files[i - 1]!.end <= file.start && files[i - 1]!.schema === file.schema)
  );
  const symbols = new Set(members.flatMap(({ symbols }) => [...symbols]));
  const schemaOf = (symbol: number, day: EpochDay) => coverage.schemaOf(symbol, day);
  return { dataset: files[0]!.dataset, files, symbols, isOrdered, schemaOf };
}
