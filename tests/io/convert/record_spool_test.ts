import assert from "node:assert/strict";
import fc from "fast-check";
import { RecordSpool } from "../../../src/io/convert/record_spool.ts";
import type { DbnHeader } from "../../../src/io/dbn/dbn_header.ts";
import { joinChunks } from "../dbn/sample_file.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { concat } from "../zstd/frame_builder.ts";
import { MIDNIGHT, trade } from "./made_records.ts";

const HEADER: DbnHeader = {
  name: "made.dbn",
  compression: "none",
  metadata: null,
  version: 3,
  tsOut: false,
  recordsOffset: 0,
};

async function recordsOf(spool: RecordSpool, key: string): Promise<Uint8Array> {
  return joinChunks(await Array.fromAsync(spool.chunks(key, HEADER)));
}

Deno.test("records of a key come back in order, from files and from memory", async () => {
  await using directory = await TemporaryDirectory.create();
  await using spool = new RecordSpool(directory.path, 100);
  spool.add("B", trade(1, MIDNIGHT, 1));
  spool.add("A", trade(1, MIDNIGHT, 2));
  const wasFull = spool.isFull;
  spool.add("B", trade(1, MIDNIGHT, 3));
  const isFull = spool.isFull;
  await spool.spill();
  spool.add("B", trade(1, MIDNIGHT, 4));

  assert.deepEqual([wasFull, isFull, spool.isFull], [false, true, false]);
  assert.deepEqual(spool.keys, ["B", "A"]);
  assert.equal((await directory.names()).length, 2);
  const expected = [1, 3, 4].map((sequence) => trade(1, MIDNIGHT, sequence));
  assert.deepEqual(await recordsOf(spool, "B"), concat(...expected));
  assert.equal((await directory.names()).length, 1);
});

Deno.test("nothing is left behind", async () => {
  await using directory = await TemporaryDirectory.create();
  {
    await using spool = new RecordSpool(directory.path, 0);
    spool.add("A", trade(1, MIDNIGHT, 1));
    await spool.spill();
    assert.equal((await directory.names()).length, 1);
  }

  assert.deepEqual(await directory.names(), []);
});

Deno.test("a directory that is not there is named when memory is full", async () => {
  await using directory = await TemporaryDirectory.create();
  await using spool = new RecordSpool(directory.file("none"), 0);
  spool.add("A", trade(1, MIDNIGHT, 1));

  await assert.rejects(spool.spill(), { name: "MomoError", code: "not_found" });
});

Deno.test("whatever is spilled when, no record is lost or moved", async () => {
  const step = fc.oneof(
    fc.record({ key: fc.constantFrom("A", "B", "C"), count: fc.integer({ min: 1, max: 5 }) }),
    fc.constant("spill" as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      await using directory = await TemporaryDirectory.create();
      await using spool = new RecordSpool(directory.path);
      const expected = new Map<string, Uint8Array[]>();
      let sequence = 0;
      for (const step of steps) {
        if (step === "spill") {
          await spool.spill();
          continue;
        }
        const records = Array.from({ length: step.count }, () => trade(1, MIDNIGHT, sequence++));
        spool.add(step.key, concat(...records));
        expected.set(step.key, [...expected.get(step.key) ?? [], ...records]);
      }

      assert.deepEqual(spool.keys, [...expected.keys()]);
      for (const [key, records] of expected) {
        assert.deepEqual(await recordsOf(spool, key), concat(...records));
      }
    }),
    { numRuns: 50 },
  );
});
