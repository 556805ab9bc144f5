/** One frame that is too large to be decoded at once gives the rows that a plain file gives. */
import assert from "node:assert/strict";
import { sessionsBetween } from "../../../src/core/time/calendar.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { newYorkMidnight } from "../../../src/core/time/new_york.ts";
import { encodeColumns } from "../../../src/io/dbn/encode/encode_columns.ts";
import { type DbnFraming, encodeDbn } from "../../../src/io/dbn/encode/write_dbn.ts";
import { newMetadata } from "../../../src/io/dbn/metadata.ts";
import { MAX_FRAME_BYTES } from "../../../src/io/zstd/decode_frame.ts";
import { dayStartNs } from "../../../src/io/sample/record_block.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { indexRows, scan } from "./scanning.ts";

const FIRST = parseDate("2024-12-02");
const LAST = parseDate("2024-12-31");
const PRE_OPEN_SECONDS = 4 * 3600;
const SESSION_SECONDS = 16 * 3600;

/** A bar each second of every session of a month. */
function recordsOfMonth(): Uint8Array {
  const starts = sessionsBetween(FIRST, LAST).map((day) => newYorkMidnight(day) + PRE_OPEN_SECONDS);
  const rows = starts.length * SESSION_SECONDS;
  const second = (row: number) =>
    starts[Math.floor(row / SESSION_SECONDS)]! + row % SESSION_SECONDS;
  const price = (row: number) => (500 + Math.floor(row / 977) % 300) * 1e7;
  const column = (value: (row: number) => number) =>
    Float64Array.from({ length: rows }, (_, row) => value(row));
  const times = new BigUint64Array(rows);
  for (let row = 0; row < rows; row++) times[row] = BigInt(second(row)) * 1_000_000_000n;
  return encodeColumns("ohlcv-1s", 3, rows, {
    ...{ publisher_id: 95, instrument_id: 7, ts_event: times },
    ...{ open: column(price), high: column((row) => price(row) + 1e7), low: column(price) },
    ...{ close: column((row) => price(row + 1)), volume: column((row) => 1 + row % 60) },
  });
}

const METADATA = newMetadata({
  ...{ version: 3, dataset: "EQUS.MINI", schema: "ohlcv-1s", stypeIn: "raw_symbol" },
  ...{ start: dayStartNs(FIRST), end: dayStartNs(LAST + 2), symbols: ["ABQX"] },
  mappings: [{
    rawSymbol: "ABQX",
    intervals: [{ startDate: FIRST, endDate: LAST + 2, symbol: "7" }],
  }],
});

Deno.test("a file of one huge frame is read as a stream and gives the rows of a plain file", async () => {
  await using directory = await TemporaryDirectory.create();
  const records = recordsOfMonth();
  assert.ok(records.length > MAX_FRAME_BYTES);
  const scanAs = async (framing: DbnFraming, name: string) => {
    await Deno.mkdir(directory.file(framing));
    const bytes = encodeDbn(METADATA, [records], framing, { level: 1 });
    await Deno.writeFile(`${directory.file(framing)}/${name}`, bytes);
    const store = directory.file(`store-${framing}`);
    const scanned = await scan(store, directory.file(framing), { keep: "gate" });
    return { scanned, ...await indexRows(store) };
  };

  const plain = await scanAs("none", "month.dbn");
  const huge = await scanAs("single", "month.dbn.zst");

  assert.deepEqual(huge.scanned.problems, []);
  assert.equal(huge.scanned.records, records.length / 56);
  assert.ok(plain.days.length > 0);
  const withoutFiles = (rows: typeof plain.days) => rows.map((row) => ({ ...row, files: null }));
  assert.deepEqual(withoutFiles(huge.days), withoutFiles(plain.days));
  assert.deepEqual(huge.points, plain.points);
});
