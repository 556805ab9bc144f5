/**
 * A table in columns: what every output format (Parquet, Arrow, NDJSON, CSV, terminal) is written from.
 *
 * The order of `columns` is the order of the output; the order of the rows is the table's sort order.
 */

/**
 * What a column holds and which arrays may carry it.
 *
 * | type | array without nulls | element otherwise |
 * |---|---|---|
 * | `string` | plain array | `string` |
 * | `bool` | `Uint8Array` of 0 and 1, or plain array | `boolean` |
 * | `int8`, `int16`, `int32`, `uint8`, `uint16`, `uint32` | the typed array of that name, or plain array | `number` |
 * | `int64` | `BigInt64Array`, or `Float64Array` of whole numbers within 2^53, or plain array | `bigint` or whole `number` |
 * | `uint64` | `BigUint64Array`, or plain array | `bigint` |
 * | `float32`, `float64` | the typed array of that name, or plain array | `number` |
 * | `date` | `Int32Array` of days since 1970-01-01 (`EpochDay`), or plain array | `number` |
 * | `timestamp` | `BigInt64Array` of nanoseconds since the Unix epoch, UTC, or plain array | `bigint` |
 * | `string[]`, `int32[]` | plain array | array of `string`, array of `number`; never null inside |
 *
 * A null is `null` in a plain array. In a `float32` or `float64` column `NaN` is null too, typed array or not.
 */
export type ColumnType =
  | "string"
  | "bool"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "float32"
  | "float64"
  | "date"
  | "timestamp"
  | "string[]"
  | "int32[]";

/** When a value can be known: at its own time, after its whole day, or only by looking ahead of its own time. */
export type Causality = "causal" | "eod" | "fut";

/** The contract of one column; feeds the file schemas, the documentation and the protocol. */
export interface ColumnSpec {
  /** Name in every format; starts with `eod_` or `fut_` if `causality` says so, unless the table is not an index. */
  readonly name: string;
  /** Type of the values. */
  readonly type: ColumnType;
  /** Unit of the values: `dollars`, `shares`, `fraction`, …; empty for names, flags and times. */
  readonly unit: string;
  /** When a value is known. */
  readonly causality: Causality;
  /** Whether nulls may occur; a null in a column that says no is a bug. */
  readonly nullable: boolean;
  /** One sentence, without a final period; says what null means where `nullable`. */
  readonly help: string;
}

/** One value of a table. */
export type Cell =
  | string
  | number
  | bigint
  | boolean
  | readonly string[]
  | readonly number[]
  | null;

/** The values of one column, one per row; which forms go with which type is said at `ColumnType`. */
export type ColumnData =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Float32Array
  | Float64Array
  | readonly Cell[];

/** Columns of equal length; `data[i]` belongs to `columns[i]`. */
export interface Table {
  /** The columns, in order. */
  readonly columns: readonly ColumnSpec[];
  /** Number of rows. */
  readonly length: number;
  /** Their values, one array per column. */
  readonly data: readonly ColumnData[];
}

/**
 * The value of a row in the form its column's type promises: 0 and 1 of a `bool` become booleans, `NaN` becomes null.
 *
 * @param row 0 to the number of rows, exclusive.
 */
export function cellAt(spec: ColumnSpec, data: ColumnData, row: number): Cell {
  const value = data[row]!;
  if (typeof value === "number") {
    if (spec.type === "bool") return value !== 0;
    if (Number.isNaN(value)) return null;
  }
  return value;
}

/** Whether an array of this form may carry a column of this type. */
function fits(type: ColumnType, data: ColumnData): boolean {
  if (Array.isArray(data)) return true;
  switch (type) {
    case "bool":
    case "uint8":
      return data instanceof Uint8Array;
    case "int8":
      return data instanceof Int8Array;
    case "int16":
      return data instanceof Int16Array;
    case "uint16":
      return data instanceof Uint16Array;
    case "uint32":
      return data instanceof Uint32Array;
    case "int32":
    case "date":
      return data instanceof Int32Array;
    case "int64":
      return data instanceof BigInt64Array || data instanceof Float64Array;
    case "uint64":
      return data instanceof BigUint64Array;
    case "timestamp":
      return data instanceof BigInt64Array;
    case "float32":
      return data instanceof Float32Array;
    case "float64":
      return data instanceof Float64Array;
    default:
      return false;
  }
}

/**
 * A table of the given columns, its shape checked once.
 *
 * @param data One array per column, all of the same length.
 * @throws {RangeError} If the counts or lengths differ or two columns share a name.
 * @throws {TypeError} If an array cannot carry its column's type.
 */
export function makeTable(columns: readonly ColumnSpec[], data: readonly ColumnData[]): Table {
  if (columns.length !== data.length) {
    throw new RangeError(`${columns.length} columns but ${data.length} arrays`);
  }
  if (new Set(columns.map((spec) => spec.name)).size !== columns.length) {
    throw new RangeError("two columns share a name");
  }
  const length = data[0]?.length ?? 0;
  for (const [i, spec] of columns.entries()) {
    const array = data[i]!;
    if (array.length !== length) {
      throw new RangeError(`column ${spec.name} has ${array.length} rows, the first has ${length}`);
    }
    if (!fits(spec.type, array)) {
      throw new TypeError(`column ${spec.name}: a ${array.constructor.name} holds no ${spec.type}`);
    }
  }
  return { columns, length, data };
}
