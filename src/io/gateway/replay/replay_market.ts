/** Everything that a replay serves: the datasets of a catalog in a stretch of trade dates. */
import type { DayName } from "../../../core/day/day_name.ts";
import { requireSession } from "../../../core/day/day_name.ts";
import { MomoError } from "../../../core/error.ts";
import { formatDate } from "../../../core/time/dates.ts";
import { SECOND_NS } from "../../../core/time/sessions.ts";
import type { Catalog } from "../../catalog/catalog.ts";
import type { Problem } from "../../catalog/problem.ts";
import { dayClock } from "../../scan/tick_target.ts";
import { unknownSymbol } from "../../scan/wanted_symbols.ts";
import { ReplayDataset, type ReplayWindow } from "./replay_dataset.ts";

/** Symbol of a day that stands for every symbol of the data. */
export const EVERY_SYMBOL = "*";

/** What to replay and where from. */
export interface MarketOptions {
  readonly catalog: Catalog;
  /** Symbol-days; `*` is every symbol. Together they are served from the first trade date to the last. */
  readonly days: readonly DayName[];
  /** Datasets to serve; empty for all. */
  readonly datasets?: readonly string[];
  /** Told what is wrong with files. */
  readonly onProblem?: (problem: Problem) => void;
}

/** The datasets of a replay. Times are ns since `base`. */
export class ReplayMarket {
  /** ns since the Unix epoch: midnight in New York of the first trade date. */
  readonly base: bigint;
  /** From when data are served: the roll in the evening before the first trade date. */
  readonly from: number;
  /** When a replay begins unless it is told otherwise: 04:00 of the first trade date. */
  readonly begin: number;
  /** End of the last trade date. */
  readonly end: number;
  readonly datasets: ReadonlyMap<string, ReplayDataset>;

  /**
   * @throws {MomoError} `not_found` if there is no session on a date, no file has a symbol, or none has data of the days.
   */
  constructor(options: MarketOptions) {
    const { catalog, days, datasets = [], onProblem = () => {} } = options;
    const { window, begin } = windowOf(days);
    const served = servedSymbols(options);
    const usable = catalog.files.filter((file) => file.schema !== null && !file.isNameless);
    const byName = Map.groupBy(usable, (file) => file.dataset);
    const names = [...byName.keys()].filter((name) =>
      datasets.length === 0 || datasets.includes(name)
    ).sort();
    const { symbols: table } = catalog;
    const all = names.map((name) => {
      return new ReplayDataset({
        name,
        files: byName.get(name)!,
        table,
        window,
        served,
        onProblem,
      });
    });
    const filled = all.filter(({ symbols }) => symbols.length > 0);
    if (filled.length === 0) throw noData(days);
    this.datasets = new Map(filled.map((dataset) => [dataset.name, dataset]));
    this.base = window.base;
    const origin = Number(window.base / BigInt(SECOND_NS));
    const since = (seconds: number) => (seconds - origin) * SECOND_NS;
    this.from = since(window.span.from);
    this.end = since(window.span.to);
    this.begin = since(begin);
  }

  /** A time of the replay as ns since the Unix epoch. */
  epochOf(time: number): bigint {
    return this.base + BigInt(Math.round(time));
  }

  /** A time in ns since the Unix epoch as one of the replay. */
  timeOf(epoch: bigint): number {
    return Number(epoch - this.base);
  }
}

function windowOf(days: readonly DayName[]): { window: ReplayWindow; begin: number } {
  if (days.length === 0) throw new TypeError("A replay needs a day");
  for (const day of days) requireSession(day);
  const dates = days.map(({ tradeDate }) => tradeDate);
  const first = dayClock(Math.min(...dates));
  const last = dayClock(Math.max(...dates));
  const base = BigInt(first.midnight) * BigInt(SECOND_NS);
  const span = { from: first.rollStart, to: last.rollEnd };
  return { window: { base, span }, begin: first.preOpen };
}

function servedSymbols({ catalog, days }: MarketOptions): ReadonlySet<string> | null {
  const symbols = new Set(days.map(({ symbol }) => symbol));
  if (symbols.has(EVERY_SYMBOL)) return null;
  for (const symbol of symbols) {
    if (catalog.symbols.find(symbol) === undefined) throw unknownSymbol(symbol, catalog);
  }
  return symbols;
}

function noData(days: readonly DayName[]): MomoError {
  const { symbol, tradeDate } = days[0]!; // checked with the window
  return new MomoError(
    "not_found",
    `Cannot replay ${symbol} on ${formatDate(tradeDate)}: no file has data of that day`,
  );
}
