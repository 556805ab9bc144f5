/** Which charts a report carries with it, and in which files the others are. */
import type { EpochDay } from "../time/dates.ts";
import { dateParts } from "../time/dates.ts";

/** A day that may have a chart; its position in the list is its row in the report. */
export interface ChartDay {
  readonly symbol: string;
  readonly day: EpochDay;
  /** 0 to 1; `null` without a volume baseline. */
  readonly quality: number | null;
}

/** Where each day's chart belongs. */
export interface ChartPlan {
  /** Names of the files for charts that are not carried along, without extension. */
  readonly files: readonly string[];
  /** For each day {@link EMBEDDED}, or the position of its file in `files`. */
  readonly placeOf: Int32Array;
}

/** Place of a chart that the report itself carries. */
export const EMBEDDED = -1;
/** Place of a chart that there is none of. */
export const NO_CHART = -2;

/**
 * Places charts: the best days in the report itself, the others in one file per symbol and year.
 *
 * @param days Sorted by symbol and date.
 * @param embedded How many days the report carries; the first of equals by order.
 */
export function planCharts(days: readonly ChartDay[], embedded: number): ChartPlan {
  const rank = (i: number) => days[i]!.quality ?? -1;
  const order = [...days.keys()].sort((a, b) => rank(b) - rank(a) || a - b);
  const placeOf = new Int32Array(days.length).fill(EMBEDDED);
  const files: string[] = [];
  const positions = new Map<string, number>();
  for (const i of order.slice(embedded).sort((a, b) => a - b)) {
    const { symbol, day } = days[i]!;
    const name = `${fileNameOf(symbol)}-${dateParts(day).year}`;
    const position = positions.get(name) ?? files.push(name) - 1;
    positions.set(name, position);
    placeOf[i] = position;
  }
  return { files, placeOf };
}

/**
 * A symbol as part of a file name: capital letters, digits and inner dots stay, everything else becomes `~` and the two
 * hexadecimal digits of each of its UTF-8 bytes, so that no two symbols share a name on any file system.
 */
export function fileNameOf(symbol: string): string {
  const encoder = new TextEncoder();
  return [...symbol].map((character, i) =>
    /[A-Z0-9]/.test(character) || (character === "." && i > 0)
      ? character
      : Array.from(encoder.encode(character), (byte) => `~${byte.toString(16).padStart(2, "0")}`)
        .join("")
  ).join("");
}
