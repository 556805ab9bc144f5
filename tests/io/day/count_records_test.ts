/** Counting records without reading all of a file, against reading all of it. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { countRecords } from "../../../src/io/day/count_records.ts";
import type { DayFile } from "../../../src/io/day/day_files.ts";
import type { Schema } from "../../../src/io/dbn/schema.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { deliveredFiles, rawRecords } from "./delivered_records.ts";

const SAMPLE = "testdata/sample";
const RECEIVED_AT = 32; // of ticks
const EVENT_AT = 8; // of bars
const DAY_SECONDS = 86_400;

type Record = { readonly time: number; readonly id: number };

function sampleFile(ending: string): string {
  const path = readdirSync(SAMPLE, { recursive: true }).map(String)
    .find((name) => name.endsWith(ending));
  return `${SAMPLE}/${path}`;
}

/** Times in epoch seconds, fractions included, and instrument ids. */
function recordsOf(path: string, recordBytes: number, timeAt: number): Record[] {
  return rawRecords(path, recordBytes).map((view) => ({
    time: Number(view.getBigUint64(timeAt, true)) / 1e9,
    id: view.getUint32(4, true),
  }));
}

function fileOf(path: string, schema: Schema, records: readonly Record[], ids: readonly number[]) {
  const start = Math.floor(records[0]!.time / DAY_SECONDS) * DAY_SECONDS;
  const end = Math.ceil(records.at(-1)!.time / DAY_SECONDS) * DAY_SECONDS + DAY_SECONDS;
  const days: DayFile["days"] = [{ utcDay: start / DAY_SECONDS, ids }];
  return { path, schema, start, end, days };
}

function countBetween(records: readonly Record[], from: number, to: number): number {
  return records.filter(({ time }) => time >= from && time < to).length;
}

for (
  const [ending, schema, recordBytes, timeAt] of [
    ["20241125.mbp-1.dbn.zst", "mbp-1", 80, RECEIVED_AT],
    ["20241125.trades.dbn.zst", "trades", 48, RECEIVED_AT],
    ["20241031-20241227.ohlcv-1s.dbn.zst", "ohlcv-1s", 56, EVENT_AT],
  ] as const
) {
  Deno.test(`of a file's ${schema}, those of any stretch of time are counted`, () => {
    const path = sampleFile(ending);
    const records = recordsOf(path, recordBytes, timeAt);
    const file = fileOf(path, schema, records, []);
    const seconds = fc.integer({ min: file.start - 1000, max: file.end + 1000 });

    fc.assert(
      fc.property(seconds, seconds, (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const counts = countRecords({ file, spans: [{ from, to }], isOwn: true });
        assert.deepEqual(counts, {
          total: records.length,
          within: countBetween(records, from, to),
        });
      }),
      { seed: 11, numRuns: 50 },
    );
  });
}

Deno.test("of one symbol among others in a small file, each record is counted", () => {
  const path = sampleFile("20241031-20241227.ohlcv-1s.dbn.zst");
  const records = recordsOf(path, 56, EVENT_AT);
  const ids = [...new Set(records.map(({ id }) => id))];
  assert.ok(ids.length > 1);

  for (const id of ids) {
    const file = fileOf(path, "ohlcv-1s", records, [id]);
    const { start: from, end: to } = file;
    const { within } = countRecords({ file, spans: [{ from, to }], isOwn: false })!;
    const own = records.filter((record) => record.id === id).length;
    assert.ok(Math.abs(within - own) < 0.2 * own + 1, `${id}: ${within} for ${own}`);
  }
});

Deno.test("bars of three months are counted by day without reading them all", () => {
  const [path] = deliveredFiles("ohlcv-1s") ?? [];
  if (path === undefined) return;
  const records = recordsOf(path, 56, EVENT_AT);
  const file = fileOf(path, "ohlcv-1s", records, []);

  for (let from = file.start; from < file.end; from += DAY_SECONDS) {
    const spans = [{ from: from + 28_800, to: from + DAY_SECONDS }];
    const expected = countBetween(records, spans[0]!.from, spans[0]!.to);
    assert.equal(countRecords({ file, spans, isOwn: true })!.within, expected);
  }
});

Deno.test("a file that cannot be searched gives no number", async () => {
  await using directory = await TemporaryDirectory.create();
  const bytes = readFileSync(sampleFile("20241125.trades.dbn.zst"));
  const path = directory.file("damaged.dbn.zst");
  writeFileSync(path, bytes.fill(0xff, bytes.length >> 1));
  const file = { path, schema: "trades" as const, start: 0, end: 2e9, days: [] };

  const spans = [{ from: 1_732_550_000, to: 1_732_560_000 }];
  assert.equal(countRecords({ file, spans, isOwn: true }), null);
  const gone = { ...file, path: directory.file("none.dbn.zst") };
  assert.equal(countRecords({ file: gone, spans, isOwn: true }), null);
});
