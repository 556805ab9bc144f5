import assert from "node:assert/strict";
import { zstdDecompressSync } from "node:zlib";
import { buildDelivery } from "../../../src/io/sample/delivery.ts";
import type { FrameLayout } from "../../../src/io/sample/frame_layout.ts";
import { decodeFile } from "./decoded_file.ts";
import { MARKET } from "./small_market.ts";

function fileWith(frames: FrameLayout) {
  const { files } = buildDelivery({ market: MARKET, schema: "mbp-1", version: 2, frames });
  const { name, bytes } = files.find(({ name }) => !name.endsWith(".json"))!;
  return { bytes, ...decodeFile(name, bytes) };
}

const PLAIN = fileWith("none");

for (
  const frames of [
    "single",
    "batch",
    { pieceBytes: 1_500 },
    { pieceBytes: 70_000, startsSkippable: true },
  ] as const
) {
  Deno.test(`frames ${JSON.stringify(frames)} hold the same records`, () => {
    const file = fileWith(frames);

    assert.deepEqual(file.records, PLAIN.records);
    assert.deepEqual(file.metadata, PLAIN.metadata);
  });
}

Deno.test("batch frames are the metadata, then whole records, each frame with its size and a checksum", () => {
  const { frames: all, recordsOffset } = fileWith("batch");
  // the platform's encoder may end its output with an empty frame
  const frames = all.filter(({ contentSize }) => contentSize !== 0);

  assert.ok(frames.length > 10);
  for (const [i, frame] of frames.entries()) {
    assert.ok(frame.kind === "data" && frame.isWhole && frame.hasChecksum);
    if (i === 0) assert.equal(frame.contentSize, recordsOffset);
    else if (i < frames.length - 1) assert.equal(frame.contentSize, 65_600);
    else assert.equal(frame.contentSize! % 80, 0);
  }
});

Deno.test("pieces cut records apart", () => {
  const { frames, recordsOffset } = fileWith({ pieceBytes: 1_500 });

  assert.ok(frames.length > 500);
  assert.equal(frames[0]!.contentSize, recordsOffset);
  assert.ok(frames.slice(1, -1).every(({ contentSize }) => contentSize === 1_500));
  assert.notEqual(1_500 % 80, 0);
});

Deno.test("a skippable frame may come first, and metadata in a frame of their own after it", () => {
  const { frames, bytes, recordsOffset } = fileWith({ pieceBytes: 70_000, startsSkippable: true });

  assert.equal(frames[0]!.kind, "skippable");
  assert.equal(frames[1]!.contentSize, recordsOffset);
  const second = bytes.subarray(frames[1]!.offset);
  assert.equal(new TextDecoder().decode(zstdDecompressSync(second).subarray(0, 3)), "DBN");
});
