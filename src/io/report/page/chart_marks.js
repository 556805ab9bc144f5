/** What is drawn on a day's chart besides its candles: sessions, halts, squeezes, patterns and reset points. */
import { cssColour } from "./dom.js";
import { durationText, label, qualityLevel, score, signedPercent } from "./format.js";

/** Heights of the lanes above the candles, top to bottom. */
export const LANES = { points: 30, patterns: 15, squeezes: 15, gap: 3, top: 4 };
/** Room that the lanes take. */
export const LANES_HEIGHT = LANES.top + LANES.points + LANES.patterns + LANES.squeezes +
  3 * LANES.gap;

/** Room that the names of the lanes take on the left. */
export const LANE_NAME_WIDTH = 80;

const FONT = "11px system-ui, sans-serif";
const SMALL_FONT = "10px system-ui, sans-serif";
const HATCH = 7;
/** Where the text of a halt begins, as a share of the height: above the volume. */
const HALT_TEXT_FROM = 0.8;
const HALT_TEXT_HEIGHT = 12;
const HALT_TEXT_GAP = 8;
/** Candles this near to a halt can lie under its text. */
const HALT_NEAR_MINUTES = 10;

/** Draws in CSS pixels, below or above the candles. */
class Mark {
  constructor(place, draw) {
    this.view = {
      zOrder: () => place,
      renderer: () => ({
        draw: (target) =>
          target.useMediaCoordinateSpace(({ context, mediaSize }) => draw(context, mediaSize)),
      }),
    };
  }

  paneViews() {
    return [this.view];
  }

  updateAllViews() {}
}

/**
 * Sessions outside regular hours in another shade, halts as hatched bands, squeezes as tinted ones.
 *
 * @param {{chart: object, xOf: (seconds: number) => number, reasons: Record<string, string>}} scene `xOf` gives the
 * coordinate of a time of day.
 */
export function backgroundMark(scene) {
  return new Mark("bottom", (context, { width, height }) => {
    const { chart, xOf } = scene;
    if (chart === null) return;
    const [preOpen, open, close, postClose] = chart.sessions;
    const band = (from, to, colour) => {
      const left = Math.max(0, xOf(from));
      const right = Math.min(width, xOf(to));
      if (right <= left) return;
      context.fillStyle = colour;
      context.fillRect(left, 0, right - left, height);
    };
    band(preOpen, open, cssColour("--session-other"));
    band(open, close, cssColour("--session-regular"));
    band(close, postClose, cssColour("--session-other"));
    for (const [from, to, magnitude] of chart.squeezes) {
      band(from, to, cssColour(magnitude > 0 ? "--up-tint" : "--down-tint"));
    }
    for (const halt of chart.halts) drawHalt(context, halt, scene, width, height);
  });
}

/** Left and right end of a halt's band, or null if it is out of view. */
function haltBand([from, to], { xOf }, width) {
  const left = Math.max(0, xOf(from));
  const right = Math.min(width, Math.max(xOf(to), xOf(from) + 2));
  return right <= left ? null : { left, right };
}

function drawHalt(context, halt, scene, width, height) {
  const band = haltBand(halt, scene, width);
  if (band === null) return;
  const { left, right } = band;
  context.save();
  context.beginPath();
  context.rect(left, 0, right - left, height);
  context.clip();
  context.fillStyle = cssColour("--halt-tint");
  context.fillRect(left, 0, right - left, height);
  context.strokeStyle = cssColour("--halt-line");
  context.lineWidth = 1;
  context.beginPath();
  for (let x = left - height; x < right; x += HATCH) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  context.stroke();
  context.restore();
}

/** Names of the sessions, over the volume, and of the halts that have room for one. */
function writeNames(context, scene, width, height) {
  const { chart, xOf } = scene;
  const [preOpen, open, close, postClose] = chart.sessions;
  context.font = SMALL_FONT;
  context.textBaseline = "alphabetic";
  context.textAlign = "center";
  for (
    const [name, from, to] of [["Pre-market", preOpen, open], ["Regular", open, close], [
      "Post-market",
      close,
      postClose,
    ]]
  ) {
    const [left, right] = [Math.max(0, xOf(from)), Math.min(width, xOf(to))];
    if (right - left < 70) continue;
    outlined(context, name, (left + right) / 2, height - 6, cssColour("--muted"));
  }
  let textFrom = 0;
  for (const halt of chart.halts) {
    const band = haltBand(halt, scene, width);
    if (band === null) continue;
    const x = (band.left + band.right) / 2;
    if (x < textFrom) continue;
    writeHalt(context, halt, scene, x, height);
    textFrom = x + HALT_TEXT_HEIGHT;
  }
}

function writeHalt(context, halt, scene, x, height) {
  const [from, to, reason] = halt;
  const { chart, reasons } = scene;
  const what = chart.hasStatus ? label(reasons[reason] ?? "halt") : "likely halt";
  const text = `${what}, ${durationText(to - from)}`;
  context.save();
  context.font = SMALL_FONT;
  context.textAlign = "left";
  const bottom = haltTextBottom(halt, scene, context.measureText(text).width, height);
  context.translate(x + 4, bottom);
  context.rotate(-Math.PI / 2);
  outlined(context, text, 0, 0, cssColour("--halt-text"));
  context.restore();
}

/** Where the upright text of a halt begins: above the volume, or below the lanes if that hides less of the candles. */
export function haltTextBottom([from, to], { chart, yOf }, length, height) {
  const low = height * HALT_TEXT_FROM;
  const high = LANES_HEIGHT + HALT_TEXT_GAP + length;
  const minuteOf = (seconds) => (seconds - chart.sessions[0]) / 60; // as candles count them
  const near = chart.candles.filter(({ minute }) =>
    minute >= minuteOf(from) - HALT_NEAR_MINUTES && minute <= minuteOf(to) + HALT_NEAR_MINUTES
  );
  const hidden = (bottom) =>
    near.reduce((sum, candle) => {
      const [top, end] = [yOf(candle.high), yOf(candle.low)];
      if (top === null || end === null) return sum;
      return sum + Math.max(0, Math.min(end, bottom) - Math.max(top, bottom - length));
    }, 0);
  return hidden(high) < hidden(low) ? high : low;
}

function outlined(context, text, x, y, colour) {
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = cssColour("--surface");
  context.strokeText(text, x, y);
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

/**
 * The lanes above the candles and the points on them.
 *
 * @param {object} scene Also has `yOf(price)`, and `selected`, the position of the point that is looked at, or -1.
 */
export function foregroundMark(scene) {
  return new Mark("top", (context, { width, height }) => {
    if (scene.chart === null) return;
    let y = LANES.top;
    drawPoints(context, scene, y, width, height);
    y += LANES.points + LANES.gap;
    drawPatterns(context, scene, y, width);
    y += LANES.patterns + LANES.gap;
    drawSqueezes(context, scene, y, width);
    drawLaneNames(context);
    writeNames(context, scene, width, height);
  });
}

function drawLaneNames(context) {
  context.font = SMALL_FONT;
  context.textAlign = "left";
  context.textBaseline = "middle";
  let y = LANES.top;
  for (
    const [name, size] of [["Reset points", LANES.points], ["Patterns", LANES.patterns], [
      "Squeezes",
      LANES.squeezes,
    ]]
  ) {
    const room = context.measureText(name).width + 10;
    context.fillStyle = cssColour("--surface-veil");
    context.fillRect(0, y, room, size);
    context.fillStyle = cssColour("--muted");
    context.fillText(name, 5, y + size / 2);
    y += size + LANES.gap;
  }
}

/** Reset points as diamonds on a line, the better the larger, with their local quality where there is room. */
function drawPoints(context, { chart, xOf, yOf, selected }, top, width, height) {
  const { time, local_quality: qualities, price } = chart.points;
  const middle = top + LANES.points - 9;
  context.fillStyle = cssColour("--line");
  context.fillRect(0, middle, width, 1);
  const order = [...time.keys()].sort((a, b) => qualities[b] - qualities[a]);
  const taken = [];
  context.font = SMALL_FONT;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const i of [...order].reverse()) {
    const x = xOf(time[i]);
    if (x < -10 || x > width + 10) continue;
    if (i === selected) drawSelected(context, x, height);
    const colour = cssColour(`--q${qualityLevel(qualities[i])}`);
    diamond(context, x, middle, 4 + 3 * qualities[i], colour, i === selected);
    const y = yOf(price[i]);
    if (y !== null) dot(context, x, y, colour, i === selected);
  }
  const named = selected < 0 ? order : [selected, ...order.filter((i) => i !== selected)];
  for (const i of named) {
    const x = xOf(time[i]);
    if (x < 0 || x > width) continue;
    if (taken.some((other) => Math.abs(other - x) < 24)) continue;
    taken.push(x);
    outlined(context, score(qualities[i], 2).slice(1), x, middle - 10, cssColour("--text"));
  }
}

function drawSelected(context, x, height) {
  context.strokeStyle = cssColour("--accent");
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, 0);
  context.lineTo(Math.round(x) + 0.5, height);
  context.stroke();
  context.setLineDash([]);
}

function diamond(context, x, y, size, colour, isSelected) {
  context.beginPath();
  context.moveTo(x, y - size);
  context.lineTo(x + size, y);
  context.lineTo(x, y + size);
  context.lineTo(x - size, y);
  context.closePath();
  context.fillStyle = colour;
  context.fill();
  context.lineWidth = isSelected ? 2 : 1;
  context.strokeStyle = cssColour(isSelected ? "--accent" : "--text");
  context.stroke();
}

function dot(context, x, y, colour, isSelected) {
  context.beginPath();
  context.arc(x, y, isSelected ? 5 : 3, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
  context.lineWidth = isSelected ? 2 : 1;
  context.strokeStyle = cssColour(isSelected ? "--accent" : "--text");
  context.stroke();
}

/** Stretches of a pattern, with its name and best score where there is room. */
function drawPatterns(context, { chart, xOf }, top, width) {
  context.font = SMALL_FONT;
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (const [from, to, pattern, best] of chart.patterns) {
    const left = Math.max(0, xOf(from));
    const right = Math.min(width, Math.max(xOf(to), xOf(from) + 2));
    if (right <= left) continue;
    context.fillStyle = cssColour(`--pattern-${pattern}`);
    context.fillRect(left, top, right - left, LANES.patterns);
    const text = `${label(pattern)} ${score(best, 2).slice(1)}`;
    if (right - left > context.measureText(text).width + 8) {
      context.fillStyle = cssColour(`--on-pattern-${pattern}`);
      context.fillText(text, left + 4, top + LANES.patterns / 2 + 1);
    }
  }
}

/** Squeezes as bars from trigger to end, with an arrow and their size. */
function drawSqueezes(context, { chart, xOf }, top, width) {
  context.font = FONT;
  context.textBaseline = "middle";
  context.textAlign = "left";
  const taken = [];
  const largestFirst = [...chart.squeezes].sort((a, b) => Math.abs(b[2]) - Math.abs(a[2]));
  for (const [from, to, magnitude] of largestFirst) {
    const left = xOf(from);
    const right = Math.max(xOf(to), left + 2);
    if (right < 0 || left > width) continue;
    const colour = cssColour(magnitude > 0 ? "--up" : "--down");
    context.fillStyle = colour;
    context.fillRect(left, top + LANES.squeezes - 4, right - left, 4);
    const text = `${magnitude > 0 ? "▲" : "▼"} ${signedPercent(Math.expm1(magnitude), 0)}`;
    const end = left + context.measureText(text).width + 6;
    if (taken.some((other) => left < other.end && end > other.left)) continue;
    taken.push({ left, end });
    outlined(context, text, left, top + 4, colour);
  }
}
