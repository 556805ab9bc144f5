import type { ParquetType, SchemaElement } from "hyparquet";
import type { ColumnSpec, ColumnType } from "../../core/columns/table.ts";

/** How a column type is stored: the physical type and the annotation that tells readers its meaning. */
type Leaf = Omit<SchemaElement, "name" | "repetition_type"> & { readonly type: ParquetType };

// The logical type INTEGER is left out: the metadata writer gives its bit width the wrong Thrift type, and readers that
// check types (DuckDB) refuse the file. The converted type says the same.
const STRING: Leaf = {
  type: "BYTE_ARRAY",
  converted_type: "UTF8",
  logical_type: { type: "STRING" },
};
const LEAVES: Readonly<Record<ColumnType, Leaf>> = {
  string: STRING,
  bool: { type: "BOOLEAN" },
  int8: { type: "INT32", converted_type: "INT_8" },
  int16: { type: "INT32", converted_type: "INT_16" },
  int32: { type: "INT32" },
  int64: { type: "INT64" },
  uint8: { type: "INT32", converted_type: "UINT_8" },
  uint16: { type: "INT32", converted_type: "UINT_16" },
  uint32: { type: "INT32", converted_type: "UINT_32" },
  uint64: { type: "INT64", converted_type: "UINT_64" },
  float32: { type: "FLOAT" },
  float64: { type: "DOUBLE" },
  date: { type: "INT32", converted_type: "DATE", logical_type: { type: "DATE" } },
  timestamp: {
    type: "INT64",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "NANOS" },
  },
  "string[]": STRING,
  "int32[]": { type: "INT32" },
};

/** Whether values of the type are lists. */
export function isListType(type: ColumnType): type is "string[]" | "int32[]" {
  return type === "string[]" || type === "int32[]";
}

/** Whether the type's 32- or 64-bit physical value is to be read as unsigned. */
export function isUnsignedType(type: ColumnType): boolean {
  return type.startsWith("uint");
}

/** The physical type that values of the column type are stored as. */
export function physicalType(type: ColumnType): ParquetType {
  return LEAVES[type].type;
}

/** Definition level of a value: one for each of its ancestors and itself that may be absent. */
export function highestLevel({ type, nullable }: ColumnSpec): number {
  return (isListType(type) ? 1 : 0) + (nullable ? 1 : 0);
}

/** Path of the column's leaf in the schema: lists have the two levels that the format prescribes. */
export function leafPath({ name, type }: ColumnSpec): string[] {
  return isListType(type) ? [name, "list", "element"] : [name];
}

function columnElements({ name, type, nullable }: ColumnSpec): SchemaElement[] {
  const repetition_type = nullable ? "OPTIONAL" : "REQUIRED";
  if (!isListType(type)) return [{ ...LEAVES[type], name, repetition_type }];
  return [
    {
      name,
      repetition_type,
      num_children: 1,
      converted_type: "LIST",
      logical_type: { type: "LIST" },
    },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { ...LEAVES[type], name: "element", repetition_type: "REQUIRED" },
  ];
}

/** The file schema of the columns, depth first, starting with the root. */
export function fileSchema(columns: readonly ColumnSpec[]): SchemaElement[] {
  const root: SchemaElement = { name: "momo", num_children: columns.length };
  return [root, ...columns.flatMap(columnElements)];
}
