/** Estimates of several days -> values for the parameters of the execution model, and what each is from. */
import { medianInPlace } from "../math/order_statistics.ts";
import type { DayEstimates } from "./calibrate_day.ts";
import { EXECUTION_SETTINGS, type ExecutionSettings } from "./settings.ts";

/** A parameter with a value of its own, or the prior that it keeps. */
export interface CalibratedValue {
  /** The parameter. */
  readonly key: keyof ExecutionSettings;
  /** Its value, in the unit of the parameter. */
  readonly value: number | string;
  /** Where the value is from, one sentence without its end. */
  readonly from: string;
  /** Whether the data told nothing and the default stays. */
  readonly isPrior: boolean;
}

/** Significant digits that an estimate deserves. */
const DIGITS = 4;

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

/** Parameters that are the median of a number per day. */
const PER_DAY = [
  ["prior_volume", "volume", "shares of the regular session"],
  ["prior_volatility", "volatility", "volatility of the regular session, from its range"],
  ["volume_pre", "preShare", "volume before the open over regular volume"],
  ["volume_post", "postShare", "volume after the close over regular volume"],
  ["print_volatility", "printVolatility", "root mean square change from print to print"],
  ["spread_volatilities", "spreadVolatilities", "quoted spread over volatility per trade"],
  ["spread_age", "spreadAge", "growth of half the spread with the age of the last print"],
  ["spread_prior", "spreadRegular", "quoted spread over price, regular session"],
] as const satisfies readonly (readonly [keyof ExecutionSettings, keyof DayEstimates, string])[];

/** All parameters that the tape tells of, but for the coefficient of impact: that needs own fills. */
export function calibrate(days: readonly DayEstimates[]): CalibratedValue[] {
  const values = PER_DAY.map(([key, name, what]) =>
    medianOf(key, what, days.map((day) => day[name]))
  );
  const factors = days.map(({ spreadRegular, spreadExtended }) => spreadExtended / spreadRegular);
  const what = "quoted spread outside the regular session over that within";
  return [profileOf(days), ...values, medianOf("spread_extended", what, factors)];
}

/** The value that a parameter has without an estimate. */
export function priorOf(key: keyof ExecutionSettings, why: string): CalibratedValue {
  const spec = EXECUTION_SETTINGS.find((candidate) => candidate.key === key);
  if (spec === undefined || typeof spec.default === "boolean") throw new RangeError(`No ${key}`);
  return { key, value: spec.default, from: `the prior: ${why}`, isPrior: true };
}

function medianOf(
  key: keyof ExecutionSettings,
  what: string,
  perDay: readonly number[],
): CalibratedValue {
  const known = perDay.filter((value) => Number.isFinite(value));
  if (known.length === 0) return priorOf(key, `no day tells the ${what}`);
  const [low, high] = [Math.min(...known), Math.max(...known)].map(rounded);
  const from = known.length === 1
    ? `${what}, one day`
    : `${what}, median of ${known.length} days from ${low} to ${high}`;
  const { min = -Infinity, max = Infinity } = EXECUTION_SETTINGS.find((candidate) =>
    candidate.key === key
  )!;
  const value = rounded(medianInPlace(Float64Array.from(known)));
  return { key, value: Math.min(max, Math.max(min, value)), from, isPrior: false };
}

/** The median of each half hour, brought to a sum of 100. */
function profileOf(days: readonly DayEstimates[]): CalibratedValue {
  const profiles = days.map(({ profile }) => profile).filter((profile) => profile.length > 0);
  const [first] = profiles;
  if (first === undefined) return priorOf("volume_profile", "no full day with volume");
  const medians = first.map((_, i) =>
    medianInPlace(Float64Array.from(profiles, (profile) => profile[i]!))
  );
  const sum = medians.reduce((total, share) => total + share, 0);
  const value = medians.map((share) => String(rounded((100 * share) / sum))).join(" ");
  const from = `percent of regular volume by half hour, median of ${profiles.length} full days`;
  return { key: "volume_profile", value, from, isPrior: false };
}

/** A `momo.toml` fragment with the values under `[execution]`. @param about What they are from, one sentence each. */
export function* calibrationLines(
  values: readonly CalibratedValue[],
  about: readonly string[],
): Generator<string> {
  for (const sentence of about) yield `# ${sentence}`;
  yield "[execution]";
  for (const { key, value, from } of values) {
    yield `# ${from}`;
    yield `${key} = ${JSON.stringify(value)}`;
  }
}
