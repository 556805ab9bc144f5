/** The symbol-days of an index that are worth storing. */
import type { Table } from "../../core/columns/table.ts";
import { previousSession } from "../../core/time/calendar.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import type { SymbolTable } from "../catalog/file_symbols.ts";

/**
 * The days of an index and the sessions before them, which are loaded as their lookback, by the numbers of the symbols.
 *
 * @param days The index's table of days, with `symbol` and `trade_date`.
 * @param symbols Of the catalog; days of symbols that it does not have are left out.
 */
export function keptDays(
  { columns, data, length }: Table,
  symbols: SymbolTable,
): Map<number, Set<EpochDay>> {
  const column = (name: string) => data[columns.findIndex((spec) => spec.name === name)]!;
  const [names, dates] = [column("symbol"), column("trade_date")];
  const kept = new Map<number, Set<EpochDay>>();
  for (let row = 0; row < length; row++) {
    const symbol = symbols.find(String(names[row]));
    if (symbol === undefined) continue;
    const date = Number(dates[row]);
    const own = kept.get(symbol) ?? new Set();
    own.add(date).add(previousSession(date));
    kept.set(symbol, own);
  }
  return kept;
}
