import { closest } from "../../core/config/closest.ts";
import { MomoError } from "../../core/error.ts";
import { ALWAYS, type Condition } from "../../core/query/condition.ts";
import type { OpenIndex } from "../scan/open_index.ts";
import { counted } from "../text/counted.ts";
import { conditionFilter } from "./condition_filter.ts";

/**
 * Refuses symbols that the index has no day of.
 *
 * @throws {MomoError} `not_found` naming the first of them, and what it may have meant.
 */
export function requireSymbols({ days, store }: OpenIndex, symbols: readonly string[]): void {
  for (const symbol of symbols) {
    const condition: Condition = { kind: "oneOfTexts", column: "symbol", values: [symbol] };
    const filter = conditionFilter(condition);
    if (days.select({ columns: [], filter, limit: 1 }).rows.length > 0) continue;
    const all = days.select({ columns: ["symbol"], filter: conditionFilter(ALWAYS) }).table;
    const known = [...new Set(Array.from(all.data[0]!, String))];
    const meant = known.find((name) => name.toUpperCase() === symbol.toUpperCase()) ??
      closest(symbol, known);
    throw new MomoError(
      "not_found",
      `Cannot find the symbol "${symbol}": the index of "${store}" has no day of it`,
      {
        hint: meant === undefined
          ? `the index has ${counted(known.length, "symbol")}, such as ${
            known.slice(0, 3).join(", ")
          }`
          : `did you mean ${meant}?`,
      },
    );
  }
}
