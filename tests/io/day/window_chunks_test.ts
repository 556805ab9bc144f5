import assert from "node:assert/strict";
import fc from "fast-check";
import { memorySource } from "../../../src/io/bytes/memory_source.ts";
import { timeBase } from "../../../src/io/day/field_copy.ts";
import { recordsOf } from "../../../src/io/day/table_reader.ts";
import { chunksFrom, NotSearchable } from "../../../src/io/day/window_chunks.ts";
import { decodeColumns } from "../../../src/io/dbn/columns/decode_columns.ts";
import { DbnFile } from "../../../src/io/dbn/dbn_file.ts";
import { encodeColumns } from "../../../src/io/dbn/encode/encode_columns.ts";
import { encodeMetadata } from "../../../src/io/dbn/metadata_encode.ts";
import { newMetadata } from "../../../src/io/dbn/metadata.ts";
import { joinBytes } from "../../../src/io/bytes/join_bytes.ts";
import { encodeFrame } from "../../../src/io/zstd/encode_frame.ts";

const READING = { wanted: recordsOf("ohlcv-1s"), base: timeBase(0n) };

/** A file of bars at the given times, a frame for each list of them. */
function fileOf(frames: readonly (readonly number[])[]): DbnFile {
  const metadata = newMetadata({ dataset: "EQUS.MINI", schema: "ohlcv-1s", start: 0n });
  const bytes = joinBytes([
    encodeFrame(encodeMetadata(metadata)),
    ...frames.map((times) =>
      encodeFrame(
        encodeColumns("ohlcv-1s", 3, times.length, {
          ts_event: BigUint64Array.from(times, BigInt),
        }),
      )
    ),
  ]);
  return DbnFile.open(memorySource(bytes, "bars"));
}

function timesFrom(frames: readonly (readonly number[])[], from: number): number[] {
  return [...chunksFrom(fileOf(frames), from, READING)].flatMap((chunk) =>
    Array.from(decodeColumns(chunk).uint64("ts_event"), Number)
  );
}

Deno.test("chunksFrom() leaves out no record at or after the time, and hardly more frames than that", () => {
  const frames = fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 120 }).chain((steps) => {
    let time = 0;
    const times = steps.map((step) => time += step);
    return fc.integer({ min: 1, max: 9 }).map((size) =>
      Array.from(
        { length: Math.ceil(times.length / size) },
        (_, i) => times.slice(i * size, (i + 1) * size),
      )
    );
  });
  fc.assert(
    fc.property(frames, fc.nat({ max: 2000 }), (frames, from) => {
      const found = timesFrom(frames, from);

      const all = frames.flat();
      assert.deepEqual(found, all.slice(all.length - found.length));
      assert.deepEqual(found.filter((time) => time >= from), all.filter((time) => time >= from));
      const needless = frames.filter((times) => times.at(-1)! < from).length;
      const left = frames.length - frames.findIndex((times) => times[0] === found[0]);
      assert.ok(left <= frames.length - needless + 2);
    }),
    { numRuns: 60 },
  );
});

Deno.test("a file out of order or of several sizes is not searched, as far as that is seen", () => {
  assert.throws(() => timesFrom([[50], [60], [10], [20], [30]], 5), NotSearchable);
});
