/** Histogram of the quality and bars of counts; each bar filters by what it stands for. */
import { el } from "./dom.js";
import { count, fixed, label } from "./format.js";

const BINS = 20;
/** What a 32-bit number may be short of an edge, in bins. */
const FLOAT_ERROR = 2e-6;

/** How many rows of each category lie in each twentieth of the quality scale: `bins[bin][category]`. */
export function qualityBins(store, rows) {
  const bins = Array.from({ length: BINS }, () => new Int32Array(store.categories.length));
  for (const row of rows) {
    const quality = store.qualityOf[row];
    if (Number.isNaN(quality)) continue;
    bins[Math.min(BINS - 1, Math.floor(quality * BINS + FLOAT_ERROR))][store.categoryOf[row]]++;
  }
  return bins;
}

/** The edges of a bin of the histogram; the last one is closed above. */
export function binEdges(bin) {
  return [bin / BINS, bin === BINS - 1 ? Infinity : (bin + 1) / BINS];
}

/** Histogram of the quality, stacked by category. */
export class QualityHistogram {
  /** @param {{onRange: (min: number, max: number) => void}} options */
  constructor(container, store, options) {
    this.store = store;
    this.anchor = null;
    const { prime, secondary } = store.header.bands;
    const edges = [secondary, prime].map((edge) => {
      const line = el("i.edge", { "aria-hidden": "true" });
      line.style.left = `${edge * 100}%`;
      return line;
    });
    this.bars = Array.from({ length: BINS }, (_, bin) => this.#bar(bin, options));
    const plot = el("div.plot", {}, ...edges, ...this.bars.map(({ button }) => button));
    const axis = el(
      "div.axis",
      { "aria-hidden": "true" },
      ...["0", ".2", ".4", ".6", ".8", "1"].map((text) => el("span", {}, text)),
    );
    this.total = el("span.note");
    container.append(el("h2", {}, "Quality", this.total), plot, axis);
  }

  #bar(bin, { onRange }) {
    const parts = this.store.categories.map((name) => el("i", { "data-category": name }));
    const button = el("button.bin", {
      type: "button",
      onclick: (event) => {
        const from = event.shiftKey && this.anchor !== null ? this.anchor : bin;
        if (!event.shiftKey) this.anchor = bin;
        onRange(binEdges(Math.min(from, bin))[0], binEdges(Math.max(from, bin))[1]);
      },
    }, ...parts);
    return { button, parts };
  }

  /** Shows the rows; `range` is the part of the scale that is filtered for. */
  show(rows, { minQuality, maxQuality }) {
    const bins = qualityBins(this.store, rows);
    const totals = bins.map((bin) => bin.reduce((sum, value) => sum + value, 0));
    const most = Math.max(1, ...totals);
    for (const [i, { button, parts }] of this.bars.entries()) {
      const [low, high] = binEdges(i);
      const text = `Quality ${fixed(low)} to ${fixed(Math.min(1, high))}: ${count(totals[i])} days`;
      button.setAttribute("aria-label", text);
      button.dataset.tip = text;
      const isOut = low < minQuality - 1e-9 || high > maxQuality + 1e-9;
      button.setAttribute(
        "aria-pressed",
        String(!isOut && (minQuality > -Infinity || maxQuality < Infinity)),
      );
      button.classList.toggle("out", isOut);
      for (const [k, part] of parts.entries()) part.style.height = `${(100 * bins[i][k]) / most}%`;
    }
    const known = totals.reduce((sum, value) => sum + value, 0);
    this.total.textContent = known === rows.length ? "" : `${count(rows.length - known)} without`;
  }
}

/** Bars of one kind of names: categories, patterns, phases, times of day. */
export class CountBars {
  /** @param {{title: string, note: string, kind: string, names: string[], onToggle: (name: string) => void}} options */
  constructor(container, { title, note, kind, names, onToggle }) {
    this.names = names;
    this.bars = names.map((name) => {
      const fill = el("i", { [`data-${kind}`]: name });
      const number = el("b");
      const share = el("small");
      const button = el(
        "button.bar",
        {
          type: "button",
          "aria-pressed": "false",
          onclick: () => onToggle(name),
        },
        el("span.name", {}, label(name)),
        el("span.track", {}, fill),
        number,
        share,
      );
      return { button, fill, number, share };
    });
    container.append(
      el("h2", {}, title, el("span.note", {}, note)),
      ...this.bars.map(({ button }) => button),
    );
  }

  /** Shows counts by name, in the order of the names. */
  show(counts, chosen) {
    const total = counts.reduce((sum, value) => sum + value, 0);
    const most = Math.max(1, ...counts);
    for (const [i, { button, fill, number, share }] of this.bars.entries()) {
      fill.style.width = `${(100 * counts[i]) / most}%`;
      number.textContent = count(counts[i]);
      share.textContent = total > 0 ? `${Math.round((100 * counts[i]) / total)}%` : "";
      button.setAttribute("aria-pressed", String(chosen.has(this.names[i])));
      button.classList.toggle("out", chosen.size > 0 && !chosen.has(this.names[i]));
    }
  }
}

/** Rows of each category, in the order of the categories. */
export function categoryCounts(store, rows) {
  const counts = new Array(store.categories.length).fill(0);
  for (const row of rows) counts[store.categoryOf[row]]++;
  return counts;
}

/** Reset points of the rows by pattern, phase or bucket, in order. */
export function pointTotals(store, kind, rows) {
  return store.countsOf(kind).map(({ values }) => {
    let total = 0;
    for (const row of rows) total += values[row];
    return total;
  });
}
