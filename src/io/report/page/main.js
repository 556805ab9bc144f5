/** Starting the page. */
import { ChartSource } from "./chart_data.js";
import { DayView } from "./day_view.js";
import { byId, installTips } from "./dom.js";
import { count, dateText, dayNumber } from "./format.js";
import { installKeys } from "./keys.js";
import { Overview } from "./overview.js";
import { openStore } from "./store.js";
import { installTheme } from "./theme.js";

/** The parts of the page, once the data are there. */
class Report {
  constructor(store) {
    this.store = store;
    this.view = new DayView(store, new ChartSource(store));
    this.overview = new Overview(store, { onOpen: (row) => this.openRow(row) });
    this.cycleTheme = installTheme(() => this.#applyTheme());
    this.#fillHead();
    this.overview.updateNow();
    installKeys(this.#actions());
    addEventListener("hashchange", () => this.#followAddress());
    for (const [id, step] of [["previous", -1], ["next", 1]]) {
      byId(id).addEventListener("click", () => this.#step(step));
    }
    byId("close").addEventListener("click", () => this.#leave());
    byId("help-open").addEventListener("click", () => byId("help").showModal());
    byId("help-close").addEventListener("click", () => byId("help").close());
    this.#followAddress();
  }

  #applyTheme() {
    this.view.applyTheme();
    this.overview.update();
  }

  #fillHead() {
    const { store } = this;
    const range = store.dateRange();
    const symbols = store.symbols.length;
    byId("scope").textContent = range === null ? "no days" : [
      symbols === 1 ? store.symbols[0] : `${count(symbols)} symbols`,
      `${dateText(range.first)} to ${dateText(range.last)}`,
    ].join(" · ");
    const points = store.values("eod_reset_points").reduce((sum, value) => sum + value, 0);
    const { daysScanned, inputs, configHash, thresholds } = store.header;
    const changed = Object.entries(thresholds).map(([key, value]) => `${key} = ${value}`);
    byId("source").textContent = [
      `${count(store.rows)} days with ${count(points)} reset points, of ${
        count(daysScanned)
      } symbol-days in ${count(inputs)} files`,
      `settings ${configHash.slice(0, 12)}`,
      changed.length === 0 ? "all thresholds at their defaults" : changed.join(", "),
    ].join(" · ");
  }

  /** The address names the open day, so that it can be linked to and gone back from. */
  openRow(row) {
    this.#goTo(`${encodeURIComponent(this.store.symbol(row))}:${dateText(this.store.dateOf[row])}`);
  }

  /** Follows the address at once: the event that it changed comes after further keys. */
  #goTo(address) {
    location.hash = address;
    this.#followAddress();
  }

  #followAddress() {
    const { table } = this.overview;
    const address = location.hash.slice(1);
    if (address === this.address) return;
    this.address = address;
    const colon = address.lastIndexOf(":");
    const row = colon < 0
      ? -1
      : this.store.find(decodedText(address.slice(0, colon)), dayNumber(address.slice(colon + 1)));
    if (row < 0) {
      this.#showOverview();
      return;
    }
    const position = table.rows.indexOf(row);
    if (position >= 0) table.moveTo(position);
    const place = position < 0 ? "" : `${count(position + 1)} of ${count(table.rows.length)}`;
    this.opened = this.view.open(row, place);
    byId("close").focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  #showOverview() {
    if (!this.view.isOpen) return;
    this.view.close();
    this.overview.update();
    byId("table").focus({ preventScroll: true });
  }

  #leave() {
    this.#goTo("");
  }

  #step(step) {
    const { table } = this.overview;
    table.moveTo(table.cursor + step);
    if (!this.view.isOpen) table.box.scrollIntoView({ block: "nearest" });
    if (this.view.isOpen && table.current !== undefined) this.openRow(table.current);
  }

  #actions() {
    const { overview, view } = this;
    const { table } = overview;
    const inOverview = (run) => () => view.isOpen ? false : run();
    const inDay = (run) => () => view.isOpen ? run() : false;
    return {
      j: () => this.#step(1),
      k: () => this.#step(-1),
      ArrowDown: inOverview(() => this.#step(1)),
      ArrowUp: inOverview(() => this.#step(-1)),
      PageDown: inOverview(() => this.#step(table.list.pageRows)),
      PageUp: inOverview(() => this.#step(-table.list.pageRows)),
      g: inOverview(() => table.moveTo(0)),
      G: inOverview(() => table.moveTo(Infinity)),
      Home: inOverview(() => table.moveTo(0)),
      End: inOverview(() => table.moveTo(Infinity)),
      Enter: inOverview(() => this.#enter()),
      Escape: () => this.#escape(),
      "/": inOverview(() => byId("search").select()),
      s: inOverview(() => overview.symbolList?.input.select()),
      c: inOverview(() => overview.clear()),
      n: inDay(() => view.stepPoint(1)),
      p: inDay(() => view.stepPoint(-1)),
      m: inDay(() => view.cycleMinutes()),
      f: inDay(() => view.drawing?.fit()),
      r: inDay(() => view.drawing?.fitRegular()),
      t: () => this.cycleTheme(),
      "?": () => byId("help").open ? byId("help").close() : byId("help").showModal(),
    };
  }

  #enter() {
    if (document.activeElement === byId("search")) {
      return byId("table").focus({ preventScroll: true });
    }
    if (this.overview.table.current !== undefined) this.openRow(this.overview.table.current);
  }

  #escape() {
    if (byId("help").open) return byId("help").close();
    if (this.view.isOpen) return this.#leave();
    const field = document.activeElement;
    if (field instanceof HTMLElement && field.matches("input, select")) {
      return byId("table").focus({ preventScroll: true });
    }
    this.overview.clear();
  }
}

function decodedText(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function start() {
  installTips();
  try {
    const store = await openStore(byId("momo-days").textContent);
    globalThis.momoReport = new Report(store);
    document.body.dataset.state = "ready";
  } catch (error) {
    document.body.dataset.state = "failed";
    byId("scope").textContent = `The report cannot be shown: ${error.message}`;
    throw error;
  }
}

start();
