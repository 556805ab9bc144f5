import assert from "node:assert/strict";
import fc from "fast-check";
import { memorySource } from "../../../src/io/bytes/memory_source.ts";
import { DbnFile } from "../../../src/io/dbn/dbn_file.ts";
import type { DbnOptions } from "../../../src/io/dbn/dbn_header.ts";
import { encodeDbn } from "../../../src/io/dbn/encode/write_dbn.ts";
import { planParts, readPart } from "../../../src/io/dbn/file_parts.ts";
import type { Truncation } from "../../../src/io/dbn/truncation.ts";
import { encodeFrame } from "../../../src/io/zstd/encode_frame.ts";
import { concat, skippableFrame } from "../zstd/frame_builder.ts";
import {
  framesCutAt,
  joinChunks,
  sampleMetadata,
  sampleRecords,
  tradesFile,
} from "./sample_file.ts";

const NAME = "x.dbn.zst";

interface PartsReading {
  readonly records: Uint8Array;
  readonly truncation: Truncation | null;
  readonly partCount: number;
}

/** Reads all parts, each from a copy of its plan as a worker would get it; null if the file cannot be cut. */
function readParts(
  bytes: Uint8Array,
  partBytes: number,
  options: DbnOptions = {},
): PartsReading | null {
  const source = memorySource(bytes, NAME);
  const parts = planParts(DbnFile.open(source, options), partBytes);
  if (!parts) return null;
  const readings = structuredClone(parts).map((part) => readPart(source, part));
  if (readings.some((reading) => reading === null)) return null;
  assert.ok(readings.slice(0, -1).every((reading) => reading!.truncation === null));
  return {
    records: joinChunks(readings.map((reading) => reading!.chunk)),
    truncation: readings.at(-1)?.truncation ?? null,
    partCount: parts.length,
  };
}

Deno.test("the parts of a file give its records once and in order, however frames and parts are cut", () => {
  const { bytes, records } = tradesFile(30);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 700 }),
      fc.boolean(),
      (cuts, partBytes, isPlain) => {
        const input = isPlain ? bytes : framesCutAt(bytes, ...cuts.toSorted((a, b) => a - b));

        const reading = readParts(input, partBytes);

        assert.deepEqual(reading!.records, records);
        assert.equal(reading!.truncation, null);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("planParts() cuts batch files at frames, and parts are as large as asked", () => {
  const records = concat(...sampleRecords("trade", 40));
  const pieces = [0, 1, 2, 3].map((i) => encodeFrame(records.subarray(i * 480, (i + 1) * 480)));
  const metadata = encodeFrame(encodeDbn(sampleMetadata(1), []));
  const file = DbnFile.open(memorySource(concat(metadata, ...pieces), NAME));

  assert.deepEqual(planParts(file, 1)!.map((part) => part.start), [206, 686, 1166, 1646]);
  assert.deepEqual(planParts(file, 900)!.map((part) => part.start), [206, 1166]);
  assert.deepEqual(planParts(file, 1)!.map((part) => part.frames!.length), [1, 1, 1, 1]);
  assert.deepEqual(planParts(file, 1)!.map((part) => part.firstRecord), [0, 10, 20, 30]);
});

Deno.test("parts of a cut file give its whole records, and the last one tells where it was cut", () => {
  const { bytes, records } = tradesFile(12);
  const inputs = [bytes, framesCutAt(bytes, 206, 206 + 100, 206 + 300)];
  for (const input of inputs) {
    for (let length = 300; length < input.length; length++) {
      const cut = input.subarray(0, length);
      const file = DbnFile.open(memorySource(cut, NAME));
      const sequential = joinChunks(file.chunks());
      for (const partBytes of [50, 1000]) {
        const reading = readParts(cut, partBytes);

        assert.deepEqual(reading!.records, sequential);
        assert.deepEqual(reading!.truncation, file.truncation);
      }
      assert.deepEqual(sequential, records.subarray(0, sequential.length));
    }
  }
});

Deno.test("a fragment can be cut into parts", () => {
  const { records } = tradesFile(20);
  const options = { fragment: { version: 1 } } as const;

  const reading = readParts(framesCutAt(records, 100, 500), 100, options);

  assert.deepEqual(reading!.records, records);
  assert.equal(reading!.partCount, 3);
});

Deno.test("skippable frames between parts are passed over", () => {
  const { bytes, records } = tradesFile(20);
  const frames = [bytes.subarray(0, 206), bytes.subarray(206, 500), bytes.subarray(500)];
  const input = concat(
    ...frames.flatMap((frame) => [skippableFrame(new Uint8Array(3)), encodeFrame(frame)]),
  );

  const reading = readParts(input, 100);

  assert.deepEqual(reading!.records, records);
  assert.equal(reading!.partCount, 2);
});

Deno.test("records of another size anywhere make a file one that is read sequentially", () => {
  const [trade, other] = [sampleRecords("trade", 20), sampleRecords("ohlcv", 1)];
  for (let at = 0; at <= 20; at++) {
    const records = concat(...trade.slice(0, at), other[0]!, ...trade.slice(at));
    const bytes = encodeDbn(sampleMetadata(1), [records]);
    for (const input of [bytes, framesCutAt(bytes, 206, 206 + 240, 206 + 480)]) {
      assert.equal(readParts(input, 100), null, `other record at ${at}`);
    }
  }
});

Deno.test("frames without content size make a file one that is read sequentially", () => {
  const { bytes } = tradesFile(5);
  const input = concat(
    encodeFrame(bytes.subarray(0, 206)),
    encodeFrame(bytes.subarray(206), {
      contentSize: false,
    }),
  );

  assert.equal(planParts(DbnFile.open(memorySource(input, NAME)), 100), null);
});

Deno.test("a file without records has no parts to read", () => {
  const file = DbnFile.open(memorySource(encodeDbn(sampleMetadata(3), [], "batch"), NAME));

  assert.equal(planParts(file, 100), null);
});

Deno.test("readPart() names the frame that is damaged", () => {
  const { bytes } = tradesFile(20);
  const input = framesCutAt(bytes, 206, 206 + 480);
  const source = memorySource(input, NAME);
  const parts = planParts(DbnFile.open(source), 100)!;
  const { offset, size } = parts[1]!.frames![0]!;
  input[offset + size - 1]! ^= 1;

  assert.equal(readPart(source, parts[0]!)!.chunk.count, 10);
  assert.throws(
    () => readPart(source, parts[1]!),
    new RegExp(`the zstd frame at byte ${offset} is damaged \\(its checksum does not match\\)`),
  );
});
