import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeBenchFile } from "../../../tools/sample/bench_file.ts";
import { TemporaryDirectory } from "../../io/store/temporary_directory.ts";
import { type DecodedRecord, decodeFile } from "../../io/sample/decoded_file.ts";

const HOUR_NS = 3_600_000_000_000n;

/** Bars by symbol and session; sessions end an hour after midnight UTC at the latest. */
function symbolDays(bars: readonly DecodedRecord[]): DecodedRecord[][] {
  const days = Map.groupBy(bars, ({ symbol, ts_event }) => {
    return `${symbol} ${(BigInt(ts_event!) - 5n * HOUR_NS) / (24n * HOUR_NS)}`;
  });
  return [...days.values()];
}

function rangeOf(bars: readonly DecodedRecord[]): number {
  const high = Math.max(...bars.map((bar) => Number(bar.high)));
  const low = Math.min(...bars.map((bar) => Number(bar.low)));
  return (high - low) / Number(bars[0]!.open);
}

for (const symbols of [1, 8]) {
  Deno.test(`a bench file of ${symbols} symbols has the promised share of moving days`, async () => {
    await using directory = await TemporaryDirectory.create();

    const made = writeBenchFile(directory.path, {
      megabytes: 4,
      symbols,
      barsPerDay: 400,
      passRate: 0.2,
    });

    const bytes = readFileSync(made.path);
    const { records, metadata } = decodeFile(made.path.split("/").at(-1)!, bytes);
    assert.equal(metadata.symbols.length, symbols);
    assert.equal(records.length, made.records);
    assert.equal(bytes.length, made.storedBytes);
    assert.ok(made.decodedBytes >= 4e6 && made.decodedBytes < 4.8e6, String(made.decodedBytes));
    const days = symbolDays(records);
    assert.equal(days.length, made.symbolDays);
    const moving = days.filter((bars) => rangeOf(bars) >= 0.05);
    assert.equal(moving.length, made.movingDays);
    assert.equal(moving.length, Math.floor(made.symbolDays * 0.2));
    for (const bars of moving) {
      assert.ok(bars.length >= 100);
      const slots = new Set(bars.map(({ ts_event }) => BigInt(ts_event!) / (HOUR_NS / 12n)));
      assert.ok(slots.size >= 12);
    }
    for (const bars of days.filter((bars) => !moving.includes(bars))) {
      assert.ok(rangeOf(bars) < 0.045, String(rangeOf(bars)));
    }
  });
}

Deno.test("a bench file is in order of time, with sane bars, and compresses like real bars", async () => {
  await using directory = await TemporaryDirectory.create();

  const made = writeBenchFile(directory.path, { megabytes: 12, symbols: 5 });

  const { records, frames } = decodeFile("x", readFileSync(made.path));
  for (const [i, bar] of records.entries()) {
    const before = records[i - 1];
    assert.ok(!before || before.ts_event! <= bar.ts_event!);
    assert.ok(bar.low! <= bar.open! && bar.low! <= bar.close!);
    assert.ok(bar.high! >= bar.open! && bar.high! >= bar.close!);
    assert.ok(Number(bar.volume) > 0 && Number(bar.low) > 0);
  }
  // 119,892 bars of a real symbol in frames of 40,000: 4.65
  const ratio = made.decodedBytes / made.storedBytes;
  assert.ok(ratio > 4 && ratio < 5.5, String(ratio));
  assert.ok(frames.some(({ contentSize }) => contentSize === 40_000 * 56));
});

Deno.test("a bench file is the same for the same seed only", async () => {
  await using directory = await TemporaryDirectory.create();
  const make = (name: string, seed: number) => {
    const root = `${directory.path}/${name}`;
    const { path } = writeBenchFile(root, { seed, megabytes: 1, symbols: 2 });
    return decodeFile("x", readFileSync(path)).records;
  };

  const first = make("a", 1);

  assert.deepEqual(make("b", 1), first);
  assert.notDeepEqual(make("c", 2), first);
});
