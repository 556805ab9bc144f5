/** What a fill of the day store would do, for people. */
import { type ColumnSpec, makeTable, type Table } from "../../core/columns/table.ts";
import type { FillChoice, GroupPlan } from "./fill_plan.ts";
import { storePath } from "./store_path.ts";

const SPEC = { unit: "", causality: "causal", nullable: false } as const;

const COLUMNS: readonly ColumnSpec[] = [
  { ...SPEC, name: "action", type: "string", help: "read or write" },
  { ...SPEC, name: "path", type: "string", help: "File" },
  { ...SPEC, name: "days", type: "int64", help: "Symbol-days that it has, or gets, something of" },
];

/** The files that would be read and written, one row each. */
export function fillTable(
  plans: readonly GroupPlan[],
  { store, catalog }: Pick<FillChoice, "store" | "catalog">,
): Table {
  const rows: [string, string, number][] = [];
  for (const { files } of plans) {
    for (const [file, days] of files) rows.push(["read", file.path, days]);
  }
  for (const { missing, dataset, schema } of plans) {
    const written = new Map<string, number>();
    for (const date of missing.dates) {
      for (const number of missing.symbolsOf(date)) {
        const symbol = catalog.symbols.nameOf(number);
        const path = storePath(store, { symbol, dataset, schema }, date);
        written.set(path, (written.get(path) ?? 0) + 1);
      }
    }
    for (const [path, days] of written) rows.push(["write", path, days]);
  }
  return makeTable(COLUMNS, [0, 1, 2].map((i) => rows.map((row) => row[i]!)));
}
