/** The columns that only ever hold one of a few texts, so that a mistyped one is told from one that is not there. */
import { closest } from "../config/closest.ts";
import { PATTERNS } from "../scan/patterns.ts";
import { PHASES } from "../scan/phases.ts";
import { TRIGGERS } from "../scan/reset_points.ts";
import { CATEGORIES } from "../scan/risk.ts";
import { BUCKETS } from "../scan/time_of_day.ts";
import { DAY_PREFIX } from "./column_names.ts";

const VALUES: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ["eod_category", CATEGORIES],
  ["eod_best_period", BUCKETS],
  ["pattern", PATTERNS],
  ["phase", PHASES],
  ["bucket", BUCKETS],
  ["trigger", TRIGGERS],
]);

/** All texts that a column of the index can hold, by the name that a query knows it by; undefined if there is no list. */
export function valuesOf(column: string): readonly string[] | undefined {
  return VALUES.get(column.startsWith(DAY_PREFIX) ? column.slice(DAY_PREFIX.length) : column);
}

/** What a text that is none of the values may have meant, for a hint. */
export function suggestValue(text: string, values: readonly string[]): string {
  const near = closest(text.toLowerCase(), values);
  return near === undefined ? `its values are ${values.join(", ")}` : `did you mean '${near}'?`;
}
