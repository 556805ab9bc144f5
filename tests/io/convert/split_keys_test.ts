import assert from "node:assert/strict";
import { forEachRun, splitKeys } from "../../../src/io/convert/split_keys.ts";
import type { Split } from "../../../src/io/convert/splits.ts";
import type { DbnHeader } from "../../../src/io/dbn/dbn_header.ts";
import type { DbnMetadata } from "../../../src/io/dbn/metadata.ts";
import {
  bar,
  chunkOfRecords,
  DAY,
  HOUR,
  madeMetadata,
  madeRecord,
  MIDNIGHT,
  sequencesOf,
  trade,
} from "./made_records.ts";

function headerOf(metadata: DbnMetadata | null): DbnHeader {
  const version = 3 as const;
  return {
    name: "made.dbn",
    compression: "none",
    metadata,
    version,
    tsOut: false,
    recordsOffset: 0,
  };
}

/** Keys and what tells their records apart, stretch by stretch. */
function runs(split: Split, records: readonly Uint8Array[], metadata = madeMetadata()) {
  const found: [string, number[]][] = [];
  const keys = splitKeys(split, headerOf(metadata));
  forEachRun(keys, chunkOfRecords(records), (key, bytes) => found.push([key, sequencesOf(bytes)]));
  return found;
}

Deno.test("days, weeks from Sunday and months are those of the index time in UTC", () => {
  const sunday = MIDNIGHT - DAY; // 2025-03-23
  const records = [
    trade(1, sunday - 1n, 1),
    trade(1, sunday, 2),
    trade(1, MIDNIGHT - 1n, 3),
    trade(1, MIDNIGHT, 4),
    trade(1, sunday + 7n * DAY - 1n, 5),
    trade(1, sunday + 7n * DAY, 6),
    trade(1, MIDNIGHT + 8n * DAY - 1n, 7), // the end of March
    trade(1, MIDNIGHT + 8n * DAY, 8),
  ];

  assert.deepEqual(runs("day", records), [
    ["2025-03-22", [1]],
    ["2025-03-23", [2, 3]],
    ["2025-03-24", [4]],
    ["2025-03-29", [5]],
    ["2025-03-30", [6]],
    ["2025-03-31", [7]],
    ["2025-04-01", [8]],
  ]);
  assert.deepEqual(runs("week", records), [
    ["2025-03-16", [1]],
    ["2025-03-23", [2, 3, 4, 5]],
    ["2025-03-30", [6, 7, 8]],
  ]);
  assert.deepEqual(runs("month", records), [
    ["2025-03-01", [1, 2, 3, 4, 5, 6, 7]],
    ["2025-04-01", [8]],
  ]);
});

Deno.test("a record without a time belongs to no period", () => {
  assert.throws(() => runs("day", [trade(1, 2n ** 64n - 1n)]), {
    code: "bad_data",
    message: 'Cannot split "made.dbn" by day: at byte 0 a record has no time',
  });
});

Deno.test("symbols are those that the records' ids stand for on their day", () => {
  const records = [
    trade(1, MIDNIGHT, 1),
    trade(2, MIDNIGHT, 2),
    trade(1, MIDNIGHT + DAY, 3),
    trade(3, MIDNIGHT + 2n * DAY, 4),
  ];

  assert.deepEqual(runs("symbol", records), [["MLGO", [1]], ["TSLA", [2]], ["MLGO", [3, 4]]]);
});

Deno.test("a record whose id stands for nothing is an error that says where it is", () => {
  assert.throws(() => runs("symbol", [trade(1, MIDNIGHT), trade(9, MIDNIGHT)]), {
    code: "bad_data",
    message: 'Cannot split "made.dbn" by symbol: at byte 48 instrument 9 has none',
  });
});

Deno.test("schemas are those of the record types; messages belong to none", () => {
  const message = madeRecord("system_v2", {});
  const records = [trade(1, MIDNIGHT, 1), message, bar(1, MIDNIGHT, 2n), bar(1, MIDNIGHT, 3n)];

  assert.deepEqual(runs("schema", records), [["trades", [1]], ["ohlcv-1s", [2, 3]]]);
});

Deno.test("records that tbbo shares with mbp-1 are what the metadata say", () => {
  const records = [madeRecord("mbp_1", { sequence: 1 })];

  assert.deepEqual(runs("schema", records, madeMetadata({ schema: "tbbo" })), [["tbbo", [1]]]);
  assert.deepEqual(runs("schema", records, madeMetadata({ schema: null })), [["mbp-1", [1]]]);
});

Deno.test("the metadata of a key are those of its records", () => {
  const metadata = madeMetadata();
  const of = (split: Split, key: string) =>
    splitKeys(split, headerOf(metadata)).metadataOf(key, metadata);

  const day = of("day", "2025-03-25");
  assert.deepEqual([day.start, day.end], [MIDNIGHT + DAY, MIDNIGHT + 2n * DAY]);
  const week = of("week", "2025-03-23");
  assert.deepEqual([week.start, week.end], [MIDNIGHT, MIDNIGHT + 3n * DAY]);
  const month = of("month", "2025-03-01");
  assert.deepEqual([month.start, month.end], [MIDNIGHT, MIDNIGHT + 3n * DAY]);
  assert.deepEqual(of("symbol", "TSLA").symbols, ["TSLA"]);
  assert.equal(of("schema", "mbo").schema, "mbo");
});

Deno.test("years are named after their first day and reach to the next", () => {
  const years = [1, 400].map((days, i) => trade(2, MIDNIGHT + BigInt(days) * DAY, i));

  assert.deepEqual(runs("year", years), [["2025-01-01", [0]], ["2026-01-01", [1]]]);

  const open = madeMetadata({ start: 0n, end: null });
  const { start, end } = splitKeys("year", headerOf(open)).metadataOf("2024-01-01", open);
  assert.equal(start, BigInt(Date.UTC(2024, 0, 1)) * 1_000_000n);
  assert.equal(end! - start, 366n * 24n * HOUR);
});

Deno.test("the metadata of December reach to the new year", () => {
  const year = madeMetadata({ start: 0n, end: null });
  const december = splitKeys("month", headerOf(year)).metadataOf("2024-12-01", year);

  assert.equal(december.end, BigInt(Date.UTC(2025, 0, 1)) * 1_000_000n);
  assert.ok(december.end! - december.start === 31n * 24n * HOUR);
});
