/** The parts of the page that need no browser. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { packColumns } from "../../../src/core/report/packed_columns.ts";
import { packText } from "../../../src/io/report/packed_text.ts";
import { joinModules, PAGE } from "../../../src/io/report/page_parts.ts";
import { haltTextBottom, LANES_HEIGHT } from "../../../src/io/report/page/chart_marks.js";
import { countSteps, rowsByDate, weeksByYear } from "../../../src/io/report/page/calendar.js";
import { binEdges, qualityBins } from "../../../src/io/report/page/distributions.js";
import {
  failuresOf,
  FILTER_BITS,
  isFiltered,
  noFilters,
  passingRows,
  sortRows,
} from "../../../src/io/report/page/filters.js";
import {
  clockText,
  compact,
  dateText,
  dayNumber,
  score,
  signedPercent,
} from "../../../src/io/report/page/format.js";
import { parseSearch } from "../../../src/io/report/page/search.js";
import { openStore } from "../../../src/io/report/page/store.js";
import { stripBins } from "../../../src/io/report/page/symbol_list.js";

const MONDAY = dayNumber("2025-03-24");

/** Five days of two symbols. */
function madeStore() {
  const categories = ["prime", "secondary", "risk", "mixed", "none"];
  return openStore(packText(packColumns({ bands: { prime: 0.8, secondary: 0.6, point: 0.6 } }, [
    { name: "symbol", kind: "u8", names: ["AAA", "BBB"], values: Uint8Array.of(0, 0, 0, 1, 1) },
    {
      name: "trade_date",
      kind: "i32",
      values: Int32Array.from([0, 1, 4, 0, 4], (i) => MONDAY + i),
    },
    { name: "eod_category", kind: "u8", names: categories, values: Uint8Array.of(0, 3, 4, 1, 2) },
    { name: "eod_quality", kind: "f32", values: Float32Array.of(0.9, 0.25, NaN, 0.6, 1) },
    { name: "eod_rvol", kind: "f32", values: Float32Array.of(10, 1, NaN, 3, 3) },
    { name: "eod_range_pct", kind: "f32", values: Float32Array.of(0.2, 0.05, 0.01, 0.2, 0.5) },
    { name: "pattern:flush", kind: "u8", values: Uint8Array.of(2, 0, 0, 1, 0) },
    { name: "pattern:bounce", kind: "u8", values: Uint8Array.of(0, 1, 0, 0, 0) },
  ])));
}

/** Rows that are left with some filters. */
async function rowsWith(changes: Record<string, unknown>): Promise<number[]> {
  const store = await madeStore();
  return [...passingRows(failuresOf(store, { ...noFilters(), ...changes }))];
}

Deno.test("openStore() reads what packColumns() wrote", async () => {
  const store = await madeStore();

  assert.equal(store.rows, 5);
  assert.deepEqual(store.symbols, ["AAA", "BBB"]);
  assert.deepEqual([...store.dateOf], [0, 1, 4, 0, 4].map((i) => MONDAY + i));
  assert.equal(store.number("eod_quality", 3), Math.fround(0.6));
  assert.ok(Number.isNaN(store.number("eod_quality", 2)));
  assert.equal(store.name("eod_category", 4), "risk");
  assert.equal(store.find("BBB", MONDAY + 4), 4);
  assert.equal(store.find("CCC", MONDAY), -1);
  assert.deepEqual(store.dateRange(), { first: MONDAY, last: MONDAY + 4 });
});

Deno.test("days can be filtered by symbol, dates, category, quality and pattern", async () => {
  assert.deepEqual(await rowsWith({}), [0, 1, 2, 3, 4]);
  assert.deepEqual(await rowsWith({ symbol: 1 }), [3, 4]);
  assert.deepEqual(await rowsWith({ from: MONDAY + 1, to: MONDAY + 3 }), [1]);
  assert.deepEqual(await rowsWith({ category: new Set(["prime", "risk"]) }), [0, 4]);
  assert.deepEqual(await rowsWith({ minQuality: 0.9 }), [0, 4]);
  assert.deepEqual(await rowsWith({ maxQuality: 0.6 }), [1]);
  assert.deepEqual(await rowsWith({ pattern: new Set(["flush", "bounce"]) }), [0, 1, 3]);
  assert.deepEqual(await rowsWith({ symbol: 0, minQuality: 0.9 }), [0]);
});

Deno.test("a filter's own counts leave that filter out, and only that", async () => {
  const store = await madeStore();
  const failures = failuresOf(store, { ...noFilters(), symbol: 0, category: new Set(["prime"]) });

  assert.deepEqual([...passingRows(failures)], [0]);
  assert.deepEqual([...passingRows(failures, FILTER_BITS.category)], [0, 1, 2]);
  assert.deepEqual([...passingRows(failures, FILTER_BITS.symbol)], [0]);
});

Deno.test("the search line knows symbols, beginnings of dates and comparisons", async () => {
  assert.deepEqual(await rowsWith({ search: "bb" }), [3, 4]);
  assert.deepEqual(await rowsWith({ search: "2025-03-2" }), [0, 1, 2, 3, 4]);
  assert.deepEqual(await rowsWith({ search: "2025-03-24 q>=.7" }), [0]);
  assert.deepEqual(await rowsWith({ search: "range>=20%" }), [0, 3, 4]);
  assert.deepEqual(await rowsWith({ search: "rvol=3 range<30%" }), [3]);
  assert.deepEqual(await rowsWith({ search: "nothing" }), []);
});

Deno.test("the search line says which comparisons it does not understand", () => {
  assert.deepEqual(parseSearch("MLGO rvol>>5 colour=3 constructor>1").unknown, [
    "rvol>>5",
    "colour=3",
    "constructor>1",
  ]);
  assert.equal(isFiltered({ ...noFilters(), search: "  " }), false);
});

Deno.test("rows sort by a column; equal ones keep their order and unknown values come last", async () => {
  const store = await madeStore();
  const all = Int32Array.of(0, 1, 2, 3, 4);
  const sorted = (
    column: string,
    direction: 1 | -1,
  ) => [...sortRows(store, all, { column, direction })];

  assert.deepEqual(sorted("eod_rvol", 1), [1, 3, 4, 0, 2]);
  assert.deepEqual(sorted("eod_rvol", -1), [0, 3, 4, 1, 2]);
  assert.deepEqual(sorted("symbol", -1), [3, 4, 0, 1, 2]);
  assert.deepEqual(sorted("eod_category", 1), [0, 3, 4, 1, 2]);
});

Deno.test("the histogram has every day with a quality in the bin whose edges it lies between", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 1e6 })), (millionths) => {
    const values = Float32Array.from(millionths, (value) => value / 1e6);
    const store = {
      categories: ["one"],
      qualityOf: values,
      categoryOf: new Uint8Array(values.length),
    };

    const bins = qualityBins(store, [...values.keys()]);

    for (let bin = 0; bin < 20; bin++) {
      const [low, high] = [bin, bin + 1].map((edge) => Math.fround(binEdges(edge)[0]!));
      const inside = values.filter((value) =>
        value >= low! && (bin === 19 || value < high!)
      ).length;
      assert.equal(bins[bin]![0], inside);
    }
  }));
});

Deno.test("the calendar knows the best and the number of good days of a date", async () => {
  const store = await madeStore();

  const days = rowsByDate(store, [0, 1, 2, 3, 4], 0.9);

  assert.deepEqual(days.get(MONDAY), { best: 0, count: 2, good: 1 });
  assert.deepEqual(days.get(MONDAY + 4), { best: 4, count: 2, good: 1 });
});

Deno.test("the calendar's weeks begin on Mondays and lie in the year of their Friday", () => {
  const years = weeksByYear(dayNumber("2024-12-24"), dayNumber("2025-01-10"));

  assert.deepEqual([...years].map(([year, weeks]) => [year, weeks.map(dateText)]), [
    [2024, ["2024-12-23"]],
    [2025, ["2024-12-30", "2025-01-06"]],
  ]);
});

Deno.test("the steps of a count rise from none to at most the largest", () => {
  assert.deepEqual(countSteps(0), [0]);
  assert.deepEqual(countSteps(2), [0, 1, 2]);
  assert.deepEqual(countSteps(60), [0, 1, 11, 21, 31, 41, 51]);
});

Deno.test("a strip shows weeks where they fit, and months of longer times", () => {
  const weekly = stripBins({ first: MONDAY - 1, last: MONDAY + 7 });
  const monthly = stripBins({ first: dayNumber("2024-01-31"), last: dayNumber("2025-02-01") });

  assert.deepEqual([...weekly], [0, 1, 1, 1, 1, 1, 1, 1, 2]);
  assert.deepEqual([monthly[0], monthly[1], monthly.at(-1)], [0, 1, 13]);
});

Deno.test("numbers are written as a reader expects them", () => {
  assert.equal(score(0.79999), "0.799");
  assert.equal(score(0.8), "0.800");
  assert.equal(score(Math.fround(0.6)), "0.600");
  assert.equal(score(NaN), "–");
  assert.equal(signedPercent(-0.0001), "+0.0%");
  assert.equal(signedPercent(-0.05), "−5.0%");
  assert.equal(compact(4_181_000), "4.18M");
  assert.equal(compact(999.6), "1.00k");
  assert.equal(clockText(34_200), "09:30");
  assert.equal(clockText(34_201), "09:30:01");
});

Deno.test("joinModules() gives each module what it imports", () => {
  const script = joinModules([
    ["a.js", "const x = 1;\nexport function one() {\n  return x;\n}\nexport const two = 2;\n"],
    [
      "b.js",
      'import { one, two as both } from "./a.js";\nconst x = 10;\nreport(one() + both + x);\n',
    ],
  ]);
  const reported: number[] = [];

  new Function("report", script)((value: number) => reported.push(value));

  assert.deepEqual(reported, [13]);
});

Deno.test("no part of the page can end its own element", () => {
  for (const text of [PAGE.script(), PAGE.library]) assert.doesNotMatch(text, /<\/script|<!--/i);
  assert.doesNotMatch(PAGE.style, /<\/style/i);
});

Deno.test("the page names no address that it would load", () => {
  assert.doesNotMatch(PAGE.body, /\s(src|srcset|data|poster)=/);
  assert.doesNotMatch(PAGE.style, /url\(|@import/);
});

Deno.test("the charting library is the pinned package's own file", async () => {
  const manifest = createRequire(import.meta.url).resolve("lightweight-charts/package.json");
  const name = "lightweight-charts.standalone.production.js";

  const own = await Deno.readTextFile(join(dirname(manifest), "dist", name));

  assert.ok(own === PAGE.library);
});

Deno.test("the text of a halt stands where it hides no candles: above the volume or below the lanes", () => {
  const [height, length] = [500, 90];
  const halt: [number, number] = [34_500, 34_800]; // 09:35 to 09:40
  const yOf = (price: number) => height - price; // a dollar is a pixel
  const bottomWith = (minute: number, low: number, high: number) => {
    const chart = { sessions: [14_400], candles: [{ minute, low, high }] };
    return haltTextBottom(halt, { chart, yOf }, length, height);
  };
  const nineThirty = 330; // minutes after the pre-market's open

  assert.equal(bottomWith(nineThirty, 120, 180), LANES_HEIGHT + 8 + length); // y 320 to 380: low
  assert.equal(bottomWith(nineThirty, 350, 420), 400); // y 80 to 150: high
  assert.equal(bottomWith(nineThirty + 120, 120, 180), 400); // low, but two hours later
});
