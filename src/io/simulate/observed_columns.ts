/** Observations as rows: what `momo simulate` prints. */
import {
  type ColumnData,
  type ColumnSpec,
  makeTable,
  type Table,
} from "../../core/columns/table.ts";
import {
  type Observation,
  type ObservedValue,
  QUALITY_CODES,
  SESSION_CODES,
} from "../../core/market/observation.ts";
import type { FormatTime } from "../text/time_text.ts";

const DOLLAR = 1e9; // nano-dollars
const MS = 1e6; // ns

/** Which observed value a column shows and how it is turned into the column's unit. */
interface ObservedColumn {
  readonly spec: ColumnSpec;
  readonly value: ObservedValue;
  /** Factor that the value is divided by, or names of its codes, or a time. */
  readonly as: number | readonly string[] | "flag" | "time";
}

const ALWAYS_THERE: ReadonlySet<string> = new Set([
  ...["ts", "session", "halted", "ssr", "quality", "volume", "synthetic"],
]);

function column(
  name: string,
  value: ObservedValue,
  as: ObservedColumn["as"],
  [type, unit, help]: readonly [ColumnSpec["type"], string, string],
): ObservedColumn {
  const nullable = !ALWAYS_THERE.has(name);
  return { spec: { name, type, unit, causality: "causal", nullable, help }, value, as };
}

const PRICE = "float64";

const COLUMNS: readonly ObservedColumn[] = [
  column("ts", "time", "time", ["timestamp", "", "Time of the observation"]),
  column("session", "session", SESSION_CODES, ["string", "", "closed, pre, regular or post"]),
  column("halted", "isHalted", "flag", ["bool", "", "Whether trading is known to be halted"]),
  column("ssr", "isShortSaleRestricted", "flag", [
    "bool",
    "",
    "Whether short sales are restricted",
  ]),
  column("quality", "quality", QUALITY_CODES, ["string", "", QUALITY_CODES.join(", ")]),
  column("age_ms", "quoteAge", MS, ["float64", "ms", "Age of bid and ask; null if there is none"]),
  column("bid", "bid", DOLLAR, [PRICE, "dollars", "Best bid; null if no price is known"]),
  column("ask", "ask", DOLLAR, [PRICE, "dollars", "Best ask; null if no price is known"]),
  column("bid_sz", "bidSize", 1, ["int64", "shares", "Size at the bid; null without a bid"]),
  column("ask_sz", "askSize", 1, ["int64", "shares", "Size at the ask; null without an ask"]),
  column("last", "last", DOLLAR, [PRICE, "dollars", "Last trade; null before the first"]),
  column("last_sz", "lastSize", 1, ["int64", "shares", "Its size; null without a tape"]),
  column("volume", "volume", 1, ["int64", "shares", "Traded since 04:00"]),
  column("vwap", "vwap", DOLLAR, [PRICE, "dollars", "Since 04:00; null before the first trade"]),
];

const BAR_COLUMNS: readonly ObservedColumn[] = [
  column("bar_ts", "barStart", "time", ["timestamp", "", "Start of the last bar that is visible"]),
  column("bar_open", "barOpen", DOLLAR, [
    PRICE,
    "dollars",
    "Its prices; null before the first bar",
  ]),
  column("bar_high", "barHigh", DOLLAR, [PRICE, "dollars", "Highest"]),
  column("bar_low", "barLow", DOLLAR, [PRICE, "dollars", "Lowest"]),
  column("bar_close", "barClose", DOLLAR, [PRICE, "dollars", "Last"]),
  column("bar_volume", "barVolume", 1, ["int64", "shares", "Its volume"]),
];

const SYNTHETIC_HELP = "Whether bid and ask are a model's, because no quote was seen yet";
const SYNTHETIC = column("synthetic", "isSynthetic", "flag", ["bool", "", SYNTHETIC_HELP]);

const FLAT_COLUMNS = [...COLUMNS, ...BAR_COLUMNS, SYNTHETIC];

/** The columns of a table of observations; in JSON those of the bar are an object `bar`, without their prefix. */
export const OBSERVATION_COLUMNS: readonly ColumnSpec[] = FLAT_COLUMNS.map(({ spec }) => spec);

/** The value in the column's unit; `null` where there is none. Prices are rounded to whole nano-dollars. */
function numberOf({ as }: ObservedColumn, value: number): number | null {
  if (!Number.isFinite(value) || typeof as !== "number") return null;
  return as === DOLLAR ? Math.round(value) / DOLLAR : value / as;
}

function jsonOf(
  column: ObservedColumn,
  observation: Observation,
  timeText: (ns: number) => string,
): string {
  const value = observation.get(column.value);
  if (column.as === "flag") return value === 1 ? "true" : "false";
  if (column.as === "time") return Number.isFinite(value) ? `"${timeText(value)}"` : "null";
  if (typeof column.as !== "number") return `"${column.as[value]}"`;
  return String(numberOf(column, value));
}

/** Writes observations of one day as JSON objects. */
export class ObservedLines {
  readonly #timeText: (ns: number) => string;
  readonly #keys = COLUMNS.map(({ spec }) => `"${spec.name}":`);
  readonly #barKeys = BAR_COLUMNS.map(({ spec }) => `"${spec.name.slice("bar_".length)}":`);

  /** @param base Local midnight of the trade date, ns since the Unix epoch. */
  constructor(base: bigint, formatTime: FormatTime) {
    this.#timeText = (ns) => formatTime(base + BigInt(ns));
  }

  /** One object; `bar` is an object of its own, or null before the first bar. */
  line(observation: Observation): string {
    let line = "{";
    for (const [i, column] of COLUMNS.entries()) {
      line += this.#keys[i]! + jsonOf(column, observation, this.#timeText) + ",";
    }
    return `${line}"bar":${this.#bar(observation)},"synthetic":${
      jsonOf(SYNTHETIC, observation, this.#timeText)
    }}`;
  }

  #bar(observation: Observation): string {
    if (!(observation.get("bars") > 0)) return "null";
    const fields = BAR_COLUMNS.map((column, i) =>
      this.#barKeys[i]! + jsonOf(column, observation, this.#timeText)
    );
    return `{${fields.join(",")}}`;
  }
}

/** Gathers observations in columns. */
export class ObservedTable {
  readonly #base: bigint;
  readonly #data: (string | number | boolean | bigint | null)[][] = FLAT_COLUMNS.map(() => []);

  /** @param base Local midnight of the trade date, ns since the Unix epoch. */
  constructor(base: bigint) {
    this.#base = base;
  }

  /** Adds a row. */
  add(observation: Observation): void {
    for (const [i, column] of FLAT_COLUMNS.entries()) {
      const value = observation.get(column.value);
      this.#data[i]!.push(this.#cell(column, value));
    }
  }

  #cell(column: ObservedColumn, value: number): string | number | boolean | bigint | null {
    if (column.as === "flag") return value === 1;
    if (column.as === "time") return Number.isFinite(value) ? this.#base + BigInt(value) : null;
    return typeof column.as === "number" ? numberOf(column, value) : column.as[value]!;
  }

  /** The rows so far, as one table; afterwards there are none. */
  take(): Table {
    const data: readonly ColumnData[] = this.#data.map((cells) => cells.splice(0));
    return makeTable(FLAT_COLUMNS.map(({ spec }) => spec), data);
  }
}
