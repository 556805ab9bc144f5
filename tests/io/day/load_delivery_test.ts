/** Symbol-days of the real delivery, judged by an independent reading of the same files. */
import assert from "node:assert/strict";
import { type Day, DAY_TABLES } from "../../../src/core/day/day.ts";
import { dayBytes } from "../../../src/core/day/day_memory.ts";
import { formatDate, parseDate } from "../../../src/core/time/dates.ts";
import { openCatalog } from "../../../src/io/catalog/catalog.ts";
import { DaySources } from "../../../src/io/day/day_sources.ts";
import { loadDay } from "../../../src/io/day/load_day.ts";
import type { DayRequest } from "../../../src/io/day/plan_day.ts";
import { deliveredFiles, DELIVERY, rawRecords, sessionDate } from "./delivered_records.ts";

const SIGNAL = new AbortController().signal;
const TRADE_BYTES = 48;
const QUOTE_BYTES = 80;
const MISSING_QUOTES = ["2025-02-21", "2025-03-24", "2025-03-31"];

const trades = deliveredFiles("trades") ?? [];
const quotes = deliveredFiles("mbp-1") ?? [];
const isThere = trades.length > 0;

function load(date: string, changes: Partial<DayRequest> = {}) {
  const sources = new DaySources(openCatalog([DELIVERY]));
  return loadDay(sources, { symbol: "MLGO", tradeDate: parseDate(date), ...changes }, SIGNAL);
}

/** Views by trade date, of those within the sessions. @param timeAt Byte of `ts_recv`. */
function bySession(paths: readonly string[], recordBytes: number, timeAt: number) {
  const views = paths.flatMap((path) => rawRecords(path, recordBytes));
  const groups = Map.groupBy(views, (view) => sessionDate(view.getBigUint64(timeAt, true)));
  groups.delete(undefined);
  return new Map([...groups].map(([date, members]) => [date!, members]));
}

Deno.test({
  name: "every trade of the delivery is in its day, once, with its time, price, size and side",
  ignore: !isThere,
  fn() {
    const sources = new DaySources(openCatalog([DELIVERY]));
    const expected = bySession(trades, TRADE_BYTES, 32);
    const total = trades.reduce((sum, path) => sum + rawRecords(path, TRADE_BYTES).length, 0);
    let kept = 0;

    for (const [date, views] of expected) {
      const request = { symbol: "MLGO", tradeDate: parseDate(date), schemas: ["trades"] as const };
      const { day: { trades: tape, base } } = loadDay(sources, request, SIGNAL);

      kept += tape.length;
      assert.equal(tape.length, views.length, date);
      const row = (i: number) => [
        ...[BigInt(tape.tsRecv[i]!) + base, BigInt(tape.tsEvent[i]!) + base],
        ...[BigInt(tape.price[i]!), tape.size[i], tape.side[i], tape.flags[i], tape.sequence[i]],
      ];
      const wanted = (view: DataView) => [
        ...[view.getBigUint64(32, true), view.getBigUint64(8, true), view.getBigInt64(16, true)],
        ...[
          view.getUint32(24, true),
          view.getUint8(29),
          view.getUint8(30),
          view.getUint32(44, true),
        ],
      ];
      for (const i of [0, views.length >> 1, views.length - 1]) {
        assert.deepEqual(row(i), wanted(views[i]!), `${date}, trade ${i}`);
      }
      const volume = views.reduce((sum, view) => sum + view.getUint32(24, true), 0);
      assert.equal(tape.size.reduce((sum, size) => sum + size, 0), volume, date);
    }
    assert.equal(kept, total);
  },
});

Deno.test({
  name: "the T rows of mbp-1 are the tape where they are asked for alone, the same trades",
  ignore: !isThere,
  fn() {
    const date = "2025-02-24";
    const rows = bySession(quotes, QUOTE_BYTES, 32).get(date)!;
    const tapeRows = rows.filter((view) => view.getUint8(28) === "T".charCodeAt(0));

    const { day } = load(date);

    assert.equal(day.quotes.length, rows.length);
    assert.equal(day.source.tables.trades.schema, "trades");
    assert.equal(day.trades.length, tapeRows.length);
    const volume = tapeRows.reduce((sum, view) => sum + view.getUint32(24, true), 0);
    assert.equal(day.trades.size.reduce((sum, size) => sum + size, 0), volume);
  },
});

Deno.test({
  name: "quotes have the best bid and ask of their records, undefined ones as NaN",
  ignore: !isThere,
  fn() {
    const date = "2025-02-03";
    const rows = bySession(quotes, QUOTE_BYTES, 32).get(date)!;
    const price = (view: DataView, at: number) => {
      const value = view.getBigInt64(at, true);
      return value === 2n ** 63n - 1n ? NaN : Number(value);
    };

    const { quotes: table } = load(date).day;

    assert.deepEqual([...table.bid], rows.map((view) => price(view, 48)));
    assert.deepEqual([...table.ask], rows.map((view) => price(view, 56)));
    assert.deepEqual([...table.bidSize], rows.map((view) => view.getUint32(64, true)));
    assert.ok(table.bid.some(Number.isNaN));
  },
});

Deno.test({
  name: "the lookback of Monday 2025-03-24 is Friday 2025-03-21, its last two hours marked",
  ignore: !isThere,
  fn() {
    const { previous } = load("2025-03-24", { lookback: true }).day;

    assert.equal(formatDate(previous!.day.tradeDate), "2025-03-21");
    assert.equal(previous!.contextStart, 18 * 3600e9);
    assert.ok(previous!.day.trades.length > 0 && previous!.day.quotes.length > 0);
  },
});

for (
  const [date, before] of [["2025-02-24", "2025-02-21"], ["2025-02-18", "2025-02-14"]] as const
) {
  Deno.test({
    name: `the lookback of ${date} is ${before}`,
    ignore: !isThere,
    fn() {
      assert.equal(formatDate(load(date, { lookback: true }).day.previous!.day.tradeDate), before);
    },
  });
}

for (const date of MISSING_QUOTES) {
  Deno.test({
    name: `${date}, whose mbp-1 file is missing, loads with a warning and the rest`,
    ignore: !isThere,
    fn() {
      const { day, warnings } = load(date);

      assert.equal(day.quotes.length, 0);
      assert.ok(day.trades.length > 0 && day.bars1s.length > 0 && day.status.length > 0);
      assert.ok(warnings.some((text) => text.startsWith(`${date}: No file has quotes`)));
    },
  });
}

Deno.test({
  name: "the first day of the delivery starts with what there is and says so",
  ignore: !isThere,
  fn() {
    const { day, warnings } = load("2025-02-03", { lookback: true, schemas: ["ohlcv-1s"] });

    assert.equal(day.previous, undefined);
    assert.ok(warnings.some((text) => text.includes("starts with what there is")));
  },
});

Deno.test({
  name: "the busiest day takes less memory than its raw records, lookback included",
  ignore: !isThere,
  fn() {
    const rawBytes = (day: Omit<Day, "previous">) =>
      DAY_TABLES.reduce((sum, name) => sum + day.source.tables[name].recordBytes, 0);

    const { day } = load("2025-02-27", { lookback: true });

    const raw = rawBytes(day) + rawBytes(day.previous!.day);
    assert.ok(day.quotes.length > 240_000);
    assert.ok(dayBytes(day) < raw, `${dayBytes(day)} of ${raw} bytes`);
  },
});

Deno.test({
  name: "bars agree with the tape on every day of the delivery, so that none is flagged",
  ignore: !isThere,
  fn() {
    const sources = new DaySources(openCatalog([DELIVERY]));
    for (const date of bySession(trades, TRADE_BYTES, 32).keys()) {
      const { day } = loadDay(sources, { symbol: "MLGO", tradeDate: parseDate(date) }, SIGNAL);
      const flagged = day.bars1s.quality.filter((bits) => bits !== 0).length;
      assert.equal(flagged, 0, date);
    }
  },
});
