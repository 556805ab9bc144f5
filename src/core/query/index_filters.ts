/** The usual conditions on days and reset points. */
import type { Pattern } from "../scan/patterns.ts";
import type { Phase } from "../scan/phases.ts";
import type { Category } from "../scan/risk.ts";
import type { Bucket } from "../scan/time_of_day.ts";
import type { EpochDay } from "../time/dates.ts";
import { DAY_PREFIX } from "./column_names.ts";
import { all, type Condition } from "./condition.ts";
import type { Comparison } from "./expression.ts";

/** Sessions that have reset points. */
export const TRADING_SESSIONS = ["pre", "regular", "post"] as const;

/** One of `TRADING_SESSIONS`. */
export type TradingSession = (typeof TRADING_SESSIONS)[number];

/** Conditions that all have to hold; an empty list is none. */
export interface IndexFilters {
  /** Raw symbols. */
  readonly symbols: readonly string[];
  /** First trade date, included. */
  readonly start?: EpochDay | undefined;
  /** Last trade date, included. */
  readonly end?: EpochDay | undefined;
  readonly categories: readonly Category[];
  /** Least quality, 0 to 1: of the day, or of the reset point. */
  readonly quality?: number | undefined;
  readonly patterns: readonly Pattern[];
  readonly phases: readonly Phase[];
  readonly buckets: readonly Bucket[];
  readonly sessions: readonly TradingSession[];
}

/** The time buckets of each session. */
const BUCKETS_OF: Readonly<Record<TradingSession, readonly Bucket[]>> = {
  pre: ["pre"],
  regular: ["open", "midday", "power_hour"],
  post: ["post"],
};

function oneOf(column: string, values: readonly string[]): Condition[] {
  return values.length === 0 ? [] : [{ kind: "oneOfTexts", column, values }];
}

function bound(
  column: string,
  comparison: Comparison,
  value: number | undefined,
): Condition[] {
  if (value === undefined) return [];
  const left = { kind: "numberColumn", column } as const;
  return [{ kind: "compareNumbers", comparison, left, right: { kind: "number", value } }];
}

type KeyFilters = Pick<IndexFilters, "symbols" | "start" | "end">;

/** What the filters ask of symbol and trade date, which days and reset points have. */
export function keyCondition(filters: KeyFilters): Condition {
  return all(keyConditions(filters));
}

function keyConditions({ symbols, start, end }: KeyFilters): Condition[] {
  return [
    ...oneOf("symbol", symbols),
    ...bound("trade_date", ">=", start),
    ...bound("trade_date", "<=", end),
  ];
}

function momentConditions({ patterns, phases, buckets, sessions }: IndexFilters): Condition[] {
  return [
    ...oneOf("pattern", patterns),
    ...oneOf("phase", phases),
    ...oneOf("bucket", buckets),
    ...oneOf("bucket", sessions.flatMap((session) => BUCKETS_OF[session])),
  ];
}

/** What the filters ask of the columns of a day. */
export function dayCondition(filters: IndexFilters): Condition {
  const { categories, quality } = filters;
  return all([
    ...keyConditions(filters),
    ...oneOf("eod_category", categories),
    ...bound("eod_quality", ">=", quality),
  ]);
}

/** What they ask of at least one reset point of the day; undefined if nothing. */
export function withPointCondition(filters: IndexFilters): Condition | undefined {
  const moments = momentConditions(filters);
  return moments.length === 0 ? undefined : all([...keyConditions(filters), ...moments]);
}

/** What they ask of the columns of a reset point and its day. */
export function pointCondition(filters: IndexFilters): Condition {
  const { categories, quality } = filters;
  return all([
    ...keyConditions(filters),
    ...momentConditions(filters),
    ...oneOf(`${DAY_PREFIX}eod_category`, categories),
    // In the precision of the column, so that 0.6 finds what is printed as 0.6.
    ...bound("local_quality", ">=", quality === undefined ? undefined : Math.fround(quality)),
  ]);
}
