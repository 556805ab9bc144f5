/** Tables of a day as they are printed: times, order and names. */
import assert from "node:assert/strict";
import { formatDate, parseDate } from "../../../src/core/time/dates.ts";
import { openCatalog } from "../../../src/io/catalog/catalog.ts";
import { dayLines } from "../../../src/io/day/day_lines.ts";
import { DaySources } from "../../../src/io/day/day_sources.ts";
import { loadDay } from "../../../src/io/day/load_day.ts";
import { outputTables, type PrintedBars } from "../../../src/io/day/output_tables.ts";
import type { DayRequest } from "../../../src/io/day/plan_day.ts";

const sources = new DaySources(openCatalog(["testdata/sample"]));
const SIGNAL = new AbortController().signal;
const HOUR = 3600e9;

function tablesOf(
  symbol: string,
  date: string,
  { bars = [], ...changes }: Partial<DayRequest> & { readonly bars?: readonly PrintedBars[] },
) {
  const request = { symbol, tradeDate: parseDate(date), ...changes };
  return outputTables(loadDay(sources, request, SIGNAL).day, { bars });
}

Deno.test("bars of other schemas are available at their end, prices are dollars as everywhere", () => {
  const [minutes] = tablesOf("KQEL", "2024-11-08", { schemas: ["ohlcv-1m"] });
  const [days] = tablesOf("KQEL", "2024-11-08", { schemas: ["ohlcv-1d"] });

  const column = (name: string) => minutes!.table.columns.findIndex((spec) => spec.name === name);
  const starts = minutes!.table.data[column("ts_event")] as BigInt64Array;
  const midnight = Date.parse("2024-11-08T05:00:00Z") * 1e6;
  assert.deepEqual(
    [...minutes!.available],
    [...starts].map((start) => Number(start - BigInt(midnight)) + 60e9),
  );
  assert.deepEqual([...days!.available], [19 * HOUR]); // 24:00 UTC
  const { type, unit } = minutes!.table.columns[column("close")]!;
  assert.deepEqual([type, unit], ["float64", "dollars"]);
  const closes = minutes!.table.data[column("close")] as Float64Array;
  assert.ok(closes.every((close) => close > 1 && close < 1000));
});

Deno.test("of the session before, bars that start in its last two hours are context, longer ones are not", () => {
  const bars = ["1s", "1h", "1d"] as const;
  const tables = tablesOf("QZAF", "2024-11-26", { schemas: ["ohlcv-1s"], lookback: true, bars });

  for (const { schema, table } of tables) {
    const column = (name: string) =>
      table.data[table.columns.findIndex((spec) => spec.name === name)]!;
    const [dates, marks, starts] = ["trade_date", "context", "ts_event"].map(column);
    for (let row = 0; row < table.length; row++) {
      const isBefore = formatDate(Number(dates![row])) === "2024-11-25";
      const isLate =
        BigInt(starts![row] as bigint) >= BigInt(Date.parse("2024-11-25T23:00Z")) * 1_000_000n;
      assert.equal(Boolean(marks![row]), isBefore && isLate, `${schema} ${starts![row]}`);
    }
  }
});

Deno.test("bars that go by one name are there once", () => {
  const tables = tablesOf("KQEL", "2024-11-08", { bars: ["1s", "1m"] }); // only bars of a minute
  const schemas = tables.map(({ schema }) => schema);

  assert.deepEqual(schemas.filter((schema) => schema === "ohlcv-1m").length, 1);
  assert.equal(new Set(schemas).size, schemas.length);
});

Deno.test("lines come in order of availability, whatever the schemas, and none of the day before after 04:00", () => {
  const schemas = ["ohlcv-1s", "trades", "ohlcv-1d", "tbbo", "status"] as const;
  const tables = tablesOf("QZAF", "2024-11-26", { schemas, lookback: true });
  const availableAt = ({ schema, ...line }: Record<string, string>): string => {
    const seconds = { "ohlcv-1s": 1, "ohlcv-1d": 86_400 }[schema!];
    if (seconds === undefined) return line["ts_recv"]!;
    const start = Temporal.Instant.from(line["ts_event"]!);
    return start.add({ seconds }).toString({ fractionalSecondDigits: 9 });
  };

  const lines = [...dayLines(tables)].map((line) => JSON.parse(line));
  const times = lines.map(availableAt);

  assert.deepEqual(times, [...times].sort());
  assert.equal(new Set(lines.map(({ schema }) => schema)).size, schemas.length);
  const before = lines.filter((line) => line.trade_date === "2024-11-25").map(availableAt);
  assert.ok(before.length > 100 && before.every((time) => time < "2024-11-26T09:00:00Z"));
});
