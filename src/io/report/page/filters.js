/** Which days are shown, and in which order. */
import { dateText } from "./format.js";
import { parseSearch, searchMatcher } from "./search.js";

/** What days can be filtered by, one bit each: the counts of a filter's own choices leave its own bit out. */
export const FILTER_BITS = {
  symbol: 1,
  dates: 2,
  search: 4,
  category: 8,
  quality: 16,
  pattern: 32,
  phase: 64,
  bucket: 128,
};

/** Everything shown. */
export function noFilters() {
  return {
    /** Number of the only symbol, or null. */
    symbol: null,
    /** First and last day number. */
    from: -Infinity,
    to: Infinity,
    search: "",
    /** Chosen categories, patterns, phases and buckets by name; an empty set is no filter. */
    category: new Set(),
    pattern: new Set(),
    phase: new Set(),
    bucket: new Set(),
    /** Lowest quality, and the first one that is too high. */
    minQuality: -Infinity,
    maxQuality: Infinity,
  };
}

/** Whether anything is filtered. */
export function isFiltered(filters) {
  return filters.symbol !== null || filters.from > -Infinity || filters.to < Infinity ||
    filters.search.trim() !== "" || filters.minQuality > -Infinity ||
    filters.maxQuality < Infinity ||
    ["category", "pattern", "phase", "bucket"].some((kind) => filters[kind].size > 0);
}

/**
 * For each row the filters it fails, as a sum of their bits: 0 for a row that is shown.
 *
 * @param {import("./store.js").DayStore} store
 */
export function failuresOf(store, filters) {
  const failures = new Uint16Array(store.rows);
  const fail = (bit, passes) => {
    for (let row = 0; row < store.rows; row++) if (!passes(row)) failures[row] |= bit;
  };
  const { symbolOf, dateOf, qualityOf, categoryOf, categories } = store;
  if (filters.symbol !== null) {
    fail(FILTER_BITS.symbol, (row) => symbolOf[row] === filters.symbol);
  }
  if (filters.from > -Infinity || filters.to < Infinity) {
    fail(FILTER_BITS.dates, (row) => dateOf[row] >= filters.from && dateOf[row] <= filters.to);
  }
  if (filters.search.trim() !== "") {
    fail(FILTER_BITS.search, searchMatcher(store, parseSearch(filters.search), dateText));
  }
  if (filters.category.size > 0) {
    const isChosen = categories.map((name) => filters.category.has(name));
    fail(FILTER_BITS.category, (row) => isChosen[categoryOf[row]]);
  }
  if (filters.minQuality > -Infinity || filters.maxQuality < Infinity) {
    // qualities are stored as 32-bit numbers: .9 is a little less than .9
    const [minQuality, maxQuality] = [filters.minQuality, filters.maxQuality].map(Math.fround);
    fail(FILTER_BITS.quality, (row) => qualityOf[row] >= minQuality && qualityOf[row] < maxQuality);
  }
  for (const kind of ["pattern", "phase", "bucket"]) {
    if (filters[kind].size === 0) continue;
    const counts = store.countsOf(kind).filter(({ name }) => filters[kind].has(name));
    fail(FILTER_BITS[kind], (row) => counts.some(({ values }) => values[row] > 0));
  }
  return failures;
}

/** The rows that fail nothing, but for the filters in `except`. */
export function passingRows(failures, except = 0) {
  const rows = new Int32Array(failures.length);
  let n = 0;
  for (let row = 0; row < failures.length; row++) {
    if ((failures[row] & ~except) === 0) rows[n++] = row;
  }
  return rows.subarray(0, n);
}

/**
 * Rows in the order of a column; equal ones stay in the order of symbol and date, unknown values come last.
 *
 * @param {import("./store.js").DayStore} store
 * @param {{column: string, direction: 1 | -1}} order
 */
export function sortRows(store, rows, { column, direction }) {
  const { values, names } = store.column(column);
  // Names sort by their text, but for those whose own order means something.
  const keys = names && column === "symbol" ? rankOf(names) : null;
  const key = keys ? (row) => keys[values[row]] : (row) => values[row];
  return Int32Array.from(rows).sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === y) return a - b;
    if (Number.isNaN(x) || Number.isNaN(y)) {
      return Number.isNaN(x) && Number.isNaN(y) ? a - b : Number.isNaN(x) ? 1 : -1;
    }
    return direction * (x - y);
  });
}

function rankOf(names) {
  const order = [...names.keys()].sort((a, b) => names[a] < names[b] ? -1 : 1);
  const ranks = new Int32Array(names.length);
  order.forEach((code, rank) => ranks[code] = rank);
  return ranks;
}
