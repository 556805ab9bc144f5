/** Records as row groups of Parquet: one encoder for each thread, any number of groups. */
import type { Table } from "../../core/columns/table.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import { joinBytes } from "../bytes/join_bytes.ts";
import { scanRecords } from "../dbn/framing.ts";
import { type EncodedGroup, ParquetEncoder } from "../parquet/encoder.ts";
import { type ColumnJob, fileMetadata, ROWS } from "./column_job.ts";
import { RecordBatches } from "./record_batches.ts";
import { splitChunk } from "./record_range.ts";

/** Makes row groups. */
export class RowGroups {
  readonly #job: ColumnJob;
  readonly #batches: RecordBatches;
  #encoder: ParquetEncoder | undefined;

  /** @throws {MomoError} `bad_data` if the records are of mixed schemas, or symbols are wanted and cannot be mapped. */
  constructor(job: ColumnJob) {
    this.#job = job;
    this.#batches = new RecordBatches({ ...job, formatName: "Parquet", rows: ROWS });
  }

  /**
   * An encoder for the whole file.
   *
   * @param chunk Its first records; null if there are none.
   */
  fileEncoder(chunk: RecordChunk | null): { encoder: ParquetEncoder; group: EncodedGroup | null } {
    const table = this.#tableOf(chunk);
    const encoder = this.#encoderOf(table);
    return { encoder, group: chunk === null ? null : encoder.encodeGroup(table) };
  }

  /**
   * The row group of some records.
   *
   * @param chunk At most `ROWS` records.
   * @throws {MomoError} `bad_data` if a record is not of the schema, or of a type that is not known.
   */
  encode(chunk: RecordChunk): EncodedGroup {
    const table = this.#tableOf(chunk);
    return this.#encoderOf(table).encodeGroup(table);
  }

  #tableOf(chunk: RecordChunk | null): Table {
    const [full] = chunk === null ? [] : [...this.#batches.add(chunk)];
    return full ?? this.#batches.finish();
  }

  #encoderOf({ columns }: Table): ParquetEncoder {
    const metadata = fileMetadata(this.#job);
    const options = { purpose: "speed", rowGroupRows: ROWS, metadata } as const;
    return this.#encoder ??= new ParquetEncoder(columns, options);
  }
}

/** Records of a stream in chunks of `ROWS`, the last with what is left, in memory of their own. */
export async function* chunksOfRows(
  chunks: AsyncIterable<RecordChunk>,
): AsyncGenerator<RecordChunk> {
  let parts: RecordChunk[] = [];
  let count = 0;
  for await (const chunk of chunks) {
    let rest = chunk;
    while (rest.count > 0) {
      const [head, tail] = splitChunk(rest, ROWS - count);
      parts.push({ ...head, bytes: head.bytes.slice() });
      count += head.count;
      rest = tail;
      if (count < ROWS) break;
      yield joined(parts);
      parts = [];
      count = 0;
    }
  }
  if (count > 0) yield joined(parts);
}

function joined(parts: readonly RecordChunk[]): RecordChunk {
  const bytes = joinBytes(parts.map((part) => part.bytes));
  const { count, uniform } = scanRecords(bytes, bytes.length);
  return { ...parts[0]!, bytes, count, uniform };
}
