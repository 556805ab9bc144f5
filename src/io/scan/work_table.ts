import { type ColumnSpec, makeTable, type Table } from "../../core/columns/table.ts";
import { INDEX_FILES } from "../store/index_manifest.ts";
import { indexDirectory } from "./index_store.ts";
import type { Work } from "./work_plan.ts";

const SPEC: Omit<ColumnSpec, "name" | "type" | "help"> = {
  unit: "",
  causality: "causal",
  nullable: false,
};

const COLUMNS: readonly ColumnSpec[] = [
  { ...SPEC, name: "action", type: "string", help: "read or write" },
  { ...SPEC, name: "path", type: "string", help: "File" },
  { ...SPEC, name: "size_bytes", type: "int64", unit: "bytes", nullable: true, help: "Its size" },
];

/** What a scan would read and write, one row a file. */
export function workTable({ files }: Work, store: string): Table {
  const rows: [string, string, number | null][] = [
    ...files.flatMap((group) =>
      group.files.map((file): [string, string, number] => ["read", file.path, file.sizeBytes])
    ),
    ...Object.values(INDEX_FILES).map((name): [string, string, null] => [
      "write",
      `${indexDirectory(store)}/${name}`,
      null,
    ]),
  ];
  return makeTable(COLUMNS, [0, 1, 2].map((i) => rows.map((row) => row[i]!)));
}
