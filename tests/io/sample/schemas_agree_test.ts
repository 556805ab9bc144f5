import assert from "node:assert/strict";
import { type DecodedRecord, indexTime, NO_PRICE, recordsOf } from "./decoded_file.ts";
import { sampleDeliveries } from "./sample_data.ts";
import { deliver } from "./small_market.ts";

const SECOND = 1_000_000_000n;
const MINUTE = 60n * SECOND;
const DAY = 86_400n * SECOND;

/** Bars of trades by symbol and start, the slow way. */
function aggregate(trades: readonly DecodedRecord[], interval: bigint): Map<string, string> {
  const groups = Map.groupBy(trades, (trade) => {
    return `${trade.symbol} ${BigInt(trade.ts_recv!) / interval * interval}`;
  });
  return new Map([...groups].map(([key, group]) => {
    const prices = group.map(({ price }) => BigInt(price!));
    const high = prices.reduce((a, b) => a > b ? a : b);
    const low = prices.reduce((a, b) => a < b ? a : b);
    const volume = group.reduce((sum, { size }) => sum + BigInt(size!), 0n);
    return [key, [prices[0], high, low, prices.at(-1), volume].join(" ")];
  }));
}

function barTexts(bars: readonly DecodedRecord[]): Map<string, string> {
  return new Map(bars.map((bar) => [
    `${bar.symbol} ${bar.ts_event}`,
    [bar.open, bar.high, bar.low, bar.close, bar.volume].join(" "),
  ]));
}

function sorted(map: ReadonlyMap<string, string>): [string, string][] {
  return [...map].sort(([a], [b]) => a < b ? -1 : 1);
}

const trades = recordsOf(deliver({ schema: "trades", split: "day" }));
const quotes = recordsOf(deliver({ schema: "mbp-1", version: 1 }));

for (
  const [schema, interval] of [
    ["ohlcv-1s", SECOND],
    ["ohlcv-1m", MINUTE],
    ["ohlcv-1d", DAY],
  ] as const
) {
  Deno.test(`${schema} is the sum of the trades by time of receipt, and nothing where none was`, () => {
    const bars = recordsOf(deliver({ schema, version: 2, split: "symbol" }));

    assert.deepEqual(sorted(barTexts(bars)), sorted(aggregate(trades, interval)));
  });
}

Deno.test("the trades are the T records of mbp-1", () => {
  const fields = [
    "symbol",
    "ts_recv",
    "ts_event",
    "price",
    "size",
    "action",
    "side",
    "flags",
    "depth",
    "sequence",
    "instrument_id",
    "publisher_id",
  ];
  const keep = (record: DecodedRecord) => fields.map((field) => record[field]);

  const printed = quotes.filter(({ action }) => action === "T");

  assert.ok(trades.length > 3000);
  assert.deepEqual(printed.map(keep), trades.map(keep));
});

Deno.test("tbbo is each trade with the quotes immediately before it", () => {
  const tbbo = recordsOf(deliver({ schema: "tbbo" }));
  const book = ["bid_px_00", "ask_px_00", "bid_sz_00", "ask_sz_00"];
  const before = new Map<unknown, unknown[]>();
  const expected: unknown[] = [];
  for (const record of quotes) {
    const levels = book.map((field) => record[field]);
    if (record.action === "T") {
      assert.deepEqual(levels, before.get(record.symbol));
      expected.push([record.ts_recv, record.sequence, record.price, record.size, ...levels]);
    }
    before.set(record.symbol, levels);
  }

  const actual = tbbo.map((record) => [
    record.ts_recv,
    record.sequence,
    record.price,
    record.size,
    ...book.map((field) => record[field]),
  ]);

  assert.deepEqual(actual, expected);
});

Deno.test("bbo-1s samples mbp-1 at the end of each second in which something came in", () => {
  const bbo = recordsOf(deliver({ schema: "bbo-1s", split: "symbol" }));
  for (const symbol of ["ABQX", "ZZQB"]) {
    const expected: unknown[] = [];
    let trade: DecodedRecord | undefined;
    let session = "";
    const own = quotes.filter((record) => record.symbol === symbol);
    for (const [i, record] of own.entries()) {
      if (record.action === "R") [trade, session] = [undefined, String(record.ts_recv)];
      if (record.action === "T") trade = record;
      const end = (indexTime(record) / SECOND + 1n) * SECOND;
      const next = own[i + 1];
      if (next !== undefined && indexTime(next) < end) continue;
      expected.push([
        end,
        trade?.ts_event ?? 2n ** 64n - 1n,
        trade?.price ?? NO_PRICE,
        trade?.size ?? 0,
        trade?.side ?? "N",
        record.sequence,
        ...[record.bid_px_00, record.ask_px_00, record.bid_sz_00, record.ask_sz_00],
      ]);
    }
    const actual = bbo.filter((record) => record.symbol === symbol).map((record) => [
      ...[record.ts_recv, record.ts_event, record.price, record.size, record.side, record.sequence],
      ...[record.bid_px_00, record.ask_px_00, record.bid_sz_00, record.ask_sz_00],
    ]);

    assert.notEqual(session, "");
    assert.deepEqual(actual, expected);
  }
});

Deno.test("the consolidated daily bars span trade dates and have a multiple of the volume", () => {
  const summary = recordsOf(deliver({ schema: "ohlcv-1d", dataset: "EQUS.SUMMARY" }));
  // in winter a session ends an hour into the next UTC date; nothing else happens before 06:00
  const byTradeDate = trades.map((trade) => ({
    ...trade,
    ts_recv: BigInt(trade.ts_recv!) - 6n * 3600n * SECOND,
  }));

  const expected = aggregate(byTradeDate, DAY);

  assert.equal(summary.length, expected.size);
  for (const bar of summary) {
    const [open, high, low, close, volume] = expected.get(`${bar.symbol} ${bar.ts_event}`)!
      .split(" ").map(BigInt);
    assert.deepEqual([bar.open, bar.high, bar.low, bar.close], [open, high, low, close]);
    const factor = Number(bar.volume) / Number(volume);
    assert.ok(factor > 2.9 && factor < 5.6, String(factor));
    assert.equal(bar.publisher_id, 90);
  }
});

Deno.test("there is one definition per symbol and session, before it starts", () => {
  const definitions = recordsOf(deliver({ schema: "definition", version: 3 }));

  assert.equal(definitions.length, 20);
  for (const definition of definitions) {
    assert.equal(definition.raw_symbol, definition.symbol);
    assert.equal(definition.instrument_class, "K");
    assert.equal(definition.publisher_id, 2);
  }
  const ticks = definitions.filter(({ symbol }) => symbol === "ZZQB")
    .map((definition) => definition.min_price_increment);
  assert.deepEqual(new Set(ticks), new Set([100_000n, 10_000_000n]));
});

Deno.test("in the committed sample, bars of days with trades or quotes are the sums of those", () => {
  const deliveries = sampleDeliveries();
  const records = (schema: string) =>
    recordsOf(
      deliveries.filter((delivery) => delivery.schema === schema).flatMap(({ files }) => files),
    );
  const bars = barTexts(records("ohlcv-1s").filter(({ open }) => open !== NO_PRICE));
  const printed = aggregate(
    [...records("trades"), ...records("mbp-1").filter(({ action }) => action === "T")],
    SECOND,
  );
  const alone = aggregate(records("trades"), SECOND);

  assert.ok(printed.size > 4000);
  // seconds that both schemas cover count their trades twice
  for (const [key, text] of alone) assert.equal(bars.get(key), text, key);
  for (const [key, text] of printed) {
    assert.equal(bars.get(key)?.split(" ")[1], text.split(" ")[1], key);
  }
});
