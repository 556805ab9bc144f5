/** A calendar of trade dates, coloured by quality: one symbol's days, or the best of all symbols on each date. */
import { el } from "./dom.js";
import {
  dateText,
  label,
  LEVEL_NAMES,
  MONTHS,
  qualityLevel,
  score,
  weekday,
  weekdayText,
} from "./format.js";

const MAX_CELL = 30;
const MIN_CELL = 11;
const GAP = 3;
const LABEL_WIDTH = 44;
/** A calendar that takes up less than this share of the page's width has the histogram beside it. */
const MOST_SHORT = 0.55;
/** From this size on a cell has room for the day of the month. */
const NUMBERED_CELL = 22;

/**
 * What there is on each date.
 *
 * @param {number} goodQuality From this quality on a day counts as good.
 * @returns {Map<number, {best: number, count: number, good: number}>} By day number: the row of best quality, how many rows
 * there are, and how many of them are good.
 */
export function rowsByDate(store, rows, goodQuality) {
  const days = new Map();
  const good = Math.fround(goodQuality); // as qualities are stored
  for (const row of rows) {
    const day = store.dateOf[row];
    const quality = store.qualityOf[row];
    let known = days.get(day);
    if (known === undefined) days.set(day, known = { best: row, count: 0, good: 0 });
    known.count++;
    if (quality >= good) known.good++;
    if (!(store.qualityOf[known.best] >= quality) && !Number.isNaN(quality)) known.best = row;
  }
  return days;
}

const TOP_LEVEL = 6;

/** Lowest number on each step of the scale for counts up to `most`: steps 0 to 6, 0 for none. */
export function countSteps(most) {
  const steps = [0];
  for (let level = 1; level <= TOP_LEVEL; level++) {
    const lowest = Math.floor(((level - 1) * most) / TOP_LEVEL) + 1;
    if (lowest <= most && lowest > steps.at(-1)) steps.push(lowest);
  }
  return steps;
}

/** The step of the scale that a count is on: the highest one goes to the most. */
function countLevel(steps, value) {
  const step = steps.findLastIndex((lowest) => value >= lowest);
  return step <= 0 ? 0 : TOP_LEVEL - (steps.length - 1 - step);
}

/** The weeks of each year between two day numbers: Mondays, a week belonging to the year of its Friday. */
export function weeksByYear(first, last) {
  const years = new Map();
  const monday = first - ((weekday(first) + 6) % 7);
  for (let week = monday; week <= last; week += 7) {
    const year = Number(dateText(week + 4).slice(0, 4));
    if (!years.has(year)) years.set(year, []);
    years.get(year).push(week);
  }
  return years;
}

/** The heat map. */
export class Calendar {
  /**
   * @param {HTMLElement} parent The row it is in: `short` while it leaves room for something beside it.
   * @param {{onPick: (day: number) => void}} options Called with the date of a cell.
   */
  constructor(container, parent, options) {
    this.container = container;
    this.parent = parent;
    container.addEventListener("click", (event) => {
      const cell = event.target.closest("button.cell");
      if (cell) options.onPick(Number(cell.dataset.day));
    });
    container.addEventListener("keydown", (event) => this.#move(event));
  }

  /**
   * Shows the days of some rows.
   *
   * @param {{range: {first: number, last: number}, colours: "best" | "good", isSingle: boolean}} options Range of all days
   * there are; whether a date has the colour of its best day, or of how many good ones it has; whether all are of one symbol.
   * @returns {[level: number, text: string][]} What each colour stands for.
   */
  show(store, rows, { range, colours, isSingle }) {
    const days = rowsByDate(store, rows, store.header.bands.secondary);
    const years = weeksByYear(range.first, range.last);
    const widest = Math.max(...[...years.values()].map((weeks) => weeks.length));
    const { parent } = this;
    const room = parent.clientWidth - LABEL_WIDTH - 48;
    parent.classList.toggle("short", widest * (MAX_CELL + GAP) < room * MOST_SHORT);
    const size = Math.max(MIN_CELL, Math.min(MAX_CELL, Math.floor(room / widest) - GAP));
    const steps = countSteps(Math.max(0, ...[...days.values()].map(({ good }) => good)));
    const levelOf = ({ best, good }) =>
      colours === "good" ? countLevel(steps, good) : qualityLevel(store.qualityOf[best]) ?? "none";
    const blocks = [...years].map(([year, weeks]) =>
      el(
        "section.year",
        { "aria-label": String(year) },
        el("h3", {}, year),
        monthLabels(weeks, size),
        yearGrid(store, weeks, days, { range, size, isSingle, levelOf }),
      )
    );
    this.container.style.setProperty("--cell", `${size}px`);
    this.container.replaceChildren(...blocks);
    const first = this.container.querySelector("button.cell");
    if (first) first.tabIndex = 0;
    return colours === "good"
      ? steps.map((lowest) => [countLevel(steps, lowest), String(lowest)])
      : [...LEVEL_NAMES.entries()];
  }

  #move(event) {
    const step = { ArrowLeft: -7, ArrowRight: 7, ArrowUp: -1, ArrowDown: 1 }[event.key];
    const cell = event.target.closest("button.cell");
    if (step === undefined || cell === null) return;
    event.preventDefault();
    event.stopPropagation();
    const cells = [...this.container.querySelectorAll("button.cell")];
    const from = Number(cell.dataset.day);
    const wanted = from + step;
    // the nearest date with days in that direction
    const ahead = cells.filter((other) => (Number(other.dataset.day) - from) * step > 0);
    const next = ahead.reduce((best, other) => {
      const distance = Math.abs(Number(other.dataset.day) - wanted);
      return best === null || distance < best.distance ? { other, distance } : best;
    }, null);
    if (next === null) return;
    cell.tabIndex = -1;
    next.other.tabIndex = 0;
    next.other.focus();
  }
}

function monthLabels(weeks, size) {
  const row = el("div.months", { "aria-hidden": "true" });
  let lastMonth = "";
  for (const [i, week] of weeks.entries()) {
    const month = dateText(week + 4).slice(0, 7);
    if (month === lastMonth) continue;
    lastMonth = month;
    const text = el("span", {}, MONTHS[Number(month.slice(5)) - 1]);
    text.style.left = `${LABEL_WIDTH + i * (size + GAP)}px`;
    row.append(text);
  }
  // two labels that would touch: the first is of a month that just ends
  const [first, second] = row.children;
  if (first && second && parseFloat(second.style.left) - parseFloat(first.style.left) < 28) {
    first.remove();
  }
  return row;
}

function yearGrid(store, weeks, days, { range, size, isSingle, levelOf }) {
  const grid = el("div.weeks", {});
  for (const name of ["Mon", "", "Wed", "", "Fri"]) {
    grid.append(el("span.weekday", { "aria-hidden": "true" }, name));
  }
  for (const week of weeks) {
    for (let day = week; day < week + 5; day++) {
      const found = days.get(day);
      const isOutside = day < range.first || day > range.last;
      const number = size >= NUMBERED_CELL && !isOutside
        ? String(Number(dateText(day).slice(8)))
        : "";
      if (found === undefined) {
        grid.append(
          el(
            isOutside ? "span.cell.outside" : "span.cell.empty",
            { "aria-hidden": "true" },
            number,
          ),
        );
      } else grid.append(dayCell(store, day, found, { number, isSingle, level: levelOf(found) }));
    }
  }
  return grid;
}

function dayCell(store, day, { best, count, good }, { number, isSingle, level }) {
  const quality = store.qualityOf[best];
  const what = `${label(store.categories[store.categoryOf[best]])}, quality ${score(quality)}`;
  const text = isSingle || count === 1
    ? `${store.symbol(best)}, ${what}`
    : `${count} days, ${good} of them good; best ${store.symbol(best)}, ${what}`;
  const tip = `${weekdayText(day)} ${dateText(day)}: ${text}`;
  return el("button.cell", {
    type: "button",
    tabindex: -1,
    "data-day": day,
    "data-level": level,
    "data-tip": tip,
    "aria-label": tip,
  }, number);
}
