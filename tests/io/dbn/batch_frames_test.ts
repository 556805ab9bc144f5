import assert from "node:assert/strict";
import { memorySource } from "../../../src/io/bytes/memory_source.ts";
import { DbnFile } from "../../../src/io/dbn/dbn_file.ts";
import { encodeColumns } from "../../../src/io/dbn/encode/encode_columns.ts";
import { encodeDbn } from "../../../src/io/dbn/encode/write_dbn.ts";
import { concat } from "../zstd/frame_builder.ts";
import { joinChunks, sampleMetadata, sampleRecords } from "./sample_file.ts";

function framesOf(bytes: Uint8Array) {
  return [...DbnFile.open(memorySource(bytes, "x.dbn.zst")).frames()];
}

Deno.test("batch files are framed as deliveries are: metadata, then 65 536 bytes and the record that reaches them", () => {
  const trades = encodeColumns("trades", 1, 5000, { size: 100 });
  const quotes = encodeColumns("mbp-1", 1, 2000, { size: 100 });

  const tradeFrames = framesOf(encodeDbn(sampleMetadata(1), [trades], "batch"));
  const quoteFrames = framesOf(
    encodeDbn(sampleMetadata(1, { schema: "mbp-1" }), [quotes], "batch"),
  );

  assert.deepEqual(tradeFrames.map((frame) => frame.contentSize), [
    206,
    65_568,
    65_568,
    65_568,
    43_296,
  ]);
  assert.deepEqual(quoteFrames.map((frame) => frame.contentSize), [206, 65_600, 65_600, 28_800]);
  const statistics = encodeColumns("statistics", 1, 1500, {}); // 1024 of them reach the size exactly
  const metadata = sampleMetadata(1, { schema: "statistics" });
  const sizes = framesOf(encodeDbn(metadata, [statistics], "batch"))
    .map((frame) => frame.contentSize);
  assert.deepEqual(sizes, [206, 65_536, 30_464]);
  assert.ok([...tradeFrames, ...quoteFrames].every((frame) => frame.hasChecksum));
});

Deno.test("batch files of bars have 40 000 records in a frame", () => {
  const bars = encodeColumns("ohlcv-1s", 1, 90_000, { volume: 1 });

  const frames = framesOf(encodeDbn(sampleMetadata(1, { schema: "ohlcv-1s" }), [bars], "batch"));

  assert.deepEqual(frames.map((frame) => frame.contentSize), [206, 2_240_000, 2_240_000, 560_000]);
});

Deno.test("batch frames do not depend on how the records come in pieces, and hold them all", () => {
  const records = [...sampleRecords("definition_v1", 300), ...sampleRecords("trade", 9)];
  const whole = concat(...records);
  const metadata = sampleMetadata(1, { schema: null });

  const one = encodeDbn(metadata, [whole], "batch");

  assert.deepEqual(encodeDbn(metadata, records, "batch"), one);
  assert.deepEqual(joinChunks(DbnFile.open(memorySource(one, "x")).chunks()), whole);
});
