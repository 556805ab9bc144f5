import assert from "node:assert/strict";
import { MomoError } from "../../../src/core/error.ts";
import type { ByteSource } from "../../../src/io/bytes/byte_source.ts";
import { memorySource } from "../../../src/io/bytes/memory_source.ts";
import { encodeFrame } from "../../../src/io/zstd/encode_frame.ts";
import { walkFrames } from "../../../src/io/zstd/frames.ts";
import { concat, handMadeFrame, sampleBytes, skippableFrame } from "./frame_builder.ts";

const NAME = "x.dbn.zst";

function walk(bytes: Uint8Array) {
  return [...walkFrames(memorySource(bytes, NAME))];
}

Deno.test("walkFrames() gives offset, sizes and flags of every frame", () => {
  const content = sampleBytes(300_000);
  const parts = [
    encodeFrame(content.subarray(0, 206)),
    skippableFrame(new Uint8Array(11)),
    encodeFrame(content, { contentSize: false, checksum: false }),
    skippableFrame(new Uint8Array(0), 15),
    encodeFrame(content),
  ];

  const frames = walk(concat(...parts));

  const offsets = parts.map((_, i) =>
    parts.slice(0, i).reduce((sum, part) => sum + part.length, 0)
  );
  assert.deepEqual(frames.map((frame) => frame.offset), offsets);
  assert.deepEqual(frames.map((frame) => frame.size), parts.map((part) => part.length));
  assert.deepEqual(frames.map((frame) => frame.kind), [
    "data",
    "skippable",
    "data",
    "skippable",
    "data",
  ]);
  assert.deepEqual(frames.map((frame) => frame.contentSize), [206, 0, null, 0, 300_000]);
  assert.deepEqual(frames.map((frame) => frame.hasChecksum), [true, false, false, false, true]);
  assert.deepEqual(frames.map((frame) => frame.blockCount), [1, 0, 3, 0, 3]);
  assert.ok(frames.every((frame) => frame.isWhole));
});

Deno.test("walkFrames() reads headers only", () => {
  const bytes = encodeFrame(sampleBytes(2_000_000));
  let bytesRead = 0;
  const inner = memorySource(bytes, NAME);
  const counting: ByteSource = {
    ...inner,
    readInto(target, offset) {
      bytesRead += target.length;
      return inner.readInto(target, offset);
    },
  };

  const [frame] = walkFrames(counting);

  assert.equal(frame!.blockCount, 16);
  assert.ok(bytesRead <= 17 * 32, `${bytesRead} bytes read of ${bytes.length}`);
});

Deno.test("walkFrames() reads a frame header of every size", () => {
  const block = [0x09, 0x00, 0x00, 0x41]; // last block, raw, one byte
  const magic = [0x28, 0xb5, 0x2f, 0xfd];
  const cases: [number[], number | null, number, number][] = [
    [[0x20, 1], 1, 0, 1],
    [[0x00, 0x58], null, 0, 2 ** 21],
    [[0x40, 0x59, 0x01, 0x00], 257, 0, 2 ** 21 + 2 ** 18],
    [[0x60, 0x01, 0x00], 257, 0, 257],
    [[0x80, 0x00, 1, 0, 0, 0], 1, 0, 1024],
    [[0xc0, 0x00, 1, 0, 0, 0, 0, 0, 0, 0], 1, 0, 1024],
    [[0x21, 7, 1], 1, 7, 1],
    [[0x22, 7, 1, 1], 1, 263, 1],
    [[0x23, 7, 1, 0, 1, 1], 1, 16_777_479, 1],
  ];
  for (const [header, contentSize, dictionaryId, windowSize] of cases) {
    const bytes = Uint8Array.from([...magic, ...header, ...block]);
    if (contentSize === 257) { // more than its block holds
      assert.throws(() => walk(bytes), /states 257 bytes, and its blocks hold at most 1$/);
      continue;
    }
    const [frame] = walk(bytes);
    assert.equal(frame!.contentSize, contentSize);
    assert.equal(frame!.dictionaryId, dictionaryId);
    assert.equal(frame!.windowSize, windowSize);
    assert.equal(frame!.size, bytes.length);
    assert.ok(frame!.isWhole);
  }
});

Deno.test("walkFrames() yields a cut last frame as not whole, wherever it is cut", () => {
  const whole = encodeFrame(sampleBytes(500));
  for (const last of [encodeFrame(sampleBytes(3000)), skippableFrame(new Uint8Array(20))]) {
    for (let length = 1; length < last.length; length++) {
      const frames = walk(concat(whole, last.subarray(0, length)));

      assert.equal(frames.length, 2);
      assert.ok(frames[0]!.isWhole);
      assert.equal(frames[1]!.isWhole, false);
      assert.equal(frames[1]!.offset, whole.length);
      assert.equal(frames[1]!.size, length);
    }
  }
});

Deno.test("walkFrames() yields the frames before bytes that are none, then throws with their offset", () => {
  const whole = encodeFrame(sampleBytes(500));
  for (const garbage of [[0x7b], [0x28, 0xb4], [1, 2, 3, 4, 5, 6], [0x50, 0x2a, 0x4e]]) {
    const frames = walkFrames(memorySource(concat(whole, Uint8Array.from(garbage)), NAME));
    assert.equal(frames.next().value!.size, whole.length);
    assert.throws(
      () => frames.next(),
      (error: MomoError) =>
        error.code === "bad_data" &&
        error.message.startsWith(
          `Cannot read "${NAME}" at byte ${whole.length}: expected a zstd frame`,
        ),
    );
  }
});

Deno.test("walkFrames() rejects reserved and oversized blocks with their offset", () => {
  const reserved = handMadeFrame([{ type: "reserved", bytes: new Uint8Array(1) }]);
  const oversized = handMadeFrame([{ type: "rle", bytes: new Uint8Array(1), size: 131_073 }]);
  for (const bytes of [reserved, oversized]) {
    assert.throws(
      () => walk(bytes),
      new MomoError(
        "bad_data",
        `Cannot read "${NAME}" at byte 6: damaged block in the zstd frame at byte 0`,
      ),
    );
  }
});

Deno.test("walkFrames() of no bytes yields nothing", () => {
  assert.deepEqual(walk(new Uint8Array(0)), []);
});
