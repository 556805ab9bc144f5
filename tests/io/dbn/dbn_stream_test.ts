import assert from "node:assert/strict";
import { MomoError } from "../../../src/core/error.ts";
import { DbnStream } from "../../../src/io/dbn/dbn_stream.ts";
import { encodeDbn, streamDbn } from "../../../src/io/dbn/encode/write_dbn.ts";
import type { RecordChunk } from "../../../src/io/dbn/record_chunk.ts";
import { ZstdEncoder } from "../../../src/io/zstd/encode_stream.ts";
import { concat } from "../zstd/frame_builder.ts";
import { joinChunks, sampleMetadata, sampleRecords, tradesFile } from "./sample_file.ts";

const NAME = "standard input";

async function collect(stream: DbnStream): Promise<RecordChunk[]> {
  const chunks: RecordChunk[] = [];
  for await (const chunk of stream.chunks()) chunks.push(chunk);
  return chunks;
}

Deno.test("DbnStream takes input cut at every position", async () => {
  const { bytes, records } = tradesFile(4);
  for (const input of [bytes, encodeDbn(sampleMetadata(1), [records], "batch")]) {
    for (let at = 0; at <= input.length; at++) {
      const stream = await DbnStream.open([input.subarray(0, at), input.subarray(at)], NAME);
      assert.deepEqual(joinChunks(await collect(stream)), records);
      assert.equal(stream.truncation, null);
    }
  }
});

Deno.test("DbnStream takes a ReadableStream", async () => {
  const { bytes, records } = tradesFile(4);

  const stream = await DbnStream.open(ReadableStream.from([bytes]), NAME);

  assert.deepEqual(joinChunks(await collect(stream)), records);
});

Deno.test("DbnStream gives out a live record as soon as its last byte is there", async () => {
  const records = [
    ...sampleRecords("system_v2", 2),
    ...sampleRecords("trade", 3),
    ...sampleRecords("symbol_mapping_v2", 1),
  ];
  const metadata = encodeDbn(sampleMetadata(3, { schema: null, stypeIn: null }), []);
  for (const isCompressed of [false, true]) {
    using encoder = new ZstdEncoder();
    const pieces: Uint8Array[] = [];
    for (const part of [metadata, ...records.flatMap((r) => [r.subarray(0, 20), r.subarray(20)])]) {
      pieces.push(
        isCompressed ? concat(await encoder.write(part), await encoder.flush()) : part,
      );
    }
    let received = 0;
    const input = function* () {
      for (const [i, piece] of pieces.entries()) {
        assert.equal(received, Math.max(0, Math.floor((i - 1) / 2)), `before piece ${i}`);
        yield piece;
      }
      assert.equal(received, records.length);
    };

    const stream = await DbnStream.open(input(), NAME, { chunkBytes: 1 });
    const parts: Uint8Array[] = [];
    for await (const chunk of stream.chunks()) {
      received += chunk.count;
      parts.push(chunk.bytes.slice());
    }

    assert.deepEqual(concat(...parts), concat(...records));
    // a compressed stream that just ends is a cut frame
    assert.equal(stream.truncation === null, !isCompressed);
  }
});

Deno.test("DbnStream reads what streamDbn() writes, and a fragment", async () => {
  const { records } = tradesFile(4);
  const pieces = [records.subarray(0, 100), records.subarray(100)];
  for (const framing of ["none", "single"] as const) {
    const whole = await DbnStream.open(streamDbn(sampleMetadata(1), pieces, framing), NAME);
    assert.deepEqual(whole.header.metadata, sampleMetadata(1));
    assert.deepEqual(joinChunks(await collect(whole)), records);

    const fragment = await DbnStream.open(streamDbn(null, pieces, framing), NAME, {
      fragment: { version: 2, tsOut: true },
    });
    assert.equal(fragment.header.version, 2);
    assert.equal(fragment.header.tsOut, true);
    assert.deepEqual(joinChunks(await collect(fragment)), records);
  }
});

Deno.test("DbnStream ends its input when it fails, is left, or is closed", async () => {
  const { bytes } = tradesFile(4);
  let ended = 0;
  const input = async function* (first: Uint8Array) {
    try {
      yield await Promise.resolve(first);
      yield bytes;
    } finally {
      ended++;
    }
  };

  await assert.rejects(
    DbnStream.open(input(new TextEncoder().encode("no DBN data")), NAME),
    MomoError,
  );
  assert.equal(ended, 1);
  const left = await DbnStream.open(input(bytes), NAME, { chunkBytes: 1 });
  for await (const chunk of left.chunks()) {
    assert.ok(chunk);
    break;
  }
  assert.equal(ended, 2);
  const closed = await DbnStream.open(input(bytes), NAME);
  await closed.close();
  assert.equal(ended, 3);
});

Deno.test("DbnStream does not change the pieces it is given, also where it could use their memory", async () => {
  const { records } = tradesFile(10);
  const cuts = [0, 2 * 48, 6 * 48 + 20, 10 * 48];
  const pieces = cuts.slice(1).map((end, i) => records.slice(cuts[i], end));
  const before = pieces.map((piece) => piece.slice());

  const options = { fragment: { version: 1 }, chunkBytes: 48, reuseBuffer: true } as const;
  const stream = await DbnStream.open(pieces, NAME, options);
  let count = 0;
  for await (const chunk of stream.chunks()) count += chunk.count;

  assert.equal(count, 10);
  assert.deepEqual(pieces, before);
});
