/** Collecting rows into columns: small in memory, whatever the number of rows. */
import {
  type Cell,
  cellAt,
  type ColumnData,
  type ColumnSpec,
  type ColumnType,
  makeTable,
  type Table,
} from "./table.ts";

/** A row as an object: one value per column, by name. */
export type Row = Readonly<Record<string, Cell>>;

type NumberArray =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array;

const ARRAYS: Partial<Record<ColumnType, new (length: number) => NumberArray>> = {
  bool: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: Float64Array, // whole numbers within 2^53
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
  date: Int32Array,
};

const INITIAL_ROWS = 64;

/** One column under construction. */
interface ColumnBuilder {
  add(value: Cell): void;
  /** The values of the given rows, in that order. */
  take(rows: Uint32Array): ColumnData;
}

/** Rows of a table, added one by one and given out in any order. */
export class TableBuilder {
  readonly #specs: readonly ColumnSpec[];
  readonly #columns: readonly ColumnBuilder[];
  #length = 0;

  constructor(specs: readonly ColumnSpec[]) {
    this.#specs = specs;
    this.#columns = specs.map((spec) => builderOf(spec));
  }

  /** Number of rows added. */
  get length(): number {
    return this.#length;
  }

  /** Adds a row. @returns Its number. */
  add(row: Row): number {
    for (const [i, spec] of this.#specs.entries()) this.#columns[i]!.add(row[spec.name] ?? null);
    return this.#length++;
  }

  /** Adds a row of a table with the same columns. @returns Its number. */
  addFrom(table: Table, row: number): number {
    for (const [i, spec] of this.#specs.entries()) {
      this.#columns[i]!.add(cellAt(spec, table.data[i]!, row));
    }
    return this.#length++;
  }

  /** The rows with these numbers, in this order, as a table. */
  take(rows: Uint32Array): Table {
    return makeTable(this.#specs, this.#columns.map((column) => column.take(rows)));
  }
}

function builderOf(spec: ColumnSpec): ColumnBuilder {
  const array = ARRAYS[spec.type];
  if (array === undefined) return spec.type === "string" ? textBuilder() : valueBuilder();
  const isFloat = spec.type === "float32" || spec.type === "float64";
  if (!spec.nullable || isFloat) return numberBuilder(spec, array);
  return nullableBuilder(spec, array);
}

/** Numbers without nulls; floats hold `NaN` for null. */
function numberBuilder(
  { name, nullable }: ColumnSpec,
  array: new (length: number) => NumberArray,
): ColumnBuilder {
  let values = new array(INITIAL_ROWS);
  let length = 0;
  return {
    add(value) {
      if (value === null && !nullable) throw new TypeError(`column ${name} takes no null`);
      if (length === values.length) {
        const larger = new array(length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = value === null ? NaN : Number(value);
    },
    take(rows) {
      const taken = new array(rows.length);
      for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]!]!;
      return taken;
    },
  };
}

/** Whole numbers or flags with nulls: kept as floats, given out as a plain array. */
function nullableBuilder(
  spec: ColumnSpec,
  array: new (length: number) => NumberArray,
): ColumnBuilder {
  const numbers = numberBuilder({ ...spec, nullable: true }, Float64Array);
  const isFlag = array === Uint8Array && spec.type === "bool";
  return {
    add: (value) => numbers.add(value),
    take: (rows) =>
      Array.from(
        numbers.take(rows) as Float64Array, // as built above
        (value) => Number.isNaN(value) ? null : isFlag ? value !== 0 : value,
      ),
  };
}

/** Texts, each kept once. */
function textBuilder(): ColumnBuilder {
  const codes = new Map<Cell, number>();
  const texts: Cell[] = [];
  const rows = numberBuilder({ ...ANY, type: "int32" }, Int32Array);
  return {
    add(value) {
      let code = codes.get(value);
      if (code === undefined) {
        code = texts.length;
        codes.set(value, code);
        texts.push(value);
      }
      rows.add(code);
    },
    take: (wanted) => Array.from(rows.take(wanted) as Int32Array, (code) => texts[code]!),
  };
}

/** Values of any kind, as they are. */
function valueBuilder(): ColumnBuilder {
  const values: Cell[] = [];
  return {
    add: (value) => values.push(value),
    take: (rows) => Array.from(rows, (row) => values[row]!),
  };
}

const ANY: ColumnSpec = {
  ...{ name: "", type: "int32", unit: "", help: "" },
  ...{ causality: "causal", nullable: false },
};
