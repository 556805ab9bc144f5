/** Records as pieces of Arrow and of terminal tables: typed columns, one table at a time. */
import type { Table } from "../../core/columns/table.ts";
import type { ArrowEncoder, ArrowFormat } from "../arrow/encoder.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import { tableLines, type TableStyle } from "../text/terminal_table.ts";
import { type ColumnJob, fileMetadata, ROWS } from "./column_job.ts";
import { RecordBatches } from "./record_batches.ts";

/** Records that are aligned together, few enough for the first to be seen at once. */
const ALIGNED_ROWS = 4096;

async function* tablesOf(
  chunks: AsyncIterable<RecordChunk>,
  job: ColumnJob,
  { formatName, rows }: { readonly formatName: string; readonly rows: number },
): AsyncGenerator<Table> {
  const batches = new RecordBatches({ ...job, formatName, rows });
  let isEmpty = true;
  for await (const chunk of chunks) {
    for (const table of batches.add(chunk)) {
      isEmpty = false;
      yield table;
    }
  }
  const last = batches.finish();
  if (last.length > 0 || isEmpty) yield last;
}

/** Codes that characters have as a rule. */
const USUAL_CHARACTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ~ "];

/** Strings that columns may hold, so that the dictionaries of a file need no additions, which some readers lack. */
function knownStrings({ output: { metadata } }: ColumnJob, { columns }: Table) {
  const strings = columns.filter(({ type, nullable }) => type === "string" && nullable);
  const known = strings.map(({ name }) =>
    [name, name === "symbol" ? [] : USUAL_CHARACTERS] as const
  );
  const symbols = metadata === null ? [] : metadata.mappings.map(({ rawSymbol }) => rawSymbol);
  return { ...Object.fromEntries(known), symbol: symbols };
}

/**
 * Records as Arrow IPC: batches of 65 536 records.
 *
 * @throws {MomoError} `bad_data` if the records are not of one schema.
 */
export async function* arrowOfChunks(
  chunks: AsyncIterable<RecordChunk>,
  job: ColumnJob & { readonly form: ArrowFormat },
): AsyncGenerator<Uint8Array> {
  const arrow = await import("../arrow/encoder.ts");
  let encoder: ArrowEncoder | undefined;
  for await (const table of tablesOf(chunks, job, { formatName: "Arrow", rows: ROWS })) {
    if (encoder === undefined) {
      const strings = job.form === "file" ? knownStrings(job, table) : {};
      const options = { format: job.form, metadata: fileMetadata(job), strings };
      encoder = await arrow.ArrowEncoder.create(table.columns, options);
      yield encoder.header();
    }
    yield encoder.batch(table);
  }
  if (encoder !== undefined) yield encoder.footer(); // there is always a table
}

/**
 * Records as aligned lines for people, prices in the currency; after 4096 records the columns are aligned anew.
 *
 * @throws {MomoError} `bad_data` if the records are not of one schema.
 */
export async function* tableOfChunks(
  chunks: AsyncIterable<RecordChunk>,
  job: ColumnJob & { readonly style: TableStyle },
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const asDecimals: ColumnJob = { ...job, prices: "float" };
  const style = { formatName: "a table", rows: ALIGNED_ROWS };
  for await (const table of tablesOf(chunks, asDecimals, style)) {
    let text = "";
    for (const line of tableLines(table, job.style)) text += line + "\n";
    yield encoder.encode(text);
  }
}
