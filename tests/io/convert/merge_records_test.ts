import assert from "node:assert/strict";
import fc from "fast-check";
import { mergeRecords, type MergeSource } from "../../../src/io/convert/merge_records.ts";
import type { RecordChunk } from "../../../src/io/dbn/record_chunk.ts";
import { oracleIndexTime, oracleReadings } from "../dbn/oracle_records.ts";
import { joinChunks } from "../dbn/sample_file.ts";
import { concat } from "../zstd/frame_builder.ts";
import { bar, chunkOfRecords, madeRecord, MIDNIGHT, sequencesOf, trade } from "./made_records.ts";

/** A source of some chunks that counts what is read of it. */
class CountedSource implements MergeSource {
  reads = 0;
  isEnded = false;

  constructor(
    readonly parts: readonly (readonly Uint8Array[])[],
    readonly firstTime: MergeSource["firstTime"] = null,
  ) {}

  readonly chunks = async function* (this: CountedSource): AsyncGenerator<RecordChunk> {
    try {
      for (const part of this.parts) {
        this.reads++;
        yield await Promise.resolve(chunkOfRecords(part));
      }
    } finally {
      this.isEnded = true;
    }
  }.bind(this);
}

async function merged(
  sources: readonly MergeSource[],
  chunkBytes?: number,
): Promise<Uint8Array> {
  const options = { name: "merged", tsOut: false, ...(chunkBytes ? { chunkBytes } : {}) };
  const chunks = await Array.fromAsync(mergeRecords(sources, options));
  return joinChunks(chunks);
}

Deno.test("records come in order of their index time, those of equal time in order of the sources", async () => {
  const first = new CountedSource([[trade(1, 10n, 1), trade(1, 30n, 2)], [trade(1, 30n, 3)]]);
  const second = new CountedSource([[bar(2, 10n, 4n), bar(2, 20n, 5n), bar(2, 30n, 6n)]]);
  const third = new CountedSource([[trade(3, 9n, 7), trade(3, 30n, 8), trade(3, 31n, 9)]]);

  const records = await merged([first, second, third]);

  assert.deepEqual(sequencesOf(records), [7, 1, 4, 5, 2, 3, 6, 8, 9]);
});

Deno.test("a source keeps its own order where that is not the order of time", async () => {
  const first = new CountedSource([[trade(1, 50n, 1), trade(1, 10n, 2), trade(1, 60n, 3)]]);
  const second = new CountedSource([[trade(2, 20n, 4), trade(2, 55n, 5)]]);

  assert.deepEqual(sequencesOf(await merged([first, second])), [4, 1, 2, 5, 3]);
});

Deno.test("times are compared as unsigned numbers: an undefined one comes last", async () => {
  const first = new CountedSource([[trade(1, 2n ** 64n - 1n, 1)]]);
  const second = new CountedSource([[trade(2, MIDNIGHT, 2), trade(2, 2n ** 63n, 3)]]);

  assert.deepEqual(sequencesOf(await merged([first, second])), [2, 3, 1]);
});

Deno.test("records of unknown type go by their ts_event", async () => {
  const unknown = madeRecord("ohlcv", { rtype: 0x99, ts_event: 15n, volume: 2n });
  const first = new CountedSource([[trade(1, 10n, 1), trade(1, 20n, 3)]]);

  const records = await merged([first, new CountedSource([[unknown]])]);

  assert.deepEqual([records[1], records[49], records[48 + 56 + 1]], [0, 0x99, 0]);
});

Deno.test("sources without records, and chunks without any, are passed over", async () => {
  const empty = new CountedSource([]);
  const hollow = new CountedSource([[], [trade(1, 5n, 1)], [], [trade(1, 7n, 2)], []]);

  assert.deepEqual(sequencesOf(await merged([empty, hollow, empty])), [1, 2]);
  assert.equal((await merged([empty])).length, 0);
});

Deno.test("a source whose first time is known is begun only when its turn comes", async () => {
  const first = new CountedSource([[trade(1, 10n, 1)], [trade(1, 20n, 2)]], { low: 10, high: 0 });
  const later = new CountedSource([[trade(2, 30n, 3)]], { low: 30, high: 0 });
  const chunks = mergeRecords([later, first], { name: "merged", tsOut: false, chunkBytes: 1 });

  const head = [await chunks.next(), await chunks.next()];

  assert.deepEqual(head.map(({ value }) => sequencesOf(value.bytes)), [[1], [2]]);
  assert.equal(later.reads, 0);
  assert.deepEqual(sequencesOf((await chunks.next()).value.bytes), [3]);
  assert.equal((await chunks.next()).done, true);
});

Deno.test("leaving a merge early ends all sources that were begun", async () => {
  const first = new CountedSource([[trade(1, 10n, 1)], [trade(1, 40n, 2)]]);
  const second = new CountedSource([[trade(2, 20n, 3)], [trade(2, 30n, 4)]]);

  for await (
    const chunk of mergeRecords([first, second], { name: "m", tsOut: false, chunkBytes: 1 })
  ) {
    assert.deepEqual(sequencesOf(chunk.bytes), [1]);
    break;
  }

  assert.deepEqual([first.isEnded, second.isEnded], [true, true]);
});

Deno.test("merging sorted streams is sorting all their records by time, source and position", async () => {
  const stream = fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 8 }), {
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(stream, { minLength: 1, maxLength: 9 }),
      fc.boolean(),
      fc.constantFrom(1, 100, 100_000),
      async (streams, knowsTimes, chunkBytes) => {
        let sequence = 0;
        const sources = streams.map((parts) => {
          const times = parts.flat().sort((a, b) => a - b);
          let at = 0;
          const made = parts.map((part) =>
            part.map(() => {
              const time = BigInt(times[at++]!);
              return sequence % 2 ? bar(1, time, BigInt(sequence++)) : trade(1, time, sequence++);
            })
          );
          const first = knowsTimes && times.length > 0 ? { low: times[0]!, high: 0 } : null;
          return new CountedSource(made, first);
        });

        const records = await merged(sources, chunkBytes);

        const all = sources.flatMap(({ parts }) => oracleReadings(concat(...parts.flat())));
        const sorted = all.toSorted((a, b) => Number(oracleIndexTime(a) - oracleIndexTime(b)));
        assert.deepEqual(records, concat(...sorted.map(({ bytes }) => bytes)));
      },
    ),
    { numRuns: 300 },
  );
});
