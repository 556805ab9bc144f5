/** Numbers, dates and times as text. `NaN` is an en dash everywhere. */

export const NOTHING = "–";

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
export const MONTHS = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
];
const DAY_MS = 86_400_000;

export function fixed(value, digits = 2) {
  return Number.isFinite(value) ? value.toFixed(digits) : NOTHING;
}

/** A score between 0 and 1, never rounded up to the band above it: .7999 is .799. */
export function score(value, digits = 3) {
  if (!Number.isFinite(value)) return NOTHING;
  const unit = 10 ** digits;
  return (Math.floor(value * unit + 1e-4) / unit).toFixed(digits);
}

export function percent(value, digits = 1) {
  return Number.isFinite(value) ? `${(value * 100).toFixed(digits)}%` : NOTHING;
}

export function signedPercent(value, digits = 1) {
  if (!Number.isFinite(value)) return NOTHING;
  const text = (Math.abs(value) * 100).toFixed(digits);
  return `${value < 0 && Number(text) !== 0 ? "−" : "+"}${text}%`;
}

/** A ratio such as 3.2× or 725×. */
export function times(value) {
  if (!Number.isFinite(value)) return NOTHING;
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)}×`;
}

export function price(value) {
  if (!Number.isFinite(value)) return NOTHING;
  return value.toFixed(Math.abs(value) < 1 ? 4 : 2);
}

export function count(value) {
  return Number.isFinite(value) ? Math.round(value).toLocaleString("en-US") : NOTHING;
}

/** A large number in three digits: 4.18M. */
export function compact(value) {
  if (!Number.isFinite(value)) return NOTHING;
  for (const [unit, letter] of [[1e9, "B"], [1e6, "M"], [1e3, "k"]]) {
    if (Math.abs(value) >= unit * 0.9995) return `${(value / unit).toPrecision(3)}${letter}`;
  }
  return String(Math.round(value));
}

/** `YYYY-MM-DD` of a day number (days since 1970-01-01). */
export function dateText(day) {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function weekdayText(day) {
  return WEEKDAYS[weekday(day)];
}

/** 0 Sunday to 6 Saturday. */
export function weekday(day) {
  return (((day + 4) % 7) + 7) % 7;
}

/** The day number of `YYYY-MM-DD`, or `NaN`. */
export function dayNumber(text) {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) / DAY_MS : NaN;
}

/** Seconds since local midnight as `HH:MM`, or `HH:MM:SS` where they are not on a minute. */
export function clockText(seconds) {
  const two = (value) => String(Math.floor(value)).padStart(2, "0");
  const text = `${two(seconds / 3600)}:${two((seconds % 3600) / 60)}`;
  return seconds % 60 === 0 ? text : `${text}:${two(seconds % 60)}`;
}

/** A length of time: 45 s, 5 min, 2 h 05. */
export function durationText(seconds) {
  if (!Number.isFinite(seconds)) return NOTHING;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${
    String(Math.round((seconds % 3600) / 60)).padStart(2, "0")
  }`;
}

/** A name of the data as a label: `power_hour` is “power hour”. */
export function label(name) {
  return name === null ? "not known" : name.replaceAll("_", " ");
}

const LEVEL_EDGES = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** The step of the quality scale that a score is on: 0 to 6, or `null` for one that is not known. */
export function qualityLevel(value) {
  if (!Number.isFinite(value)) return null;
  return LEVEL_EDGES.filter((edge) => value >= edge).length;
}

/** What each step of the quality scale stands for, in order. */
export const LEVEL_NAMES = ["< .4", ".4", ".5", ".6", ".7", ".8", "≥ .9"];
