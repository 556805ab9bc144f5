/** Time of `momo index query` and of the sampler on indexes of the largest size that is meant. */
import { EpisodeSampler } from "../src/core/episodes/sampler.ts";
import { resolveExpression } from "../src/core/query/resolve_expression.ts";
import {
  type IndexQuery,
  queryColumns,
  queryIndex,
  type QueryTarget,
} from "../src/io/query/query_index.ts";
import { type OpenIndex, openIndex } from "../src/io/scan/open_index.ts";
import { identityOf, makeCandidates } from "../tests/core/episodes/made_candidates.ts";
import { madeSymbol, writeMadeIndex } from "./made_index.ts";
import type { BenchSuite, Measurement } from "./measurement.ts";

const SIZE = { symbols: 1000, daysPerSymbol: 63, pointsPerDay: 24 };
const RUNS = 31;
const QUERY_TARGET_MS = 10;
const SELECT_TARGET_US = 50;
const SELECT_DAYS = 100_000;
const ADVANCED_EPISODE = 50_000;
const VISITS = 5000;

const KEYS = ["symbol", "trade_date", "eod_quality"];
const OVERVIEW = [
  ...["symbol", "trade_date", "eod_category", "eod_quality", "eod_risk", "eod_range_pct"],
  ...["eod_rvol", "gap_pct", "eod_volume", "eod_n_halts", "eod_best_period", "eod_reset_points"],
];

interface Case {
  readonly what: string;
  readonly target: QueryTarget;
  readonly where: string;
  /** All of them if not given. */
  readonly columns?: readonly string[];
  readonly sort?: IndexQuery["sort"];
  readonly limit?: number;
  readonly hasTarget?: boolean;
}

const BEST = [{ column: "eod_quality", isDescending: true }];
const ONE_SYMBOL = `symbol = '${madeSymbol(500)}'`;

const CASES: readonly Case[] = [
  {
    what: "days of a symbol, 12 columns",
    ...{ target: "days", where: ONE_SYMBOL, columns: OVERVIEW, hasTarget: true },
  },
  {
    what: "days of a symbol, all columns",
    ...{ target: "days", where: ONE_SYMBOL, hasTarget: true },
  },
  {
    what: "days of a category, 3 columns",
    ...{ target: "days", where: "eod_category = 'prime'", columns: KEYS, hasTarget: true },
  },
  {
    what: "days of a category, 12 columns",
    ...{ target: "days", where: "eod_category = 'prime'", columns: OVERVIEW },
  },
  {
    what: "best 20 days of a category, 12 columns",
    ...{ target: "days", where: "eod_category = 'prime'", columns: OVERVIEW },
    ...{ sort: BEST, limit: 20 },
  },
  { what: "days of a category, all columns", target: "days", where: "eod_category = 'prime'" },
  { what: "reset points of a symbol, all columns", target: "points", where: ONE_SYMBOL },
  {
    what: "reset points of a pattern and quality, 3 columns",
    ...{ target: "points", where: "pattern = 'flush' and local_quality > 0.9" },
    columns: ["symbol", "ts", "local_quality"],
  },
];

/** The middle of the times of several runs, after one that is not counted. */
function medianMs(run: () => number): { rows: number; ms: number } {
  const rows = run();
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return { rows, ms: times[Math.floor(RUNS / 2)]! };
}

function measureQuery(index: OpenIndex, { what, target, where, ...wanted }: Case): Measurement {
  const columns = queryColumns(index, target);
  const query: IndexQuery = {
    target,
    condition: resolveExpression(where, { columns, suggest: () => undefined }),
    sort: wanted.sort ?? [],
    limit: wanted.limit,
    columns: wanted.columns ?? [...columns.keys()].filter((name) => !name.startsWith("day.")),
  };
  const { rows, ms } = medianMs(() => queryIndex(index, query).length);
  const bound = wanted.hasTarget ? QUERY_TARGET_MS : null;
  const note = `${rows} of ${index[target].length}`;
  return { what: `query: ${what}`, unit: "ms", measured: ms, target: bound, note };
}

/** Time per visit in the advanced stage, where all strata take part. */
function measureSelect(): Measurement {
  const candidates = makeCandidates({ days: SELECT_DAYS, symbols: 1000, points: [20, 24] });
  const sampler = new EpisodeSampler(candidates, identityOf());
  while (sampler.next().episode < ADVANCED_EPISODE);
  const start = performance.now();
  for (let i = 0; i < VISITS; i++) sampler.next();
  const measured = (performance.now() - start) / VISITS * 1000;
  const note = `${SELECT_DAYS} days, mean of ${VISITS} visits`;
  return { what: "select: next visit", unit: "us", measured, target: SELECT_TARGET_US, note };
}

/** All measurements of queries and of the sampler. */
export const INDEX_QUERY: BenchSuite = {
  name: "index",
  async run(directory) {
    const store = `${directory}/query-store`;
    await writeMadeIndex(`${store}/index`, SIZE);
    const start = performance.now();
    using index = await openIndex(store, "query");
    const opened = performance.now() - start;
    return [
      { what: "query: open", unit: "ms", measured: opened, target: null },
      ...CASES.map((one) => measureQuery(index, one)),
      measureSelect(),
    ];
  },
};
