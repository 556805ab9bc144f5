/** The search line: words that narrow the days down. */

/** What can be compared in the search line: its name, the column behind it, and what a plain number means. */
export const SEARCH_FIELDS = {
  quality: { column: "eod_quality" },
  q: { column: "eod_quality" },
  risk: { column: "eod_risk" },
  rvol: { column: "eod_rvol" },
  range: { column: "eod_range_pct" },
  gap: { column: "gap_pct" },
  move: { column: "eod_max_intraday_move" },
  fade: { column: "eod_fade" },
  volume: { column: "eod_volume" },
  price: { column: "eod_close" },
  halts: { column: "eod_n_halts" },
  squeezes: { column: "eod_squeezes" },
  spread: { column: "eod_spread_bps" },
  points: { column: "eod_reset_points" },
  good: { column: "eod_good_points" },
};

const COMPARISON = /^([a-z]+)(>=|<=|>|<|=)(-?\d*\.?\d+)(%|k|m|b)?$/;
const SCALE = { "%": 0.01, k: 1e3, m: 1e6, b: 1e9 };
const DATE = /^\d{4}(-\d{0,2}(-\d{0,2})?)?$/;

const COMPARE = {
  ">=": (a, b) => a >= b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  "<": (a, b) => a < b,
  "=": (a, b) => a === b,
};

/**
 * Reads the search line. All of its words must hold: `MLGO` is part of the symbol, `2025-03` the beginning of the date,
 * `rvol>=5` or `range>20%` a comparison.
 *
 * @returns {{symbols: string[], dates: string[], comparisons: object[], unknown: string[]}}
 */
export function parseSearch(text) {
  const query = { symbols: [], dates: [], comparisons: [], unknown: [] };
  for (const word of text.trim().split(/\s+/).filter((part) => part !== "")) {
    const match = COMPARISON.exec(word.toLowerCase());
    const field = match && Object.hasOwn(SEARCH_FIELDS, match[1]) ? SEARCH_FIELDS[match[1]] : null;
    if (field) {
      const value = Number(match[3]) * (SCALE[match[4]] ?? 1);
      query.comparisons.push({ column: field.column, holds: COMPARE[match[2]], value });
    } else if (/[<>=]/.test(word)) query.unknown.push(word);
    else if (DATE.test(word)) query.dates.push(word);
    else query.symbols.push(word.toUpperCase());
  }
  return query;
}

/**
 * A function that says whether a row of the store matches.
 *
 * @param {import("./store.js").DayStore} store
 * @param {(day: number) => string} dateText
 */
export function searchMatcher(store, query, dateText) {
  const symbolMatches = store.symbols.map((symbol) => {
    const upper = symbol.toUpperCase();
    return query.symbols.every((word) => upper.includes(word));
  });
  const dates = new Map();
  const dateMatches = (day) => {
    if (query.dates.length === 0) return true;
    if (!dates.has(day)) {
      const text = dateText(day);
      dates.set(day, query.dates.every((word) => text.startsWith(word)));
    }
    return dates.get(day);
  };
  const comparisons = query.comparisons.map(({ column, holds, value }) => ({
    ...{ holds, value: Math.fround(value), values: store.values(column) },
  }));
  return (row) =>
    symbolMatches[store.symbolOf[row]] && dateMatches(store.dateOf[row]) &&
    comparisons.every(({ holds, value, values }) => holds(values[row], value));
}
