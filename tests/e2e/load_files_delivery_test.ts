/** Real deliveries through `momo load`: every record of every file comes out, once. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { joinBytes } from "../../src/io/bytes/join_bytes.ts";
import { openFileSource } from "../../src/io/bytes/file_source.ts";
import { decodeFrame } from "../../src/io/zstd/decode_frame.ts";
import { walkFrames } from "../../src/io/zstd/frames.ts";
import { loadBytes } from "../io/convert/run_load.ts";
import { namesIn } from "../io/dbn/shared_data.ts";

const ROOT = "../shared/data/mlgo";
const PREFIX_SIZE = 8; // bytes before the metadata that their length does not count

/** The records of a file as they are stored, without the decoder under test. */
function recordsOf(path: string): Uint8Array {
  using source = openFileSource(path);
  const content = joinBytes([...walkFrames(source)].map((frame) => decodeFrame(source, frame)));
  const start = PREFIX_SIZE + new DataView(content.buffer, content.byteOffset).getUint32(4, true);
  return content.subarray(start);
}

function linesOf(text: Uint8Array): number {
  let count = 0;
  for (const byte of text) if (byte === 10) count++;
  return count;
}

for (const job of namesIn(ROOT, "the deliveries")) {
  const paths = namesIn(`${ROOT}/${job}`, "the files of a delivery")
    .filter((name) => name.endsWith(".dbn.zst"))
    .map((name) => `${ROOT}/${job}/${name}`);

  Deno.test(`${job}: the days of a delivery become one file with all their records in order`, async () => {
    const expected = joinBytes(paths.map(recordsOf)); // of one size, since of one schema
    const count = expected.length / (expected[0]! * 4);

    const records = await loadBytes(paths, "x.dbn.frag");
    const csv = await loadBytes([...paths, "--symbols", "MLGO"], "x.csv");

    assert.equal(records.length, expected.length);
    assert.equal(Buffer.compare(records, expected), 0, "the records differ");
    assert.equal(linesOf(csv), 1 + count);
  });
}
