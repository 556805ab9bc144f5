/** Run as a process of its own: decodes 200 MiB that are one frame, prints how much resident memory that took. */
import { decodeZstdStream } from "../../../src/io/zstd/decode_stream.ts";
import { encodeZstdStream } from "../../../src/io/zstd/encode_stream.ts";
import { handMadeFrame, sampleBytes } from "./frame_builder.ts";

const MIB = 2 ** 20;
const [engine, input] = Deno.args;

async function* hugeFrame(): AsyncGenerator<Uint8Array> {
  const unit = sampleBytes(MIB);
  yield* encodeZstdStream((function* () {
    for (let i = 0; i < 200; i++) yield unit;
  })());
}

/** 1600 run-length blocks of 128 KiB: six kilobytes that decode to 200 MiB. */
function* bomb(): Generator<Uint8Array> {
  const block = { type: "rle" as const, bytes: Uint8Array.of(1), size: 128 * 1024 };
  yield handMadeFrame(Array.from({ length: 1600 }, () => block));
}

const pieces = input === "bomb" ? bomb() : hugeFrame();
let decodedBytes = 0;
let peak = 0;
const start = Deno.memoryUsage().rss;
const options = {
  name: "huge",
  engine: engine === "native" ? "native" as const : "portable" as const,
};
for await (const bytes of decodeZstdStream(pieces, options)) {
  decodedBytes += bytes.length;
  peak = Math.max(peak, Deno.memoryUsage().rss);
}
const report = JSON.stringify({ decodedBytes, grownBytes: peak - start });
await Deno.stdout.write(new TextEncoder().encode(report));
