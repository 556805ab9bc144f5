import assert from "node:assert/strict";
import fc from "fast-check";
import { monthlyCoverage } from "../../../src/core/index_stats/coverage.ts";
import { binName, histogramOf } from "../../../src/core/index_stats/histogram.ts";
import { indexStats } from "../../../src/core/index_stats/index_stats.ts";
import { shareOf, statsRows, statsTable } from "../../../src/core/index_stats/stats_table.ts";
import { parseDate } from "../../../src/core/time/dates.ts";

const NO_POINTS = { pattern: [], phase: [], bucket: [], quality: [] };

Deno.test("monthlyCoverage() counts days and the sessions of their months, by symbol and month", () => {
  const days = [
    ["B", "2025-02-03"],
    ["A", "2025-02-28"],
    ["A", "2024-11-29"],
    ["A", "2025-02-03"],
    ["A", "2025-01-10"],
  ] as const;

  const coverage = monthlyCoverage(
    days.map(([symbol]) => symbol),
    days.map(([, date]) => parseDate(date)),
  );

  // Counted in a calendar: Thanksgiving; New Year, the day of mourning and King's day; Presidents' day.
  assert.deepEqual(coverage, [
    { symbol: "A", month: "2024-11", days: 1, sessions: 20 },
    { symbol: "A", month: "2025-01", days: 1, sessions: 20 },
    { symbol: "A", month: "2025-02", days: 2, sessions: 19 },
    { symbol: "B", month: "2025-02", days: 1, sessions: 19 },
  ]);
});

Deno.test("histogramOf() puts each tenth into the bin it begins, 1 into the last, nulls apart", () => {
  for (let tenth = 0; tenth < 10; tenth++) {
    const { counts } = histogramOf([tenth / 10]);
    assert.equal(counts.indexOf(1), tenth, String(tenth / 10));
  }
  assert.deepEqual(histogramOf([1, NaN, 0.9999]), {
    counts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 2],
    unknown: 1,
  });
  assert.equal(binName(9), "0.9 - 1.0");
});

Deno.test("histogramOf() counts every score once, between the edges of its bin", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (score) => {
    const { counts } = histogramOf([score]);
    const bin = counts.indexOf(1);
    assert.equal(counts.reduce((sum, count) => sum + count), 1);
    assert.ok(score >= bin / 10 && (score < (bin + 1) / 10 || bin === 9));
  }));
});

const DAYS = {
  symbol: ["A", "A", "B"],
  tradeDate: ["2025-02-03", "2025-03-03", "2025-02-03"].map(parseDate),
  category: ["prime", "none", "prime"],
  quality: Float64Array.of(0.85, NaN, 0.8),
  halts: Float64Array.of(3, NaN, 0),
  haltMinutes: Float64Array.of(17.5, NaN, 0),
  inferredHalts: Float64Array.of(NaN, 2, NaN),
};

Deno.test("indexStats() counts halts only where they are known", () => {
  const { halts } = indexStats(DAYS, NO_POINTS);

  assert.deepEqual(halts, {
    ...{ daysWithStatus: 2, daysWithHalts: 1, halts: 3, minutes: 17.5 },
    daysWithInferredHalts: 1,
  });
});

Deno.test("indexStats() names every category, pattern, phase and part of the day, used or not", () => {
  const points = {
    pattern: ["flush", "none", "flush", "unheard of"],
    phase: ["dormant", "dormant", "momentum", "momentum"],
    bucket: ["open", "pre", "open", "post"],
    quality: [0.1, 0.6, 0.6, 0.9],
  };

  const stats = indexStats(DAYS, points);

  assert.deepEqual([stats.days, stats.points, stats.symbols], [3, 4, 2]);
  assert.deepEqual(stats.dates, [parseDate("2025-02-03"), parseDate("2025-03-03")]);
  const counts = (list: readonly { name: string; count: number }[]) =>
    Object.fromEntries(list.map(({ name, count }) => [name, count]));
  assert.deepEqual(counts(stats.categories), {
    prime: 2,
    secondary: 0,
    risk: 0,
    mixed: 0,
    none: 1,
  });
  assert.deepEqual(counts(stats.patterns), {
    ...{ flush: 2, breakout: 0, bounce: 0, consolidation: 0 },
    ...{ none: 1, inactive: 0 },
  });
  assert.equal(counts(stats.phases).dormant, 2);
  assert.equal(counts(stats.buckets).open, 2);
});

Deno.test("statsTable() has a share where a count is a part of something", () => {
  const rows = statsRows(indexStats(DAYS, NO_POINTS), [{ name: "days.parquet", sizeBytes: 5 }]);
  const row = (section: string, name: string) =>
    rows.find((one) => one.section === section && one.name === name)!;

  assert.equal(shareOf(row("category", "prime")), 2 / 3);
  assert.equal(shareOf(row("quality", "unknown")), 1 / 3);
  assert.equal(shareOf(row("index", "days")), null);
  assert.equal(shareOf(row("pattern", "flush")), null, "of no reset points");
  assert.equal(row("size", "days.parquet").count, 5);
  assert.equal(rows.filter(({ section }) => section === "coverage").length, 3);
  assert.equal(statsTable(rows).length, rows.length);
});

Deno.test("an empty index has counts too", () => {
  const none = new Float64Array();
  const days = { symbol: [], tradeDate: [], category: [], quality: none };
  const halts = { halts: none, haltMinutes: none, inferredHalts: none };

  const stats = indexStats({ ...days, ...halts }, NO_POINTS);

  assert.equal(stats.dates, undefined);
  assert.ok(statsRows(stats, []).every(({ count }) => count === 0));
});
