/** Determinism, snapshots and forks: what happens depends on the seed, the environment and its requests alone. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { ExecutionEngine, stateBytes } from "../../../src/core/execution/engine.ts";
import type { ExecutionReport } from "../../../src/core/execution/report_log.ts";
import { drawKeyOf } from "../../../src/core/execution/keyed_draws.ts";
import { clock, dollars, flatQuotes, makeTape, PLAIN, SECOND, TEN } from "./made_market.ts";
import {
  act,
  type Action,
  play,
  randomMarket,
  randomScript,
  randomSettings,
  SPAN,
} from "./random_market.ts";

const END = TEN + SPAN + 30 * SECOND;

function engineOf(seed: number, options = {}): ExecutionEngine {
  const tape = makeTape(randomMarket(seed));
  return new ExecutionEngine(tape, { settings: randomSettings(seed), seed, ...options });
}

function scriptOf(seed: number): Action[] {
  return randomScript(seed, randomMarket(seed));
}

function reportsOf(engine: ExecutionEngine, environment: number): ExecutionReport[] {
  return engine.reports.all().filter((report) => report.environment === environment);
}

function forSeeds(check: (seed: number, cut: number) => void): void {
  const seeds = fc.integer({ min: 0, max: 1e6 });
  fc.assert(fc.property(seeds, fc.nat({ max: 30 }), check), { numRuns: 150 });
}

Deno.test("(39) a restored snapshot goes on as the run did", () => {
  forSeeds((seed, cut) => {
    const script = scriptOf(seed);
    const engine = engineOf(seed, { snapshots: 1 });
    for (const action of script.slice(0, cut)) act(engine, 0, action);
    engine.copy(0, 1);
    const from = engine.reports.length;
    play(engine, script.slice(cut), { until: END });
    const first = engine.reports.all().slice(from);
    const account = engine.account(0);

    engine.copy(1, 0);
    engine.reports.clear();
    play(engine, script.slice(cut), { until: END });

    assert.deepEqual(engine.reports.all(), first);
    assert.deepEqual(engine.account(0), account);
  });
});

Deno.test("(39) a fork equals a replay from the start, also through memory of one's own", () => {
  forSeeds((seed, cut) => {
    const script = scriptOf(seed);
    const straight = engineOf(seed);
    play(straight, script, { until: END });

    const forked = engineOf(seed);
    for (const action of script.slice(0, cut)) act(forked, 0, action);
    const saved = new Float64Array(stateBytes(1) / 8);
    forked.save(0, saved);
    const other = engineOf(seed);
    other.restore(0, saved);
    play(other, script.slice(cut), { until: END });

    assert.deepEqual(other.account(0), straight.account(0));
    assert.deepEqual(
      [...forked.reports.all(), ...other.reports.all()],
      straight.reports.all(),
    );
  });
});

Deno.test("(40), (37) environments side by side do what each does alone, whichever worker it is in", () => {
  forSeeds((seed) => {
    const together = engineOf(seed, { environments: 4 });
    const scripts = [0, 1, 2, 3].map((i) => randomScript(seed + i, randomMarket(seed)));
    const steps = scripts.flatMap((script, i) => script.map((action) => ({ i, action })));
    steps.sort((a, b) => a.action.t - b.action.t);
    for (const { i, action } of steps) act(together, i, action);
    for (let i = 0; i < 4; i++) together.advance(i, END);

    for (let i = 0; i < 4; i++) {
      const alone = engineOf(seed, { firstEnvironment: i });
      play(alone, scripts[i]!, { until: END });
      assert.deepEqual(reportsOf(together, i), reportsOf(alone, i));
      assert.deepEqual(together.account(i), alone.account(0));
    }
  });
});

Deno.test("(37) how often time is advanced in between changes nothing", () => {
  forSeeds((seed) => {
    const script = scriptOf(seed);
    const coarse = engineOf(seed);
    play(coarse, script, { until: END });

    const fine = engineOf(seed);
    let t = TEN;
    for (const action of script) {
      for (; t < action.t; t += SECOND / 7) fine.advance(0, Math.round(t));
      act(fine, 0, action);
    }
    for (; t < END; t += SECOND / 7) fine.advance(0, Math.round(t));
    fine.advance(0, END);

    assert.deepEqual(fine.reports.all(), coarse.reports.all());
  });
});

Deno.test("reading the account changes nothing", () => {
  forSeeds((seed) => {
    const script = scriptOf(seed);
    const unread = engineOf(seed);
    play(unread, script, { until: END });

    const read = engineOf(seed);
    for (const action of script) {
      act(read, 0, action);
      read.account(0);
      read.equity(0);
    }
    read.advance(0, END);

    assert.deepEqual(read.reports.all(), unread.reports.all());
  });
});

Deno.test("(38) a further order does not change the draws of others that have a key of their own", () => {
  const tape = makeTape({ quotes: flatQuotes() });
  const settings = { ...PLAIN, latency_profile: "retail-api" };
  const run = (withExtra: boolean) => {
    const engine = new ExecutionEngine(tape, { settings, seed: 5 });
    engine.reset(0, TEN);
    const order = { side: 1, type: "limit", limit: dollars(4), quantity: 1 } as const;
    if (withExtra) engine.submit(0, { ...order, drawKey: drawKeyOf("extra") }, TEN);
    for (const name of ["a", "b", "c"]) {
      engine.submit(0, { ...order, drawKey: drawKeyOf(name) }, TEN);
    }
    engine.advance(0, TEN + 30 * SECOND);
    const times = engine.reports.all().filter(({ order }) => order > (withExtra ? 1 : 0));
    return times.map(({ time, reportTime }) => [time, reportTime]).sort((x, y) => x[0]! - y[0]!);
  };

  assert.deepEqual(run(true), run(false));
});

Deno.test("another seed and another environment draw other delays", () => {
  const tape = makeTape({ quotes: flatQuotes() });
  const arrival = (seed: number, firstEnvironment: number) => {
    const settings = { ...PLAIN, latency_profile: "retail-api" };
    const engine = new ExecutionEngine(tape, { settings, seed, firstEnvironment });
    engine.reset(0, TEN);
    engine.submit(0, { side: 1, type: "market", quantity: 1 }, TEN);
    engine.advance(0, TEN + 30 * SECOND);
    return engine.reports.at(0).time;
  };

  assert.equal(arrival(1, 0), arrival(1, 0));
  assert.notEqual(arrival(1, 0), arrival(2, 0));
  assert.notEqual(arrival(1, 0), arrival(1, 1));
});

Deno.test("(41) a reset leaves nothing behind", () => {
  forSeeds((seed) => {
    const used = engineOf(seed);
    play(used, scriptOf(seed));
    used.reset(0, clock(10));
    const fresh = engineOf(seed);
    fresh.reset(0, clock(10));

    assert.deepEqual(used.state, fresh.state);
  });
});

Deno.test("the state may lie in shared memory, and environments do not touch each other's", () => {
  const tape = makeTape({ quotes: flatQuotes() });
  const buffer = new SharedArrayBuffer(stateBytes(3));
  const engine = new ExecutionEngine(tape, { settings: PLAIN, environments: 3, buffer });
  const before = engine.state.slice();
  engine.submit(1, { side: 1, type: "market", quantity: 100 }, TEN);
  engine.advance(1, TEN);

  const slots = stateBytes(1) / 8;
  assert.deepEqual(engine.state.slice(0, slots), before.slice(0, slots));
  assert.deepEqual(engine.state.slice(2 * slots), before.slice(2 * slots));
  assert.equal(engine.account(1).shares, 100);
});
