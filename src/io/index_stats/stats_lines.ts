/** Counts of an index for a terminal, with bars. */
import type { MonthCoverage } from "../../core/index_stats/coverage.ts";
import type { IndexStats } from "../../core/index_stats/index_stats.ts";
import { dateRange, shareOf, type StatsRow } from "../../core/index_stats/stats_table.ts";
import { counted } from "../text/counted.ts";
import { printable } from "../text/table_cells.ts";

/** Width of the longest bar in characters. */
const BAR_WIDTH = 30;
/** Symbols whose months are shown, those with the most days. */
const SHOWN_SYMBOLS = 40;
const LEVELS = " ▁▂▃▄▅▆▇█";
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** Titles of the sections with bars. */
const TITLES: Readonly<Record<string, string>> = {
  quality: "Quality of the days",
  category: "Categories",
  local_quality: "Local quality of the reset points",
  pattern: "Patterns of the reset points",
  phase: "Phases of the reset points",
  bucket: "Parts of the day of the reset points",
  halts: "Halts",
};

/** A bar of this share of the full width, in eighths of a character; something is never nothing. */
export function bar(share: number, width = BAR_WIDTH): string {
  const eighths = share > 0 ? Math.max(1, Math.round(share * width * 8)) : 0;
  return "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!;
}

/** One character for a share of a month: a space for none, a full block for all of it. */
export function level(share: number): string {
  return share > 0 ? LEVELS[Math.max(1, Math.round(share * 8))]! : LEVELS[0]!;
}

function formatCount(count: number): string {
  return count.toLocaleString("en-US", { maximumFractionDigits: 1 });
}

function formatShare(row: StatsRow): string {
  const share = shareOf(row);
  return share === null ? "" : `${(share * 100).toFixed(1)} %`;
}

/** Names, counts, shares and bars; the longest bar is that of the largest share. */
function* sectionLines(
  title: string,
  rows: readonly StatsRow[],
  emphasise: (text: string) => string,
) {
  const names = Math.max(...rows.map(({ name }) => name.length));
  const counts = Math.max(...rows.map(({ count }) => formatCount(count).length));
  const most = Math.max(...rows.map((row) => shareOf(row) ?? 0));
  yield "";
  yield emphasise(title);
  for (const row of rows) {
    const share = shareOf(row) ?? 0;
    const cells = [
      row.name.padEnd(names),
      formatCount(row.count).padStart(counts),
      formatShare(row).padStart(7),
      bar(most === 0 ? 0 : share / most),
    ];
    yield `  ${cells.join("  ")}`.trimEnd();
  }
}

/** The months from the first to the last, `YYYY-MM`, also those without a day. */
function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  let [year = 0, month = 0] = first.split("-").map(Number);
  for (;;) {
    months.push(`${year}-${String(month).padStart(2, "0")}`);
    if (months.at(-1)! >= last) return months;
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
  }
}

/** A line per symbol, a character per month, as high as the share of the month's sessions that are in the index. */
function* coverageLines(coverage: readonly MonthCoverage[], emphasise: (text: string) => string) {
  const names = coverage.map(({ month }) => month).sort();
  const months = monthsBetween(names[0]!, names.at(-1)!);
  const bySymbol = Map.groupBy(coverage, ({ symbol }) => symbol);
  const lines = [...bySymbol].map(([symbol, parts]) => {
    const shares = new Map(parts.map(({ month, days, sessions }) => [month, days / sessions]));
    const days = parts.reduce((sum, part) => sum + part.days, 0);
    return {
      symbol: printable(symbol),
      days,
      text: months.map((m) => level(shares.get(m) ?? 0)).join(""),
    };
  });
  const shown = lines.toSorted((a, b) => b.days - a.days).slice(0, SHOWN_SYMBOLS)
    .sort((a, b) => a.symbol < b.symbol ? -1 : 1);
  const width = Math.max(...shown.map(({ symbol }) => symbol.length));
  const counts = Math.max(...shown.map(({ days }) => formatCount(days).length));
  yield "";
  yield emphasise(`Days by symbol and month, ${months[0]} to ${months.at(-1)}`);
  for (const { symbol, days, text } of shown) {
    yield `  ${symbol.padEnd(width)}  ${formatCount(days).padStart(counts)}  |${text}|`;
  }
  const hidden = lines.length - shown.length;
  if (hidden > 0) yield `  ${counted(hidden, "more symbol")}, with no more days: see --format csv`;
}

/** The counts as lines: what there is, coverage, then a section each with bars. */
export function* statsLines(
  stats: IndexStats,
  rows: readonly StatsRow[],
  emphasise: (text: string) => string,
): Generator<string> {
  const sizes = rows.filter(({ section }) => section === "size");
  const megabytes = sizes.reduce((sum, { count }) => sum + count, 0) / 1e6;
  yield [
    `${counted(stats.days, "day")} of ${counted(stats.symbols, "symbol")}, ${dateRange(stats)}`,
    counted(stats.points, "reset point"),
    `${megabytes.toFixed(2)} MB`,
  ].join("; ");
  if (stats.days === 0) return;
  yield* coverageLines(stats.coverage, emphasise);
  for (const [section, title] of Object.entries(TITLES)) {
    yield* sectionLines(title, rows.filter((row) => row.section === section), emphasise);
  }
}
