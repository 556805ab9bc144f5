import assert from "node:assert/strict";
import fc from "fast-check";
import { RandomStream } from "../../../src/core/math/philox.ts";
import { pointTurn, shufflePoints } from "../../../src/core/episodes/point_order.ts";
import { chiSquareTest } from "./statistics.ts";

Deno.test("pointTurn() gives every point once before any comes again, none twice in a visit", () => {
  const points = fc.integer({ min: 1, max: 60 });
  const perVisit = fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constant(Infinity));
  fc.assert(fc.property(points, perVisit, (count, most) => {
    let visit = 0;
    for (let round = 0; round < 3; round++) {
      const given: number[] = [];
      while (given.length < count) {
        const turn = pointTurn(visit++, count, most);
        assert.equal(turn.round, round);
        assert.ok(turn.to > turn.from && turn.to - turn.from <= most);
        for (let i = turn.from; i < turn.to; i++) given.push(i);
      }
      assert.deepEqual(given, Array.from({ length: count }, (_, i) => i));
    }
  }));
});

Deno.test("shufflePoints() gives each point exactly once", () => {
  const numbers = fc.uniqueArray(fc.nat(999), { minLength: 1, maxLength: 40 });
  fc.assert(fc.property(numbers, fc.nat(), (points, seed) => {
    const quality = Float32Array.from({ length: 1000 }, (_, i) => i % 7 === 0 ? 0 : (i % 11) / 10);
    const random = new RandomStream(seed, 1);

    const order = shufflePoints(Int32Array.from(points), quality, random);

    assert.deepEqual([...order].sort(), points.toSorted());
  }));
});

Deno.test("shufflePoints() draws the first point, and each next of those left, by local quality", () => {
  const quality = Float32Array.of(0.125, 0.25, 0.5, 0.125);
  const points = Int32Array.of(0, 1, 2, 3);
  const first = [0, 0, 0, 0];
  const secondAfterBest = [0, 0, 0, 0];
  const random = new RandomStream(5, 1);

  for (let i = 0; i < 20_000; i++) {
    random.seek(i, 0);
    const [a, b] = shufflePoints(points, quality, random);
    first[a!]!++;
    if (a === 2) secondAfterBest[b!]!++;
  }

  assert.ok(chiSquareTest(first, [2500, 5000, 10_000, 2500]) > 0.001);
  const n = first[2]!;
  const [x, y, , z] = secondAfterBest;
  assert.ok(chiSquareTest([x!, y!, z!], [n / 4, n / 2, n / 4]) > 0.001);
});
