/** One day on the whole page. */
import { DayChart, DEFAULT_MINUTES, RESOLUTIONS } from "./day_chart.js";
import { factCards, pointTable, qualityCard } from "./day_facts.js";
import { notes } from "./day_table.js";
import { byId, el } from "./dom.js";
import { dateText, label, percent, qualityLevel, score, times, weekdayText } from "./format.js";

/** The view of a day. It is there but hidden while none is open. */
export class DayView {
  /** @param {import("./chart_data.js").ChartSource} source */
  constructor(store, source) {
    this.store = store;
    this.source = source;
    this.row = -1;
    this.chart = null;
    this.drawing = null;
    this.point = -1;
    this.minutes = DEFAULT_MINUTES;
    const choices = RESOLUTIONS.map((minutes) =>
      el("button", {
        type: "button",
        "data-minutes": minutes,
        "data-tip": `Candles of ${minutes} min (m)`,
        onclick: () => this.setMinutes(minutes),
      }, `${minutes}m`)
    );
    byId("resolution").append(...choices);
    byId("fit").addEventListener("click", () => this.drawing?.fit());
    byId("fit-regular").addEventListener("click", () => this.drawing?.fitRegular());
    this.#markMinutes();
  }

  get isOpen() {
    return this.row >= 0;
  }

  /** Opens a day. @param {string} place Where it stands among those shown, such as “3 of 60”. */
  async open(row, place) {
    const { store } = this;
    this.row = row;
    this.point = -1;
    byId("day").hidden = false;
    byId("overview").hidden = true;
    const name = `${store.symbol(row)} ${dateText(store.dateOf[row])}`;
    document.title = `${name}, momentum index`;
    this.#fillHead(row, place);
    byId("day-facts").replaceChildren(qualityCard(store, row), ...factCards(store, row));
    byId("day-points").replaceChildren();
    this.#say("Loading the chart");
    const chart = await this.#load(row);
    if (this.row !== row || chart === null) return;
    this.#say(null);
    this.chart = chart;
    this.drawing ??= new DayChart(byId("chart"), byId("legend"), {
      reasons: store.header.haltReasons,
      onPoint: (i) => this.selectPoint(i),
    });
    this.drawing.minutes = this.minutes;
    this.drawing.show(chart, store.dateOf[row]);
    byId("day-points").replaceChildren(
      pointTable(chart.points, store.header.bands.point, (i) => this.selectPoint(i)),
    );
    byId("chart").dataset.row = row;
  }

  #fillHead(row, place) {
    const { store } = this;
    const day = store.dateOf[row];
    const category = store.categories[store.categoryOf[row]];
    byId("day-symbol").textContent = store.symbol(row);
    byId("day-date").textContent = `${weekdayText(day)} ${dateText(day)}`;
    byId("day-category").replaceChildren(
      el("i.dot", { "data-category": category }),
      label(category),
    );
    const quality = byId("day-quality");
    quality.textContent = score(store.qualityOf[row]);
    quality.dataset.level = qualityLevel(store.qualityOf[row]) ?? "none";
    const rvol = store.number("eod_rvol", row);
    byId("day-summary").textContent = [
      `range ${percent(store.number("eod_range_pct", row))}`,
      ...(Number.isNaN(rvol) ? [] : [`volume ${times(rvol)}`]),
      notes(store, row),
    ].filter((text) => text !== "").join(" · ");
    byId("day-place").textContent = place;
  }

  async #load(row) {
    try {
      const chart = await this.source.chartOf(row);
      if (chart === null && this.row === row) {
        this.#say(
          "This report has no chart of the day: the data it was made from did not have its bars",
        );
      }
      return chart;
    } catch (error) {
      if (this.row === row) this.#say(`The chart cannot be shown: ${error.message}`);
      return null;
    }
  }

  /** Shows a message in place of the chart, or the chart. */
  #say(message) {
    byId("chart-message").hidden = message === null;
    byId("chart-message").textContent = message ?? "";
    byId("chart-box").classList.toggle("empty", message !== null);
    if (message !== null) {
      this.chart = null;
      byId("legend").replaceChildren();
    }
  }

  close() {
    this.row = -1;
    this.chart = null;
    byId("day").hidden = true;
    byId("overview").hidden = false;
    document.title = "Momentum index";
  }

  setMinutes(minutes) {
    this.minutes = minutes;
    this.#markMinutes();
    this.drawing?.setMinutes(minutes);
  }

  /** The next length of candles. */
  cycleMinutes() {
    this.setMinutes(RESOLUTIONS[(RESOLUTIONS.indexOf(this.minutes) + 1) % RESOLUTIONS.length]);
  }

  #markMinutes() {
    for (const button of byId("resolution").children) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.minutes) === this.minutes));
    }
  }

  /** The reset point `step` further on, in order of time. */
  stepPoint(step) {
    if (this.chart === null) return;
    const points = this.chart.points.time.length;
    if (points === 0) return;
    const from = this.point < 0 ? (step > 0 ? -1 : 0) : this.point;
    this.selectPoint((from + step + points) % points);
  }

  selectPoint(i) {
    this.point = i;
    this.drawing.select(i);
    for (const row of byId("day-points").querySelectorAll("tr[data-point]")) {
      const isSelected = Number(row.dataset.point) === i;
      row.setAttribute("aria-selected", String(isSelected));
      if (isSelected) revealRow(byId("day-points"), row);
    }
  }

  applyTheme() {
    this.drawing?.applyTheme();
  }
}

/** Scrolls a box, and only the box, as little as it takes to show a row of its table below the header. */
function revealRow(box, row) {
  const head = row.closest("table").tHead.offsetHeight;
  const top = row.offsetTop - head;
  const bottom = row.offsetTop + row.offsetHeight - box.clientHeight;
  if (box.scrollTop > top) box.scrollTop = top;
  else if (box.scrollTop < bottom) box.scrollTop = bottom;
}
