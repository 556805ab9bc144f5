import { MomoError } from "../../core/error.ts";
import { formatDate } from "../../core/time/dates.ts";
import { openIndex } from "../../io/scan/open_index.ts";

/** Names that an index knows. */
export interface IndexNames {
  /** Symbols, sorted. */
  readonly symbols: readonly string[];
  /** Trade dates as `YYYY-MM-DD`, ascending. */
  readonly dates: readonly string[];
  /** Trade dates of each symbol, ascending. */
  readonly datesOf: ReadonlyMap<string, readonly string[]>;
  /** Columns of the days and of the reset points. */
  readonly columns: { readonly days: readonly string[]; readonly points: readonly string[] };
}

/** The names in the index of a store; `undefined` if there is none that can be read. */
export async function readIndexNames(store: string): Promise<IndexNames | undefined> {
  try {
    using index = await openIndex(store, "complete from");
    const [symbols, dates] = index.days.read({ columns: ["symbol", "trade_date"] }).data;
    const datesOf = new Map<string, string[]>();
    for (let row = 0; row < symbols!.length; row++) {
      const symbol = String(symbols![row]);
      const own = datesOf.get(symbol) ?? [];
      own.push(formatDate(Number(dates![row])));
      datesOf.set(symbol, own);
    }
    return {
      symbols: [...datesOf.keys()].sort(),
      dates: [...new Set([...datesOf.values()].flat())].sort(),
      datesOf,
      columns: {
        days: index.days.columns.map(({ name }) => name),
        points: index.points.columns.map(({ name }) => name),
      },
    };
  } catch (error) {
    if (error instanceof MomoError) return undefined; // a shell that waits for words has no use for it
    throw error;
  }
}
