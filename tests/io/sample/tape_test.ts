import assert from "node:assert/strict";
import { type DecodedRecord, NO_PRICE, recordsOf } from "./decoded_file.ts";
import { deliver } from "./small_market.ts";
import { sampleDeliveries } from "./sample_data.ts";

const MILLISECOND = 1_000_000n;

/** The records of one symbol, and those of the sample's busiest delivery of quotes. */
const SERIES: ReadonlyMap<string, readonly DecodedRecord[]> = new Map([
  ...["ABQX", "ZZQB"].map((symbol): [string, DecodedRecord[]] => [
    symbol,
    recordsOf(deliver({ schema: "mbp-1", symbols: [symbol] })),
  ]),
  ...sampleDeliveries().filter(({ schema }) => schema === "mbp-1")
    .map(({ jobId, files }): [string, DecodedRecord[]] => [jobId, recordsOf(files)]),
]);

const all = [...SERIES.values()].flat();

Deno.test("records are in order of receipt; 2 to 3 % were sent before the one above", () => {
  let inversions = 0;
  for (const records of SERIES.values()) {
    for (const [i, record] of records.entries()) {
      const previous = records[i - 1];
      if (previous === undefined || previous.symbol !== record.symbol) continue;
      assert.ok(BigInt(record.ts_recv!) >= BigInt(previous.ts_recv!));
      if (BigInt(record.ts_event!) < BigInt(previous.ts_event!)) inversions++;
    }
  }
  const share = inversions / all.length;

  assert.ok(share > 0.018 && share < 0.032, String(share));
});

Deno.test("a record is received 12 microseconds to 20 milliseconds after it was sent", () => {
  const delays = all.map(({ ts_recv, ts_event }) => Number(BigInt(ts_recv!) - BigInt(ts_event!)));
  const sorted = delays.toSorted((a, b) => a - b);

  assert.ok(sorted[0]! >= 12_000);
  assert.ok(sorted.at(-1)! < 20_000_000);
  const median = sorted[sorted.length >> 1]!;
  assert.ok(median < 40_000, String(median));
});

Deno.test("a session starts with a record that clears the book", () => {
  const clears = SERIES.get("ABQX")!.filter(({ action }) => action === "R");

  assert.equal(clears.length, 10);
  assert.equal(SERIES.get("ABQX")![0], clears[0]);
  for (const clear of clears) {
    const { side, depth, size, price, bid_px_00, ask_px_00 } = clear;
    assert.deepEqual({ side, depth, size }, { side: "N", depth: 1, size: 0 });
    assert.deepEqual([price, bid_px_00, ask_px_00], [NO_PRICE, NO_PRICE, NO_PRICE]);
  }
});

Deno.test("trades happen at the touch of their aggressor, or between the quotes without one", () => {
  const trades = all.filter(({ action }) => action === "T");
  const sides = { A: 0, B: 0, N: 0 };
  for (const { side, price, bid_px_00: bid, ask_px_00: ask, size } of trades) {
    sides[side as keyof typeof sides]++;
    assert.ok(BigInt(size!) > 0n);
    assert.ok(bid! < ask!, "quotes are neither crossed nor missing when a trade happens");
    if (side === "A") assert.equal(price, bid);
    else if (side === "B") assert.equal(price, ask);
    else assert.ok(price! >= bid! && price! <= ask!);
  }

  for (const count of Object.values(sides)) assert.ok(count > trades.length / 5);
});

Deno.test("trades come at times of their own, not only right after a change of the quotes", () => {
  const records = SERIES.get("ABQX")!;
  const trades = records.filter(({ action }) => action === "T").length;
  const apart = records.filter((record, i) =>
    record.action === "T" && i > 0 &&
    BigInt(record.ts_recv!) - BigInt(records[i - 1]!.ts_recv!) > 100n * MILLISECOND
  );

  assert.ok(apart.length > trades / 10, `${apart.length} of ${trades}`);
});

Deno.test("several trades share their times, the last of them flagged as the event's end", () => {
  let shared = 0;
  for (const records of SERIES.values()) {
    const trades = records.filter(({ action }) => action === "T");
    for (const [i, trade] of trades.entries()) {
      const next = trades[i + 1];
      const isSame = next !== undefined && next.symbol === trade.symbol &&
        next.ts_recv === trade.ts_recv;
      if (isSame) {
        shared++;
        assert.equal(trade.ts_event, next.ts_event);
      }
      assert.equal(trade.flags, isSame ? 0 : 128);
    }
  }

  assert.ok(shared > 500);
});

Deno.test("quotes are on the tick grid, one-sided at times, crossed for moments only", () => {
  let oneSided = 0;
  let crossed = 0;
  for (const records of SERIES.values()) {
    for (const [i, record] of records.entries()) {
      const [bid, ask] = [BigInt(record.bid_px_00!), BigInt(record.ask_px_00!)];
      for (const price of [bid, ask]) {
        const tick = price >= 1_000_000_000n ? 10_000_000n : 100_000n;
        if (price !== NO_PRICE) assert.equal(price % tick, 0n);
      }
      assert.equal(bid === NO_PRICE, record.bid_sz_00 === 0);
      assert.equal(ask === NO_PRICE, record.ask_sz_00 === 0);
      if (record.action === "R") continue;
      if (bid === NO_PRICE || ask === NO_PRICE) oneSided++;
      else if (bid >= ask) {
        crossed++;
        const next = records[i + 1]!;
        assert.ok(BigInt(next.ts_recv!) - BigInt(record.ts_recv!) < MILLISECOND);
      }
    }
  }

  assert.ok(oneSided > 100 && oneSided < all.length / 20, `one-sided: ${oneSided}`);
  assert.ok(crossed > 5 && crossed < all.length / 500, `crossed: ${crossed}`);
});

Deno.test("the record of a changed quote states the level that it leads to", () => {
  for (const { action, side, price, size, ...book } of all) {
    if (action === "T" || action === "R") continue;
    const level = side === "B"
      ? [book.bid_px_00, book.bid_sz_00]
      : [book.ask_px_00, book.ask_sz_00];
    assert.deepEqual([price, size], level);
  }
  const actions = new Set(all.map(({ action }) => action));
  assert.deepEqual([...actions].sort(), ["A", "C", "M", "R", "T"]);
});
