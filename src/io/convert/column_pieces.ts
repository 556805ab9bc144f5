/** Records as pieces of Parquet, Arrow and terminal tables: typed columns, one table at a time. */
import type { Table } from "../../core/columns/table.ts";
import type { ArrowEncoder, ArrowFormat } from "../arrow/encoder.ts";
import type { ParquetEncoder } from "../parquet/encoder.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import type { DbnHeader } from "../dbn/dbn_header.ts";
import { metadataJson } from "../dbn/text/metadata_json.ts";
import { tableLines, type TableStyle } from "../text/terminal_table.ts";
import { RecordBatches } from "./record_batches.ts";
import type { PriceForm } from "./record_columns.ts";

/** How columns are written. */
export interface ColumnJob {
  /** What the records belong to, with the metadata of the result. */
  readonly output: DbnHeader;
  readonly prices: PriceForm;
  /** Whether there is a column of symbols. */
  readonly mapSymbols: boolean;
}

/** Records of a row group, of a batch and of one aligned stretch of a table. */
const ROWS = 65_536;

async function* tablesOf(
  chunks: AsyncIterable<RecordChunk>,
  job: ColumnJob,
  formatName: string,
): AsyncGenerator<Table> {
  const batches = new RecordBatches({ ...job, formatName, rows: ROWS });
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

/** What a file says about its records beside their columns. */
function fileMetadata({ output, prices }: ColumnJob): Record<string, string> {
  const { metadata, version } = output;
  const common = {
    "momo.dbn_version": String(version),
    "momo.price_unit": prices === "int" ? "1e-9" : "1",
    "momo.time_unit": "ns since 1970-01-01 UTC",
  };
  if (metadata === null) return common;
  return {
    "momo.dataset": metadata.dataset,
    "momo.schema": metadata.schema ?? "",
    ...common,
    "momo.dbn_metadata": metadataJson(metadata).trimEnd(),
  };
}

/**
 * Records as a Parquet file: row groups of 65 536 records, made for being decoded at once.
 *
 * @throws {MomoError} `bad_data` if the records are not of one schema.
 */
export async function* parquetOfChunks(
  chunks: AsyncIterable<RecordChunk>,
  job: ColumnJob,
): AsyncGenerator<Uint8Array> {
  const parquet = await import("../parquet/encoder.ts");
  let encoder: ParquetEncoder | undefined;
  for await (const table of tablesOf(chunks, job, "Parquet")) {
    if (encoder === undefined) {
      const metadata = fileMetadata(job);
      encoder = new parquet.ParquetEncoder(table.columns, {
        purpose: "speed",
        rowGroupRows: ROWS,
        metadata,
      });
      yield encoder.header();
    }
    yield* encoder.rowGroups(table);
  }
  if (encoder !== undefined) yield encoder.footer(); // there is always a table
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
  for await (const table of tablesOf(chunks, job, "Arrow")) {
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
 * Records as aligned lines for people, prices in the currency; after 65 536 records the columns are aligned anew.
 *
 * @throws {MomoError} `bad_data` if the records are not of one schema.
 */
export async function* tableOfChunks(
  chunks: AsyncIterable<RecordChunk>,
  job: ColumnJob & { readonly style: TableStyle },
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const asDecimals: ColumnJob = { ...job, prices: "float" };
  for await (const table of tablesOf(chunks, asDecimals, "a table")) {
    let text = "";
    for (const line of tableLines(table, job.style)) text += line + "\n";
    yield encoder.encode(text);
  }
}
