import { cellAt, type Table } from "../../core/columns/table.ts";

/**
 * A table of days in which some say that their data are damaged, in place of what the vendor says.
 *
 * @param isDamaged Whether a day, by its row, is one of them.
 */
export function markDamaged(days: Table, isDamaged: (row: number) => boolean): Table {
  const position = days.columns.findIndex(({ name }) => name === "condition");
  const spec = days.columns[position]!;
  const said = days.data[position]!;
  const conditions = Array.from(
    { length: days.length },
    (_, row) => isDamaged(row) ? "damaged" : cellAt(spec, said, row),
  );
  return { ...days, data: days.data.with(position, conditions) };
}
