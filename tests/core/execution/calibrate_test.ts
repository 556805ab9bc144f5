/** Parameters that made a market are found again in it. */
import assert from "node:assert/strict";
import { parse } from "smol-toml";
import { calibrate, calibrationLines } from "../../../src/core/execution/calibrate.ts";
import { dayEstimates } from "../../../src/core/execution/calibrate_day.ts";
import {
  calibrateImpact,
  type DayFill,
  impactSamples,
} from "../../../src/core/execution/calibrate_impact.ts";
import { executionSettings } from "../../../src/core/execution/settings.ts";
import { type MarketTape, marketTape } from "../../../src/core/execution/tape.ts";
import { indexMarketDay, type MarketDay } from "../../../src/core/market/market_day.ts";
import {
  clock,
  fillsOf,
  makeEngine,
  makeInput,
  makeTape,
  PLAIN,
  type QuoteRow,
  SECOND,
  type TradeRow,
} from "./made_market.ts";
import { below, randomFrom } from "./random_market.ts";

const MADE = { spreads: 3, age: 0.4, step: 0.002 };

/** Prints that go up or down by the same share, in bursts with pauses between them. */
function madeTrades(seed: number): TradeRow[] {
  const random = randomFrom(seed);
  const trades: TradeRow[] = [];
  let price = 20;
  for (let t = clock(9, 30); t < clock(16);) {
    price *= 1 + (random() < 0.5 ? 1 : -1) * MADE.step;
    trades.push([t, price, 100 + below(random, 100)]);
    t += random() < 0.2 ? (5 + below(random, 60)) * SECOND : 0.3 * SECOND;
  }
  return trades;
}

/** A quote a second, as wide as the law says at the age of the last print. */
function madeDay(seed: number): MarketDay {
  const trades = madeTrades(seed);
  const tape = indexMarketDay(makeInput({ trades }));
  const quotes: QuoteRow[] = [];
  const volatility = { perPrint: NaN, perRootSecond: NaN };
  for (let t = clock(9, 31); t < clock(16); t += SECOND) {
    const row = tape.tradeIndex.lastAtOrBefore(t);
    tape.volatility.at(row, volatility);
    const price = trades[row]![1];
    const age = (t - trades[row]![0]) / SECOND;
    const fresh = (MADE.spreads / 2) * volatility.perPrint;
    const half = price * Math.hypot(fresh, MADE.age * volatility.perRootSecond * Math.sqrt(age));
    quotes.push([t, price - half, price + half, 100, 100]);
  }
  return indexMarketDay(makeInput({ trades, quotes }));
}

Deno.test("the law of the spread is found again: over volatility per trade, and by age", () => {
  for (const seed of [1, 2, 3]) {
    const found = dayEstimates(madeDay(seed));

    assert.ok(Math.abs(found.printVolatility / MADE.step - 1) < 0.001, `${found.printVolatility}`);
    // a print up to a second old is still taken for fresh
    assert.ok(Math.abs(found.spreadVolatilities / MADE.spreads - 1) < 0.03);
    assert.ok(Math.abs(found.spreadAge / MADE.age - 1) < 0.1, `${found.spreadAge}`);
  }
});

Deno.test("volume is told by half hour and by session", () => {
  const trades: TradeRow[] = [
    [clock(8), 5, 300],
    [clock(9, 30), 5, 100],
    [clock(9, 59, 59), 6, 100],
    [clock(10), 5, 400],
    [clock(15, 59, 59), 5, 400],
    [clock(16), 5, 50],
  ];
  const found = dayEstimates(indexMarketDay(makeInput({ trades })));

  assert.equal(found.volume, 1000);
  assert.deepEqual(found.profile, [20, 40, ...Array(10).fill(0), 40]);
  assert.deepEqual([found.preShare, found.postShare], [0.3, 0.05]);
  assert.ok(Math.abs(found.volatility - Math.log(6 / 5) / (2 * Math.sqrt(Math.LN2))) < 1e-12);
  assert.ok(Number.isNaN(found.printVolatility)); // three changes say nothing
});

Deno.test("what no day tells keeps its prior and says so; half days have no profile", () => {
  const trades: TradeRow[] = [[clock(10), 5, 100]];
  const half = indexMarketDay(makeInput({ trades, date: "2024-11-29" }));
  const values = calibrate([dayEstimates(half)]);
  const byKey = new Map(values.map((value) => [value.key, value]));
  const defaults = executionSettings();

  for (const key of ["volume_profile", "spread_volatilities", "spread_age"] as const) {
    assert.equal(byKey.get(key)!.isPrior, true);
    assert.equal(byKey.get(key)!.value, defaults[key]);
  }
  assert.equal(byKey.get("prior_volume")!.value, 100);
});

Deno.test("several days give their medians, and a fragment that a settings file can hold", () => {
  const days = [1, 2, 3].map((seed) => dayEstimates(madeDay(seed)));
  const values = calibrate(days);
  const text = [...calibrationLines(values, ["About the estimates"])].join("\n");
  const table: unknown = parse(text)["execution"];

  assert.deepEqual(
    { ...table as object },
    Object.fromEntries(values.map(({ key, value }) => [key, value])),
  );
  const volumes = days.map(({ volume }) => volume).sort((a, b) => a - b);
  const found = values.find(({ key }) => key === "prior_volume")!.value;
  assert.equal(found, Number(volumes[1]!.toPrecision(4)));
  const profile = String(values[0]!.value).split(" ").map(Number);
  assert.ok(Math.abs(profile.reduce((sum, share) => sum + share, 0) - 100) < 0.1);
  assert.match(text, /^# About the estimates\n\[execution\]\n# /);
});

/** A book that is refreshed every other second. */
function refreshedQuotes(): QuoteRow[] {
  const quotes: QuoteRow[] = [];
  for (let t = clock(10); t < clock(15); t += SECOND) {
    const size = 100 + ((t / SECOND) % 2);
    quotes.push([t, 19.99, 20.01, size, size]);
  }
  return quotes;
}

/** Orders of a model with the given coefficient, as fills that somebody had. */
function fillsWith(coefficient: number, tape: MarketTape): DayFill[] {
  const engine = makeEngine(tape, { impact_coefficient: coefficient });
  for (let i = 0; i < 100; i++) {
    const t = clock(10, 1) + (i * 100.5 + 0.25) * SECOND;
    engine.advance(0, t);
    const side = i % 3 === 0 ? -1 : 1;
    engine.submit(0, { side, type: "market", quantity: 400 + 300 * (i % 7) }, t);
  }
  engine.advance(0, clock(15));
  return fillsOf(engine).map(({ time, side, shares, price, order }) => ({
    ...{ time, side, shares, price, order: String(order) },
  }));
}

Deno.test("the coefficient of impact is found again from own fills", () => {
  const trades = madeTrades(5).map(([t, , size]): TradeRow => [t, 20 + (t % 7) / 100, size]);
  const tape = makeTape({ quotes: refreshedQuotes(), trades });
  for (const coefficient of [0.5, 1, 2.2]) {
    const samples = impactSamples(tape, executionSettings(PLAIN), fillsWith(coefficient, tape));
    const found = calibrateImpact(samples);

    assert.equal(found.isPrior, false);
    assert.ok(samples.length >= 60, `${samples.length}`);
    assert.ok(Math.abs(Number(found.value) / coefficient - 1) < 0.05, `${found.value}`);
  }
});

Deno.test("too few own orders, or orders that the touch could serve, leave the prior", () => {
  const trades = madeTrades(5);
  const tape = marketTape(makeInput({ trades, quotes: [[clock(10), 19.99, 20.01, 100, 100]] }));
  const small = Array.from({ length: 50 }, (_, i): DayFill => ({
    ...{ time: clock(10, 1) + i, side: 1, shares: 100, price: 20.01e9, order: `${i}` },
  }));
  const samples = impactSamples(tape, executionSettings(), small);

  assert.equal(samples.length, 0);
  assert.deepEqual(calibrateImpact(samples), {
    ...{ key: "impact_coefficient", value: 1, isPrior: true },
    from: "the prior: 0 own orders beyond the touch, 20 are needed",
  });
});
