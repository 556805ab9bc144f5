/** The chart of one day: candles, volume and VWAP, with the marks of the scanner. */
/* global LightweightCharts */
import { mergeCandles } from "./chart_data.js";
import { backgroundMark, foregroundMark, LANE_NAME_WIDTH, LANES_HEIGHT } from "./chart_marks.js";
import { cssColour, el } from "./dom.js";
import { clockText, compact, price, signedPercent } from "./format.js";

const DAY_SECONDS = 86_400;
const CLICK_PIXELS = 12;
const VOLUME_SHARE = 0.16;

/** Lengths of candles to choose from, minutes. */
export const RESOLUTIONS = [1, 5, 15];
/** What a whole day is readable with. */
export const DEFAULT_MINUTES = 5;

/** A chart in a box; `show` gives it a day. */
export class DayChart {
  /** @param {{reasons: Record<string, string>, onPoint: (i: number) => void}} options `onPoint` gets the point clicked on. */
  constructor(box, legend, options) {
    this.box = box;
    this.legend = legend;
    this.minutes = DEFAULT_MINUTES;
    this.day = 0;
    this.merged = new Map();
    this.scene = {
      ...{ chart: null, selected: -1, reasons: options.reasons },
      xOf: (seconds) => this.#xOf(seconds),
      yOf: (value) => this.candles.priceToCoordinate(value),
    };
    this.#build();
    this.api.subscribeCrosshairMove((event) => this.#tell(event.logical ?? null));
    this.api.subscribeClick((event) => this.#click(event, options.onPoint));
  }

  #build() {
    this.api = LightweightCharts.createChart(this.box, {
      autoSize: true,
      rightPriceScale: { borderVisible: false },
      timeScale: {
        borderVisible: false,
        timeVisible: true,
        secondsVisible: false,
        minBarSpacing: 0.2,
      },
      crosshair: { mode: LightweightCharts.CrosshairMode.Normal },
      layout: { attributionLogo: false, fontFamily: "system-ui, sans-serif", fontSize: 11 },
    });
    const quiet = { lastValueVisible: false, priceLineVisible: false };
    this.volume = this.api.addSeries(LightweightCharts.HistogramSeries, {
      ...quiet,
      priceScaleId: "volume",
      priceFormat: { type: "volume" },
    });
    this.candles = this.api.addSeries(LightweightCharts.CandlestickSeries, quiet);
    this.vwap = this.api.addSeries(LightweightCharts.LineSeries, {
      ...{ ...quiet, lineWidth: 2, crosshairMarkerVisible: false },
    });
    this.candles.attachPrimitive(backgroundMark(this.scene));
    this.candles.attachPrimitive(foregroundMark(this.scene));
    this.applyTheme();
  }

  /** Takes over the colours of the theme in force. */
  applyTheme() {
    const line = cssColour("--line");
    this.api.applyOptions({
      layout: { background: { color: cssColour("--surface") }, textColor: cssColour("--muted") },
      grid: { vertLines: { color: line }, horzLines: { color: line } },
    });
    const [up, down] = [cssColour("--up"), cssColour("--down")];
    this.candles.applyOptions({
      ...{
        upColor: up,
        downColor: down,
        wickUpColor: up,
        wickDownColor: down,
        borderVisible: false,
      },
    });
    this.vwap.applyOptions({ color: cssColour("--vwap") });
    this.#fill();
  }

  /** Shows a day from its first to its last trade. */
  show(chart, day) {
    this.scene.chart = chart;
    this.scene.selected = -1;
    this.day = day;
    const highest = Math.max(0, ...chart.candles.map(({ high }) => high));
    const digits = highest < 1 ? 4 : 2;
    const priceFormat = { type: "price", precision: digits, minMove: 10 ** -digits };
    this.candles.applyOptions({ priceFormat });
    this.vwap.applyOptions({ priceFormat });
    this.#fill();
    this.fit();
  }

  /** Shows candles of another length; the time in view stays. */
  setMinutes(minutes) {
    const range = this.api.timeScale().getVisibleLogicalRange();
    const factor = this.minutes / minutes;
    this.minutes = minutes;
    this.#fill();
    if (range) {
      this.api.timeScale().setVisibleLogicalRange({
        from: range.from * factor,
        to: range.to * factor,
      });
    }
  }

  /** All of the day that has trades. */
  fit() {
    const { chart } = this.scene;
    if (chart === null || chart.candles.length === 0) return;
    this.#showMinutes(chart.candles[0].minute, chart.candles.at(-1).minute + 1);
  }

  /** Only the regular session. */
  fitRegular() {
    const { chart } = this.scene;
    if (chart === null) return;
    const [preOpen, open, close] = chart.sessions;
    this.#showMinutes((open - preOpen) / 60, (close - preOpen) / 60);
  }

  /** Shows minutes [from, to) of the session, with room for the names of the lanes on the left. */
  #showMinutes(from, to) {
    const [first, last] = [from / this.minutes, to / this.minutes];
    const width = Math.max(2 * LANE_NAME_WIDTH, this.api.timeScale().width());
    const left = ((last - first) * LANE_NAME_WIDTH) / (width - LANE_NAME_WIDTH);
    this.api.timeScale().setVisibleLogicalRange({ from: first - left, to: last });
  }

  /** Marks a reset point and brings it into view. */
  select(i) {
    const { chart } = this.scene;
    this.scene.selected = i;
    const scale = this.api.timeScale();
    const range = scale.getVisibleLogicalRange();
    if (chart !== null && i >= 0 && range) {
      const at = (chart.points.time[i] - chart.sessions[0]) / 60 / this.minutes;
      const width = range.to - range.from;
      if (at < range.from || at > range.to) {
        scale.setVisibleLogicalRange({ from: at - width / 2, to: at + width / 2 });
      }
      this.#tell(Math.floor(at));
    }
    this.#redraw();
  }

  #redraw() {
    this.candles.applyOptions({}); // primitives are drawn with their series
  }

  /** The coordinate of a time of day; slot n is drawn around its own coordinate and begins half a slot before. */
  #xOf(seconds) {
    const { chart } = this.scene;
    const scale = this.api.timeScale();
    const slot = (seconds - chart.sessions[0]) / 60 / this.minutes - 0.5;
    const whole = Math.floor(slot);
    const left = scale.logicalToCoordinate(whole); // of whole slots only
    const right = scale.logicalToCoordinate(whole + 1);
    return left === null || right === null ? 0 : left + (slot - whole) * (right - left);
  }

  /** Gives the series their data: every slot of the session, with or without a trade, so that time is even. */
  #fill() {
    const { chart } = this.scene;
    if (chart === null) return;
    const [preOpen, , , postClose] = chart.sessions;
    const slots = Math.ceil((postClose - preOpen) / 60 / this.minutes);
    this.merged = mergeCandles(chart.candles, this.minutes);
    const colours = { up: cssColour("--up-volume"), down: cssColour("--down-volume") };
    const [candles, volume, vwap] = [[], [], []];
    for (let slot = 0; slot < slots; slot++) {
      const time = this.day * DAY_SECONDS + preOpen + slot * this.minutes * 60;
      const candle = this.merged.get(slot);
      if (candle === undefined) {
        candles.push({ time });
        continue;
      }
      const { open, high, low, close } = candle;
      candles.push({ time, open, high, low, close });
      volume.push({ time, value: candle.volume, color: close >= open ? colours.up : colours.down });
      vwap.push({ time, value: candle.vwap });
    }
    this.#setMargins();
    this.candles.setData(candles);
    this.volume.setData(volume);
    this.vwap.setData(vwap);
    this.#tell(null);
  }

  #setMargins() {
    const height = Math.max(240, this.box.clientHeight - 28);
    this.candles.priceScale().applyOptions({
      scaleMargins: { top: (LANES_HEIGHT + 8) / height, bottom: VOLUME_SHARE + 0.04 },
    });
    this.volume.priceScale().applyOptions({ scaleMargins: { top: 1 - VOLUME_SHARE, bottom: 0 } });
  }

  /** Writes what is under the crosshair, or the last candle. */
  #tell(logical) {
    const slot = logical === null ? Math.max(-1, ...this.merged.keys()) : Math.round(logical);
    const { chart } = this.scene;
    if (chart === null) return;
    const time = clockText(chart.sessions[0] + slot * this.minutes * 60);
    const candle = this.merged.get(slot);
    if (candle === undefined) return this.legend.replaceChildren(el("b", {}, time), " no trade");
    const { open, high, low, close, volume, vwap } = candle;
    const part = (name, text) => el("span", {}, el("i", {}, name), text);
    this.legend.replaceChildren(
      el("b", {}, time),
      part("O", price(open)),
      part("H", price(high)),
      part("L", price(low)),
      part("C", price(close)),
      part("Vol", compact(volume)),
      part("VWAP", price(vwap)),
      part("to VWAP", signedPercent(close / vwap - 1)),
    );
  }

  #click(event, onPoint) {
    const { chart } = this.scene;
    if (chart === null || !event.point) return;
    const distances = chart.points.time.map((time) => Math.abs(this.#xOf(time) - event.point.x));
    const nearest = distances.indexOf(Math.min(...distances));
    if (nearest >= 0 && distances[nearest] <= CLICK_PIXELS) onPoint(nearest);
  }
}
