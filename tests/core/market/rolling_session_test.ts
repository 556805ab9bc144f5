import assert from "node:assert/strict";
import fc from "fast-check";
import { type Bars, sliceBars } from "../../../src/core/columns/bars.ts";
import { resampleSession } from "../../../src/core/day/session_bars.ts";
import { DayIndicators } from "../../../src/core/market/day_indicators.ts";
import { INDICATORS, INDICATORS_LENGTH } from "../../../src/core/market/indicators.ts";
import { priorLevels } from "../../../src/core/market/levels.ts";
import { indexMarketDay } from "../../../src/core/market/market_day.ts";
import { RollingMarket } from "../../../src/core/market/rolling_market.ts";
import { type IncomingBar, RollingSession } from "../../../src/core/market/rolling_session.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { sessionBounds } from "../../../src/core/time/sessions.ts";
import { type BarRow, DOLLAR, HOUR, madeMarket, SECOND, seeded } from "./made_market.ts";

const DATE = parseDate("2025-03-25");
const BOUNDS = sessionBounds(DATE);
const LIMITS = scanThresholds();
const CLOSE = 20 * HOUR;

function wanderingBars(random: () => number, count = 800): BarRow[] {
  const rows: BarRow[] = [];
  let second = 4 * 3600 + Math.floor(random() * 600);
  let cents = 500;
  for (let i = 0; i < count && second < 20 * 3600; i++) {
    cents = Math.max(1, cents + Math.floor(random() * 9 - 4));
    const other = Math.max(1, cents + Math.floor(random() * 5 - 2));
    const [low, high] = [Math.min(cents, other) / 100, Math.max(cents, other) / 100];
    const volume = 1 + Math.floor(random() * 3000);
    rows.push([second * SECOND, other / 100, high, low, cents / 100, volume]);
    second += 1 + Math.floor(random() ** 6 * 500);
  }
  return rows;
}

function barAt(bars: Bars, row: number, publisherId = 95): IncomingBar {
  return {
    ...{ start: bars.start[row]!, open: bars.open[row]!, high: bars.high[row]!, publisherId },
    ...{ low: bars.low[row]!, close: bars.close[row]!, volume: bars.volume[row]! },
  };
}

/** Everything that is told of a session, minute by minute. */
function recorder() {
  const edges: number[][] = [];
  const minutes: (readonly number[])[] = [];
  const session = new RollingSession(DATE, SECOND, {
    limits: LIMITS,
    onMinute: ({ edge, values, bar }) => {
      edges[edge] = [...values];
      if (bar === null) return;
      minutes.push([bar.start, bar.open, bar.high, bar.low, bar.close, bar.volume]);
    },
  });
  return { session, edges, minutes };
}

function batchOf(bars: Bars) {
  const market = indexMarketDay({ ...madeMarket({}), bars1s: bars });
  const indicators = new DayIndicators(market, LIMITS);
  const values = new Float64Array(INDICATORS_LENGTH);
  return (edge: number) => {
    indicators.at(4 * HOUR + edge * 60 * SECOND, values, 0);
    return [...values];
  };
}

Deno.test("what a session tells minute by minute equals what the whole gives at once", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = seeded(seed);
      const bars = madeMarket({ bars: wanderingBars(random) }).bars1s;
      const { session, edges, minutes } = recorder();

      for (let row = 0; row < bars.length;) {
        const count = 1 + Math.floor(random() * 20);
        for (const end = Math.min(bars.length, row + count); row < end; row++) {
          session.add(barAt(bars, row));
        }
        if (random() < 0.7) session.advanceTo((bars.start[row] ?? CLOSE) - random() * 3 * SECOND);
      }
      session.advanceTo(CLOSE);

      const batch = batchOf(bars);
      for (let edge = 1; edge <= 960; edge++) assert.deepEqual(edges[edge], batch(edge));
      const { bars: whole } = resampleSession(
        { ...bars, quality: new Uint16Array(bars.length) },
        "1m",
        BOUNDS,
      );
      assert.deepEqual(
        minutes,
        [...whole.start.keys()].map((i) => [
          ...[whole.start[i]!, whole.open[i]!, whole.high[i]!, whole.low[i]!],
          ...[whole.close[i]!, whole.volume[i]!],
        ]),
      );
    }),
    { numRuns: 10 },
  );
});

Deno.test("bars that come late, twice or from another venue end up as if they had come in time", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = seeded(seed);
      const bars = madeMarket({ bars: wanderingBars(random, 300) }).bars1s;
      const { session } = recorder();
      const later: number[] = [];
      for (let row = 0; row < bars.length; row++) {
        if (random() < 0.1) later.push(row);
        else {
          if (random() < 0.1) session.add({ ...barAt(bars, row), close: DOLLAR });
          session.add(barAt(bars, row));
        }
        session.advanceTo(bars.start[row]! + SECOND);
        if (random() < 0.02) {
          for (const missed of later.splice(0)) session.add(barAt(bars, missed));
        }
      }
      for (const missed of later) session.add(barAt(bars, missed));
      session.advanceTo(CLOSE);

      assert.deepEqual(session.bars, sliceBars(bars, 0, bars.length));
      assert.deepEqual([...session.values], batchOf(bars)(960));
    }),
    { numRuns: 20 },
  );
});

Deno.test("records of one second from two venues are one bar", () => {
  const bars = madeMarket({
    bars: [[10 * HOUR, 5, 5.5, 4.5, 5, 100], [10 * HOUR, 6, 6.5, 5, 6, 50]],
  }).bars1s;
  const { session } = recorder();

  session.add(barAt(bars, 0, 1));
  session.advanceTo(10 * HOUR + SECOND);
  session.add(barAt(bars, 1, 2));

  const { length, open, high, low, close, volume } = session.bars;
  assert.equal(length, 1);
  assert.deepEqual(
    [open, high, low, close].map(([price]) => price! / DOLLAR),
    [5, 6.5, 4.5, 6],
  );
  assert.equal(volume[0], 150);
});

Deno.test("a market that rolls has the levels of the session before, on the terms of the next", () => {
  const next = parseDate("2025-03-26");
  const bars = madeMarket({ bars: wanderingBars(seeded(7)) }).bars1s;
  const split = { symbol: "A", exDate: next, factor: 10, kind: "split", knownAt: DATE } as const;
  const told: string[] = [];
  const market = new RollingMarket({
    ...{ symbols: ["A", "B"], intervalNs: SECOND, limits: LIMITS },
    ...{ actions: [split], adjustment: "splits" },
    onMinute: (symbol) => told.push(symbol),
  });

  market.open(DATE);
  for (let row = 0; row < bars.length; row++) {
    market.add("A", barAt(bars, row));
    market.add("B", barAt(bars, row));
  }
  market.advanceTo(CLOSE);
  market.open(next);

  const expected = priorLevels(bars, DATE);
  assert.deepEqual(market.levelsOf("B"), expected);
  assert.equal(market.levelsOf("A")!.close, 10 * expected.close);
  assert.equal(market.levelsOf("A")!.high, 10 * expected.high);
  assert.equal(market.sessionOf("A")!.edge, 0);
  assert.ok(Number.isNaN(market.sessionOf("A")!.values[INDICATORS.vwap]));
  assert.equal(told.length, 2 * 960);
});
