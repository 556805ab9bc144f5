import assert from "node:assert/strict";
import { MomoError } from "../../../src/core/error.ts";
import { memorySource } from "../../../src/io/bytes/memory_source.ts";
import { DbnFile } from "../../../src/io/dbn/dbn_file.ts";
import { DbnStream } from "../../../src/io/dbn/dbn_stream.ts";
import {
  describeTruncation,
  type Truncation,
  truncationError,
} from "../../../src/io/dbn/truncation.ts";
import { concat } from "../zstd/frame_builder.ts";
import { framesCutAt, tradesFile } from "./sample_file.ts";
import { NAME, readAll, readSync } from "./read_all.ts";

const V1_METADATA = 206; // bytes of the sample's metadata
const TRADES = tradesFile(5);

Deno.test("a plain file cut at any byte gives its whole records and tells where it was cut", async () => {
  const { bytes, records } = TRADES;
  for (let length = 0; length < bytes.length; length++) {
    const cut = bytes.subarray(0, length);
    if (length < V1_METADATA) {
      assert.throws(() => DbnFile.open(memorySource(cut, NAME)), MomoError);
      continue;
    }
    const { records: read, truncation, error } = await readAll(cut);
    const kept = Math.floor((length - V1_METADATA) / 48);
    assert.equal(error, undefined);
    assert.deepEqual(read, records.subarray(0, kept * 48));
    const dropped = (length - V1_METADATA) % 48;
    assert.deepEqual(
      truncation,
      dropped === 0 ? null : {
        name: NAME,
        recordsKept: kept,
        offset: V1_METADATA + kept * 48,
        bytesDropped: dropped,
        frameOffset: null,
        isFrameCut: false,
      },
    );
  }
});

Deno.test("a compressed file cut at any byte gives its whole records and tells in which frame", async () => {
  const { bytes, records } = tradesFile(12);
  const bounds = [206, 206 + 4 * 48 + 10, 206 + 9 * 48];
  const input = framesCutAt(bytes, ...bounds);
  const starts = [...DbnFile.open(memorySource(input, NAME)).frames()].map((frame) => frame.offset);
  let opened = 0;
  for (let length = 0; length < input.length; length++) {
    const cut = input.subarray(0, length);
    const frame = starts.findLast((start) => start < length) ?? 0;
    if (length < starts[1]!) {
      // the metadata may be readable although the frame is not whole
      try {
        DbnFile.open(memorySource(cut, NAME));
      } catch (error) {
        assert.ok(error instanceof MomoError, String(error));
        continue;
      }
    }
    opened++;
    const { records: read, truncation, error } = await readAll(cut);
    assert.equal(error, undefined);
    assert.deepEqual(read, records.subarray(0, read.length));
    const isBetween = starts.includes(length);
    const inside = bounds[starts.indexOf(length) - 1];
    const isRecordEnd = isBetween && (inside! - 206) % 48 === 0;
    assert.equal(truncation === null, isRecordEnd, `cut at ${length}`);
    if (!truncation) continue;
    assert.equal(truncation.isFrameCut, !isBetween);
    assert.equal(truncation.frameOffset, frame);
    assert.equal(truncation.recordsKept, read.length / 48);
    assert.equal(truncation.offset, 206 + read.length);
  }
  assert.ok(opened > 200);
});

Deno.test("a cut file is described in one sentence, and is an error if asked for", () => {
  const cut: Truncation = {
    name: NAME,
    recordsKept: 7,
    offset: 542,
    bytesDropped: 3,
    frameOffset: 96,
    isFrameCut: true,
  };

  assert.equal(
    describeTruncation(cut),
    '"x.dbn.zst" ends inside a record that starts at byte 542 of the decompressed data, in the zstd frame at byte 96: kept the 7 records before it',
  );
  assert.equal(
    describeTruncation({ ...cut, bytesDropped: 0 }),
    '"x.dbn.zst" ends inside a zstd frame, after the record that ends at byte 542 of the decompressed data, in the zstd frame at byte 96: kept the 7 records before it',
  );
  assert.equal(
    truncationError({ ...cut, frameOffset: null, isFrameCut: false }).message,
    'Cannot read all of "x.dbn.zst": it ends inside a record that starts at byte 542: kept the 7 records before it',
  );
});

Deno.test("a compressed file with any byte changed gives no other records, and never without an error", async () => {
  const { bytes, records } = tradesFile(6);
  const input = framesCutAt(bytes, 206, 350);
  let errors = 0;
  for (let at = 0; at < input.length; at++) {
    for (const change of [0x01, 0x20, 0x80]) {
      const damaged = input.slice();
      damaged[at]! ^= change;
      let isNoticed = false;
      try {
        const file = DbnFile.open(memorySource(damaged, NAME));
        const { records: read, truncation, error } = readSync(file);
        assert.deepEqual(read, records.subarray(0, read.length));
        assert.ok(error === undefined || error instanceof MomoError, String(error));
        isNoticed = error !== undefined || truncation !== null;
        if (!isNoticed) assert.deepEqual(read, records);
      } catch (error) {
        assert.ok(error instanceof MomoError, String(error));
        isNoticed = true;
      }
      assert.equal(await isNoticedByStream(damaged), isNoticed, `byte ${at}`);
      if (isNoticed) errors++;
    }
  }
  assert.ok(errors > input.length * 2, `${errors} of ${input.length * 3}`);
});

async function isNoticedByStream(bytes: Uint8Array): Promise<boolean> {
  try {
    const stream = await DbnStream.open([bytes], NAME);
    for await (const chunk of stream.chunks()) assert.ok(chunk.count > 0);
    return stream.truncation !== null;
  } catch (error) {
    assert.ok(error instanceof MomoError, String(error));
    return true;
  }
}

Deno.test("records before a damaged frame are given, then the error names its offset", async () => {
  const { bytes, records } = tradesFile(12);
  const input = framesCutAt(bytes, 206, 206 + 5 * 48, 206 + 8 * 48);
  const frames = [...DbnFile.open(memorySource(input, NAME)).frames()];
  input[frames[2]!.offset + frames[2]!.size - 1]! ^= 1;

  const { records: read, error } = await readAll(input);

  assert.deepEqual(read, records.subarray(0, 5 * 48));
  assert.equal(
    (error as Error).message,
    `Cannot read "${NAME}": the zstd frame at byte ${
      frames[2]!.offset
    } is damaged (its checksum does not match)`,
  );
});

Deno.test("records before a length below 16 bytes are given, then the error names its byte", async () => {
  const { bytes, records } = TRADES;
  for (const words of [0, 1, 3]) {
    const damaged = bytes.slice();
    damaged[V1_METADATA + 2 * 48] = words;
    for (const input of [damaged, framesCutAt(damaged, 206, 260)]) {
      for (const chunkBytes of [1, 48, 1 << 20]) {
        const { records: read, error } = await readAll(input, { chunkBytes });
        assert.deepEqual(read, records.subarray(0, 96));
        assert.equal(
          (error as Error).message,
          `Cannot read "${NAME}": the record at byte 302 states ${
            words * 4
          } bytes, and its header alone takes 16`,
        );
      }
    }
  }
});

Deno.test("bytes after the last frame that are none are an error with their offset, after the records", async () => {
  const { bytes, records } = TRADES;
  const frames = framesCutAt(bytes, 206);

  const { records: read, error } = await readAll(concat(frames, Uint8Array.of(1, 2, 3, 4)));

  assert.deepEqual(read, records);
  assert.equal(
    (error as Error).message,
    `Cannot read "${NAME}" at byte ${frames.length}: expected a zstd frame (28 b5 2f fd), found 01 02 03 04`,
  );
});
