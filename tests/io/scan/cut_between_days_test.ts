/** A large file is cut into jobs where one day ends and the next begins, and gives the rows of reading it in one go. */
import assert from "node:assert/strict";
import { sessionsBetween } from "../../../src/core/time/calendar.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { newYorkMidnight } from "../../../src/core/time/new_york.ts";
import { openFileSource } from "../../../src/io/bytes/file_source.ts";
import { DbnFile } from "../../../src/io/dbn/dbn_file.ts";
import { encodeColumns } from "../../../src/io/dbn/encode/encode_columns.ts";
import { type DbnFraming, encodeDbn } from "../../../src/io/dbn/encode/write_dbn.ts";
import { planParts, readPart } from "../../../src/io/dbn/file_parts.ts";
import { newMetadata } from "../../../src/io/dbn/metadata.ts";
import { findDayBorder, recordsWithin } from "../../../src/io/scan/day_border.ts";
import { NativeContext } from "../../../src/io/zstd/native_context.ts";
import { dayStartNs } from "../../../src/io/sample/record_block.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { indexRows, scan } from "./scanning.ts";

const FIRST = parseDate("2024-12-02");
const LAST = parseDate("2024-12-13");
const PRE_OPEN_SECONDS = 4 * 3600;
/** Of each of two symbols: a bar every third second. */
const BARS_PER_DAY = 16 * 1200;
const RECORD_BYTES = 56;
const STARTS = sessionsBetween(FIRST, LAST).map((day) => newYorkMidnight(day) + PRE_OPEN_SECONDS);

/** Two symbols in turn, over some sessions. */
function recordsOfSessions(): Uint8Array {
  const rows = 2 * STARTS.length * BARS_PER_DAY;
  const bar = (row: number) => row >> 1;
  const second = (row: number) =>
    STARTS[Math.floor(bar(row) / BARS_PER_DAY)]! + 3 * (bar(row) % BARS_PER_DAY);
  const price = (row: number) => (500 + 40 * (row % 2) + Math.floor(bar(row) / 977) % 300) * 1e7;
  const column = (value: (row: number) => number) =>
    Float64Array.from({ length: rows }, (_, row) => value(row));
  return encodeColumns("ohlcv-1s", 3, rows, {
    ...{ publisher_id: 95, instrument_id: Uint32Array.from({ length: rows }, (_, i) => 7 + i % 2) },
    ts_event: BigUint64Array.from({ length: rows }, (_, i) => BigInt(second(i)) * 1_000_000_000n),
    ...{ open: column(price), high: column((row) => price(row) + 1e7), low: column(price) },
    ...{ close: column((row) => price(row + 2)), volume: column((row) => 1 + bar(row) % 60) },
  });
}

/** The records with the last one of the second session at the end of all. */
function withLateRecord(records: Uint8Array): Uint8Array {
  const at = (2 * 2 * BARS_PER_DAY - 1) * RECORD_BYTES;
  const changed = new Uint8Array(records.length);
  changed.set(records.subarray(0, at));
  changed.set(records.subarray(at + RECORD_BYTES), at);
  changed.set(records.subarray(at, at + RECORD_BYTES), records.length - RECORD_BYTES);
  return changed;
}

const METADATA = newMetadata({
  ...{ version: 3, dataset: "EQUS.MINI", schema: "ohlcv-1s", stypeIn: "raw_symbol" },
  ...{ start: dayStartNs(FIRST), end: dayStartNs(LAST + 2), symbols: ["ABQX", "XYQA"] },
  mappings: ["ABQX", "XYQA"].map((rawSymbol, i) => ({
    rawSymbol,
    intervals: [{ startDate: FIRST, endDate: LAST + 2, symbol: String(7 + i) }],
  })),
});

/** Index rows of a scan of the records, written as a file of their own. */
async function scanRecords(
  directory: TemporaryDirectory,
  records: Uint8Array,
  { framing, name, level }: { framing: DbnFraming; name: string; level: number },
) {
  const root = directory.file(framing);
  await Deno.mkdir(root);
  const bytes = encodeDbn(METADATA, [records], framing, { level });
  await Deno.writeFile(`${root}/${name}`, bytes);
  const store = directory.file(`store-${framing}`);
  const { problems } = await scan(store, root, {
    workers: 2,
    limits: { baseline_min_sessions: 3 },
  });
  const { days, points } = await indexRows(store);
  const withoutFiles = days.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([column]) => column !== "files"))
  );
  return { bytes: bytes.length, problems, days: withoutFiles, points };
}

for (
  const [what, change] of [
    ["in order of time", (records: Uint8Array) => records],
    ["with a record of an earlier day at its end", withLateRecord],
  ] as const
) {
  Deno.test(`a file ${what} gives the same rows in jobs as in one go`, async () => {
    await using directory = await TemporaryDirectory.create();
    const records = change(recordsOfSessions());

    const whole = await scanRecords(directory, records, {
      ...{ framing: "batch", name: "bars.dbn.zst", level: 9 },
    });
    const cut = await scanRecords(directory, records, {
      ...{ framing: "none", name: "bars.dbn", level: 0 },
    });

    assert.ok(whole.bytes < 2 * 1024 * 1024, "small enough to be read in one go");
    assert.ok(cut.bytes > 16 * 1024 * 1024, "large enough for several jobs");
    assert.equal(whole.days.length, 2 * STARTS.length);
    assert.deepEqual(cut.problems, []);
    assert.deepEqual(cut.days, whole.days);
    assert.deepEqual(cut.points, whole.points);
  });
}

for (const framing of ["none", "batch"] as const) {
  Deno.test(`findDayBorder() finds the first record of the next day (framing ${framing})`, async () => {
    await using directory = await TemporaryDirectory.create();
    const path = directory.file("bars.dbn");
    await Deno.writeFile(path, encodeDbn(METADATA, [recordsOfSessions()], framing, { level: 1 }));
    using source = openFileSource(path);
    const parts = planParts(DbnFile.open(source), 512 * 1024)!;
    const context = new NativeContext();
    const bounds = { first: 1, last: parts.length - 1 };

    const border = findDayBorder(source, parts, bounds, context)!;
    const none = findDayBorder(source, parts, { first: 1, last: border.part }, context);
    const { chunk } = readPart(source, parts[border.part]!)!;
    const before = recordsWithin(chunk, { from: null, to: border.day });
    const after = recordsWithin(chunk, { from: border.day, to: null });

    const perDay = 2 * BARS_PER_DAY;
    const day = Math.floor(parts[1]!.firstRecord / perDay) + 1;
    assert.equal(border.day, sessionsBetween(FIRST, LAST)[day]);
    assert.equal(none, null);
    assert.equal(before.firstRecord + before.count, day * perDay);
    assert.equal(after.firstRecord, day * perDay);
    assert.deepEqual([...before.bytes, ...after.bytes], [...chunk.bytes]);
    assert.ok(before.count > 0);
  });
}
