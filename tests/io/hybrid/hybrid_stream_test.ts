import assert from "node:assert/strict";
import { QUALITY_BIT } from "../../../src/core/clean/quality_bits.ts";
import type { Bars } from "../../../src/core/columns/bars.ts";
import { foldTrades } from "../../../src/core/day/fold_trades.ts";
import { resampleSession } from "../../../src/core/day/session_bars.ts";
import { DayIndicators } from "../../../src/core/market/day_indicators.ts";
import { INDICATORS_LENGTH } from "../../../src/core/market/indicators.ts";
import { priorLevels } from "../../../src/core/market/levels.ts";
import { indexMarketDay } from "../../../src/core/market/market_day.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { formatDate, parseDate } from "../../../src/core/time/dates.ts";
import { MINUTE_NS, sessionBounds } from "../../../src/core/time/sessions.ts";
import { DaySources } from "../../../src/io/day/day_sources.ts";
import { loadDay } from "../../../src/io/day/load_day.ts";
import { indexTimeWord } from "../../../src/io/convert/record_times.ts";
import { BAR_SECONDS } from "../../../src/io/dbn/bar_rows.ts";
import { type RecordChunk, wordsOf } from "../../../src/io/dbn/record_chunk.ts";
import type { Schema } from "../../../src/io/dbn/schema.ts";
import { LiveClient } from "../../../src/io/gateway/client/live_client.ts";
import { timeOfWords } from "../../../src/io/gateway/client/record_key.ts";
import { ReplayMarket } from "../../../src/io/gateway/replay/replay_market.ts";
import { FileSessions } from "../../../src/io/hybrid/file_sessions.ts";
import { type HybridEvent, HybridStream } from "../../../src/io/hybrid/hybrid_stream.ts";
import { type Fault, FaultProxy } from "../gateway/fault_proxy.ts";
import { catalog, clientOptions, DATASET, startGateway } from "../gateway/live_fixture.ts";

const SYMBOLS = ["QZAF", "XUVO"];
const sources = new DaySources(catalog, { datasets: [DATASET] });
const signal = new AbortController().signal;

/** Everything that is told of 22, 25 and 26 November, of which a gateway has the last two. */
async function follow(schemas: readonly Schema[], end: string, faults: readonly Fault[] = []) {
  const days = ["2024-11-25", "2024-11-26"]
    .map((date) => ({ symbol: "*", tradeDate: parseDate(date) }));
  await using gateway = startGateway({ market: new ReplayMarket({ catalog, days }) });
  const earlier = new FileSessions({
    ...{ catalog, dataset: DATASET, symbols: SYMBOLS, schemas, signal },
    ...{ count: 1, end: Temporal.Instant.from(end).epochNanoseconds, onProblem: assert.fail },
  });
  await using proxy = await FaultProxy.start(gateway.address, faults);
  const client = new LiveClient(clientOptions(proxy.address, {
    subscriptions: schemas.map((schema) => ({ schema, symbols: SYMBOLS })),
    earlier,
  }));
  const stream = new HybridStream({
    ...{ symbols: SYMBOLS, schemas, actions: [], adjustment: "splits" },
  });
  const events: HybridEvent[] = [];
  for await (const event of stream.follow(client.events(signal))) {
    events.push(event);
  }
  return { events, counts: stream.counts };
}

function day(symbol: string, date: string, schemas: Schema[] = []) {
  return loadDay(sources, { symbol, tradeDate: parseDate(date), schemas }, signal).day;
}

/** The minutes of a symbol's day as the whole day gives them at once. */
function batch(date: string, bars: Bars, others: ReturnType<typeof day>) {
  const market = indexMarketDay({ ...others, bars1s: bars });
  const indicators = new DayIndicators(market, scanThresholds());
  const minutes = resampleSession(
    { ...bars, quality: new Uint16Array(bars.length) },
    "1m",
    sessionBounds(parseDate(date)),
  ).bars;
  return (edge: number) => {
    const values = new Float64Array(INDICATORS_LENGTH);
    const end = market.times.preOpen + edge * MINUTE_NS;
    indicators.at(end, values, 0);
    const row = minutes.start.indexOf(end - MINUTE_NS);
    const bar = row < 0 || row >= minutes.length ? null : {
      ...{ start: end - MINUTE_NS, open: minutes.open[row]!, high: minutes.high[row]! },
      ...{ low: minutes.low[row]!, close: minutes.close[row]!, volume: minutes.volume[row]! },
    };
    return { edge, bar, values };
  };
}

function minutesOf(events: readonly HybridEvent[], symbol: string, date: string) {
  const { base } = day(symbol, date);
  return events.flatMap((event) =>
    event.kind === "minute" && event.symbol === symbol && event.base === base ? [event.minute] : []
  );
}

for (
  const end of [
    "2024-11-22T15:00:00Z",
    "2024-11-25T08:59:59Z",
    "2024-11-25T09:00:00Z",
    "2024-11-25T14:30:30.5Z",
    "2024-11-26T01:00:00Z",
  ]
) {
  Deno.test(`minutes and levels are those of the whole days, with the seam at ${end}`, async () => {
    const { events, counts } = await follow(["ohlcv-1s"], end);

    for (const symbol of SYMBOLS) {
      for (const date of ["2024-11-25", "2024-11-26"]) {
        const own = day(symbol, date);
        const minutes = minutesOf(events, symbol, date);
        const expected = batch(date, own.bars1s, own);
        assert.equal(minutes.length, 960);
        for (const [i, minute] of minutes.entries()) assert.deepEqual(minute, expected(i + 1));
      }
    }
    const last = events.findLast((event) => event.kind === "session" && event.turn.kind === "open");
    assert.ok(last?.kind === "session");
    for (const symbol of SYMBOLS) {
      const { bars1s, tradeDate } = day(symbol, "2024-11-25");
      assert.deepEqual(last.levels.get(symbol), priorLevels(bars1s, tradeDate));
    }
    assert.deepEqual([counts.outOfOrder, counts.lateBars], [0, 0]);
  });
}

Deno.test("connections that are lost change no minute", async () => {
  const faults: readonly Fault[] = [
    { kind: "eof", after: 20_003 },
    { kind: "reset", after: 60_000 },
    { kind: "eof", after: 90_000 },
  ];
  const { events, counts } = await follow(["ohlcv-1s", "trades"], "2024-11-25T14:00:00Z", faults);

  assert.equal(events.filter(({ kind }) => kind === "lost").length, faults.length);
  for (const symbol of SYMBOLS) {
    for (const date of ["2024-11-25", "2024-11-26"]) {
      const own = day(symbol, date);
      const expected = batch(date, own.bars1s, own);
      const minutes = minutesOf(events, symbol, date);
      assert.equal(minutes.length, 960);
      for (const [i, minute] of minutes.entries()) assert.deepEqual(minute, expected(i + 1));
    }
  }
  assert.equal(counts.lateBars, 0);
});

Deno.test("sessions open before their first record and close after their last", async () => {
  const { events } = await follow(["ohlcv-1s", "trades"], "2024-11-25T18:00:00Z");

  const turns = events.flatMap((event) => event.kind === "session" ? [event.turn] : []);
  assert.deepEqual(
    turns.map(({ kind, tradeDate, time }) => [
      kind,
      formatDate(tradeDate),
      String(new Temporal.Instant(time)),
    ]).slice(-4),
    [
      ["open", "2024-11-25", "2024-11-25T09:00:00Z"],
      ["closed", "2024-11-25", "2024-11-26T01:00:00Z"],
      ["open", "2024-11-26", "2024-11-26T09:00:00Z"],
      ["closed", "2024-11-26", "2024-11-27T01:00:00Z"],
    ],
  );
  let open: bigint | null = null;
  for (const event of events) {
    if (event.kind === "session") open = event.turn.kind === "open" ? event.turn.time : null;
    if (event.kind !== "records") continue;
    for (const time of availabilities(event.chunk)) {
      assert.ok(open !== null && time >= open, `${time} after ${open}`);
    }
  }
});

Deno.test("a minute is told after all it is made of, and before anything much later", async () => {
  const { events } = await follow(["ohlcv-1s", "trades"], "2024-11-25T18:00:00Z");

  let latest = 0n;
  let minutes = 0;
  for (const event of events) {
    if (event.kind === "records") latest = availabilities(event.chunk).at(-1) ?? latest;
    if (event.kind !== "minute") continue;
    minutes++;
    const end = event.base + BigInt(event.preOpenNs + event.minute.edge * MINUTE_NS);
    assert.ok(latest < end + 6_000_000_000n, `${latest} before ${end}`);
  }
  assert.ok(minutes > 3 * 1900);
});

Deno.test("without bars they are made from trades", async () => {
  const { events } = await follow(["trades"], "2024-11-25T16:00:00Z");

  const own = day("QZAF", "2024-11-25", ["trades"]);
  const bars = foldTrades(own.trades, QUALITY_BIT.undefined);
  const expected = batch("2024-11-25", bars, own);
  const minutes = minutesOf(events, "QZAF", "2024-11-25");
  assert.equal(minutes.length, 960);
  for (const [i, minute] of minutes.entries()) assert.deepEqual(minute, expected(i + 1));
});

/** When the data records of a chunk became available, ns since the Unix epoch. */
function availabilities(chunk: RecordChunk): bigint[] {
  const words = wordsOf(chunk);
  const times: bigint[] = [];
  for (let at = 0; at < words.length; at += words[at]! & 0xff) {
    const rtype = (words[at]! >> 8) & 0xff;
    if (rtype >= 0x15 && rtype <= 0x17) continue;
    const time = indexTimeWord(words, at);
    const delay = BigInt((BAR_SECONDS.get(rtype) ?? 0) * 1e9);
    times.push(timeOfWords(words[time]!, words[time + 1]!) + delay);
  }
  return times;
}
