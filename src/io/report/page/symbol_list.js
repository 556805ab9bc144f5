/** The symbols, each with its weeks or months as a strip of colours; choosing one shows its days alone. */
import { byId, cssColour, el, sizeCanvas } from "./dom.js";
import { count, dateText, qualityLevel, score, weekday } from "./format.js";
import { VirtualList } from "./virtual_list.js";

const ROW_HEIGHT = 30;
const STRIP = { width: 84, height: 14 };
/** Weeks that are wide enough in a strip to be told apart. */
const MOST_WEEKS = 28;

/** The stretches of time that a strip shows, weeks where they fit and months else: the number of each day's, from 0. */
export function stripBins({ first, last }) {
  const isWeekly = last - first < MOST_WEEKS * 7;
  const monday = first - ((weekday(first) + 6) % 7);
  const month = (day) => {
    const [year, number] = dateText(day).split("-");
    return Number(year) * 12 + Number(number);
  };
  const firstMonth = month(first);
  return Int32Array.from(
    { length: last - first + 1 },
    (_, i) => isWeekly ? Math.floor((first + i - monday) / 7) : month(first + i) - firstMonth,
  );
}

/** What is known of each symbol from some rows: days, best quality, and the best of each week or month. */
export function symbolSummaries(store, rows, range) {
  const binOf = stripBins(range);
  const bins = binOf[binOf.length - 1] + 1;
  const summaries = store.symbols.map((name, code) => ({
    name,
    code,
    days: 0,
    best: NaN,
    strip: null,
  }));
  for (const row of rows) {
    const summary = summaries[store.symbolOf[row]];
    const quality = store.qualityOf[row];
    const bin = binOf[store.dateOf[row] - range.first];
    summary.days++;
    summary.strip ??= new Float32Array(bins).fill(NaN);
    if (!(summary.best >= quality) && !Number.isNaN(quality)) summary.best = quality;
    if (!(summary.strip[bin] >= quality)) summary.strip[bin] = quality;
  }
  return summaries;
}

const ORDERS = {
  name: (a, b) => (a.name < b.name ? -1 : 1),
  days: (a, b) => b.days - a.days || ORDERS.name(a, b),
  best: (a, b) => (b.best || 0) - (a.best || 0) || ORDERS.name(a, b),
};

/** The list beside the days. */
export class SymbolList {
  /** @param {{onPick: (code: number | null) => void}} options Called with a symbol's number, or null for all. */
  constructor(store, { onPick }) {
    this.store = store;
    this.onPick = onPick;
    this.summaries = [];
    this.shown = [];
    this.chosen = null;
    this.input = byId("symbol-search");
    this.order = byId("symbol-order");
    this.all = byId("symbol-all");
    this.box = byId("symbol-list");
    this.list = new VirtualList(this.box, {
      rowHeight: ROW_HEIGHT,
      makeRow: () => this.#makeRow(),
      fillRow: (row, i) => this.#fillRow(row, i),
    });
    this.input.addEventListener("input", () => this.#arrange(true));
    this.order.addEventListener("change", () => this.#arrange(true));
    this.all.addEventListener("click", () => onPick(null));
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.box.addEventListener("keydown", (event) => this.#key(event));
  }

  show(summaries, chosen) {
    this.summaries = summaries;
    this.chosen = chosen;
    this.all.setAttribute("aria-pressed", String(chosen === null));
    this.#arrange(false);
  }

  #arrange(isNew) {
    const wanted = this.input.value.trim().toUpperCase();
    this.shown = this.summaries
      .filter(({ name, days, code }) =>
        (days > 0 || code === this.chosen) && name.toUpperCase().includes(wanted)
      )
      .sort(ORDERS[this.order.value] ?? ORDERS.best);
    byId("symbol-count").textContent = count(this.shown.length);
    this.list.setLength(this.shown.length, isNew);
  }

  /** Moves the choice by keys: down and up in the list, enter takes the first match. */
  #key(event) {
    const at = this.shown.findIndex(({ code }) => code === this.chosen);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Enter: at < 0 ? 0 : at }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (to < 0) return this.onPick(null);
    if (to >= this.shown.length) return;
    this.onPick(this.shown[to].code);
    this.list.reveal(to);
  }

  #makeRow() {
    const canvas = el("canvas", { "aria-hidden": "true" });
    const row = el(
      "div.symbol",
      { role: "option", onclick: () => this.onPick(Number(row.dataset.code)) },
      el("span.name"),
      canvas,
      el("span.days"),
      el("span.best"),
    );
    return row;
  }

  #fillRow(row, i) {
    const { name, code, days, best, strip } = this.shown[i];
    const [nameCell, canvas, dayCell, bestCell] = row.children;
    row.dataset.code = code;
    row.setAttribute("aria-selected", String(code === this.chosen));
    nameCell.textContent = name;
    dayCell.textContent = count(days);
    bestCell.textContent = score(best, 2);
    row.setAttribute("aria-label", `${name}: ${count(days)} days, best quality ${score(best)}`);
    drawStrip(canvas, strip);
  }
}

function drawStrip(canvas, strip) {
  const context = sizeCanvas(canvas, STRIP.width, STRIP.height);
  if (strip === null) return;
  const width = Math.min(10, STRIP.width / strip.length);
  for (const [i, quality] of strip.entries()) {
    const level = qualityLevel(quality);
    context.fillStyle = cssColour(level === null ? "--cell-empty" : `--q${level}`);
    context.fillRect(i * width, 1, Math.max(1, width - (width > 3 ? 1 : 0)), STRIP.height - 2);
  }
}
