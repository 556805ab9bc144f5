/** Records of one schema gathered into tables of equal length. */
import { MomoError } from "../../core/error.ts";
import type { Table } from "../../core/columns/table.ts";
import { ColumnCollector } from "../dbn/columns/column_collector.ts";
import { layoutOfGroup } from "../dbn/columns/group_layout.ts";
import type { DbnHeader } from "../dbn/dbn_header.ts";
import { groupRecords } from "../dbn/framing.ts";
import type { RecordLayout } from "../dbn/layouts/layout.ts";
import type { RecordChunk, RecordGroup } from "../dbn/record_chunk.ts";
import { rtypeName } from "../dbn/rtype.ts";
import { layoutOfSchema, rtypeOfSchema } from "../dbn/schema.ts";
import {
  type ColumnChoice,
  type PriceForm,
  recordColumns,
  type RecordColumnSet,
} from "./record_columns.ts";
import { splitChunk } from "./record_range.ts";
import { recordTable } from "./record_table.ts";
import { type SymbolLookup, symbolLookup } from "./symbol_lookup.ts";

/** How tables of records are made. */
export interface BatchOptions {
  /** What the records belong to, with the metadata of the result. */
  readonly output: DbnHeader;
  /** For messages: `Parquet`. */
  readonly formatName: string;
  readonly prices: PriceForm;
  /** Whether there is a column of symbols. */
  readonly mapSymbols: boolean;
  /** Records of a table; the last has what is left. */
  readonly rows: number;
}

/** Turns chunks into tables. The columns are known once the first record is, or none comes. */
export class RecordBatches {
  readonly #options: BatchOptions;
  readonly #lookup: SymbolLookup | null;
  #layout: RecordLayout | undefined;
  #columns: RecordColumnSet | undefined;
  #collector: ColumnCollector | undefined;

  /** @throws {MomoError} `bad_data` if the records are of mixed schemas, or symbols are wanted and cannot be mapped. */
  constructor(options: BatchOptions) {
    const { output: { metadata, name }, formatName, mapSymbols } = options;
    if (metadata !== null && metadata.schema === null) {
      throw new MomoError(
        "bad_data",
        `Cannot write "${name}" as ${formatName}: its records are of mixed schemas`,
        { hint: "choose one with --schema" },
      );
    }
    this.#options = options;
    this.#lookup = mapSymbols && metadata !== null ? symbolLookup(metadata, name) : null;
  }

  /**
   * The tables that a chunk fills.
   *
   * @throws {MomoError} `bad_data` if a record is not of the schema, or of a type that is not known.
   */
  *add(chunk: RecordChunk): Generator<Table> {
    this.#lookup?.update(chunk);
    let rest = chunk;
    while (rest.count > 0) {
      const room = this.#options.rows - (this.#collector?.rows ?? 0);
      const [head, tail] = splitChunk(rest, room);
      this.#collect(head);
      rest = tail;
      if (this.#collector?.rows === this.#options.rows) yield this.#table();
    }
  }

  /** The last table; without rows if there were no records. */
  finish(): Table {
    return this.#table();
  }

  #collect(chunk: RecordChunk): void {
    for (const group of groupRecords(chunk)) {
      const layout = this.#layoutOf(chunk, group);
      this.#layout ??= layout;
      if (layout !== this.#layout) throw this.#mixed(chunk, group);
      this.#collector ??= new ColumnCollector({ rows: Math.min(this.#options.rows, group.count) });
      this.#collector.add(chunk, group);
    }
  }

  #layoutOf(chunk: RecordChunk, group: RecordGroup): RecordLayout {
    const schema = this.#options.output.metadata?.schema;
    const layout = layoutOfGroup(chunk, group);
    if (schema && rtypeOfSchema(schema) !== group.rtype) throw this.#mixed(chunk, group);
    return layout;
  }

  #mixed(chunk: RecordChunk, group: RecordGroup): MomoError {
    const { formatName, output } = this.#options;
    const at = chunk.offset + (group.offsets?.[0] ?? 0);
    const found = rtypeName(group.rtype) ?? group.rtype;
    const wanted = output.metadata?.schema ?? this.#layout?.name;
    return new MomoError(
      "bad_data",
      `Cannot write "${chunk.name}" as ${formatName}: the record at byte ${at} is of type ${found}, ` +
        `and those before it are ${wanted}`,
      { hint: "choose a schema with --schema" },
    );
  }

  #table(): Table {
    const layout = this.#layout ?? this.#expectedLayout();
    const collector = this.#collector ?? new ColumnCollector({ layout });
    this.#collector = undefined;
    const records = collector.finish();
    this.#columns ??= recordColumns(layout, this.#choice(records.all.has("ts_out")));
    return recordTable(records, this.#columns, this.#lookup);
  }

  #choice(tsOut: boolean): ColumnChoice {
    return { prices: this.#options.prices, tsOut, symbols: this.#lookup !== null };
  }

  #expectedLayout(): RecordLayout {
    const { output, formatName } = this.#options;
    const schema = output.metadata?.schema;
    if (schema) return layoutOfSchema(schema, output.version);
    throw new MomoError(
      "bad_data",
      `Cannot write "${output.name}" as ${formatName}: it has no records, and nothing says what its columns are`,
    );
  }
}
