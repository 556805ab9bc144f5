/** Checks a day before it is simulated: what would make lookups wrong, and what to know before trusting the results. */
import type { DayTableName } from "../day/day.ts";
import type { MarketInput } from "./market_day.ts";

/** Something about a table that a user should know. */
export interface DayFinding {
  /** The table it is about. */
  readonly table: DayTableName;
  /** A sentence without its end: what is wrong with how many rows. */
  readonly message: string;
  /** Whether results cannot be trusted at all. */
  readonly isFatal: boolean;
}

/** Rows of one kind are worth telling from this share on. */
const TOLD_SHARE = 0.01;

/** All findings of a day, in the order of its tables; none if all is well. */
export function validateDay(input: MarketInput): DayFinding[] {
  const { bars1s, trades, quotes, status } = input;
  return [
    ...unordered("bars1s", bars1s.start, bars1s.length),
    ...barFindings(input),
    ...unordered("trades", trades.tsRecv, trades.length),
    ...share(
      "trades",
      "have no price or no size",
      trades.length,
      (row) => !(trades.price[row]! > 0 && trades.size[row]! > 0),
    ),
    ...unordered("quotes", quotes.tsRecv, quotes.length),
    ...share(
      "quotes",
      "are locked, crossed or one-sided",
      quotes.length,
      (row) => !(quotes.bid[row]! > 0 && quotes.ask[row]! > quotes.bid[row]!),
    ),
    ...unordered("status", status.tsRecv, status.length),
    ...barVolumeFinding(input),
  ];
}

function count(length: number, isBad: (row: number) => boolean): number {
  let bad = 0;
  for (let row = 0; row < length; row++) if (isBad(row)) bad++;
  return bad;
}

function unordered(table: DayTableName, times: Float64Array, length: number): DayFinding[] {
  const bad = count(length, (row) => !(times[row]! >= (row > 0 ? times[row - 1]! : -Infinity)));
  if (bad === 0) return [];
  return [{ table, message: `${bad} of ${length} rows are not in order of time`, isFatal: true }];
}

function share(
  table: DayTableName,
  what: string,
  length: number,
  isBad: (row: number) => boolean,
): DayFinding[] {
  const bad = count(length, isBad);
  if (bad === 0 || bad < TOLD_SHARE * length) return [];
  return [{ table, message: `${bad} of ${length} rows ${what}`, isFatal: false }];
}

function barFindings({ bars1s: bars }: MarketInput): DayFinding[] {
  const bad = count(bars.length, (row) => {
    const high = bars.high[row]!;
    const low = bars.low[row]!;
    const isInside = (price: number) => price >= low && price <= high;
    return !(low > 0 && isInside(bars.open[row]!) && isInside(bars.close[row]!) &&
      bars.volume[row]! > 0);
  });
  if (bad === 0) return [];
  const message =
    `${bad} of ${bars.length} rows have prices that contradict each other, or no volume`;
  return [{ table: "bars1s", message, isFatal: false }];
}

/** Volume of bars and tape, which are made of the same prints. */
function barVolumeFinding({ bars1s, trades }: MarketInput): DayFinding[] {
  if (bars1s.length === 0 || trades.length === 0) return [];
  let bars = 0;
  for (let row = 0; row < bars1s.length; row++) bars += bars1s.volume[row]!;
  let tape = 0;
  for (let row = 0; row < trades.length; row++) tape += trades.size[row]!;
  if (Math.abs(bars - tape) <= TOLD_SHARE * Math.max(bars, tape)) return [];
  const message = `bars hold ${bars} shares, the tape holds ${tape}`;
  return [{ table: "bars1s", message, isFatal: false }];
}
