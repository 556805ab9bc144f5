/** All days: calendar, distributions, symbols and the table, which always show the same days. */
import { Calendar } from "./calendar.js";
import { DayTable } from "./day_table.js";
import { categoryCounts, CountBars, pointTotals, QualityHistogram } from "./distributions.js";
import { byId, el, oncePerFrame } from "./dom.js";
import {
  failuresOf,
  FILTER_BITS,
  isFiltered,
  noFilters,
  passingRows,
  sortRows,
} from "./filters.js";
import { count, dateText, dayNumber, score } from "./format.js";
import { parseSearch } from "./search.js";
import { SymbolList, symbolSummaries } from "./symbol_list.js";

const SYMBOL_COLUMN = "symbol";
const MANY_SYMBOLS = 30;
const KINDS = ["pattern", "phase", "bucket"];
const KIND_TITLES = { pattern: "Patterns", phase: "Phases", bucket: "Time of day" };

/** The overview and its filters. */
export class Overview {
  /** @param {{onOpen: (row: number) => void}} options */
  constructor(store, options) {
    this.store = store;
    this.filters = noFilters();
    this.order = { column: "eod_quality", direction: -1 };
    this.range = store.dateRange();
    this.hasSymbols = store.symbols.length > 1;
    /** What colours the calendar of all symbols: of many, one is always good. */
    this.colours = store.symbols.length > MANY_SYMBOLS ? "good" : "best";
    this.update = oncePerFrame(() => this.updateNow());
    this.table = new DayTable(store, {
      onOpen: options.onOpen,
      onSort: (column) => this.sortBy(column),
    });
    this.calendar = new Calendar(byId("calendar"), byId("time"), {
      onPick: (day) => this.#pickDate(day, options),
    });
    this.#installDistributions();
    this.symbolList = this.hasSymbols
      ? new SymbolList(store, { onPick: (symbol) => this.change({ symbol }) })
      : null;
    byId("symbols").hidden = !this.hasSymbols;
    byId("overview").classList.toggle("single", !this.hasSymbols);
    this.#installInputs();
    new ResizeObserver(this.update).observe(byId("time"));
  }

  #installDistributions() {
    const { store } = this;
    this.histogram = new QualityHistogram(byId("histogram"), store, {
      onRange: (minQuality, maxQuality) => {
        const isSame = minQuality === this.filters.minQuality &&
          maxQuality === this.filters.maxQuality;
        this.change(
          isSame ? { minQuality: -Infinity, maxQuality: Infinity } : { minQuality, maxQuality },
        );
      },
    });
    this.bars = new Map([[
      "category",
      new CountBars(byId("categories"), {
        ...{ title: "Categories", note: "days", kind: "category", names: store.categories },
        onToggle: (name) => this.toggle("category", name),
      }),
    ]]);
    for (const kind of KINDS) {
      this.bars.set(
        kind,
        new CountBars(byId(`${kind}s`), {
          ...{ title: KIND_TITLES[kind], note: "reset points", kind },
          names: store.countsOf(kind).map(({ name }) => name),
          onToggle: (name) => this.toggle(kind, name),
        }),
      );
    }
  }

  #installInputs() {
    const { range } = this;
    byId("search").addEventListener("input", () => this.change({ search: byId("search").value }));
    byId("colours").addEventListener("click", () => {
      this.colours = this.colours === "good" ? "best" : "good";
      this.update();
    });
    byId("clear").addEventListener("click", () => this.clear());
    for (const [id, key, open] of [["from", "from", -Infinity], ["to", "to", Infinity]]) {
      const input = byId(id);
      if (range) [input.min, input.max] = [dateText(range.first), dateText(range.last)];
      input.addEventListener("change", () => {
        const day = dayNumber(input.value);
        this.change({ [key]: Number.isNaN(day) ? open : day });
      });
    }
    const quality = byId("min-quality");
    quality.addEventListener("input", () => {
      const value = Number(quality.value);
      this.change({ minQuality: value > 0 ? value : -Infinity, maxQuality: Infinity });
    });
  }

  /** Changes some filters. */
  change(changes) {
    Object.assign(this.filters, changes);
    this.update();
  }

  /** Adds a name to a filter, or takes it out. */
  toggle(kind, name) {
    const names = this.filters[kind];
    if (!names.delete(name)) names.add(name);
    this.update();
  }

  clear() {
    this.filters = noFilters();
    this.update();
  }

  get isFiltered() {
    return isFiltered(this.filters);
  }

  sortBy(column) {
    const isSame = this.order.column === column;
    const isText = column === SYMBOL_COLUMN || this.store.column(column).names !== undefined;
    const first = isText ? 1 : -1;
    this.order = { column, direction: isSame ? -this.order.direction : first };
    this.update();
  }

  #pickDate(day, { onOpen }) {
    const { store, filters } = this;
    const rows = [...passingRows(this.failures)].filter((row) => store.dateOf[row] === day);
    if (rows.length === 1) return onOpen(rows[0]);
    const isSame = filters.from === day && filters.to === day;
    this.change(isSame ? { from: -Infinity, to: Infinity } : { from: day, to: day });
  }

  updateNow() {
    const { store, filters, range } = this;
    this.failures = failuresOf(store, filters);
    const rows = passingRows(this.failures);
    this.table.show(sortRows(store, rows, this.order), this.order);
    this.#showInputs(rows);
    if (range === null) return;
    this.histogram.show(passingRows(this.failures, FILTER_BITS.quality), filters);
    const categoryRows = passingRows(this.failures, FILTER_BITS.category);
    this.bars.get("category").show(categoryCounts(store, categoryRows), filters.category);
    for (const kind of KINDS) {
      const own = passingRows(this.failures, FILTER_BITS[kind]);
      this.bars.get(kind).show(pointTotals(store, kind, own), filters[kind]);
    }
    // the calendar keeps its other dates when one is picked
    const dateRows = passingRows(this.failures, FILTER_BITS.dates);
    this.#showCalendar(dateRows);
    const symbolRows = passingRows(this.failures, FILTER_BITS.symbol);
    this.symbolList?.show(symbolSummaries(store, symbolRows, range), filters.symbol);
  }

  #showCalendar(rows) {
    const { store, filters, range } = this;
    const isSingle = !this.hasSymbols || filters.symbol !== null;
    const colours = isSingle ? "best" : this.colours;
    const scale = this.calendar.show(store, rows, { range, colours, isSingle });
    byId("scale").replaceChildren(
      ...scale.map(([level, text]) => el("span", { "data-level": level }, text)),
    );
    const good = store.header.bands.secondary;
    byId("calendar-title").textContent = isSingle
      ? `Quality of ${store.symbols[filters.symbol ?? 0]} by day`
      : colours === "good"
      ? `Days of quality ${good} and more, all symbols`
      : "Best quality of each day, all symbols";
    byId("colours").hidden = isSingle;
    byId("colours").textContent = colours === "good" ? "Show the best" : "Count good days";
  }

  #showInputs(rows) {
    const { store, filters } = this;
    const { from, to, minQuality } = filters;
    byId("from").value = from === -Infinity ? "" : dateText(from);
    byId("to").value = to === Infinity ? "" : dateText(to);
    byId("min-quality").value = Math.max(0, minQuality === -Infinity ? 0 : minQuality);
    byId("min-quality-text").textContent = score(
      Math.max(0, minQuality === -Infinity ? 0 : minQuality),
      2,
    );
    if (document.activeElement !== byId("search")) byId("search").value = filters.search;
    const { unknown } = parseSearch(filters.search);
    byId("search-problem").textContent = unknown.length > 0
      ? `not understood: ${unknown.join(" ")}`
      : "";
    byId("clear").hidden = !this.isFiltered;
    byId("shown").textContent = rows.length === store.rows
      ? `${count(store.rows)} days`
      : `${count(rows.length)} of ${count(store.rows)} days`;
  }
}
