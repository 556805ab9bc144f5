import assert from "node:assert/strict";
import { DAY_TABLES, type SingleDay } from "../../../src/core/day/day.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { DaySources } from "../../../src/io/day/day_sources.ts";
import { loadDay } from "../../../src/io/day/load_day.ts";
import type { RecordChunk } from "../../../src/io/dbn/record_chunk.ts";
import type { Schema } from "../../../src/io/dbn/schema.ts";
import { RTYPE } from "../../../src/io/dbn/rtype.ts";
import { FileSessions } from "../../../src/io/hybrid/file_sessions.ts";
import { LiveDay } from "../../../src/io/session/live_day.ts";
import { catalog, DATASET } from "../gateway/live_fixture.ts";

const signal = new AbortController().signal;
const SCHEMAS: readonly Schema[] = ["ohlcv-1s", "trades", "mbp-1"];
const NAME = { symbol: "QZAF", tradeDate: parseDate("2024-11-25") };
const ID = catalogId();

function catalogId(): number {
  const file = catalog.files.find(({ schema }) => schema === "mbp-1")!;
  const number = catalog.symbols.find(NAME.symbol)!;
  return file.symbols.instrumentId[file.symbols.symbol.indexOf(number)]!;
}

/** The records of the trade date and those of others, as they come. */
function chunks(schemas: readonly Schema[]): RecordChunk[] {
  const sessions = new FileSessions({
    ...{ catalog, dataset: DATASET, symbols: ["QZAF", "XUVO"], schemas, count: 1, signal },
    ...{ end: Temporal.Instant.from("2024-11-26T00:00:00Z").epochNanoseconds },
    onProblem: assert.fail,
  });
  return [...sessions.events()].flatMap((event) =>
    event.kind === "records" && event.chunk.bytes[1] !== RTYPE.symbolMapping ? [event.chunk] : []
  );
}

function filled(schemas: readonly Schema[], records: readonly RecordChunk[]): LiveDay {
  const live = new LiveDay(NAME, DATASET, schemas);
  for (const chunk of records) live.add(chunk, ID);
  return live;
}

/** Until when the sample's files have trades: 19:00. ns since local midnight. */
const END = 19 * 3600e9;

/**
 * The rows of a day that were available before the end, without their quality bits, which depend on what comes later.
 */
function tablesOf(day: SingleDay) {
  return DAY_TABLES.map((name) => {
    const table: Readonly<Record<string, number | ArrayLike<number>>> = { ...day[name] };
    const times = name === "bars1s"
      ? day.bars1s.start.map((start) => start + day.bars1s.intervalNs)
      : day[name].tsRecv;
    const rows = [...times.keys()].filter((row) => times[row]! < END);
    return Object.entries(table)
      .filter(([column]) => column !== "quality" && column !== "length")
      .map(([column, values]) => [
        column,
        typeof values === "number" ? values : rows.map((row) => values[row]!),
      ]);
  });
}

const SUBSCRIPTIONS: readonly (readonly Schema[])[] = [SCHEMAS, ["mbp-1"], ["trades"]];

for (const schemas of SUBSCRIPTIONS) {
  Deno.test(`a day of ${schemas.join(", ")} that was followed has the rows of the day that is loaded`, () => {
    const live = filled(schemas, chunks(schemas));
    const files = {
      ...catalog,
      files: catalog.files.filter(({ schema }) => schemas.includes(schema!)),
    };
    const sources = new DaySources(files, { datasets: [DATASET] });
    const { day } = loadDay(sources, NAME, signal);

    assert.deepEqual(tablesOf(live.day), tablesOf(day));
    assert.ok(live.day.trades.length > 100);
  });
}

Deno.test("a day that was looked at on the way ends up the same", () => {
  const records = chunks(SCHEMAS);
  const live = new LiveDay(NAME, DATASET, SCHEMAS);
  let rows = 0;
  for (const chunk of records) {
    live.add(chunk, ID);
    const { day } = live;
    assert.equal(live.day, day, "nothing new has come");
    assert.ok(day.quotes.length >= rows);
    rows = day.quotes.length;
  }

  assert.deepEqual(tablesOf(live.day), tablesOf(filled(SCHEMAS, records).day));
});

Deno.test("records that come late are put in their place, and what was given out does not change", () => {
  const records = chunks(SCHEMAS);
  const live = filled(SCHEMAS, [...records.slice(3), ...records.slice(0, 2)]);
  const before = live.day;
  const kept = tablesOf(before);

  live.add(records[2]!, ID);

  const { tsRecv } = live.day.quotes;
  assert.ok(tsRecv.every((time, row) => row === 0 || time >= tsRecv[row - 1]!));
  assert.equal(live.day.quotes.length, filled(SCHEMAS, records).day.quotes.length);
  assert.deepEqual(tablesOf(before), kept);
});
