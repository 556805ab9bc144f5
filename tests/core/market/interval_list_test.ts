import assert from "node:assert/strict";
import fc from "fast-check";
import { IntervalList } from "../../../src/core/market/interval_list.ts";

Deno.test("an interval holds its start and not its end", () => {
  const list = new IntervalList([{ start: 10, end: 20 }]);

  assert.deepEqual([9, 10, 19, 20].map((t) => list.contains(t)), [false, true, true, false]);
  assert.equal(list.endFrom(15), 20);
  assert.equal(list.endFrom(20), 20);
});

Deno.test("overlapping, touching, empty and unordered intervals answer as their union does", () => {
  const interval = fc.tuple(fc.nat(60), fc.nat(12)).map(([start, length]) => ({
    start,
    end: start + length,
  }));
  fc.assert(fc.property(fc.array(interval, { maxLength: 8 }), (intervals) => {
    const list = new IntervalList(intervals);
    const holds = (t: number) => intervals.some(({ start, end }) => start <= t && t < end);
    for (let t = -1; t < 75; t++) {
      assert.equal(list.contains(t), holds(t), `at ${t}`);
      for (let to = t; to < t + 8; to++) {
        const points = Array.from({ length: to - t + 1 }, (_, i) => t + i);
        assert.equal(list.intersects(t, to), points.some(holds), `[${t}, ${to}]`);
      }
    }
    for (let i = 1; i < list.length; i++) assert.ok(list.starts[i]! > list.ends[i - 1]!);
  }));
});
