import assert from "node:assert/strict";
import { MomoError } from "../../../src/core/error.ts";
import { memorySource } from "../../../src/io/bytes/memory_source.ts";
import { DbnFile } from "../../../src/io/dbn/dbn_file.ts";
import type { DbnOptions } from "../../../src/io/dbn/dbn_header.ts";
import { DbnStream } from "../../../src/io/dbn/dbn_stream.ts";
import { encodeColumns } from "../../../src/io/dbn/encode/encode_columns.ts";
import { encodeDbn } from "../../../src/io/dbn/encode/write_dbn.ts";
import { encodeFrame } from "../../../src/io/zstd/encode_frame.ts";
import { concat, skippableFrame } from "../zstd/frame_builder.ts";
import { framesCutAt, sampleMetadata, sampleRecords, tradesFile } from "./sample_file.ts";
import { NAME, readAll } from "./read_all.ts";

const TRADES = tradesFile(5);

Deno.test("a file reads the same plain, as one frame, as batch frames and as a fragment", async () => {
  const { bytes, records } = TRADES;
  const fragment = { fragment: { version: 1 } } as const;
  const variants: [Uint8Array, DbnOptions][] = [
    [bytes, {}],
    [encodeDbn(sampleMetadata(1), [records], "single"), {}],
    [encodeDbn(sampleMetadata(1), [records], "batch"), {}],
    [records, fragment],
    [encodeFrame(records), fragment],
    [encodeDbn(null, [records], "single"), fragment],
  ];
  for (const [input, options] of variants) {
    for (const engine of ["native", "portable"] as const) {
      const { records: read, truncation, error } = await readAll(input, { ...options, engine });
      assert.deepEqual(read, records);
      assert.equal(truncation, null);
      assert.equal(error, undefined);
    }
  }
});

Deno.test("DbnFile.open() tells what a file says of itself", () => {
  const metadata = sampleMetadata(3, { tsOut: true });
  const { header } = DbnFile.open(memorySource(encodeDbn(metadata, [], "single"), NAME));

  assert.deepEqual(header, {
    name: NAME,
    compression: "zstd",
    metadata,
    version: 3,
    tsOut: true,
    recordsOffset: 360,
  });
  const fragment = DbnFile.open(memorySource(new Uint8Array(0), "x.frag"), {
    fragment: { version: 2 },
  });
  assert.deepEqual(fragment.header, {
    name: "x.frag",
    compression: "none",
    metadata: null,
    version: 2,
    tsOut: false,
    recordsOffset: 0,
  });
  assert.deepEqual([...fragment.chunks()], []);
});

Deno.test("a record that crosses frames is whole, wherever the frames are cut", async () => {
  const { bytes, records } = TRADES;
  for (let at = 1; at < bytes.length; at++) {
    const { records: read, truncation } = await readAll(framesCutAt(bytes, at));
    assert.deepEqual(read, records);
    assert.equal(truncation, null);
  }
});

Deno.test("a record may cross many frames, with skippable and empty ones between", async () => {
  const { bytes, records } = TRADES;
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 11) {
    parts.push(encodeFrame(bytes.subarray(at, at + 11)));
    parts.push(skippableFrame(new Uint8Array(at % 5)), encodeFrame(new Uint8Array(0)));
  }

  const read = await readAll(concat(...parts));

  assert.deepEqual(read.records, records);
  assert.equal(read.truncation, null);
});

Deno.test("a file that begins with a skippable frame is read", async () => {
  const { bytes, records } = TRADES;
  const input = concat(skippableFrame(new Uint8Array(5)), framesCutAt(bytes, 206));

  assert.deepEqual((await readAll(input)).records, records);
});

Deno.test("chunks are aligned and continuous for any chunk size, their memory used again or not", async () => {
  const { bytes, records } = tradesFile(40);
  for (const chunkBytes of [1, 100, 500, 1000, 5000]) {
    for (const reuseBuffer of [false, true]) {
      for (const input of [bytes, framesCutAt(bytes, 206, 300, 900, 901), encodeFrame(bytes)]) {
        const read = await readAll(input, { chunkBytes, reuseBuffer });
        assert.deepEqual(read.records, records);
      }
    }
  }
});

Deno.test("without reuseBuffer chunks can be kept", () => {
  const { bytes, records } = tradesFile(40);
  const source = memorySource(framesCutAt(bytes, 206, 400, 750, 1100, 1101), NAME);

  const chunks = [...DbnFile.open(source, { chunkBytes: 100 }).chunks()];

  assert.ok(chunks.length > 2);
  assert.deepEqual(concat(...chunks.map((chunk) => chunk.bytes)), records);
});

Deno.test("reading does not change the bytes of its input", async () => {
  const { bytes } = tradesFile(40);
  const before = bytes.slice();
  await readAll(bytes, { chunkBytes: 64, reuseBuffer: true });
  const stream = await DbnStream.open([bytes], NAME, { chunkBytes: 64, reuseBuffer: true });
  for await (const chunk of stream.chunks()) assert.ok(chunk.count > 0);

  assert.deepEqual(bytes, before);
});

Deno.test("unknown and longer records pass, and ts_out is known to every chunk", async () => {
  const unknown = new Uint8Array(20).fill(7);
  unknown.set([5, 0x99]);
  const longer = new Uint8Array(64).fill(3);
  longer.set([16, 0]);
  const [trade] = sampleRecords("trade", 1);
  const records = concat(trade!, unknown, longer, unknown, trade!);
  const metadata = sampleMetadata(3, { schema: null, tsOut: true });

  const read = await readAll(encodeDbn(metadata, [records], "single"));

  assert.deepEqual(read.records, records);
  const [chunk] = DbnFile.open(memorySource(encodeDbn(metadata, [records]), NAME)).chunks();
  assert.equal(chunk!.tsOut, true);
  assert.equal(chunk!.uniform, null);
  assert.equal(chunk!.count, 5);
});

const text = (value: string) => new TextEncoder().encode(value);

const REFUSED: [string, Uint8Array, string][] = [
  ["an empty file", new Uint8Array(0), "it is empty, and DBN data were expected"],
  [
    "a JSON file",
    text('{"a": 1, "b": 2}'),
    "the first bytes are not DBN (44 42 4e) or zstd (28 b5 2f fd) but 7b 22 61 22",
  ],
  [
    "a file of one byte",
    text("D"),
    "the first bytes are not DBN (44 42 4e) or zstd (28 b5 2f fd) but 44",
  ],
  ["a file of the magic only", text("DBN"), "it ends at byte 3 of the file, inside the metadata"],
  [
    "a DBZ file",
    concat(skippableFrame(concat(text("DBZ"), new Uint8Array(30))), encodeFrame(text("x"))),
    "it is of the DBZ format that came before DBN and is not supported",
  ],
  [
    "compressed JSON",
    encodeFrame(text('{"a": 1, "b": 2}')),
    "the first bytes are not DBN (44 42 4e) (after decompression)",
  ],
  ["compressed nothing", encodeFrame(new Uint8Array(0)), "nothing is in it after decompression"],
  [
    "compressed half metadata",
    encodeFrame(TRADES.bytes.subarray(0, 150)),
    "it ends at byte 150 of the decompressed data, inside the metadata",
  ],
  [
    "version 4",
    Uint8Array.from(TRADES.bytes, (byte, i) => i === 3 ? 4 : byte),
    "version 4 at byte 3 is not known, expected 1 to 3",
  ],
];
for (const [what, bytes, reason] of REFUSED) {
  Deno.test(`DbnFile and DbnStream refuse ${what} in one sentence`, async () => {
    const expected = (error: unknown) =>
      error instanceof MomoError && error.code === "bad_data" &&
      (assert.equal(error.message, `Cannot read "${NAME}": ${reason}`), true);

    assert.throws(() => DbnFile.open(memorySource(bytes, NAME)), expected);
    await assert.rejects(DbnStream.open([bytes], NAME), expected);
  });
}

Deno.test("a frame above the one-shot limit is read block by block", () => {
  const rows = 1_300_000; // 72.8 MB
  const bars = encodeColumns("ohlcv-1s", 3, rows, { instrument_id: 42, open: 1_000_000_000 });
  const bytes = encodeDbn(sampleMetadata(3, { schema: "ohlcv-1s" }), [bars], "single", {
    level: 1,
  });
  const file = DbnFile.open(memorySource(bytes, NAME), { reuseBuffer: true });
  let count = 0;
  for (const chunk of file.chunks()) {
    assert.deepEqual(chunk.uniform, { rtype: 0x20, size: 56 });
    count += chunk.count;
  }

  assert.equal(count, rows);
  assert.equal(file.truncation, null);
});
