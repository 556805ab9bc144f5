import { MomoError } from "../../../core/error.ts";
import { joinBytes } from "../../bytes/join_bytes.ts";
import type { DbnHeader } from "../dbn_header.ts";
import type { RecordLayout } from "../layouts/layout.ts";
import { layoutOfSize } from "../layouts/select.ts";
import type { RecordChunk } from "../record_chunk.ts";
import { rtypeName } from "../rtype.ts";
import { layoutOfSchema, rtypeOfSchema, type Schema } from "../schema.ts";
import { csvFields, csvHeader } from "./csv_program.ts";
import { RecordTextEncoder } from "./text_encoder.ts";
import type { TextOptions } from "./text_options.ts";

/** How records are written as CSV or TSV. */
export interface CsvOptions extends TextOptions {
  /** Comma or tab between fields. */
  readonly format: "csv" | "tsv";
  /** Whether the first line names the columns; default true. */
  readonly header?: boolean | undefined;
  /** The only schema to come, where the metadata do not say so. */
  readonly schema?: Schema | undefined;
}

/**
 * Writes records as CSV or TSV with the rules of the official tool: the columns follow from the schema, so that they
 * are named also where there are no records, and records of another type are an error. With symbols, and for
 * fragments, records of any type with as many columns are taken; for fragments of any number.
 */
export class CsvEncoder {
  readonly #input: DbnHeader;
  readonly #options: CsvOptions;
  readonly #encoder: RecordTextEncoder;
  /** Layout whose columns the header names, once it is known. */
  #layout: RecordLayout | undefined;
  #isStarted = false;

  /**
   * Starts before the header line.
   *
   * @param input What the records belong to; after an upgrade, with the new version.
   * @throws {MomoError} `bad_data` if the input has no single schema, and neither symbols nor a schema are given.
   */
  constructor(input: DbnHeader, options: CsvOptions) {
    const schema = options.schema ?? input.metadata?.schema ?? undefined;
    if (input.metadata && !schema && !options.symbols) {
      throw new MomoError(
        "bad_data",
        `Cannot write "${input.name}" as ${options.format.toUpperCase()}: its records are of mixed schemas`,
        { hint: "choose one with --schema" },
      );
    }
    this.#input = input;
    this.#options = options;
    if (input.metadata && schema) this.#layout = layoutOfSchema(schema, input.version);
    this.#encoder = new RecordTextEncoder(
      options,
      (layout, rtype, offset) => this.#accept(schema, layout, rtype, offset),
    );
  }

  /** The header line, if it is known before the first record; to be written first, and also if no record comes. */
  start(): Uint8Array {
    if (!this.#layout || this.#isStarted) return new Uint8Array(0);
    this.#isStarted = true;
    const { header = true } = this.#options;
    const line = header ? csvHeader(this.#layout, this.#input.tsOut, this.#options) : "";
    return new TextEncoder().encode(line);
  }

  /** The lines of a chunk, with the header before the first. As `RecordTextEncoder.encode` otherwise. */
  encode(chunk: RecordChunk): Uint8Array {
    if (this.#isStarted || chunk.count === 0) return this.#encoder.encode(chunk);
    const size = chunk.bytes[0]! * 4 - (chunk.tsOut ? 8 : 0);
    this.#layout ??= layoutOfSize(chunk.bytes[1]!, size);
    return joinBytes([this.start(), this.#encoder.encode(chunk)]);
  }

  /** Throws the error of a record that the last chunk could not write. */
  finish(): void {
    this.#encoder.finish();
  }

  #accept(
    schema: Schema | undefined,
    layout: RecordLayout,
    rtype: number,
    offset: number,
  ): void {
    if (!this.#input.metadata) return;
    if (!this.#options.symbols && schema && rtype !== rtypeOfSchema(schema)) {
      throw this.#error(offset, `is of type ${rtypeName(rtype)}, and the schema is ${schema}`);
    }
    const expected = this.#layout ? csvFields(this.#layout).length : undefined;
    const count = csvFields(layout).length;
    if (expected !== undefined && count !== expected) {
      throw this.#error(offset, `has ${count} columns, and the header names ${expected}`);
    }
  }

  #error(offset: number, reason: string): MomoError {
    const format = this.#options.format.toUpperCase();
    return new MomoError(
      "bad_data",
      `Cannot write "${this.#input.name}" as ${format}: the record at byte ${offset} ${reason}`,
    );
  }
}
