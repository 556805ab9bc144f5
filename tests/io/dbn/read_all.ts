/** Reading a whole file in both ways; for tests. */
import assert from "node:assert/strict";
import { memorySource } from "../../../src/io/bytes/memory_source.ts";
import { DbnFile } from "../../../src/io/dbn/dbn_file.ts";
import type { DbnOptions } from "../../../src/io/dbn/dbn_header.ts";
import type { RecordChunk } from "../../../src/io/dbn/record_chunk.ts";
import type { Truncation } from "../../../src/io/dbn/truncation.ts";
import { joinChunks } from "./sample_file.ts";

/** Name of every input. */
export const NAME = "x.dbn.zst";

/** What a reading gives: the records in one piece, and how it ended. */
export interface Reading {
  readonly records: Uint8Array;
  readonly truncation: Truncation | null;
  readonly error: unknown;
}

/** Everything a synchronous and a streaming reading give; they have to agree. */
export async function readAll(bytes: Uint8Array, options: DbnOptions = {}): Promise<Reading> {
  const file = DbnFile.open(memorySource(bytes, NAME), options);
  const sync = readSync(file);
  const stream = await file.stream();
  const chunks: RecordChunk[] = [];
  let error: unknown;
  try {
    for await (const chunk of stream.chunks()) {
      chunks.push({ ...chunk, bytes: chunk.bytes.slice() });
    }
  } catch (caught) {
    error = caught;
  }
  assert.deepEqual(stream.header, file.header);
  assert.deepEqual(joinChunks(chunks), sync.records);
  assert.deepEqual(stream.truncation, sync.truncation);
  assert.equal(String(error), String(sync.error));
  return sync;
}

/** What a synchronous reading gives. */
export function readSync(file: DbnFile): Reading {
  let error: unknown;
  const chunks = function* () {
    try {
      yield* file.chunks();
    } catch (caught) {
      error = caught;
    }
  };
  const records = joinChunks(chunks());
  return { records, truncation: file.truncation, error };
}
