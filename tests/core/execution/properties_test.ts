/** Invariants of every run, on random markets with random orders. The numbers are those of the property list. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { ExecutionEngine } from "../../../src/core/execution/engine.ts";
import type { ExecutionReport } from "../../../src/core/execution/report_log.ts";
import { tickSize } from "../../../src/core/market/tick_size.ts";
import { makeTape, TEN } from "./made_market.ts";
import {
  act,
  type Action,
  play,
  randomMarket,
  randomScript,
  randomSettings,
  SPAN,
} from "./random_market.ts";

const RUNS = 400;

function enginesOf(seed: number, environments = 1): ExecutionEngine {
  const tape = makeTape(randomMarket(seed));
  return new ExecutionEngine(tape, { settings: randomSettings(seed), seed, environments });
}

function forRuns(check: (seed: number) => void): void {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1e6 }), check), { numRuns: RUNS });
}

/** What each order asked for, by its number; requests get their numbers in order. */
function requestsOf(script: readonly Action[]) {
  const submitted = script.filter((action) => action.kind === "submit");
  return new Map(submitted.map((action, i) => [i + 1, action.request]));
}

function fillsOfRun(seed: number) {
  const market = randomMarket(seed);
  const script = randomScript(seed, market);
  const engine = enginesOf(seed);
  play(engine, script);
  const fills = engine.reports.all().filter(({ kind }) => kind === "fill");
  return { market, script, engine, fills };
}

Deno.test("(7) no fill is worse than the limit of its order", () => {
  forRuns((seed) => {
    const { script, engine } = fillsOfRun(seed);
    const requests = requestsOf(script);
    const replaced = new Set(script.flatMap((a) => a.kind === "replace" ? [a.order] : []));
    for (const { kind, order, side, price } of engine.reports.all()) {
      const limit = requests.get(order)?.limit;
      if (kind !== "fill" || limit === undefined || replaced.has(order)) continue;
      assert.ok(side > 0 ? price <= limit : price >= limit);
    }
  });
});

Deno.test("(8) no aggressive fill is better than the touch at its arrival", () => {
  forRuns((seed) => {
    const { market, fills } = fillsOfRun(seed);
    for (const fill of fills) {
      if (fill.liquidity !== "touch" && fill.liquidity !== "walk") continue;
      const quote = (market.quotes ?? []).filter(([t]) => t <= fill.time).at(-1);
      if (quote === undefined) continue; // synthetic
      const touch = Math.round((fill.side > 0 ? quote[2] : quote[1]) * 1e9);
      assert.ok(fill.side * (fill.price - touch) >= 0);
    }
  });
});

Deno.test("(9), (11) fill prices are positive, finite and on the tick; no number of a run is NaN", () => {
  forRuns((seed) => {
    const { engine, fills } = fillsOfRun(seed);
    for (const { price } of fills) {
      assert.ok(price > 0 && Number.isFinite(price) && price % tickSize(price) === 0);
    }
    for (const report of engine.reports.all()) {
      const { kind: _kind, reason: _reason, liquidity: _liquidity, ...numbers } = report;
      assert.ok(Object.values(numbers).every((value) => !Number.isNaN(value)));
    }
    const { liquidationValue: _value, equity: _equity, ...account } = engine.account(0);
    assert.ok(Object.values(account).every(Number.isFinite));
  });
});

Deno.test("(13) there is no fill in a halt, start included, resumption excluded", () => {
  forRuns((seed) => {
    const { market, fills } = fillsOfRun(seed);
    const [, halt, resume] = market.status ?? [];
    if (halt === undefined || resume === undefined) return;
    for (const { time } of fills) assert.ok(time < halt[0] || time >= resume[0]);
  });
});

Deno.test("(16) filled, open and cancelled shares of an order make its quantity in every state", () => {
  forRuns((seed) => {
    const { engine } = fillsOfRun(seed);
    const filled = new Map<number, number>();
    for (const report of engine.reports.all()) {
      if (report.order === 0 || report.quantity === 0) continue; // it was never taken in
      const before = filled.get(report.order) ?? 0;
      filled.set(report.order, before + report.shares);
      assert.equal(report.filled, before + report.shares);
      assert.ok(report.filled <= report.quantity && report.shares >= 0 && report.leaves >= 0);
      const isEnd = ["rejected", "cancelled", "expired"].includes(report.kind);
      assert.equal(report.leaves, isEnd ? 0 : report.quantity - report.filled);
    }
  });
});

Deno.test("(17) touch fills between two quotes stay within the size that is shown", () => {
  forRuns((seed) => {
    const { market, fills } = fillsOfRun(seed);
    const taken = new Map<string, number>();
    for (const fill of fills) {
      if (fill.liquidity !== "touch") continue;
      const row = (market.quotes ?? []).findLastIndex(([t]) => t <= fill.time);
      if (row < 0) continue;
      const key = `${row} ${fill.side}`;
      taken.set(key, (taken.get(key) ?? 0) + fill.shares);
      const quote = market.quotes![row]!;
      assert.ok(taken.get(key)! <= (fill.side > 0 ? quote[4] : quote[3]));
    }
  });
});

Deno.test("(18) passive fills at the time of prints stay within their sizes and the quotes' of that time", () => {
  forRuns((seed) => {
    const { market, fills } = fillsOfRun(seed);
    const taken = new Map<number, number>();
    for (const fill of fills) {
      if (fill.liquidity !== "passive") continue;
      taken.set(fill.time, (taken.get(fill.time) ?? 0) + fill.shares);
    }
    for (const [time, shares] of taken) {
      const prints = (market.trades ?? []).filter(([t]) => t === time);
      const quotes = (market.quotes ?? []).filter(([t]) => t === time);
      const budget = prints.reduce((sum, [, , size]) => sum + size, 0) +
        quotes.reduce((sum, quote) => sum + quote[3] + quote[4], 0);
      assert.ok(shares <= budget);
    }
  });
});

Deno.test("(19) fills beyond the touch stay within their share of the trailing minute of the tape", () => {
  forRuns((seed) => {
    const { market, engine, fills } = fillsOfRun(seed);
    const cap = engine.settings.participation_cap;
    if (cap === 1) return;
    const beyond = fills.filter(({ liquidity }) => liquidity !== "touch");
    for (const { time } of beyond) {
      const isInWindow = (t: number) => t > time - 60e9 && t <= time;
      const own = beyond.filter((fill) => isInWindow(fill.time)).reduce((n, f) => n + f.shares, 0);
      const tape = (market.trades ?? []).filter(([t]) => isInWindow(t)).reduce(
        (n, t) => n + t[2],
        0,
      );
      assert.ok(own <= cap * tape);
    }
  });
});

Deno.test("(27) the parts of each fill's cost add up to what it moved in cash", () => {
  forRuns((seed) => {
    const { engine } = fillsOfRun(seed);
    let cash = engine.account(0).startCash;
    for (const fill of engine.reports.all()) {
      if (fill.kind !== "fill") continue;
      const { halfSpread, drift, carry, walk, fees } = fill;
      for (const part of [halfSpread, drift, carry, walk, fees]) assert.ok(Number.isInteger(part));
      // what was paid over the mid, so that cash + parts is cash at the mid
      const value = (fill.side * fill.shares * fill.price) / 1000;
      const mid = value - (halfSpread + drift + carry + walk);
      assert.ok(Number.isInteger(mid) && mid % fill.shares === 0);
      assert.equal(fill.cash, cash - mid - (halfSpread + drift + carry + walk + fees));
      cash = fill.cash;
    }
  });
});

Deno.test("(28), (29) cash and shares are conserved after every fill", () => {
  forRuns((seed) => {
    const { engine, fills } = fillsOfRun(seed);
    let [cash, shares] = [BigInt(engine.account(0).startCash), 0];
    for (const fill of fills) {
      cash -= BigInt(fill.side) * BigInt(fill.shares) * BigInt(fill.price / 1000) +
        BigInt(fill.fees);
      shares += fill.side * fill.shares;
      assert.deepEqual([BigInt(fill.cash), fill.position], [cash, shares]);
    }
    const account = engine.account(0);
    assert.deepEqual([BigInt(account.cash), account.shares], [cash, shares]);
    assert.equal(account.fees, fills.reduce((sum, { fees }) => sum + fees, 0));
    assert.equal(account.bought - account.sold, shares);
  });
});

Deno.test("(29) what the agent knows is what its reports told, and in the end everything", () => {
  forRuns((seed) => {
    const { engine } = fillsOfRun(seed);
    engine.advance(0, TEN + 2 * SPAN);
    const account = engine.account(0);
    assert.deepEqual([account.knownCash, account.knownShares], [account.cash, account.shares]);
  });
});

Deno.test("(30) neither cash nor buying power of a cash account falls below zero, nor its position", () => {
  forRuns((seed) => {
    const market = randomMarket(seed);
    const engine = new ExecutionEngine(makeTape(market), {
      settings: { ...randomSettings(seed), allow_short: false, start_cash: 3000 },
    });
    for (const action of randomScript(seed, market)) {
      act(engine, 0, action);
      const { cash, shares, buyingPower, reserved } = engine.account(0);
      assert.ok(cash >= 0 && shares >= 0 && buyingPower >= 0 && reserved >= 0);
    }
    engine.advance(0, TEN + 2 * SPAN);
    assert.ok(engine.account(0).buyingPower >= 0);
  });
});

Deno.test("(30) nothing stays reserved when no order is open", () => {
  forRuns((seed) => {
    const { engine } = fillsOfRun(seed);
    engine.advance(0, 20 * 3600e9);
    const { openOrders, reserved } = engine.account(0);
    assert.deepEqual([openOrders, reserved], [0, 0]);
  });
});

Deno.test("(32) no restricted short sale fills at or below the bid", () => {
  forRuns((seed) => {
    const { market, fills } = fillsOfRun(seed);
    if (market.status?.[0]?.[4] !== "Y") return;
    for (const fill of fills) {
      if (fill.side > 0 || fill.position >= 0 || fill.liquidity === "cross") continue;
      const quote = (market.quotes ?? []).filter(([t]) => t <= fill.time).at(-1);
      if (quote !== undefined && quote[1] > 0) assert.ok(fill.price > Math.round(quote[1] * 1e9));
    }
  });
});

Deno.test("(12) reports follow what they tell, in order for each order", () => {
  forRuns((seed) => {
    const { engine } = fillsOfRun(seed);
    const last = new Map<number, ExecutionReport>();
    for (const report of engine.reports.all()) {
      assert.ok(report.reportTime >= report.time);
      const before = last.get(report.order);
      if (before !== undefined && report.order > 0 && report.kind !== "request_rejected") {
        if (before.kind !== "request_rejected") assert.ok(before.reportTime <= report.reportTime);
      }
      last.set(report.order, report);
    }
  });
});
