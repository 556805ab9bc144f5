/** Symbol-days of the sample, whose flaws are known, judged by the records of its files one by one. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dayBuffers, dayBytes } from "../../../src/core/day/day_memory.ts";
import { QUALITY_BIT } from "../../../src/core/clean/quality_bits.ts";
import { dayFacts, dayFromTables, dayTables } from "../../../src/core/day/day_tables.ts";
import { MomoError } from "../../../src/core/error.ts";
import { sessionsBetween } from "../../../src/core/time/calendar.ts";
import { formatDate, parseDate } from "../../../src/core/time/dates.ts";
import { openCatalog } from "../../../src/io/catalog/catalog.ts";
import { readCorporateActions } from "../../../src/io/catalog/read_corporate_actions.ts";
import { DaySources } from "../../../src/io/day/day_sources.ts";
import { loadDay, loadPlannedDay } from "../../../src/io/day/load_day.ts";
import { type DayRequest, planDay } from "../../../src/io/day/plan_day.ts";
import { type DecodedRecord, decodeFile } from "../sample/decoded_file.ts";
import { newYork } from "./delivered_records.ts";

const SAMPLE = "testdata/sample";
const SIGNAL = new AbortController().signal;
const sources = new DaySources(openCatalog([SAMPLE]));

function load(symbol: string, date: string, changes: Partial<DayRequest> = {}) {
  return loadDay(sources, { symbol, tradeDate: parseDate(date), ...changes }, SIGNAL);
}

/** All records of the sample's files of a schema, file by file. */
function recordsOf(schema: string): readonly DecodedRecord[][] {
  return readdirSync(SAMPLE, { recursive: true }).map(String).sort()
    .filter((path) => path.includes(`.${schema}.`))
    .map((path) => [...decodeFile(path, readFileSync(`${SAMPLE}/${path}`)).records]);
}

/** `SYMBOL date` of a record between 04:00 and the close of post. */
function dayOf({ symbol, ts_recv, ts_event }: DecodedRecord): string | undefined {
  const { date, hour } = newYork(BigInt(ts_recv ?? ts_event!));
  const end = date === "2024-11-29" || date === "2024-12-24" ? 17 : 20;
  return hour >= 4 && hour < end ? `${symbol} ${date}` : undefined;
}

/** Every symbol and session of the sample. */
function* symbolDays(): Generator<readonly [string, string]> {
  for (const symbol of ["QZAF", "XUVO", "JYND", "VJAX", "WZTO", "KQEL", "ZQIB"]) {
    for (const day of sessionsBetween(parseDate("2024-11-01"), parseDate("2024-12-26"))) {
      yield [symbol, formatDate(day)];
    }
  }
}

function tryLoad(symbol: string, date: string, schema: DayRequest["schemas"]) {
  try {
    return load(symbol, date, { schemas: schema ?? [] }).day;
  } catch (error) {
    if (error instanceof MomoError && error.code === "not_found") return undefined;
    throw error;
  }
}

Deno.test("one-second bars of two deliveries are in their days once, late and repeated ones sorted", () => {
  const wanted = new Map<string, Map<string, DecodedRecord>>();
  for (const record of recordsOf("ohlcv-1s").flat()) {
    const day = dayOf(record);
    if (day === undefined || record.close === 2n ** 63n - 1n) continue;
    const bars = wanted.get(day) ?? new Map<string, DecodedRecord>();
    wanted.set(day, bars.set(String(record.ts_event), record)); // of repeated ones the last counts
  }

  for (const [symbol, date] of symbolDays()) {
    const bars = tryLoad(symbol, date, ["ohlcv-1s"])?.bars1s;
    const expected = [...wanted.get(`${symbol} ${date}`)?.values() ?? []]
      .sort((a, b) => Number(BigInt(a.ts_event!) - BigInt(b.ts_event!)));
    assert.equal(bars?.length ?? 0, expected.length, `${symbol} ${date}`);
    assert.deepEqual([...bars?.close ?? []], expected.map(({ close }) => Number(close)));
    assert.deepEqual([...bars?.volume ?? []], expected.map(({ volume }) => Number(volume)));
  }
});

for (const schema of ["trades", "mbp-1", "bbo-1s"] as const) {
  Deno.test(`records of ${schema} are in their days once, real repetitions kept`, () => {
    const records = recordsOf(schema).flat();
    const wanted = Map.groupBy(records, dayOf);
    const table = schema === "trades" ? "trades" : "quotes";
    let kept = 0;

    for (const [symbol, date] of symbolDays()) {
      const day = tryLoad(symbol, date, [schema]);
      if (day?.source.tables[table].schema !== schema) continue; // the tail of another day's file
      const expected = wanted.get(`${symbol} ${date}`) ?? [];
      const times = expected.map(({ ts_recv }) => Number(BigInt(ts_recv!) - day.base));
      assert.deepEqual([...day[table].tsRecv].slice(0, day[table].length), times);
      kept += expected.length;
    }
    assert.ok(kept > 0.9 * records.length, `${kept} of ${records.length}`);
  });
}

Deno.test("late, repeated and undefined bars are flagged or counted, not silently gone", () => {
  const { day, warnings } = load("KQEL", "2024-12-04");

  const bits = day.bars1s.quality.reduce((all, one) => all | one, 0);
  assert.equal(bits, QUALITY_BIT.order | QUALITY_BIT.duplicate);
  assert.ok(warnings.some((text) => text.includes("Bars without prices are left out: 5")));
});

Deno.test("without a tape of its own a day takes the T rows of mbp-1, and folds bars if it has none", () => {
  const { day } = load("QZAF", "2024-12-18");
  const rows = recordsOf("mbp-1").flat().filter((record) =>
    dayOf(record) === "QZAF 2024-12-18" && record.action === "T"
  );

  assert.equal(day.source.tables.trades.schema, "mbp-1");
  assert.deepEqual([...day.trades.size], rows.map(({ size }) => size));
});

Deno.test("only bars of a minute: the day says so and is as long as they are", () => {
  const { day, warnings } = load("KQEL", "2024-11-08");

  assert.equal(day.bars1s.intervalNs, 60e9);
  assert.ok(warnings.some((text) => text.endsWith("The bars are of one minute")));
});

Deno.test("the session before is brought to the day's terms by a split, and left alone without", () => {
  const actions = readCorporateActions(`${SAMPLE}/corporate_actions.csv`);
  const split = actions.find(({ symbol, kind }) => symbol === "KQEL" && kind === "split")!;
  const date = formatDate(split.exDate);
  const previous = (changes: Partial<DayRequest>) =>
    load("KQEL", date, { lookback: true, actions, ...changes }).day.previous!;

  const [adjusted, plain] = [previous({}), previous({ adjustment: "none" })];

  assert.equal(adjusted.priceFactor, split.factor);
  assert.equal(plain.priceFactor, 1);
  assert.equal(
    adjusted.day.bars1s.close[5],
    Math.round(plain.day.bars1s.close[5]! * split.factor),
  );
  assert.equal(
    adjusted.day.bars1s.volume[5],
    Math.round(plain.day.bars1s.volume[5]! / split.factor),
  );
});

Deno.test("schemas that are asked for by name come as they are; one that is missing is said", () => {
  const { day, warnings } = load("QZAF", "2024-11-25", {
    schemas: ["tbbo", "ohlcv-1d", "definition", "mbo"],
  });

  const counts = day.others.map(({ schema, table }) => [schema, table.length]);
  const tbbo = recordsOf("tbbo").flat().filter((record) => dayOf(record) === "QZAF 2024-11-25");
  assert.deepEqual(counts[0], ["tbbo", tbbo.length]);
  assert.deepEqual(counts[1], ["ohlcv-1d", 1]);
  assert.equal(day.bars1s.length + day.trades.length + day.quotes.length, 0);
  assert.ok(warnings.some((text) => text.includes("No file has records of mbo")));
});

Deno.test("a day goes through its tables and back, and its plan through a message, unchanged", () => {
  const request = { symbol: "QZAF", tradeDate: parseDate("2024-11-25") };
  const { day } = loadDay(sources, request, SIGNAL);

  const facts = JSON.parse(JSON.stringify(dayFacts(day)));
  const back = dayFromTables(facts, dayTables(day));
  const planned = loadPlannedDay(structuredClone(planDay(sources, request)), SIGNAL).day;

  assert.deepEqual(back, day);
  assert.deepEqual(planned, day);
});

Deno.test("the buffers of a day move to another thread, each once", () => {
  const { day } = load("QZAF", "2024-11-25", { lookback: true });
  const bytes = dayBytes(day);

  const moved = structuredClone(day, { transfer: dayBuffers(day) });

  assert.equal(dayBytes(moved), bytes);
  assert.equal(dayBytes(day), 0);
  assert.ok(moved.trades.price[0]! > 0);
});

for (
  const [symbol, date, code, words] of [
    ["QZAG", "2024-11-25", "not_found", 'Cannot find the symbol "QZAG"'],
    ["QZAF", "2024-11-28", "not_found", "the exchanges are closed (Thanksgiving)"],
    ["QZAF", "2024-10-01", "not_found", "no file has data of that day"],
  ] as const
) {
  Deno.test(`${symbol} on ${date} is refused: ${words}`, () => {
    assert.throws(
      () => load(symbol, date),
      (error) => error instanceof MomoError && error.code === code && error.message.includes(words),
    );
  });
}

Deno.test("a symbol that is nearly right is named in the hint", () => {
  assert.throws(
    () => load("qzaf", "2024-11-25"),
    (error) => error instanceof MomoError && error.hint === "did you mean QZAF?",
  );
});

Deno.test("an aborted load ends with the reason of its signal", () => {
  const reason = new Error("no longer wanted");
  const request = { symbol: "QZAF", tradeDate: parseDate("2024-11-25") };

  assert.throws(() => loadDay(sources, request, AbortSignal.abort(reason)), reason);
});
