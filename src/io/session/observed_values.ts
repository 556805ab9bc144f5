/** Observations as numbers in fixed places: what trainers get as raw arrays. Prices are dollars, ages milliseconds. */
import {
  OBSERVED,
  OBSERVED_LENGTH,
  type ObservedValue,
  QUALITY_CODES,
  SESSION_CODES,
} from "../../core/market/observation.ts";
import { INDICATORS } from "../../core/market/indicators.ts";
import type { PriorLevels } from "../../core/market/levels.ts";

/** One number of an array. */
export interface ValueSpec {
  readonly name: string;
  readonly unit: string;
  /** What the codes stand for, from 0. */
  readonly codes?: readonly string[];
}

const NANO = 1e9;
const MS_NS = 1e6;

/** `barStart` -> `bar_start`; digits stay where they are. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const OBSERVED_PRICES: ReadonlySet<string> = new Set<ObservedValue>([
  ...["bid", "ask", "spread", "last", "vwap"] as const,
  ...["barOpen", "barHigh", "barLow", "barClose"] as const,
]);
const OBSERVED_AGES: ReadonlySet<string> = new Set<ObservedValue>(["quoteAge", "lastAge"]);
const OBSERVED_TIMES: ReadonlySet<string> = new Set<ObservedValue>(["time", "barStart"]);
const OBSERVED_SHARES: ReadonlySet<string> = new Set<ObservedValue>([
  ...["bidSize", "askSize", "lastSize", "volume", "barVolume"] as const,
]);

function observedSpec(name: string): ValueSpec {
  if (OBSERVED_PRICES.has(name)) return { name: snakeCase(name), unit: "dollars" };
  if (OBSERVED_AGES.has(name)) return { name: `${snakeCase(name)}_ms`, unit: "ms" };
  if (OBSERVED_TIMES.has(name)) return { name: snakeCase(name), unit: "ns since local midnight" };
  if (OBSERVED_SHARES.has(name)) return { name: snakeCase(name), unit: "shares" };
  if (name === "session") return { name, unit: "code", codes: SESSION_CODES };
  if (name === "quality") return { name, unit: "code", codes: QUALITY_CODES };
  return { name: snakeCase(name), unit: name.startsWith("is") ? "flag" : "count" };
}

/** The numbers of an observation, in order. */
export const OBSERVED_SPECS: readonly ValueSpec[] = Object.keys(OBSERVED).map(observedSpec);

const OBSERVED_SCALES = Float64Array.from(
  Object.keys(OBSERVED),
  (name) => OBSERVED_PRICES.has(name) ? NANO : OBSERVED_AGES.has(name) ? MS_NS : 1,
);

/** Brings the numbers of an observation at `offset` from their own units to those that are served. */
export function scaleObserved(values: Float64Array, offset: number): void {
  for (let i = 0; i < OBSERVED_LENGTH; i++) {
    values[offset + i] = values[offset + i]! / OBSERVED_SCALES[i]!;
  }
}

const INDICATOR_PRICES: ReadonlySet<string> = new Set([
  ...["price", "high30", "low30", "low5", "high5", "vwap", "vwapSigma", "regularVwap"],
  ...["dayHigh", "dayLow", "pointOfControl", "valueAreaLow", "valueAreaHigh"],
]);
const INDICATOR_UNITS: Readonly<Record<string, string>> = {
  vwapCross: "side",
  vwapCrossAge: "minutes",
  traded10: "minutes",
  volume: "shares",
  volume5: "shares",
  burst5: "ratio",
  position5: "fraction",
  efficiency: "fraction",
};

/** The indicators, in order. */
export const INDICATOR_SPECS: readonly ValueSpec[] = Object.keys(INDICATORS).map((name) => ({
  name: snakeCase(name),
  unit: INDICATOR_PRICES.has(name) ? "dollars" : INDICATOR_UNITS[name] ?? "log return",
}));

const INDICATOR_SCALES = Object.keys(INDICATORS).map((name) =>
  INDICATOR_PRICES.has(name) ? NANO : 1
);

/** Indicators as a record, `null` where the history does not reach back far enough. */
export function indicatorRecord(values: Float64Array): Record<string, number | null> {
  return Object.fromEntries(
    INDICATOR_SPECS.map(({ name }, i) => [name, finite(values[i]! / INDICATOR_SCALES[i]!)]),
  );
}

/** A number as JSON can say it. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Nano-dollars as dollars. */
export function dollars(nanoDollars: number): number | null {
  return finite(nanoDollars / NANO);
}

/** Levels of the session before, in dollars. */
export function levelRecord(levels: PriorLevels): Record<string, number | null> {
  return {
    prior_high: dollars(levels.high),
    prior_low: dollars(levels.low),
    prior_close: dollars(levels.close),
    prior_vwap: dollars(levels.vwap),
    prior_point_of_control: dollars(levels.pointOfControl),
  };
}
