/** Settings as text: what a flag or variable says becomes a value, and a value becomes the text a flag would take. */
import { MomoError } from "../error.ts";
import { formatDate, parseDate } from "../time/dates.ts";
import { parseTimePoint } from "../time/time_point.ts";
import type { SettingScalar, SettingType, SettingValue, Shard } from "./setting.ts";

/** Bytes per unit, in the order `formatSize` tries them after the binary ones. */
const SIZE_UNITS: ReadonlyMap<string, number> = new Map([
  ["TiB", 2 ** 40],
  ["GiB", 2 ** 30],
  ["MiB", 2 ** 20],
  ["KiB", 2 ** 10],
  ["TB", 1e12],
  ["GB", 1e9],
  ["MB", 1e6],
  ["kB", 1e3],
  ["B", 1],
  ["", 1],
]);

/** Nanoseconds per unit, largest first. */
const DURATION_UNITS: ReadonlyMap<string, number> = new Map([
  ["d", 86_400e9],
  ["h", 3600e9],
  ["m", 60e9],
  ["s", 1e9],
  ["ms", 1e6],
  ["us", 1e3],
  ["ns", 1],
]);

const NUMBER_PATTERN = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const TRUE_WORDS = ["true", "yes", "on", "1"];
const FALSE_WORDS = ["false", "no", "off", "0"];

function range(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? "" : ` of at most ${max}`;
}

/** `a`, `a or b`, `a, b or c`. */
export function alternatives(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** What a setting of this type accepts, as the end of "expected …". */
export function expectation(type: SettingType): string {
  switch (type.kind) {
    case "boolean":
      return "true or false";
    case "count":
      return "a whole number of at least 0";
    case "integer":
      return `a whole number${range(type.min, type.max)}`;
    case "number":
      return `a number${range(type.min, type.max)}`;
    case "date":
      return "a date as YYYY-MM-DD";
    case "time":
      return "a date as YYYY-MM-DD or an instant such as 2025-03-24T13:30:00Z";
    case "size":
      return "a size such as 64MiB";
    case "duration":
      return "a duration such as 30s";
    case "zone":
      return "a time zone such as UTC or America/New_York";
    case "shard":
      return "a part as i/n, such as 1/4";
    case "choice":
      return alternatives(type.choices);
    case "name":
      return "one name without a comma";
    case "path":
    case "stream":
      return "a path";
    case "string":
      return "a text";
  }
}

function parseNumber(text: string, min = -Infinity, max = Infinity): number | undefined {
  if (!NUMBER_PATTERN.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= min && value <= max ? value : undefined;
}

function parseWhole(text: string, min = -Infinity, max = Infinity): number | undefined {
  const value = parseNumber(text, min, max);
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}

/** A number and a unit; undefined unless the result is a whole number of the base unit. */
function parseQuantity(text: string, units: ReadonlyMap<string, number>): number | undefined {
  const match = /^(\d+\.?\d*|\.\d+)([A-Za-z]*)$/.exec(text);
  const factor = units.get(match?.[2] ?? "?");
  if (!match || factor === undefined) return undefined;
  const exact = Number(match[1]) * factor;
  const value = Math.round(exact);
  // 0.1 s is not a whole number of nanoseconds in binary floating point, 0.3 ns is not one at all.
  const isWhole = Math.abs(exact - value) <= 1e-6 * Math.min(value, 1e3);
  return isWhole && Number.isSafeInteger(value) ? value : undefined;
}

function parseShard(text: string): Shard | undefined {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  if (!match) return undefined;
  const shard = { index: Number(match[1]), count: Number(match[2]) };
  const isInside = shard.index >= 1 && shard.index <= shard.count;
  return isInside && Number.isSafeInteger(shard.count) ? shard : undefined;
}

function parseZone(text: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return undefined; // RangeError: not a zone; the caller says what was expected
  }
}

function parseDay(text: string): number | undefined {
  try {
    return parseDate(text);
  } catch (error) {
    if (error instanceof MomoError) return undefined; // the caller names the flag
    throw error;
  }
}

function parseBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (TRUE_WORDS.includes(word)) return true;
  return FALSE_WORDS.includes(word) ? false : undefined;
}

function hasControlCharacter(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

/**
 * Reads one value.
 *
 * @returns The value, or `undefined` if the text is not what `expectation(type)` says.
 */
export function parseValue(type: SettingType, text: string): SettingScalar | undefined {
  switch (type.kind) {
    case "boolean":
      return parseBoolean(text);
    case "count":
      return parseWhole(text, 0);
    case "integer":
      return parseWhole(text, type.min, type.max);
    case "number":
      return parseNumber(text, type.min, type.max);
    case "date":
      return parseDay(text);
    case "time":
      return parseTimePoint(text) === undefined ? undefined : text;
    case "size":
      return parseQuantity(text, SIZE_UNITS);
    case "duration":
      return parseQuantity(text, DURATION_UNITS);
    case "zone":
      return parseZone(text);
    case "shard":
      return parseShard(text);
    case "choice":
      return type.choices.includes(text) ? text : undefined;
    case "name":
      return text === "" || text.includes(",") || hasControlCharacter(text) ? undefined : text;
    case "path":
      return text === "" || text.includes("\0") ? undefined : text;
    case "stream":
      if (text === "/dev/stdin" || text === "/dev/stdout") return "-";
      return text === "" || text.includes("\0") ? undefined : text;
    case "string":
      return text;
  }
}

/** In the largest unit that leaves a whole number. */
function formatQuantity(value: number, units: ReadonlyMap<string, number>, base: string): string {
  for (const [unit, factor] of units) {
    if (value !== 0 && value % factor === 0) return `${value / factor}${unit}`;
  }
  return `${value}${base}`;
}

function formatScalar(type: SettingType, value: SettingScalar): string {
  if (typeof value === "object") return `${value.index}/${value.count}`;
  if (typeof value !== "number") return String(value);
  if (type.kind === "date") return formatDate(value);
  if (type.kind === "size") return formatQuantity(value, SIZE_UNITS, "B");
  if (type.kind === "duration") return formatQuantity(value, DURATION_UNITS, "s");
  return String(value);
}

/** Whether a value is that of a repeatable setting. */
export function isList(value: SettingValue | undefined): value is readonly SettingScalar[] {
  return Array.isArray(value); // which alone does not narrow readonly arrays
}

/** The texts that `parseValue` would turn into this value; one per element of a list. */
export function formatValue(type: SettingType, value: SettingValue | undefined): string[] {
  if (value === undefined) return [];
  const values = isList(value) ? value : [value];
  return values.map((element) => formatScalar(type, element));
}
