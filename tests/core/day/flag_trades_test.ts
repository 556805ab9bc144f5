import assert from "node:assert/strict";
import { QUALITY_BIT } from "../../../src/core/clean/quality_bits.ts";
import { flagTrades } from "../../../src/core/day/flag_trades.ts";
import { nano, quotesOf, SECOND, tradesOf } from "./day_fixtures.ts";

const SPIKE = QUALITY_BIT.spike;
const SINGULAR = QUALITY_BIT.spike | QUALITY_BIT.spikeOffline;

type Row = readonly [number, number, number];

/** One trade a second at $10 from second 100 on, others put in their place. */
function tape(count: number, changes: Readonly<Record<number, number>> = {}): Row[] {
  return Array.from({ length: count }, (_, i) => [100 + i, changes[i] ?? 10, 100]);
}

/** A quote around $10 shortly before each trade. */
function quietQuotes(count: number) {
  return quotesOf(Array.from({ length: count }, (_, i) => [99.5 + i, 9.99, 10.01]));
}

function bitsOf(rows: readonly Row[], quotes = quietQuotes(rows.length), halts = NO_HALTS) {
  const trades = tradesOf(rows);
  flagTrades(trades, quotes, halts);
  return [...trades.quality];
}

type Halts = Parameters<typeof flagTrades>[2];
const NO_HALTS: Halts = [];

Deno.test("a trade of size 0 or without a price is undefined (D0)", () => {
  const trades = tradesOf([[1, 10, 0], [2, 10, 5], [3, 10, 5]]);
  trades.price[1] = NaN;

  flagTrades(trades, quotesOf([]), []);

  assert.deepEqual([...trades.quality], [1, 1, 0]);
});

Deno.test("a trade that repeats the one before in every field is D2; one with a number of its own is not", () => {
  const trades = tradesOf([[1, 10, 5], [1, 10, 5], [1, 10, 5], [1, 10, 5], [1, 10, 6]]);
  trades.sequence.set([7, 7, 8, 8, 8]);
  const unnumbered = tradesOf([[1, 10, 5], [1, 10, 5]]);
  unnumbered.sequence.fill(0);

  flagTrades(trades, quotesOf([]), []);
  flagTrades(unnumbered, quotesOf([]), []);

  const { duplicate } = QUALITY_BIT;
  assert.deepEqual([...trades.quality], [0, duplicate, 0, duplicate, 0]);
  assert.deepEqual([...unnumbered.quality], [0, 0]);
});

Deno.test("a lone price far outside range and quote is a spike, causal (D5) and offline (D6)", () => {
  const bits = bitsOf(tape(40, { 20: 13 }));

  assert.equal(bits[20], SINGULAR);
  assert.ok(bits.every((value, i) => value === 0 || i === 20));
});

Deno.test("a level that holds is a spike at first sight only (D5), never D6", () => {
  const levels = Object.fromEntries(Array.from({ length: 20 }, (_, k) => [20 + k, 13]));

  const bits = bitsOf(tape(40, levels));

  assert.equal(bits[20], SPIKE);
  assert.ok(bits.every((value) => (value & QUALITY_BIT.spikeOffline) === 0));
});

Deno.test("a price within a spread of a fresh quote is no spike, whatever the move", () => {
  const quotes = quotesOf(
    Array.from({ length: 40 }, (_, i) => i === 20 ? [119.5, 12.9, 13.1] : [99.5 + i, 9.99, 10.01]),
  );

  assert.equal(bitsOf(tape(40, { 20: 13 }), quotes)[20], 0);
});

Deno.test("without a quote of the last two seconds nothing is a spike", () => {
  const stale = quotesOf([[100, 9.99, 10.01]]);

  assert.equal(bitsOf(tape(40, { 20: 13 }), stale)[20], 0);
});

Deno.test("a move of 4 % is no spike even on a flat tape", () => {
  assert.equal(bitsOf(tape(40, { 20: 10.4 }))[20], 0);
});

Deno.test("no later trade changes the causal bits of a trade", () => {
  const rows = tape(60, { 20: 13, 30: 7, 31: 13, 45: 10.2 });
  const whole = bitsOf(rows);

  for (let length = 1; length < rows.length; length++) {
    const part = bitsOf(rows.slice(0, length), quietQuotes(60));
    const causal = (bits: number) => bits & ~QUALITY_BIT.spikeOffline;
    assert.deepEqual(part.map(causal), whole.slice(0, length).map(causal));
  }
});

Deno.test("a trade in a halt is D7, and the comparison starts anew after it", () => {
  const times = { startKnown: 0, endKnown: 0, action: 9, reason: 50 };
  const halts = [{ start: 118 * SECOND, end: 120 * SECOND, ...times }];
  const levels = Object.fromEntries(Array.from({ length: 20 }, (_, k) => [20 + k, 13]));

  const bits = bitsOf(tape(40, levels), undefined, halts);

  assert.deepEqual(
    bits.flatMap((value, i) => value === 0 ? [] : [[i, value]]),
    [[18, QUALITY_BIT.halted], [19, QUALITY_BIT.halted]],
  );
});

Deno.test("prices stay as they were", () => {
  const trades = tradesOf(tape(40, { 20: 13 }));

  flagTrades(trades, quietQuotes(40), []);

  assert.equal(trades.price[20], nano(13));
});
