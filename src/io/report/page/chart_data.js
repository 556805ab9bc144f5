/** The charts: those that the page carries, and those in files beside it. */
import { byId, el } from "./dom.js";
import { unpackJson } from "./store.js";

const EMBEDDED = -1;
const NO_CHART = -2;
const PRICE_UNITS = 10_000; // in a dollar

/** The candles of a chart in dollars, each with the minute it starts at (after the start of the session). */
export function decodeCandles({ minute, open, high, low, close, vwap, volume }) {
  let lastMinute = 0;
  let lastClose = 0;
  return minute.map((distance, i) => {
    const at = lastMinute + distance;
    const c = lastClose + close[i];
    const o = (i === 0 ? c : lastClose) + open[i];
    [lastMinute, lastClose] = [at, c];
    return {
      minute: at,
      open: o / PRICE_UNITS,
      high: (Math.max(o, c) + high[i]) / PRICE_UNITS,
      low: (Math.min(o, c) - low[i]) / PRICE_UNITS,
      close: c / PRICE_UNITS,
      vwap: (c + vwap[i]) / PRICE_UNITS,
      volume: volume[i],
    };
  });
}

/** Candles of `minutes` minutes by slot of the session; slots without a trade are missing. */
export function mergeCandles(candles, minutes) {
  const merged = new Map();
  for (const candle of candles) {
    const slot = Math.floor(candle.minute / minutes);
    const known = merged.get(slot);
    if (known === undefined) merged.set(slot, { ...candle });
    else {
      known.high = Math.max(known.high, candle.high);
      known.low = Math.min(known.low, candle.low);
      known.close = candle.close;
      known.vwap = candle.vwap;
      known.volume += candle.volume;
    }
  }
  return merged;
}

/** Finds charts by row. */
export class ChartSource {
  constructor(store) {
    this.store = store;
    this.texts = new Map();
    this.files = new Map();
    for (const line of byId("momo-charts").textContent.split("\n")) {
      const space = line.indexOf(" ");
      if (space > 0) this.texts.set(Number(line.slice(0, space)), line.slice(space + 1));
    }
    // What the files beside the page call.
    globalThis.momoChart = (row, text) => this.texts.set(row, text);
  }

  /**
   * The chart of a row, or `null` if the report has none of it.
   *
   * @throws {Error} If the file it is in cannot be loaded.
   */
  async chartOf(row) {
    const place = this.store.number("chart", row);
    if (place === NO_CHART) return null;
    if (place !== EMBEDDED && !this.texts.has(row)) await this.#load(place);
    const text = this.texts.get(row);
    if (text === undefined) throw new Error("the file beside the report lacks this day");
    const chart = await unpackJson(text);
    return { ...chart, candles: decodeCandles(chart.candles) };
  }

  #load(place) {
    const { chartDirectory, chartFiles } = this.store.header;
    const source = `${chartDirectory}${encodeURIComponent(chartFiles[place])}.js`;
    if (!this.files.has(place)) {
      this.files.set(
        place,
        new Promise((resolve, reject) => {
          const script = el("script", {
            src: source,
            onload: resolve,
            onerror: () => {
              this.files.delete(place);
              reject(new Error(`the file ${source} cannot be loaded; keep it beside the report`));
            },
          });
          document.head.append(script);
        }),
      );
    }
    return this.files.get(place);
  }
}
