/** The table of days: sorted by any column, only the rows in view exist. */
import { byId, el } from "./dom.js";
import {
  compact,
  count,
  dateText,
  fixed,
  label,
  percent,
  price,
  score,
  signedPercent,
  times,
  weekdayText,
} from "./format.js";
import { VirtualList } from "./virtual_list.js";

const ROW_HEIGHT = 28;

/** Columns: what the header says, the column it sorts by, and the text of a cell. */
const COLUMNS = [
  { title: "Symbol", column: "symbol", width: "68px", text: (store, row) => store.symbol(row) },
  {
    title: "Date",
    column: "trade_date",
    width: "112px",
    text: (store, row) => `${weekdayText(store.dateOf[row])} ${dateText(store.dateOf[row])}`,
  },
  { title: "Category", column: "eod_category", width: "92px", kind: "category" },
  { title: "Quality", column: "eod_quality", width: "94px", kind: "meter" },
  number("Risk", "eod_risk", (value) => score(value, 2), "46px"),
  number("Range", "eod_range_pct", (value) => percent(value), "62px"),
  number("RVOL", "eod_rvol", times, "58px"),
  number("Gap", "gap_pct", (value) => signedPercent(value), "68px"),
  number("Close", "eod_close", price, "60px"),
  number("Volume", "eod_volume", compact, "62px"),
  number("Halts", "eod_n_halts", count, "50px"),
  number("Squeezes", "eod_squeezes", count, "78px"),
  number("Largest", "eod_squeeze_max", (value) => signedPercent(Math.expm1(value)), "68px"),
  number("Spread", "eod_spread_bps", (value) => fixed(value, 0), "58px"),
  number("Points", "eod_reset_points", count, "54px"),
  number("Good", "eod_good_points", count, "48px"),
  {
    title: "Best period",
    column: "eod_best_period",
    width: "88px",
    text: (store, row) => label(store.name("eod_best_period", row)),
  },
  { title: "Notes", column: null, width: "minmax(110px, 1fr)", text: notes },
];

function number(title, column, format, width) {
  return {
    ...{ title, column, width },
    align: "right",
    text: (store, row) => format(store.number(column, row)),
  };
}

const NOTES = [
  ["is_half_day", "half day"],
  ["eod_ssr", "SSR"],
  ["eod_news_hint", "news"],
  ["eod_suspect_split", "split?"],
  ["eod_full_cycle", "full cycle"],
  ["eod_risk_partial", "no status"],
];

/** What else there is to say of a day, in few words. */
export function notes(store, row) {
  const words = NOTES.filter(([column]) => store.flag(column, row)).map(([, text]) => text);
  const condition = store.name("condition", row);
  if (condition !== null && condition !== "available") words.push(condition);
  return words.join(" · ");
}

/** The table. */
export class DayTable {
  /** @param {{onOpen: (row: number) => void, onSort: (column: string) => void}} options */
  constructor(store, { onOpen, onSort }) {
    this.store = store;
    this.onOpen = onOpen;
    this.rows = new Int32Array(0);
    this.cursor = 0;
    this.box = byId("table");
    this.box.style.setProperty("--columns", COLUMNS.map(({ width }) => width).join(" "));
    this.headers = COLUMNS.map((column) => header(store, column, onSort));
    this.box.append(el("div.head", { role: "row", "aria-rowindex": 1 }, ...this.headers));
    this.list = new VirtualList(this.box, {
      rowHeight: ROW_HEIGHT,
      makeRow: () => this.#makeRow(),
      fillRow: (row, i) => this.#fillRow(row, i),
    });
    this.box.setAttribute("aria-colcount", COLUMNS.length);
  }

  /** Shows rows; the cursor stays on its row if that is still there, but begins anew in a new order. */
  show(rows, order) {
    const current = this.rows[this.cursor];
    const isStill = current !== undefined && order === this.order;
    const at = isStill ? rows.indexOf(current) : -1;
    this.order = order;
    this.rows = rows;
    this.cursor = Math.max(0, at);
    for (const [i, { column }] of COLUMNS.entries()) {
      const isSorted = column !== null && column === order.column;
      const direction = order.direction === 1 ? "ascending" : "descending";
      this.headers[i].setAttribute("aria-sort", isSorted ? direction : "none");
    }
    this.box.setAttribute("aria-rowcount", rows.length + 1);
    this.list.setLength(rows.length, at < 0);
    if (at >= 0) this.list.reveal(this.cursor);
    byId("no-days").hidden = rows.length > 0;
  }

  /** Moves the cursor to a position, as far as there are rows. */
  moveTo(position) {
    if (this.rows.length === 0) return;
    this.cursor = Math.max(0, Math.min(this.rows.length - 1, position));
    this.list.reveal(this.cursor);
  }

  get current() {
    return this.rows[this.cursor];
  }

  #makeRow() {
    const cells = COLUMNS.map(({ align, kind }) => {
      const cell = el(align === "right" ? "span.right" : "span", { role: "gridcell" });
      if (kind === "category") cell.append(el("i.dot"), el("span"));
      if (kind === "meter") cell.append(el("span.value"), el("span.meter", {}, el("i")));
      return cell;
    });
    const row = el("div.row", {
      role: "row",
      onclick: () => {
        this.moveTo(Number(row.dataset.position));
        this.onOpen(this.current);
      },
    }, ...cells);
    return row;
  }

  #fillRow(element, position) {
    const { store } = this;
    const row = this.rows[position];
    element.dataset.position = position;
    element.id = `row-${row}`;
    element.setAttribute("aria-rowindex", position + 2);
    const isCurrent = position === this.cursor;
    element.setAttribute("aria-selected", String(isCurrent));
    if (isCurrent) this.box.setAttribute("aria-activedescendant", element.id);
    for (const [i, { kind, text }] of COLUMNS.entries()) {
      const cell = element.children[i];
      if (kind === "category") {
        const name = store.categories[store.categoryOf[row]];
        cell.firstChild.dataset.category = name;
        cell.lastChild.textContent = label(name);
      } else if (kind === "meter") {
        const quality = store.qualityOf[row];
        cell.firstChild.textContent = score(quality);
        cell.lastChild.firstChild.style.width = `${(quality || 0) * 100}%`;
      } else cell.textContent = text(store, row);
    }
  }
}

function header(store, { title, column, align }, onSort) {
  const cell = el(align === "right" ? "div.right" : "div", { role: "columnheader" });
  if (column === null) cell.textContent = title;
  else {
    const { help, unit } = store.column(column);
    const tip = unit ? `${help} (${unit})` : help;
    cell.append(
      el("button", { type: "button", "data-tip": tip, onclick: () => onSort(column) }, title),
    );
  }
  return cell;
}
