import assert from "node:assert/strict";
import fc from "fast-check";
import { CoveredTime } from "../../../src/io/day/covered_time.ts";

Deno.test("CoveredTime gives out each moment once, whatever the order of the spans", () => {
  const span = fc.tuple(fc.integer({ min: -5, max: 45 }), fc.integer({ min: 0, max: 20 }))
    .map(([from, length]) => ({ from, to: from + length }));
  fc.assert(fc.property(fc.array(span, { maxLength: 12 }), (spans) => {
    const covered = new CoveredTime({ from: 0, to: 40 });
    const given = new Uint8Array(40);

    for (const part of spans) {
      for (const { from, to } of covered.freeIn(part)) {
        for (let at = from; at < to; at++) given[at]!++;
      }
      covered.cover(part);
    }

    const expected = Array.from(
      given,
      (_, at) => Number(spans.some(({ from, to }) => at >= from && at < to)),
    );
    assert.deepEqual([...given], expected);
    const left = covered.free.reduce((sum, { from, to }) => sum + to - from, 0);
    assert.equal(left, expected.filter((value) => value === 0).length);
  }));
});
