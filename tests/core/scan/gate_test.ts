import assert from "node:assert/strict";
import fc from "fast-check";
import { type Gate, type GateInputs, gateOf, ownGate } from "../../../src/core/scan/gate.ts";
import type { ScanThresholds } from "../../../src/core/scan/threshold_keys.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";

/** A day that passes with nothing to spare: 5 % range, 100 bars, 12 slots. */
const JUST: GateInputs = {
  ...{ barSource: "ohlcv-1s", bars: 100, activeSlots: 12 },
  ...{ open: 10e9, high: 10.25e9, low: 9.75e9 },
  ...{ prevClose: 8e9, gap: 0.04, baselineShares: 1e6, isSuspectSplit: false },
};

function gate(changed: Partial<GateInputs>, limits: Partial<ScanThresholds> = {}): Gate {
  return gateOf({ ...JUST, ...changed }, scanThresholds(limits));
}

Deno.test("a day with exactly 5 % range, 100 bars and 12 slots passes", () => {
  assert.equal(gate({}), "pass");
});

Deno.test("each gate in turn", () => {
  assert.equal(gate({ high: 10.2499e9 }), "range");
  assert.equal(gate({ bars: 99 }), "bars");
  assert.equal(gate({ activeSlots: 11 }), "slots");
  assert.equal(gate({ prevClose: NaN }), "prev_close");
  assert.equal(gate({ isSuspectSplit: true }), "split");
  assert.equal(gate({ baselineShares: null }), "baseline");
  assert.equal(gate({}, { min_price: 8.01 }), "price");
});

Deno.test("of several gates a day fails, the first is named", () => {
  const unknown = { prevClose: NaN, isSuspectSplit: true, baselineShares: null };
  const strict = { min_price: 8.01, min_dollar_volume: 1e12, min_gap: 1 };
  assert.equal(gate({ ...unknown, bars: 99 }, strict), "bars");
  assert.equal(gate(unknown, strict), "prev_close");
  assert.equal(gate({ ...unknown, prevClose: 8e9 }, strict), "split");
  assert.equal(gate({ baselineShares: null }, strict), "baseline");
  assert.equal(gate({}, strict), "price");
  assert.equal(gate({}, { ...strict, min_price: 0 }), "dollar_volume");
});

Deno.test("days known by minute bars need fewer of them", () => {
  assert.equal(gate({ barSource: "ohlcv-1m", bars: 50 }), "pass");
  assert.equal(gate({ barSource: "ohlcv-1m", bars: 49 }), "bars");
  assert.equal(gate({ barSource: "trades", bars: 99 }), "bars");
});

Deno.test("the upper limit of the move is off by default", () => {
  const wild = { high: 40e9, low: 10e9 };
  assert.equal(gate(wild), "pass");
  assert.equal(gate(wild, { max_move: 2.99 }), "max_move");
  assert.equal(gate(wild, { max_move: 3 }), "pass");
});

Deno.test("price, dollar volume and gap filters are off by default and closed at their limits", () => {
  assert.equal(gate({ prevClose: 1e7, gap: 0, baselineShares: 0 }), "pass");
  assert.equal(gate({}, { min_price: 8 }), "pass");
  assert.equal(gate({}, { min_price: 8.01 }), "price");
  assert.equal(gate({}, { max_price: 8 }), "pass");
  assert.equal(gate({}, { max_price: 7.99 }), "price");
  assert.equal(gate({}, { min_dollar_volume: 8e6 }), "pass");
  assert.equal(gate({}, { min_dollar_volume: 8.1e6 }), "dollar_volume");
  assert.equal(gate({}, { min_gap: 0.04 }), "pass");
  assert.equal(gate({ gap: -0.04 }, { min_gap: 0.04 }), "pass", "a gap down");
  assert.equal(gate({}, { min_gap: 0.041 }), "gap");
  assert.equal(gate({ gap: NaN }, { min_gap: 0.04 }), "gap", "unknown");
  assert.equal(gate({ gap: NaN }), "pass");
});

Deno.test("ownGate() says what gateOf() says until the gates that need earlier days", () => {
  const inputs: fc.Arbitrary<GateInputs> = fc.record({
    barSource: fc.constantFrom("ohlcv-1s", "trades", "ohlcv-1m"),
    bars: fc.integer({ min: 40, max: 120 }),
    activeSlots: fc.integer({ min: 10, max: 14 }),
    open: fc.constant(10e9),
    high: fc.integer({ min: 10, max: 16 }).map((dollars) => dollars * 1e9),
    low: fc.integer({ min: 8, max: 10 }).map((dollars) => dollars * 1e9),
    prevClose: fc.constantFrom(NaN, 5e9, 30e9),
    gap: fc.constantFrom(NaN, 0, 0.1),
    baselineShares: fc.constantFrom(null, 100, 1e7),
    isSuspectSplit: fc.boolean(),
  });
  const limits = scanThresholds({
    max_move: 0.5,
    max_price: 20,
    min_dollar_volume: 1e6,
    min_gap: 0.04,
  });
  const later = ["prev_close", "split", "baseline", "price", "dollar_volume", "gap", "pass"];
  fc.assert(fc.property(inputs, (given) => {
    const own = ownGate(given, limits);
    const whole = gateOf(given, limits);
    if (own === "pass") assert.ok(later.includes(whole), whole);
    else assert.equal(whole, own);
  }));
});
