import assert from "node:assert/strict";
import { indexStats } from "../../../src/core/index_stats/index_stats.ts";
import { statsRows } from "../../../src/core/index_stats/stats_table.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { bar, level, statsLines } from "../../../src/io/index_stats/stats_lines.ts";

Deno.test("bar() is as long as its share, to an eighth of a character, and never empty for something", () => {
  assert.equal(bar(0, 10), "");
  assert.equal(bar(1e-9, 10), "▏");
  assert.equal(bar(0.5, 10), "█████");
  assert.equal(bar(0.55, 10), "█████▌");
  assert.equal(bar(1, 10), "██████████");
});

Deno.test("level() is a space for nothing and a full block for everything", () => {
  assert.deepEqual([0, 0.001, 0.25, 0.5, 1].map(level), [" ", "▁", "▂", "▄", "█"]);
});

function linesOf(symbols: readonly string[], dates: readonly string[]): string[] {
  const length = symbols.length;
  const halts = new Float64Array(length).fill(NaN);
  const stats = indexStats({
    symbol: symbols,
    tradeDate: dates.map(parseDate),
    category: symbols.map(() => "prime"),
    quality: new Float64Array(length).fill(0.55),
    ...{ halts, haltMinutes: halts, inferredHalts: new Float64Array(length) },
  }, { pattern: ["flush"], phase: ["dormant"], bucket: ["pre"], quality: [0.25] });
  const rows = statsRows(stats, [{ name: "days.parquet", sizeBytes: 1_500_000 }]);
  return [...statsLines(stats, rows, (text) => text.toUpperCase())];
}

Deno.test("statsLines() shows months without a day as gaps", () => {
  const lines = linesOf(["A", "A", "BB"], ["2024-12-02", "2025-02-03", "2025-01-02"]);

  assert.equal(lines[0], "3 days of 2 symbols, 2024-12-02 to 2025-02-03; 1 reset point; 1.50 MB");
  assert.equal(lines[2], "DAYS BY SYMBOL AND MONTH, 2024-12 TO 2025-02");
  assert.deepEqual(lines.slice(3, 5), ["  A   2  |▁ ▁|", "  BB  1  | ▁ |"]);
  assert.ok(lines.includes(`  0.5 - 0.6  3  100.0 %  ${"█".repeat(30)}`));
  assert.ok(lines.includes("  0.6 - 0.7  0    0.0 %"));
});

Deno.test("statsLines() shows the symbols with the most days and says how many are not shown", () => {
  const symbols = Array.from({ length: 45 }, (_, i) => `S${10 + i}`);
  const dates = symbols.map(() => "2025-02-03");

  const lines = linesOf([...symbols, "S54"], [...dates, "2025-02-04"]);

  assert.equal(lines.filter((line) => /^ {2}S\d\d /.test(line)).length, 40);
  assert.ok(lines.some((line) => line.startsWith("  S54  2  |")));
  assert.ok(lines.includes("  5 more symbols, with no more days: see --format csv"));
});

Deno.test("statsLines() of an empty index is one line", () => {
  assert.deepEqual(linesOf([], []), ["0 days of 0 symbols, no days; 1 reset point; 1.50 MB"]);
});
