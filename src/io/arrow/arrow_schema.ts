import type { DataType, Field, Schema } from "apache-arrow";
import type { ColumnSpec, ColumnType } from "../../core/columns/table.ts";

/** The Arrow library, which is loaded when it is first needed. */
export type Arrow = typeof import("apache-arrow");

/** The Arrow type of a column's values. Strings are dictionary-encoded, each column with a dictionary of its own. */
function arrowType(arrow: Arrow, type: ColumnType, dictionaryId: number): DataType {
  switch (type) {
    case "string":
      return new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32(), dictionaryId);
    case "bool":
      return new arrow.Bool();
    case "int8":
      return new arrow.Int8();
    case "int16":
      return new arrow.Int16();
    case "int32":
      return new arrow.Int32();
    case "int64":
      return new arrow.Int64();
    case "uint8":
      return new arrow.Uint8();
    case "uint16":
      return new arrow.Uint16();
    case "uint32":
      return new arrow.Uint32();
    case "uint64":
      return new arrow.Uint64();
    case "float32":
      return new arrow.Float32();
    case "float64":
      return new arrow.Float64();
    case "date":
      return new arrow.DateDay();
    case "timestamp":
      return new arrow.TimestampNanosecond("UTC");
    case "string[]":
      return new arrow.List(new arrow.Field("item", new arrow.Utf8(), false));
    case "int32[]":
      return new arrow.List(new arrow.Field("item", new arrow.Int32(), false));
  }
}

function arrowField(arrow: Arrow, spec: ColumnSpec, dictionaryId: number): Field {
  const { name, type, unit, causality, nullable, help } = spec;
  const described = new Map(Object.entries({ unit, causality, help }));
  return new arrow.Field(name, arrowType(arrow, type, dictionaryId), nullable, described);
}

/**
 * The Arrow schema of the columns. Unit, causality mark and help text of a column are metadata of its field.
 *
 * @param metadata Entries of the schema's own metadata.
 */
export function arrowSchema(
  arrow: Arrow,
  columns: readonly ColumnSpec[],
  metadata: Readonly<Record<string, string>>,
): Schema {
  const fields = columns.map((spec, i) => arrowField(arrow, spec, i));
  return new arrow.Schema(fields, new Map(Object.entries(metadata)));
}
