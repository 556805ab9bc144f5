/** Records as the pieces of an output, in any format. */
import type { DbnHeader } from "../dbn/dbn_header.ts";
import { streamDbn } from "../dbn/encode/write_dbn.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import { encodeZstdStream } from "../zstd/encode_stream.ts";
import { arrowOfChunks, tableOfChunks } from "./column_pieces.ts";
import type { RecordStyle } from "./convert_request.ts";
import type { EncodedText, RecordFormat, RecordOutputForm } from "./record_format.ts";
import { parquetOfChunks } from "./parquet_pieces.ts";
import { isDbn, isEncodedText } from "./record_format.ts";
import { textOfChunks } from "./text_pieces.ts";
import type { TextPlan } from "./text_plan.ts";

/** What an output is made from. */
export interface PiecesJob {
  readonly form: RecordOutputForm;
  readonly style: RecordStyle;
  /** What the records belong to, with the metadata of the result. */
  readonly output: DbnHeader;
  /** Threads that may be started; 1 for none. */
  readonly threads: number;
}

/** The style of an output in a text format. */
export function textPlan(format: EncodedText, style: RecordStyle): TextPlan {
  const { prettyPrices, prettyTimes, mapSymbols, writeHeader } = style;
  const indent = format === "json" && style.indent;
  return { format, prettyPrices, prettyTimes, indent, mapSymbols, writeHeader };
}

/**
 * The bytes of an output. Reads the chunks to their end, or ends them.
 *
 * @throws {MomoError} `bad_data` for a record that the format cannot hold.
 */
export function piecesOf(
  chunks: AsyncGenerator<RecordChunk>,
  job: PiecesJob,
): AsyncGenerator<Uint8Array> {
  const { format } = job.form;
  return compressed(
    isEncodedText(format) ? textPieces(chunks, format, job) : other(chunks, job),
    job,
  );
}

/** Compresses pieces if the output is to be. */
export function compressed(
  pieces: AsyncGenerator<Uint8Array>,
  { form }: Pick<PiecesJob, "form">,
): AsyncGenerator<Uint8Array> {
  return form.compression === "zstd" ? encodeZstdStream(pieces) : pieces;
}

function textPieces(
  chunks: AsyncGenerator<RecordChunk>,
  format: EncodedText,
  { style, output, threads }: PiecesJob,
): AsyncGenerator<Uint8Array> {
  return textOfChunks(chunks, { output, text: textPlan(format, style), threads });
}

function other(
  chunks: AsyncGenerator<RecordChunk>,
  { form, style, output, threads }: PiecesJob,
): AsyncGenerator<Uint8Array> {
  const format: RecordFormat = form.format;
  if (isDbn(format)) {
    return streamDbn(format === "dbn" ? output.metadata : null, bytesOf(chunks));
  }
  const mapSymbols = style.mapSymbols || (format !== "table" && hasSymbols(output));
  const job = {
    output,
    prices: style.prices ?? (style.prettyPrices ? "float" : "int"),
    mapSymbols,
  };
  if (format === "parquet") return parquetOfChunks(chunks, job, threads);
  if (format === "table") return tableOfChunks(chunks, { ...job, style: style.table });
  const isFile = form.path !== undefined && !form.path.toLowerCase().endsWith(".arrows");
  return arrowOfChunks(chunks, { ...job, form: isFile ? "file" : "stream" });
}

function hasSymbols({ metadata }: DbnHeader): boolean {
  if (metadata === null || metadata.mappings.length === 0) return false;
  return metadata.stypeOut === "instrument_id" || metadata.stypeIn === "instrument_id";
}

async function* bytesOf(chunks: AsyncGenerator<RecordChunk>): AsyncGenerator<Uint8Array> {
  for await (const { bytes } of chunks) yield bytes;
}
