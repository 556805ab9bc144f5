/** Making rows of a day's tables from records. */
import type { DayTableName } from "../../core/day/day.ts";
import { GrowingColumns, type NumberColumns } from "../../core/columns/growing_columns.ts";
import type { RecordLayout } from "../dbn/layouts/layout.ts";
import { layoutOfSchema, rtypeOfSchema, type Schema } from "../dbn/schema.ts";
import { copyFields, fieldCopies, type FieldCopy, type TimeBase, timeBase } from "./field_copy.ts";
import type { RecordTarget } from "./read_day_file.ts";
import type { Picked, Wanted } from "./record_picker.ts";

/** DBN names of the fields that columns are read from; a layout without one of the optional ones leaves zeros. */
const FIELDS: { readonly [Name in DayTableName]: Readonly<Record<string, string>> } = {
  bars1s: {
    ...{ start: "ts_event", open: "open", high: "high", low: "low", close: "close" },
    ...{ volume: "volume", publisherId: "publisher_id" },
  },
  trades: {
    ...{ tsEvent: "ts_event", tsRecv: "ts_recv", price: "price", size: "size" },
    ...{ side: "side", flags: "flags", sequence: "sequence" },
  },
  quotes: {
    ...{ tsEvent: "ts_event", tsRecv: "ts_recv", bid: "bid_px_00", ask: "ask_px_00" },
    ...{ bidSize: "bid_sz_00", askSize: "ask_sz_00", flags: "flags" },
  },
  status: {
    ...{ tsEvent: "ts_event", tsRecv: "ts_recv", action: "action", reason: "reason" },
    ...{ isTrading: "is_trading", isQuoting: "is_quoting" },
    isShortSellRestricted: "is_short_sell_restricted",
  },
};
const OPTIONAL: ReadonlySet<string> = new Set(["sequence"]);

const TRADE_ACTION = "T".charCodeAt(0);

/** DBN name of the time that records of a layout are ordered and selected by. */
export function indexTimeOf(layout: RecordLayout): "ts_recv" | "ts_event" {
  return layout.fields.some(({ name }) => name === "ts_recv") ? "ts_recv" : "ts_event";
}

/** How the records of a schema are found. */
export function recordsOf(schema: Schema): Wanted {
  const layout = layoutOfSchema(schema, 3); // of no matter: no version has these fields elsewhere
  const indexTime = layout.fields.find(({ name }) => name === indexTimeOf(layout))!;
  return { rtype: rtypeOfSchema(schema), timeWord: indexTime.offset >> 2, action: null };
}

/** A table while it is read. */
export class TableReader<Columns extends NumberColumns> implements RecordTarget {
  readonly wanted: Wanted;
  /** DBN names of the fields that are read, by the names of their columns. */
  readonly names: Readonly<Record<string, string>>;
  readonly #fields: readonly FieldCopy[];
  readonly #base: TimeBase;
  readonly #columns: GrowingColumns<Columns>;
  readonly #noRows: Columns;
  #recordBytes = 0;
  #taken: Columns | undefined;

  /**
   * @param noRows The table's columns, without rows.
   * @param base ns since the Unix epoch that times count from.
   */
  constructor(table: DayTableName, noRows: Columns, schema: Schema, base: bigint) {
    const layout = layoutOfSchema(schema, 3); // of no matter: these layouts never changed
    const known = new Set(layout.fields.map(({ name }) => name));
    this.names = Object.fromEntries(
      Object.entries(FIELDS[table]).filter(([, field]) => known.has(field) || !OPTIONAL.has(field)),
    );
    this.wanted = { ...recordsOf(schema), action: table === "trades" ? TRADE_ACTION : null };
    this.#fields = fieldCopies(layout, this.names);
    this.#base = timeBase(base);
    this.#columns = new GrowingColumns(noRows, 0);
    this.#noRows = noRows;
  }

  readonly add = (picked: Picked): void => {
    const row = this.#columns.length;
    copyFields(picked, this.#fields, this.#base, this.#columns.reserve(picked.count), row);
    this.#columns.added(picked.count);
    this.#recordBytes += picked.count * picked.recordSize;
  };

  readonly mark = (): () => void => {
    const rows = this.#columns.length;
    const bytes = this.#recordBytes;
    return () => {
      this.#columns.truncate(rows);
      this.#recordBytes = bytes;
    };
  };

  /**
   * Takes over columns that were read elsewhere; those that are missing are zeros.
   *
   * @param recordSize Bytes of each of the records in DBN.
   */
  take(columns: NumberColumns, recordSize: number): void {
    const length = Object.values(columns)[0]?.length ?? 0;
    const entries = Object.entries(this.#noRows).map(([name, { constructor }]) => {
      const zeros = () => Reflect.construct(constructor, [length]); // an array of the column's kind
      return [name, columns[name] ?? zeros()];
    });
    this.#taken = Object.fromEntries(entries) as Columns; // under the names of the columns
    this.#recordBytes = length * recordSize;
  }

  /** The columns, and how much they were made from. */
  finish(): { readonly columns: Columns; readonly records: number; readonly recordBytes: number } {
    const columns = this.#taken ?? this.#columns.finish();
    const records = columns["quality"]!.length;
    return { columns, records, recordBytes: this.#recordBytes };
  }
}
