/** Large inputs, whose output is made by several threads: it has to be what one thread makes. */
import assert from "node:assert/strict";
import { parquetMetadataAsync } from "hyparquet";
import { main } from "../../../src/main.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { batchFrames } from "../../../src/io/dbn/encode/batch_frames.ts";
import { encodeColumns } from "../../../src/io/dbn/encode/encode_columns.ts";
import { encodeDbn } from "../../../src/io/dbn/encode/write_dbn.ts";
import { newMetadata } from "../../../src/io/dbn/metadata.ts";
import { encodeFrame } from "../../../src/io/zstd/encode_frame.ts";
import { memorySource } from "../../../src/io/bytes/memory_source.ts";
import { walkFrames } from "../../../src/io/zstd/frames.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { DAY, HOUR, MIDNIGHT, SECOND } from "./made_records.ts";

const ROWS = 700_000; // 39 MB, above the size from which threads are started
const INTERVAL = { startDate: parseDate("2025-03-24"), endDate: parseDate("2025-03-27") };
const METADATA = newMetadata({
  dataset: "EQUS.MINI",
  schema: "ohlcv-1s",
  stypeIn: "raw_symbol",
  start: MIDNIGHT,
  end: MIDNIGHT + 3n * DAY,
  symbols: ["AAA", "BBB"],
  mappings: ["AAA", "BBB"].map((rawSymbol, i) => ({
    rawSymbol,
    intervals: [{ ...INTERVAL, symbol: String(i + 1) }],
  })),
});
const RECORDS = encodeColumns("ohlcv-1s", 3, ROWS, {
  publisher_id: 95,
  instrument_id: Uint32Array.from({ length: ROWS }, (_, i) => i % 3),
  ts_event: BigUint64Array.from(
    { length: ROWS },
    (_, i) => MIDNIGHT + BigInt(Math.floor(i / 3)) * SECOND,
  ),
  open: Float64Array.from({ length: ROWS }, (_, i) => 1e9 + i * 1e7),
  close: Float64Array.from({ length: ROWS }, (_, i) => i % 5 === 0 ? NaN : 1e9 + i),
  volume: Float64Array.from({ length: ROWS }, (_, i) => i),
});
const RECORD_SIZE = 56;

function joined(pieces: Iterable<Uint8Array>): Uint8Array {
  const all = [...pieces];
  const bytes = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of all) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

const FRAMED = joined(batchFrames(METADATA, [RECORDS]));

/** The last stretch of the records, so that less has to be written; three records a second. */
const LATE = ["--start", "2025-03-26"];
const LATE_ROWS = ROWS - 3 * 2 * 86_400;
/** A line a record, and short ones. */
const LINES = ["--format", "csv", "--omit-header"];

interface Run {
  readonly code: number;
  /** Null if nothing was written. */
  readonly text: Uint8Array | null;
}

/** One run of `momo load` on the bytes of a file. */
async function load(file: Uint8Array, threads: number, flags: readonly string[]): Promise<Run> {
  await using directory = await TemporaryDirectory.create();
  const input = directory.file("x.dbn");
  const output = directory.file("x.txt");
  await Deno.writeFile(input, file);
  const workers = ["--workers", String(threads), "-q", "--no-config"];
  const code = await main(["load", input, "-o", output, ...workers, ...flags]);
  try {
    return { code, text: await Deno.readFile(output) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { code, text: null };
    throw error;
  }
}

/** Compares three threads with one; gives back the run of one. */
async function compare(file: Uint8Array, ...flags: string[]): Promise<Run> {
  const alone = await load(file, 1, flags);
  const together = await load(file, 3, flags);
  assert.equal(together.code, alone.code);
  assert.equal(together.text?.length, alone.text?.length);
  if (alone.text !== null) assert.ok(areSame(alone.text, together.text!), "the texts differ");
  return alone;
}

/** Compares bytes as words, because there are many. */
function areSame(a: Uint8Array, b: Uint8Array): boolean {
  const words = (bytes: Uint8Array) => new Uint32Array(bytes.buffer, 0, bytes.length >> 2);
  const [wordsA, wordsB] = [words(a), words(b)];
  for (let i = 0; i < wordsA.length; i++) if (wordsA[i] !== wordsB[i]) return false;
  return a.length === b.length && a.at(-1) === b.at(-1);
}

/** Lines of a text; counted, not kept. */
function linesOf({ text }: Run): number {
  let count = 0;
  for (const byte of text!) if (byte === 10) count++;
  return count;
}

Deno.test("frames of a delivery as JSON with symbols", async () => {
  const run = await compare(FRAMED, "--format", "json", "--map-symbols", ...LATE);

  assert.equal(run.code, 0);
  assert.equal(linesOf(run), LATE_ROWS);
});

Deno.test("frames of a delivery as pretty CSV, with one header", async () => {
  const run = await compare(FRAMED, "--format", "csv", "--pretty");

  assert.equal(linesOf(run), ROWS + 1);
});

Deno.test("a choice of symbol and time, without a header, compressed", async () => {
  const flags = ["--symbols", "BBB", "--start", "2025-03-25T00:00:00Z", "--omit-header"];
  const run = await compare(FRAMED, "--format", "tsv", "--zstd", ...flags);

  const [frame] = [...walkFrames(memorySource(run.text!, "out"))];
  assert.equal(run.code, 0);
  assert.equal(frame!.isWhole, true);
});

Deno.test("a choice leaves the records that it should", async () => {
  const run = await compare(FRAMED, "--format", "csv", "--symbols", "BBB", "--end", "2025-03-24");

  assert.equal(linesOf(run), 86_400 + 1); // one of three ids each second of the day
});

Deno.test("a plain file, and one of a single frame without its size", async () => {
  const plain = await compare(encodeDbn(METADATA, [RECORDS]), ...LINES);
  const single = await compare(encodeDbn(METADATA, [RECORDS], "single"), ...LINES);

  assert.equal(linesOf(plain), ROWS);
  assert.deepEqual(single.text!.length, plain.text!.length);
});

Deno.test("a file cut inside its last frame: what is there, and exit code 1", async () => {
  const cut = FRAMED.subarray(0, FRAMED.length - 1000);

  const run = await compare(cut, ...LINES);

  assert.equal(run.code, 1);
  assert.ok(linesOf(run) < ROWS && linesOf(run) > ROWS - 80_000);
});

Deno.test("a file cut inside a record", async () => {
  const plain = encodeDbn(METADATA, [RECORDS]);

  const run = await compare(plain.subarray(0, plain.length - 20), ...LINES);

  assert.equal(run.code, 1);
  assert.equal(linesOf(run), ROWS - 1);
});

Deno.test("a damaged frame in the middle: all records before it, and exit code 1", async () => {
  const frames = [...walkFrames(memorySource(FRAMED, "x"))];
  const damaged = FRAMED.slice();
  const frame = frames[15]!;
  damaged.fill(0xff, frame.offset + frame.size - 300, frame.offset + frame.size - 200);

  const run = await compare(damaged, ...LINES);

  assert.equal(run.code, 1);
  assert.equal(linesOf(run), 14 * 40_000);
});

Deno.test("garbage between frames", async () => {
  const frames = [...walkFrames(memorySource(FRAMED, "x"))];
  const at = frames[16]!.offset;
  const broken = joined([FRAMED.subarray(0, at), Uint8Array.of(1, 2, 3), FRAMED.subarray(at)]);

  const run = await compare(broken, ...LINES);

  assert.equal(run.code, 1);
  assert.equal(linesOf(run), 15 * 40_000);
});

Deno.test("records of another size far into the file: it is read in order from there on", async () => {
  const half = ROWS * RECORD_SIZE - 100 * RECORD_SIZE;
  const message = new Uint8Array(320);
  message.set([80, 0x17]);
  new DataView(message.buffer).setBigUint64(8, MIDNIGHT + 2n * DAY, true);
  const pieces = [RECORDS.subarray(0, half), message, RECORDS.subarray(half)];
  const live = { ...METADATA, schema: null };

  const run = await compare(encodeDbn(live, pieces), "--format", "ndjson", ...LATE);

  assert.equal(run.code, 0);
  assert.equal(linesOf(run), LATE_ROWS + 1);
});

Deno.test("a record that cannot be written: exit code 1, and no file", async () => {
  const wrong = RECORDS.slice();
  wrong[(ROWS - 5) * RECORD_SIZE + 1] = 0x99;

  const json = await compare(joined(batchFrames(METADATA, [wrong])), "--format", "json");
  wrong[(ROWS - 5) * RECORD_SIZE + 1] = 0x21; // bars of a minute among those of a second
  const csv = await compare(joined(batchFrames(METADATA, [wrong])), "--format", "csv");

  assert.deepEqual(json, { code: 1, text: null });
  assert.deepEqual(csv, { code: 1, text: null });
});

Deno.test("--strict writes nothing of a damaged file", async () => {
  const run = await compare(FRAMED.subarray(0, FRAMED.length - 1), "--format", "csv", "--strict");

  assert.deepEqual(run, { code: 1, text: null });
});

Deno.test("a stream is written by threads once it has become long", async () => {
  await using directory = await TemporaryDirectory.create();
  // two inputs are merged, which is a stream
  const halves = [RECORDS.subarray(0, ROWS * 28), RECORDS.subarray(ROWS * 28)];
  const paths = await Promise.all(halves.map(async (records, i) => {
    const path = directory.file(`${i}.dbn.zst`);
    await Deno.writeFile(path, joined([encodeFrame(encodeDbn(METADATA, [records]))]));
    return path;
  }));
  const texts: Uint8Array[] = [];
  for (const threads of ["1", "3"]) {
    const output = directory.file(`${threads}.csv`);
    const code = await main(["load", ...paths, "-o", output, "--workers", threads, "-q"]);
    assert.equal(code, 0);
    texts.push(await Deno.readFile(output));
  }

  assert.ok(areSame(texts[0]!, texts[1]!));
});

Deno.test("row groups of Parquet are those that one thread makes", async () => {
  const run = await compare(FRAMED, "--format", "parquet");

  const footer = await parquetMetadataAsync(run.text!.buffer as ArrayBuffer); // read into a buffer of its own
  assert.equal(Number(footer.num_rows), ROWS);
  assert.ok(footer.row_groups.length > 6, "more than are made before threads are started");
});

Deno.test("a record of another type in a late row group: exit code 1, and no file", async () => {
  const wrong = RECORDS.slice();
  wrong[(ROWS - 5) * RECORD_SIZE + 1] = 0x21; // a bar of a minute
  const run = await compare(encodeDbn(METADATA, [wrong]), "--format", "parquet");

  assert.deepEqual(run, { code: 1, text: null });
});

Deno.test("times of the choice are compared exactly", async () => {
  const at = MIDNIGHT + HOUR;
  const start = new Date(Number(at / 1_000_000n)).toISOString();

  const run = await compare(FRAMED, "--format", "csv", "--start", start, "--end", start);

  assert.equal(linesOf(run), 1);
});
