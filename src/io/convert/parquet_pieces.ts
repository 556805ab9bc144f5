/** Records as pieces of a Parquet file, its row groups made on this thread or on several. */
import type { RecordChunk } from "../dbn/record_chunk.ts";
import type { EncodedGroup } from "../parquet/encoder.ts";
import { WorkerPool } from "../workers/pool.ts";
import type { ColumnJob } from "./column_job.ts";
import type { GroupOpening } from "./group_worker.ts";
import { orderedResults } from "./ordered_results.ts";
import type { RowGroups } from "./row_groups.ts";
import { isLive } from "./symbol_lookup.ts";

const ENTRY = new URL("../../main.ts", import.meta.url);
/** Row groups that are made on this thread before others are started: they take that long to start. */
const GROUPS_BEFORE_THREADS = 6;

/**
 * Records as a Parquet file: row groups of 65 536 records, made for being decoded at once. The bytes do not depend on
 * the threads.
 *
 * @param threads Threads that may be started; 1 for none.
 * @throws {MomoError} `bad_data` if the records are not of one schema.
 */
export async function* parquetOfChunks(
  chunks: AsyncGenerator<RecordChunk>,
  job: ColumnJob,
  threads: number,
): AsyncGenerator<Uint8Array> {
  const { RowGroups, chunksOfRows } = await import("./row_groups.ts");
  const rows = chunksOfRows(chunks);
  try {
    const groups = new RowGroups(job);
    const { done, value } = await rows.next();
    const { encoder, group } = groups.fileEncoder(done ? null : value);
    yield encoder.header();
    if (group !== null) yield* encoder.append(group);
    for await (const next of groupsOf(rows, { job, groups, threads })) yield* encoder.append(next);
    yield encoder.footer();
  } finally {
    await rows.return(undefined);
    await chunks.return(undefined); // which `rows` does not end if it was not begun
  }
}

/** What row groups are made with. */
interface GroupsJob {
  readonly job: ColumnJob;
  readonly groups: RowGroups;
  readonly threads: number;
}

async function* groupsOf(
  rows: AsyncGenerator<RecordChunk>,
  { job, groups, threads }: GroupsJob,
): AsyncGenerator<EncodedGroup> {
  const onThisThread = threads > 1 && isDivisible(job) ? GROUPS_BEFORE_THREADS : Infinity;
  for (let i = 0; i < onThisThread; i++) {
    const { done, value } = await rows.next();
    if (done) return;
    yield groups.encode(value);
  }
  const opening: GroupOpening = { role: "group", job };
  using pool = new WorkerPool<RecordChunk, EncodedGroup>(ENTRY, threads, opening);
  yield* orderedResults(rows, threads, (chunk: RecordChunk) => {
    const { buffer } = chunk.bytes;
    return pool.run({ request: chunk, transfer: buffer instanceof ArrayBuffer ? [buffer] : [] });
  });
}

/** Whether the groups can be made in any order: all is known before the first record. */
function isDivisible({ output: { metadata }, mapSymbols }: ColumnJob): boolean {
  return metadata !== null && !(mapSymbols && isLive(metadata));
}
