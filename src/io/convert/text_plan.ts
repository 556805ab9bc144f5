/** How records become text, in a form that can be sent to a worker. */
import type { DbnHeader } from "../dbn/dbn_header.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import { SymbolMap } from "../dbn/symbol_map.ts";
import { CsvEncoder } from "../dbn/text/csv_encoder.ts";
import { RecordTextEncoder } from "../dbn/text/text_encoder.ts";
import { isJson, type TextOptions } from "../dbn/text/text_options.ts";
import type { EncodedText } from "./record_format.ts";

/** Style of the text. A plain object. */
export interface TextPlan {
  readonly format: EncodedText;
  readonly prettyPrices: boolean;
  readonly prettyTimes: boolean;
  /** Objects over several lines; format `json` only. */
  readonly indent: boolean;
  /** Whether a last field holds the symbol. */
  readonly mapSymbols: boolean;
  /** Whether CSV and TSV begin with the names of the columns. */
  readonly writeHeader: boolean;
}

/** Writes records as text; of its methods `start` is called first and `finish` last. */
export interface TextEncoding {
  /** What comes before the first record, as far as it is known by then. */
  start(): Uint8Array;
  /** The text of a chunk, valid until the next call. A record that cannot be written ends it. */
  encode(chunk: RecordChunk): Uint8Array;
  /** Throws the error of the record that ended the last text. */
  finish(): void;
}

/**
 * The encoder of a plan.
 *
 * @param input What the records belong to, after upgrades and with the metadata of the result.
 * @throws {MomoError} `bad_data` if symbols are wanted and cannot be mapped, or CSV of mixed schemas is wanted.
 */
export function textEncoding(input: DbnHeader, plan: TextPlan): TextEncoding {
  const { prettyPrices, prettyTimes, indent, mapSymbols } = plan;
  const symbols = mapSymbols && input.metadata
    ? SymbolMap.fromMetadata(input.metadata, input.name)
    : undefined;
  const options: TextOptions = {
    format: plan.format,
    ...{ prettyPrices, prettyTimes, indent, symbols },
  };
  if (!isJson(plan.format)) {
    const format = plan.format === "tsv" ? "tsv" : "csv";
    return new CsvEncoder(input, { ...options, format, header: plan.writeHeader });
  }
  const encoder = new RecordTextEncoder(options);
  return {
    start: () => new Uint8Array(0),
    encode: (chunk) => encoder.encode(chunk),
    finish: () => encoder.finish(),
  };
}

/** Whether text can be written chunk by chunk by several encoders: everything before the records is known at once. */
export function isDivisible(input: DbnHeader, plan: TextPlan): boolean {
  if (isJson(plan.format)) return true;
  return input.metadata !== null && input.metadata.schema !== null;
}
