/** What the ways of `momo simulate` share: which day, its data, its times and the parameters of the model. */
import type { Day } from "../core/day/day.ts";
import { type DayName, formatDayName, parseDayName } from "../core/day/day_name.ts";
import { MomoError } from "../core/error.ts";
import {
  EXECUTION_SETTINGS,
  type ExecutionSettings,
  executionSettings,
} from "../core/execution/settings.ts";
import type { MarketDay } from "../core/market/market_day.ts";
import { validateDay } from "../core/market/validate_day.ts";
import { parseTimeOfDay } from "../core/time/clock_time.ts";
import { readCorporateActions } from "../io/catalog/read_corporate_actions.ts";
import type { DaySources } from "../io/day/day_sources.ts";
import { loadDay, type LoadedDay } from "../io/day/load_day.ts";
import type { CommandContext } from "./command.ts";
import { openSources } from "./load_day.ts";

/** What a way of `momo simulate` gets to work with. */
export type SimulateContext = CommandContext<"simulate">;

const MS_NS = 1e6;

/** The one day that is named. @throws {MomoError} `usage` if none is, or several are. */
export function onlyDay(texts: readonly string[]): DayName {
  const [text] = texts;
  if (text === undefined) {
    throw new MomoError("usage", "Cannot simulate: no day is given", {
      hint: "add --day SYMBOL:DATE, such as --day MLGO:2025-03-24",
    });
  }
  if (texts.length === 1) return parseDayName(text);
  throw new MomoError(
    "usage",
    `Cannot simulate ${texts.length} days at once: expected one --day`,
    { hint: "several days are for --calibrate and --accuracy" },
  );
}

/** Which day to load, and from where if that is known already. */
export interface SimulatedDay {
  readonly name: DayName;
  readonly sources?: DaySources;
  /** Whether it is one of many, so that what it lacks is a detail. */
  readonly isOneOfMany?: boolean;
}

/** Loads a day to be simulated, with the session before it, and tells what is missing of it. */
export async function loadSimulated(
  context: SimulateContext,
  { name, sources, isOneOfMany = false }: SimulatedDay,
): Promise<LoadedDay> {
  const { settings, log, signal } = context;
  const { corporateActions, adjust } = settings;
  const loaded = loadDay(sources ?? await openSources(context), {
    ...name,
    lookback: true,
    adjustment: adjust,
    actions: readCorporateActions(corporateActions),
  }, signal);
  for (const warning of loaded.warnings) {
    if (isOneOfMany) log.info("day", warning);
    else log.warning("day", warning);
  }
  return loaded;
}

/** Checks a day before it is used. @throws {MomoError} `bad_data` if lookups would be wrong. */
export function validate({ log }: SimulateContext, day: Day): void {
  const findings = validateDay(day);
  for (const { table, message } of findings) log.warning("validate", `${table}: ${message}`);
  const fatal = findings.find(({ isFatal }) => isFatal);
  if (fatal === undefined) return log.notice("validate", "The data can be simulated");
  throw new MomoError("bad_data", `Cannot simulate ${formatDayName(day)}: ${fatal.message}`);
}

/** Says what a day lacks that its observations would have. */
export function tellMissing({ log }: SimulateContext, market: MarketDay): void {
  const { usableQuotes, hasTape, hasStatus } = market;
  if (usableQuotes.count === 0) log.warning("day", "No quotes: the spread is synthetic");
  if (!hasTape) log.warning("day", "No trades: bars stand for them");
  if (!hasStatus) log.warning("day", "No status messages: halts are not known");
}

/** The parameters of the execution model out of the resolved settings. */
export function executionModel({ settings, resolved }: SimulateContext): ExecutionSettings {
  const values = EXECUTION_SETTINGS.map(({ key, default: value }) => [
    key,
    resolved.get(key)?.value ?? value,
  ]);
  // Flags, keys and ExecutionSettings come from the same table, and each value has the type of its default.
  const model = Object.fromEntries(values) as Partial<ExecutionSettings>;
  return executionSettings({ ...model, feed_latency: settings.feedLatency / MS_NS });
}

/** More than any trade date, on either side of its midnight. */
const FARTHEST_NS = 5 * 86_400e9;

/** A time that a flag gives, ns since local midnight. @throws {MomoError} `usage` if it is none, or far from the day. */
export function timeOf(flag: string, text: string | undefined, base: bigint): number | undefined {
  if (text === undefined) return undefined;
  const time = parseTimeOfDay(text, base);
  if (time === undefined) {
    throw new MomoError(
      "usage",
      `Cannot use ${flag} "${text}": expected a time such as 09:30 or 2025-03-24T13:30:00Z`,
    );
  }
  if (Math.abs(time) <= FARTHEST_NS) return time;
  throw new MomoError("usage", `Cannot use ${flag} "${text}": it is not on the day or near it`);
}
