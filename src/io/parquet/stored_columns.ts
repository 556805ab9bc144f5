import type { FileMetaData, ParquetType, SchemaElement } from "hyparquet";
import type { Causality, ColumnSpec, ColumnType } from "../../core/columns/table.ts";

/** A column as a file stores it. */
export interface StoredColumn {
  readonly spec: ColumnSpec;
  readonly physical: ParquetType;
  /** Position among the leaves of the schema, which is the position of its chunk in each row group. */
  readonly leaf: number;
  /** Definition level of a value that is there; a lower one is a null or, in a list, an absent element. */
  readonly maxDefinition: number;
  /** 1 for a list, otherwise 0. */
  readonly maxRepetition: 0 | 1;
  /** What a stored integer is multiplied by to give nanoseconds; 1 for everything but coarser timestamps. */
  readonly nsPerUnit: bigint;
}

const INTEGER_TYPES: Readonly<Record<string, ColumnType>> = {
  INT_8: "int8",
  INT_16: "int16",
  INT_32: "int32",
  INT_64: "int64",
  UINT_8: "uint8",
  UINT_16: "uint16",
  UINT_32: "uint32",
  UINT_64: "uint64",
};
const PLAIN_TYPES: Partial<Record<ParquetType, ColumnType>> = {
  BOOLEAN: "bool",
  INT32: "int32",
  INT64: "int64",
  FLOAT: "float32",
  DOUBLE: "float64",
};
const NS_PER_UNIT = { MILLIS: 1_000_000n, MICROS: 1000n, NANOS: 1n } as const;

/** The column type that a leaf's annotations stand for, or undefined for types that momo has no column for. */
function columnType(element: SchemaElement): ColumnType | undefined {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (type === "INT64" && (logical?.type === "TIMESTAMP" || converted?.startsWith("TIMESTAMP"))) {
    return "timestamp";
  }
  if (type === "INT32" && (logical?.type === "DATE" || converted === "DATE")) return "date";
  if (type === "BYTE_ARRAY") {
    return converted === "UTF8" || logical?.type === "STRING" ? "string" : undefined;
  }
  if (logical?.type === "INTEGER") {
    return INTEGER_TYPES[`${logical.isSigned ? "INT" : "UINT"}_${logical.bitWidth}`];
  }
  const annotated = converted ?? logical?.type;
  if (annotated !== undefined) return INTEGER_TYPES[annotated];
  return type && PLAIN_TYPES[type];
}

function nsPerUnit({ converted_type: converted, logical_type: logical }: SchemaElement): bigint {
  if (logical?.type === "TIMESTAMP") return NS_PER_UNIT[logical.unit];
  if (converted === "TIMESTAMP_MILLIS") return NS_PER_UNIT.MILLIS;
  if (converted === "TIMESTAMP_MICROS") return NS_PER_UNIT.MICROS;
  return 1n;
}

/** The elements under each top-level column, without the root. */
function columnSubtrees(schema: readonly SchemaElement[]): SchemaElement[][] {
  const subtrees: SchemaElement[][] = [];
  let open = 0; // elements still to come in the subtree being read
  for (const element of schema.slice(1)) {
    if (open === 0) {
      subtrees.push([]);
      open = 1;
    }
    subtrees.at(-1)?.push(element);
    open += (element.num_children ?? 0) - 1;
  }
  return subtrees;
}

function isOptional(element: SchemaElement): boolean {
  return element.repetition_type === "OPTIONAL";
}

type Shape = Omit<StoredColumn, "leaf" | "spec"> & {
  readonly spec: Pick<ColumnSpec, "name" | "type" | "nullable">;
};

/** The column that a subtree of the schema describes: a value, or a list of values in the three-level form. */
function columnShape(subtree: readonly SchemaElement[]): Shape | undefined {
  const [outer, repeated, element] = subtree;
  const leaf = subtree.at(-1);
  if (!outer || !leaf?.type || outer.repetition_type === "REPEATED") return undefined;
  const valueType = columnType(leaf);
  if (valueType === undefined) return undefined;
  const nullable = isOptional(outer);
  const common = { physical: leaf.type, nsPerUnit: nsPerUnit(leaf) };
  if (subtree.length === 1) {
    const maxDefinition = nullable ? 1 : 0;
    const spec = { name: outer.name, type: valueType, nullable };
    return { ...common, spec, maxDefinition, maxRepetition: 0 };
  }
  const isList = subtree.length === 3 && repeated?.repetition_type === "REPEATED" &&
    (valueType === "string" || valueType === "int32");
  if (!isList || !element) return undefined;
  const maxDefinition = 1 + (nullable ? 1 : 0) + (isOptional(element) ? 1 : 0);
  const spec = { name: outer.name, type: `${valueType}[]` as const, nullable };
  return { ...common, spec, maxDefinition, maxRepetition: 1 };
}

type Description = Pick<ColumnSpec, "unit" | "causality" | "help">;

const CAUSALITIES: readonly string[] = ["causal", "eod", "fut"] satisfies Causality[];

function isCausality(value: unknown): value is Causality {
  return typeof value === "string" && CAUSALITIES.includes(value);
}

function parseDescription(value: unknown): [string, Description] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const name: unknown = Reflect.get(value, "name");
  const unit: unknown = Reflect.get(value, "unit");
  const causality: unknown = Reflect.get(value, "causality");
  const help: unknown = Reflect.get(value, "help");
  if (typeof name !== "string") return undefined;
  return [name, {
    unit: typeof unit === "string" ? unit : "",
    causality: isCausality(causality) ? causality : "causal",
    help: typeof help === "string" ? help : "",
  }];
}

/**
 * Units, causality marks and help texts of the columns, by name, from the file's `momo.columns` entry; empty if it has
 * none.
 *
 * @throws {SyntaxError} If the entry is not JSON.
 */
function columnDescriptions(metadata: FileMetaData): Map<string, Description> {
  const entry = metadata.key_value_metadata?.find(({ key }) => key === "momo.columns");
  const parsed: unknown = JSON.parse(entry?.value ?? "[]");
  const descriptions = Array.isArray(parsed) ? parsed.map(parseDescription) : [];
  return new Map(descriptions.filter((description) => description !== undefined));
}

const NO_DESCRIPTION: Description = { unit: "", causality: "causal", help: "" };

/**
 * The columns of a file that momo can hold, in file order. Others (decimals, maps, nested records, …) are left out.
 *
 * @throws {SyntaxError} If the `momo.columns` entry is not JSON.
 */
export function storedColumns(metadata: FileMetaData): StoredColumn[] {
  const descriptions = columnDescriptions(metadata);
  const columns: StoredColumn[] = [];
  let leaf = 0;
  for (const subtree of columnSubtrees(metadata.schema)) {
    const shape = columnShape(subtree);
    if (shape) {
      const description = descriptions.get(shape.spec.name) ?? NO_DESCRIPTION;
      columns.push({ ...shape, leaf, spec: { ...shape.spec, ...description } });
    }
    leaf += subtree.filter((element) => element.type !== undefined).length;
  }
  return columns;
}
