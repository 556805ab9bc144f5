import assert from "node:assert/strict";
import fc from "fast-check";
import { MomoError } from "../../../src/core/error.ts";
import { memorySource } from "../../../src/io/bytes/memory_source.ts";
import { decodeFrame } from "../../../src/io/zstd/decode_frame.ts";
import { encodeFrame } from "../../../src/io/zstd/encode_frame.ts";
import type { ZstdEngine } from "../../../src/io/zstd/engine.ts";
import { walkFrames } from "../../../src/io/zstd/frames.ts";
import { concat, handMadeFrame, sampleBytes, skippableFrame } from "./frame_builder.ts";

const NAME = "x.dbn.zst";
const ENGINES: ZstdEngine[] = ["native", "portable"];

/** Decodes frame by frame; null where a frame is cut. */
function decodeAll(bytes: Uint8Array, engine: ZstdEngine): Uint8Array | null {
  const source = memorySource(bytes, NAME);
  const parts: Uint8Array[] = [];
  for (const frame of walkFrames(source)) {
    if (!frame.isWhole) return null;
    parts.push(decodeFrame(source, frame, { engine }));
  }
  return concat(...parts);
}

for (const engine of ENGINES) {
  Deno.test(`decodeFrame() (${engine}) gives back what encodeFrame() took`, () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400, size: "max" }),
        fc.integer({ min: 1, max: 2000 }),
        fc.constantFrom(1, 3, 19),
        fc.boolean(),
        fc.boolean(),
        (unit, repeats, level, checksum, contentSize) => {
          const content = new Uint8Array(unit.length * repeats);
          for (let i = 0; i < repeats; i++) content.set(unit, i * unit.length);
          const frame = encodeFrame(content, { level, checksum, contentSize });
          assert.deepEqual(decodeAll(frame, engine), content);
        },
      ),
      { numRuns: 60 },
    );
  });

  Deno.test(`decodeFrame() (${engine}) decodes every frame of a file, skippable ones between`, () => {
    const contents = [sampleBytes(206), sampleBytes(300_000), new Uint8Array(0), sampleBytes(5)];
    const parts = contents.flatMap((content) => [
      skippableFrame(sampleBytes(9)),
      encodeFrame(content),
    ]);

    assert.deepEqual(decodeAll(concat(...parts), engine), concat(...contents));
  });

  Deno.test(`decodeFrame() (${engine}) decodes raw and run-length blocks`, () => {
    const frame = handMadeFrame([
      { type: "raw", bytes: Uint8Array.of(1, 2, 3) },
      { type: "rle", bytes: Uint8Array.of(7), size: 5 },
      { type: "raw", bytes: new Uint8Array(0) },
    ]);

    assert.deepEqual(decodeAll(frame, engine), Uint8Array.of(1, 2, 3, 7, 7, 7, 7, 7));
  });

  Deno.test(`decodeFrame() (${engine}) never gives other content for a changed byte`, () => {
    const content = sampleBytes(700);
    const before = encodeFrame(sampleBytes(40));
    const frame = encodeFrame(content);
    let rejected = 0;
    for (let at = 0; at < frame.length; at++) {
      for (const change of [0x01, 0x80, 0xff]) {
        const bytes = concat(before, frame);
        bytes[before.length + at]! ^= change;
        try {
          const decoded = decodeAll(bytes, engine);
          // a header field that does not matter may change; a cut frame counts as noticed
          if (decoded) assert.deepEqual(decoded, concat(sampleBytes(40), content));
        } catch (error) {
          assert.ok(error instanceof MomoError, `${at}: ${error}`);
          assert.equal(error.code, "bad_data");
          assert.ok(error.message.startsWith(`Cannot read "${NAME}"`));
          rejected++;
        }
      }
    }
    assert.ok(rejected > frame.length * 2, `only ${rejected} of ${frame.length * 3} rejected`);
  });

  Deno.test(`decodeFrame() (${engine}) names file and frame offset of a wrong checksum`, () => {
    const before = encodeFrame(sampleBytes(1000));
    const bytes = concat(before, encodeFrame(sampleBytes(1000)));
    bytes[bytes.length - 1]! ^= 1;

    assert.throws(
      () => decodeAll(bytes, engine),
      (error: MomoError) =>
        error.message ===
          `Cannot read "${NAME}": the zstd frame at byte ${before.length} is damaged (its checksum does not match)`,
    );
  });

  Deno.test(`decodeFrame() (${engine}) rejects content of another size than stated`, () => {
    const bytes = encodeFrame(sampleBytes(2000), { checksum: false });
    bytes[5]! ^= 1; // low byte of the content size

    assert.throws(() => decodeAll(bytes, engine), /the zstd frame at byte 0 is damaged/);
  });

  Deno.test(`decodeFrame() (${engine}) gives the whole blocks of a cut frame`, () => {
    const content = sampleBytes(400_000);
    const frame = encodeFrame(content);
    let longest = 0;
    for (const length of [1, 5, 20, 200, frame.length >> 1, frame.length - 5, frame.length - 1]) {
      const source = memorySource(frame.subarray(0, length), NAME);
      const [cut] = walkFrames(source);

      const decoded = decodeFrame(source, cut!, { engine });

      assert.deepEqual(decoded, content.subarray(0, decoded.length));
      assert.ok(decoded.length >= longest);
      longest = decoded.length;
    }
    assert.equal(longest, content.length); // only the checksum is cut off
  });

  Deno.test(`decodeFrame() (${engine}) refuses a dictionary and a window above 128 MiB`, () => {
    const magic = [0x28, 0xb5, 0x2f, 0xfd];
    const block = [0x09, 0x00, 0x00, 0x41];
    assert.throws(
      () => decodeAll(Uint8Array.from([...magic, 0x21, 7, 1, ...block]), engine),
      /the zstd frame at byte 0 needs the dictionary 7, and dictionaries are not supported/,
    );
    assert.throws(
      () => decodeAll(Uint8Array.from([...magic, 0x00, 0x90, ...block]), engine),
      /needs a window of 268435456 bytes, and at most 134217728 are supported/,
    );
  });

  Deno.test(`decodeFrame() (${engine}) gives bytes that start 8-aligned`, () => {
    const source = memorySource(encodeFrame(sampleBytes(3000)), NAME);
    for (const frame of walkFrames(source)) {
      assert.equal(decodeFrame(source, frame, { engine }).byteOffset % 8, 0);
    }
  });
}
