/** What the fields of records are called and how they are typed as columns of Parquet and Arrow. */
import type { ColumnSpec, ColumnType } from "../../core/columns/table.ts";
import { tsOutField } from "../dbn/columns/column.ts";
import type { Field, FieldType, RecordLayout } from "../dbn/layouts/layout.ts";
import { UNDEF_ORDER_SIZE } from "../dbn/layouts/layout.ts";
import { meaningOf } from "../dbn/layouts/meanings.ts";
import { csvFields } from "../dbn/text/csv_program.ts";

/** How prices are stored: as the integers they are in DBN, one unit being 1e-9, or as float64. */
export type PriceForm = "int" | "float";

/** A field of the records as a column. */
export interface RecordColumn {
  readonly spec: ColumnSpec;
  readonly field: Field;
  /** The value that stands for an undefined one, if the field has one. */
  readonly undefinedValue: number | bigint | undefined;
}

/** The columns of a layout and, where asked for, one of symbols. */
export interface RecordColumnSet {
  readonly fields: readonly RecordColumn[];
  /** Null without symbols. */
  readonly symbol: ColumnSpec | null;
}

/** What decides the columns beside the layout. */
export interface ColumnChoice {
  readonly prices: PriceForm;
  readonly tsOut: boolean;
  readonly symbols: boolean;
}

const SYMBOL: ColumnSpec = {
  name: "symbol",
  type: "string",
  unit: "",
  causality: "causal",
  nullable: true,
  help: "Symbol of the instrument on the UTC day of the record; null if it has none",
};
const TYPES: Readonly<Record<Exclude<FieldType, "pad">, ColumnType>> = {
  u8: "uint8",
  u16: "uint16",
  u32: "uint32",
  u64: "uint64",
  i8: "int8",
  i16: "int16",
  i32: "int32",
  i64: "int64",
  price: "int64",
  timestamp: "timestamp",
  char: "string",
  enum_char: "string",
  cstr: "string",
};
/** The largest value of each type: where it is a field's default, it stands for an undefined value. */
const LARGEST: Partial<Record<FieldType, number | bigint>> = {
  u8: 2 ** 8 - 1,
  u16: 2 ** 16 - 1,
  u32: 2 ** 32 - 1,
  i8: 2 ** 7 - 1,
  i16: 2 ** 15 - 1,
  i32: 2 ** 31 - 1,
  i64: 2n ** 63n - 1n,
  price: 2n ** 63n - 1n,
  timestamp: 2n ** 64n - 1n,
};

/** The columns of a layout's records, in the order of text output, `ts_out` and the symbol last. */
export function recordColumns(layout: RecordLayout, choice: ColumnChoice): RecordColumnSet {
  const fields = csvFields(layout).map((field) => recordColumn(layout, field, choice));
  if (choice.tsOut) fields.push(sendTimeColumn());
  return { fields, symbol: choice.symbols ? SYMBOL : null };
}

/** The specs of a set of columns, in order. */
export function specsOf({ fields, symbol }: RecordColumnSet): ColumnSpec[] {
  const specs = fields.map(({ spec }) => spec);
  return symbol === null ? specs : [...specs, symbol];
}

function recordColumn(
  layout: RecordLayout,
  field: Field,
  { prices }: ColumnChoice,
): RecordColumn {
  const undefinedValue = undefinedOf(field);
  const { type } = field;
  if (type === "pad") throw new TypeError("Reserved bytes are no column");
  const isChar = type === "char" || type === "enum_char";
  const nullable = undefinedValue !== undefined || isChar;
  const spec: ColumnSpec = {
    name: field.name,
    type: type === "price" && prices === "float" ? "float64" : TYPES[type],
    unit: unitOf(type, prices),
    causality: "causal",
    nullable,
    help: helpText(meaningOf(layout, field), nullable),
  };
  return { spec, field, undefinedValue };
}

function undefinedOf({ name, type, default: value }: Field): number | bigint | undefined {
  if (name === "size") return UNDEF_ORDER_SIZE; // the default of some versions of the official library only
  const largest = LARGEST[type];
  return value === largest ? largest : undefined;
}

function unitOf(type: FieldType, prices: PriceForm): string {
  if (type === "timestamp") return "ns";
  if (type !== "price") return "";
  return prices === "int" ? "1e-9 of the currency" : "currency";
}

function helpText(meaning: string, nullable: boolean): string {
  const sentence = meaning.replace(/^./, (letter) => letter.toUpperCase());
  return nullable ? `${sentence}; null if undefined` : sentence;
}

function sendTimeColumn(): RecordColumn {
  const field = tsOutField(0); // is found by its name
  const spec: ColumnSpec = {
    name: field.name,
    type: "timestamp",
    unit: "ns",
    causality: "causal",
    nullable: true,
    help: "Time at which the gateway sent the record; null if undefined",
  };
  return { spec, field, undefinedValue: LARGEST.timestamp };
}
