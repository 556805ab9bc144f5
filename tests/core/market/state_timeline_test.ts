import assert from "node:assert/strict";
import fc from "fast-check";
import { indexMarketDay } from "../../../src/core/market/market_day.ts";
import { SESSION_CODES } from "../../../src/core/market/observation.ts";
import { StateTimeline } from "../../../src/core/market/state_timeline.ts";
import { HOUR, madeMarket, SECOND } from "./made_market.ts";

const LATENCY = 30e6;

/** The row of numbers that holds at a time. */
function stateAt(timeline: StateTimeline, t: number): number[] {
  const at = timeline.indexAt(Float64Array.of(t), 0);
  return [...timeline.states.subarray(at, at + 5)];
}

Deno.test("any number of halts, seconds apart or hours, is told at any time as they were heard", () => {
  const gaps = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 4000 })),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(gaps, (seconds) => {
      let t = 8 * HOUR;
      const changes = seconds.map((gap) => t += gap * SECOND).filter((at) => at < 19.5 * HOUR);
      const status = changes.map((at, i) =>
        i % 2 === 0
          ? { t: at, action: 9, reason: 50, isTrading: "N" as const }
          : { t: at, action: 7, isTrading: "Y" as const }
      );
      const timeline = new StateTimeline(indexMarketDay(madeMarket({ status })), LATENCY);
      for (const asked of changes.flatMap((at) => [at - 1, at, at + 1]).map((at) => at + LATENCY)) {
        const heard = changes.filter((at) => at + LATENCY <= asked).length;

        const [until, , , isHalted] = stateAt(timeline, asked);

        assert.equal(isHalted, heard % 2, `at ${asked}`);
        assert.ok(until! > asked);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("sessions change at their bounds, and the time after which a quote is stale with them", () => {
  const timeline = new StateTimeline(indexMarketDay(madeMarket({})), LATENCY);
  const told = (t: number) => {
    const [until, staleAfter, session] = stateAt(timeline, t);
    return [until, staleAfter, SESSION_CODES[session!]];
  };

  assert.deepEqual(told(-Infinity), [4 * HOUR, 300 * SECOND, "closed"]);
  assert.deepEqual(told(4 * HOUR - 1), [4 * HOUR, 300 * SECOND, "closed"]);
  assert.deepEqual(told(4 * HOUR), [9.5 * HOUR, 300 * SECOND, "pre"]);
  assert.deepEqual(told(9.5 * HOUR), [16 * HOUR, 60 * SECOND, "regular"]);
  assert.deepEqual(told(16 * HOUR), [20 * HOUR, 300 * SECOND, "post"]);
  assert.deepEqual(told(20 * HOUR - 1), [20 * HOUR, 300 * SECOND, "post"]);
  assert.deepEqual(told(Infinity), [NaN, 300 * SECOND, "closed"]);
});
