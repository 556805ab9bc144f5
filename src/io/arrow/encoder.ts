import type { RecordBatchWriter, Schema } from "apache-arrow";
import type { ColumnSpec, Table } from "../../core/columns/table.ts";
import { joinBytes } from "../bytes/join_bytes.ts";
import { type ArrowColumn, columnData, GrowingDictionary } from "./arrow_column.ts";
import { type Arrow, arrowSchema } from "./arrow_schema.ts";

/** `stream` can be read while it is being written, `file` has an index of its batches at the end. */
export type ArrowFormat = "stream" | "file";

/** How tables are written as Arrow IPC. */
export interface ArrowOptions {
  /** Default `stream`. */
  readonly format?: ArrowFormat;
  /**
   * Strings known to occur, by column name. With all of them, a file of several batches has no additions to its
   * dictionaries, which some readers (Polars) do not know.
   */
  readonly strings?: Readonly<Record<string, readonly string[]>>;
  /** Entries of the schema's metadata, in this order. */
  readonly metadata?: Readonly<Record<string, string>>;
}

type BatchWriter = Pick<RecordBatchWriter, "reset" | "write" | "finish"> & {
  /** The bytes written since the last call. */
  take: () => Uint8Array;
};

/**
 * A writer of the library that keeps what it writes until it is taken; the library's own queues it for an asynchronous
 * reader. All its output goes through the overridden method.
 */
function takingWriter(arrow: Arrow, format: ArrowFormat): BatchWriter {
  const Writer = format === "file" ? arrow.RecordBatchFileWriter : arrow.RecordBatchStreamWriter;
  class TakingWriter extends Writer {
    #taken: Uint8Array[] = [];

    protected override _write(chunk: ArrayBufferView): this {
      if (!this._started || chunk.byteLength === 0) return this;
      this.#taken.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      this._position += chunk.byteLength;
      return this;
    }

    take(): Uint8Array {
      return joinBytes(this.#taken.splice(0));
    }
  }
  return new TakingWriter({ autoDestroy: false });
}

/**
 * Encodes tables of the same columns as Arrow IPC, piece by piece and without any I/O.
 *
 * The pieces, in the order of the calls, are the output: `header()`, `batch()` of each table, `footer()`.
 */
export class ArrowEncoder {
  readonly #arrow: Arrow;
  readonly #columns: readonly ArrowColumn[];
  readonly #schema: Schema;
  readonly #writer: BatchWriter;

  private constructor(arrow: Arrow, specs: readonly ColumnSpec[], options: ArrowOptions) {
    const { format = "stream", strings = {}, metadata = {} } = options;
    const schema = arrowSchema(arrow, specs, metadata);
    this.#arrow = arrow;
    this.#schema = schema;
    this.#columns = specs.map((spec, i) => ({
      spec,
      type: schema.fields[i]!.type,
      dictionary: new GrowingDictionary(arrow, format === "file", strings[spec.name]),
    }));
    this.#writer = takingWriter(arrow, format);
  }

  /** An encoder for tables of these columns. Loads the Arrow library when it is first called. */
  static async create(
    columns: readonly ColumnSpec[],
    options: ArrowOptions = {},
  ): Promise<ArrowEncoder> {
    return new ArrowEncoder(await import("apache-arrow"), columns, options);
  }

  /** The first bytes: in a stream its schema. */
  header(): Uint8Array {
    this.#writer.reset(undefined, this.#schema);
    return this.#writer.take();
  }

  /**
   * The bytes of a table as one record batch, with the strings that are new in front of it.
   *
   * @throws {TypeError} If a cell is not of its column's type, or null where the column has no nulls.
   */
  batch(table: Table): Uint8Array {
    const { RecordBatch, Struct, makeData } = this.#arrow;
    const children = this.#columns.map((column, i) =>
      columnData(this.#arrow, column, table.data[i]!)
    );
    const type = new Struct(this.#schema.fields);
    const data = makeData({ type, length: table.length, nullCount: 0, children });
    this.#writer.write(new RecordBatch(this.#schema, data));
    return this.#writer.take();
  }

  /** The last bytes: the mark of the end, in a file also the index of the batches. */
  footer(): Uint8Array {
    this.#writer.finish();
    return this.#writer.take();
  }
}

/**
 * A table as Arrow IPC bytes, in one record batch. The same table and options give the same bytes.
 *
 * Timestamps are nanoseconds of UTC, dates days, strings dictionary-encoded; units, causality marks and help texts are in
 * the metadata of the fields.
 *
 * @throws {TypeError} If a cell is not of its column's type, or null where the column has no nulls.
 */
export async function encodeArrow(table: Table, options?: ArrowOptions): Promise<Uint8Array> {
  const encoder = await ArrowEncoder.create(table.columns, options);
  return joinBytes([encoder.header(), encoder.batch(table), encoder.footer()]);
}
