/** Which files give each symbol its bars, and which of them belong together. */
import type { EpochDay } from "../../core/time/dates.ts";
import { isSession } from "../../core/time/calendar.ts";
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { type CatalogFile, lastUtcDay } from "../catalog/catalog_file.ts";
import type { Schema } from "../dbn/schema.ts";

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
}

/** Where the bars of all wanted symbols come from. */
export interface BarPlan {
  readonly groups: readonly BarGroup[];
  /** Dataset of each symbol's bars. */
  readonly datasetOf: ReadonlyMap<number, string>;
  /** UTC days on which a symbol's intraday files exist. */
  readonly coverage: SymbolCoverage;
}

/** UTC days covered by files, per symbol. */
export class SymbolCoverage {
  readonly #days = new Map<number, Set<EpochDay>>();

  /** Whether a file covers a UTC day of a symbol. */
  has(symbol: number, day: EpochDay): boolean {
    return this.#days.get(symbol)?.has(day) ?? false;
  }

  /** Number of covered days of a symbol. */
  count(symbol: number): number {
    return this.#days.get(symbol)?.size ?? 0;
  }

  /** Adds the days of a file that are sessions. @returns Whether any of them was new for a wanted symbol. */
  add(file: CatalogFile, wanted: ReadonlySet<number>): boolean {
    let isNew = false;
    forEachDay(file, wanted, (symbol, day) => {
      const days = this.#days.get(symbol) ?? new Set<EpochDay>();
      this.#days.set(symbol, days);
      if (days.has(day)) return;
      days.add(day);
      isNew = true;
    });
    return isNew;
  }
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
  const usable = catalog.files.filter((file) =>
    file.schema !== null && BAR_SCHEMAS.includes(file.schema) &&
    (datasets.length === 0 || datasets.includes(file.dataset))
  );
  const datasetOf = chooseDatasets(usable, wanted);
  const coverage = new SymbolCoverage();
  const chosen: { file: CatalogFile; symbols: Set<number> }[] = [];
  for (const schema of BAR_SCHEMAS) {
    for (const file of usable.filter((candidate) => candidate.schema === schema)) {
      const symbols = new Set(
        [...file.symbols.symbol].filter((symbol) => datasetOf.get(symbol) === file.dataset),
      );
      const before = schema === "ohlcv-1s" || coverage.add(file, symbols);
      if (schema === "ohlcv-1s") coverage.add(file, symbols);
      if (before && symbols.size > 0) chosen.push({ file, symbols });
    }
  }
  return { groups: groupFiles(chosen), datasetOf, coverage };
}

/** For each symbol the dataset whose best bar schema covers most sessions; the first by name of equals. */
function chooseDatasets(
  files: readonly CatalogFile[],
  wanted: ReadonlySet<number>,
): Map<number, string> {
  const scores = new Map<number, Map<string, number>>();
  for (const file of files) {
    const rank = BAR_SCHEMAS.indexOf(file.schema!);
    forEachDay(file, wanted, (symbol) => {
      const bySymbol = scores.get(symbol) ?? new Map<string, number>();
      scores.set(symbol, bySymbol);
      // A day of one-second bars outweighs any day of something coarser, but not many of them.
      bySymbol.set(file.dataset, (bySymbol.get(file.dataset) ?? 0) + 1 / (1 + rank));
    });
  }
  const chosen = new Map<number, string>();
  for (const [symbol, bySymbol] of scores) {
    const ranked = [...bySymbol].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    chosen.set(symbol, ranked[0]![0]);
  }
  return chosen;
}

/** Joins files that share a symbol, directly or through others. */
function groupFiles(chosen: readonly { file: CatalogFile; symbols: Set<number> }[]): BarGroup[] {
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
  return [...members.values()].map((indices) => makeGroup(indices.map((i) => chosen[i]!)));
}

function makeGroup(members: readonly { file: CatalogFile; symbols: Set<number> }[]): BarGroup {
  const files = members.map(({ file }) => file)
    .sort((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1));
  const isOrdered = files.every((file, i) =>
    i === 0 || (files[i - 1]!.end <= file.start && files[i - 1]!.schema === file.schema)
  );
  const symbols = new Set(members.flatMap(({ symbols }) => [...symbols]));
  return { dataset: files[0]!.dataset, files, symbols, isOrdered };
}
