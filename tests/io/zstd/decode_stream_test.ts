import assert from "node:assert/strict";
import fc from "fast-check";
import type { MomoError } from "../../../src/core/error.ts";
import { readPieces } from "../../../src/io/bytes/byte_source.ts";
import { memorySource } from "../../../src/io/bytes/memory_source.ts";
import { decodeZstdStream } from "../../../src/io/zstd/decode_stream.ts";
import { encodeFrame } from "../../../src/io/zstd/encode_frame.ts";
import { encodeZstdStream, ZstdEncoder } from "../../../src/io/zstd/encode_stream.ts";
import type { ZstdEngine } from "../../../src/io/zstd/engine.ts";
import { decodePortable, type ZstdEnd } from "../../../src/io/zstd/portable_stream.ts";
import { concat, handMadeFrame, sampleBytes, skippableFrame } from "./frame_builder.ts";

const NAME = "x.dbn.zst";

type Decode = (pieces: Iterable<Uint8Array>) => AsyncGenerator<Uint8Array, ZstdEnd>;

/** The three decoders that take a stream. */
const DECODERS: Record<string, Decode> = {
  native: (pieces) => decodeZstdStream(pieces, { name: NAME, engine: "native" }),
  portable: (pieces) => decodeZstdStream(pieces, { name: NAME, engine: "portable" }),
  "synchronous portable": async function* (pieces) {
    return yield* decodePortable(pieces, NAME);
  },
};

async function collect(stream: AsyncGenerator<Uint8Array, ZstdEnd>) {
  const parts: Uint8Array[] = [];
  while (true) {
    const { done, value } = await stream.next();
    if (done) return { bytes: concat(...parts), end: value };
    parts.push(value);
  }
}

function cut(bytes: Uint8Array, ...at: number[]): Uint8Array[] {
  const bounds = [0, ...at, bytes.length];
  return bounds.slice(1).map((end, i) => bytes.subarray(bounds[i], end));
}

const CONTENTS = [sampleBytes(206), new Uint8Array(0), sampleBytes(900, 7), sampleBytes(3)];
const PARTS = [
  skippableFrame(sampleBytes(3)),
  encodeFrame(CONTENTS[0]!),
  encodeFrame(CONTENTS[1]!, { checksum: false }),
  skippableFrame(new Uint8Array(0)),
  encodeFrame(CONTENTS[2]!, { contentSize: false }),
  encodeFrame(CONTENTS[3]!),
];
const STREAM = concat(...PARTS);
const CONTENT = concat(...CONTENTS);

for (const [name, decode] of Object.entries(DECODERS)) {
  Deno.test(`${name} stream decoding takes input cut at every position`, async () => {
    for (let at = 0; at <= STREAM.length; at++) {
      const { bytes, end } = await collect(decode(cut(STREAM, at)));
      assert.deepEqual(bytes, CONTENT);
      assert.deepEqual(end, { cutFrame: null, lastFrame: STREAM.length - PARTS.at(-1)!.length });
    }
  });

  Deno.test(`${name} stream decoding takes input byte by byte`, async () => {
    const single = cut(STREAM, ...Array.from({ length: STREAM.length }, (_, i) => i));
    assert.deepEqual((await collect(decode(single))).bytes, CONTENT);
  });

  Deno.test(`${name} stream decoding reports the frame that the end cuts off`, async () => {
    const bounds = PARTS.map((_, i) => concat(...PARTS.slice(0, i)).length);
    for (let length = 0; length < STREAM.length; length++) {
      const { bytes, end } = await collect(decode([STREAM.subarray(0, length)]));

      const isBetween = bounds.includes(length);
      assert.equal(end.cutFrame, isBetween ? null : bounds.findLast((bound) => bound <= length));
      assert.deepEqual(bytes, CONTENT.subarray(0, bytes.length));
    }
  });

  Deno.test(`${name} stream decoding gives back large frames`, async () => {
    const content = sampleBytes(1_500_000);
    const stream = concat(encodeFrame(content, { level: 1 }), encodeFrame(content));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 50, max: 200_000 }), async (size) => {
        const pieces = readPieces(memorySource(stream, NAME), 0, stream.length, size);
        const { bytes } = await collect(decode(pieces));
        assert.equal(bytes.length, 2 * content.length);
        assert.ok(bytes.subarray(content.length).every((byte, i) => byte === content[i]));
      }),
      { numRuns: 3, examples: [[100]] },
    );
  });

  Deno.test(`${name} stream decoding names the frame of damaged content`, async () => {
    const bytes = concat(...PARTS);
    const start = concat(...PARTS.slice(0, 4)).length;
    bytes[start + PARTS[4]!.length - 1]! ^= 1;

    await assert.rejects(
      collect(decode(cut(bytes, 100))),
      (error: MomoError) =>
        error.code === "bad_data" && error.message ===
          `Cannot read "${NAME}": the zstd frame at byte ${start} is damaged (its checksum does not match)`,
    );
  });

  Deno.test(`${name} stream decoding names the offset of bytes that are no frame`, async () => {
    await assert.rejects(
      collect(decode([concat(STREAM, Uint8Array.of(1, 2, 3, 4))])),
      (error: MomoError) =>
        error.message.startsWith(`Cannot read "${NAME}" at byte ${STREAM.length}: expected a zstd`),
    );
  });

  Deno.test(`${name} stream decoding rejects a damaged block header with its offset`, async () => {
    const bytes = handMadeFrame([{ type: "reserved", bytes: new Uint8Array(1) }]);

    await assert.rejects(
      collect(decode([bytes])),
      /at byte 6: damaged block in the zstd frame at byte 0/,
    );
  });

  Deno.test(`${name} stream decoding can be left early`, async () => {
    for await (const bytes of decode([encodeFrame(sampleBytes(500_000))])) {
      assert.ok(bytes.length > 0);
      break; // the sanitizers check that nothing stays open
    }
  });

  Deno.test(`${name} stream decoding releases each flush before it asks for more`, async () => {
    using encoder = new ZstdEncoder();
    const messages = [sampleBytes(128), sampleBytes(48, 3), sampleBytes(320, 5)];
    let decoded = 0;
    let sent = 0;
    const flushes: Uint8Array[] = [];
    for (const message of messages) {
      flushes.push(concat(await encoder.write(message), await encoder.flush()));
    }
    const pieces = function* () {
      for (const [i, bytes] of flushes.entries()) {
        assert.equal(decoded, sent, `before piece ${i}`);
        sent += messages[i]!.length;
        yield bytes;
      }
      assert.equal(decoded, sent, "after the last piece");
    };

    for await (const bytes of decode(pieces())) decoded += bytes.length;

    assert.equal(decoded, 128 + 48 + 320);
  });
}

Deno.test("encodeZstdStream() writes one frame without content size that decodes to its input", async () => {
  const pieces = [sampleBytes(10), sampleBytes(400_000), new Uint8Array(0), sampleBytes(7)];
  const parts: Uint8Array[] = [];
  for await (const bytes of encodeZstdStream(pieces)) parts.push(bytes);

  const { bytes, end } = await collect(DECODERS.native!(parts));

  assert.deepEqual(bytes, concat(...pieces));
  assert.deepEqual(end, { cutFrame: null, lastFrame: 0 });
  const descriptor = concat(...parts)[4]!;
  assert.equal(descriptor & 0xe0, 0, "no content size, no single segment");
  assert.equal(descriptor & 0x04, 0x04, "checksum");
});

for (const engine of ["native", "portable"] satisfies ZstdEngine[]) {
  for (const input of ["frame", "bomb"]) {
    Deno.test(`decoding a huge ${input} (${engine}) takes bounded memory`, async () => {
      const script = new URL("./decode_memory_child.ts", import.meta.url).pathname;
      const child = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-q", "-A", "--no-prompt", script, engine, input],
      }).output();

      const text = new TextDecoder().decode(child.stdout);
      assert.equal(child.code, 0, new TextDecoder().decode(child.stderr));
      const { decodedBytes, grownBytes } = JSON.parse(text);
      assert.equal(decodedBytes, 200 * 2 ** 20);
      assert.ok(grownBytes < 150 * 2 ** 20, `resident memory grew by ${grownBytes} bytes`);
    });
  }
}
