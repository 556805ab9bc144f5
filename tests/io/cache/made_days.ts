/** Small days in Arrow for tests. */
import { makeTable } from "../../../src/core/columns/table.ts";
import { encodeArrow } from "../../../src/io/arrow/encoder.ts";
import type { EncodedDay } from "../../../src/io/cache/encoded_day.ts";

/** A day of one table, whose column `value` counts from `first`. */
export async function madeDay(name: string, rows: number, first = 0): Promise<EncodedDay> {
  const spec = { unit: "", causality: "causal", nullable: false, help: "" } as const;
  const values = Float64Array.from({ length: rows }, (_, i) => first + i);
  const table = makeTable([{ ...spec, name: "value", type: "float64" }], [values]);
  const bytes = new Uint8Array(await encodeArrow(table, { metadata: { name } }));
  return { facts: { name, rows }, tables: [{ name: "bars", rows, bytes }] };
}
