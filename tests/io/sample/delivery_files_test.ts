import assert from "node:assert/strict";
import { formatDate, parseDate } from "../../../src/core/time/dates.ts";
import { buildDelivery, type DeliveryOptions } from "../../../src/io/sample/delivery.ts";
import { indexTime, NO_PRICE, recordsOf } from "./decoded_file.ts";
import { deliver, MARKET } from "./small_market.ts";

function namesOf(options: Omit<DeliveryOptions, "market">): string[] {
  return buildDelivery({ market: MARKET, ...options }).files.map(({ name }) => name)
    .filter((name) => !name.endsWith(".json"));
}

const RANGE = { from: "2024-11-27", to: "2024-12-01" } as const;

Deno.test("files are named by dataset, UTC dates and schema", () => {
  assert.deepEqual(namesOf({ schema: "trades", split: "day", ...RANGE }), [
    "equs-mini-20241127.trades.dbn.zst",
    "equs-mini-20241128.trades.dbn.zst", // the last hour of the session before Thanksgiving
    "equs-mini-20241129.trades.dbn.zst",
  ]);
  assert.deepEqual(namesOf({ schema: "status", frames: "none", ...RANGE }), [
    "xnas-itch-20241127-20241201.status.dbn",
  ]);
  assert.deepEqual(namesOf({ schema: "ohlcv-1s", split: "symbol", ...RANGE }), [
    "equs-mini-20241127-20241201.ohlcv-1s.ABQX.dbn.zst",
    "equs-mini-20241127-20241201.ohlcv-1s.ZZQB.dbn.zst",
  ]);
});

Deno.test("directories are named like jobs, the same for the same query", () => {
  const jobId = (options: Partial<DeliveryOptions>) =>
    buildDelivery({ market: MARKET, schema: "status", ...RANGE, ...options }).jobId;

  assert.match(jobId({}), /^XNAS-\d{8}-[A-Z0-9]{10}$/);
  assert.equal(jobId({}), jobId({}));
  assert.notEqual(jobId({}), jobId({ to: "2024-11-30" }));
  assert.match(jobId({ schema: "trades" }), /^EQUS-/);
});

Deno.test("a file holds the records of its UTC dates, and its metadata say so", () => {
  for (const split of ["day", "none", "symbol"] as const) {
    const files = deliver({ schema: "mbp-1", split, ...RANGE });
    for (const { name, metadata, records } of files) {
      assert.ok(records.length > 0, name);
      for (const record of records) {
        const time = indexTime(record);
        assert.ok(time >= metadata.start && time < metadata.end!, name);
      }
      const first = formatDate(Number(metadata.start / 86_400_000_000_000n));
      assert.equal(
        first,
        split === "day" ? name.replace(/.*-(\d{4})(\d\d)(\d\d)\..*/, "$1-$2-$3") : RANGE.from,
      );
      assert.equal(metadata.stypeIn, "raw_symbol");
      assert.deepEqual(
        metadata.symbols,
        split === "symbol" ? [name.split(".")[2]] : ["ABQX", "ZZQB"],
      );
    }
  }
});

Deno.test("each split has the same records, in order of time", () => {
  const key = (record: Readonly<Record<string, unknown>>) =>
    [record.ts_recv, record.symbol, record.sequence, record.action].join(" ");
  const whole = recordsOf(deliver({ schema: "mbp-1", ...RANGE }));
  const byDay = recordsOf(deliver({ schema: "mbp-1", split: "day", ...RANGE }));
  const bySymbol = recordsOf(deliver({ schema: "mbp-1", split: "symbol", ...RANGE }));

  assert.deepEqual(byDay.map(key), whole.map(key));
  assert.deepEqual(bySymbol.map(key).sort(), whole.map(key).sort());
  for (const [i, record] of whole.entries()) {
    assert.ok(i === 0 || indexTime(whole[i - 1]!) <= indexTime(record));
  }
});

Deno.test("an id changes with the UTC date, in the last hour of a winter session", () => {
  const evening = recordsOf(deliver({ schema: "trades", symbols: ["ABQX"] })).filter((record) => {
    const time = indexTime(record);
    const day = BigInt(parseDate("2024-11-21")) * 86_400_000_000_000n;
    return time >= day && time < day + 30n * 3_600_000_000_000n;
  });
  const midnight = BigInt(parseDate("2024-11-22")) * 86_400_000_000_000n;

  for (const record of evening) {
    assert.equal(record.instrument_id, indexTime(record) < midnight ? 7 : 9);
  }
  assert.deepEqual(new Set(evening.map((record) => record.instrument_id)), new Set([7, 9]));
});

Deno.test("missing days are in no file, and the rest is as it was", () => {
  const names = namesOf({ schema: "trades", split: "day", missing: ["2024-11-28"], ...RANGE });
  const whole = recordsOf(deliver({ schema: "trades", missing: ["2024-11-28"], ...RANGE }));

  assert.deepEqual(names, [
    "equs-mini-20241127.trades.dbn.zst",
    "equs-mini-20241129.trades.dbn.zst",
  ]);
  assert.ok(whole.length > 0);
  const start = BigInt(parseDate("2024-11-28")) * 86_400_000_000_000n;
  const isLost = (time: bigint) => time >= start && time < start + 86_400_000_000_000n;
  assert.ok(!whole.some((record) => isLost(indexTime(record))));
});

Deno.test("flawed bars become the original ones when repeats and gaps are dropped and the rest sorted", () => {
  const options = { schema: "ohlcv-1s", symbols: ["ABQX"], split: "day" } as const;
  const clean = recordsOf(deliver(options));
  const flawed = recordsOf(deliver({
    ...options,
    flaws: [
      { symbol: "ABQX", date: "2024-11-20", repeatEvery: 50, delayEvery: 30, undefinedBars: 4 },
    ],
  }));
  const key = (bar: Readonly<Record<string, unknown>>) =>
    [bar.ts_event, bar.open, bar.high, bar.low, bar.close, bar.volume].join(" ");

  const defined = flawed.filter(({ open }) => open !== NO_PRICE);
  const late = flawed.filter((bar, i) => i > 0 && bar.ts_event! < flawed[i - 1]!.ts_event!);

  assert.equal(flawed.length - defined.length, 4);
  assert.ok(defined.length > clean.length + 5);
  assert.ok(late.length > 5);
  assert.deepEqual([...new Set(defined.map(key))].sort(), clean.map(key).sort());
});

Deno.test("a delivery without flaws has one bar per second, in order", () => {
  for (const { records } of deliver({ schema: "ohlcv-1s", split: "symbol" })) {
    for (const [i, bar] of records.entries()) {
      assert.ok(i === 0 || bar.ts_event! > records[i - 1]!.ts_event!);
    }
  }
});
