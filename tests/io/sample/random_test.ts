import assert from "node:assert/strict";
import { RandomStream } from "../../../src/io/sample/random.ts";

function take(stream: RandomStream, count: number): number[] {
  return Array.from({ length: count }, () => stream.uniform());
}

Deno.test("RandomStream repeats itself for the same key, and for no other", () => {
  const numbers = take(new RandomStream(1, "QZAF", "2024-11-25"), 100);

  assert.deepEqual(take(new RandomStream(1, "QZAF", "2024-11-25"), 100), numbers);
  for (
    const other of [
      new RandomStream(2, "QZAF", "2024-11-25"),
      new RandomStream(1, "QZAG", "2024-11-25"),
      new RandomStream(1, "QZAF", "2024-11-26"),
      new RandomStream(1, "QZAF"),
      new RandomStream(1, "QZA", "F2024-11-25"),
    ]
  ) {
    assert.equal(take(other, 100).filter((number) => numbers.includes(number)).length, 0);
  }
});

Deno.test("RandomStream does not change between releases", () => {
  const stream = new RandomStream(1, "QZAF", "2024-11-25");

  const drawn = [
    stream.integer(0, 1_000_000),
    stream.integer(0, 1_000_000),
    stream.poisson(2),
    stream.choose([["a", 1], ["b", 3]]),
  ];

  assert.deepEqual(drawn, [74_275, 501_048, 5, "b"]);
});

Deno.test("RandomStream's distributions have the moments they promise", () => {
  const stream = new RandomStream(3, "moments");
  const count = 200_000;
  const mean = (draw: () => number) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += draw();
    return sum / count;
  };

  assert.ok(Math.abs(mean(() => stream.uniform()) - 0.5) < 0.005);
  assert.ok(Math.abs(mean(() => stream.normal())) < 0.015);
  assert.ok(Math.abs(mean(() => stream.normal() ** 2) - 1) < 0.02);
  assert.ok(Math.abs(mean(() => stream.poisson(0.4)) - 0.4) < 0.01);
  assert.ok(Math.abs(mean(() => stream.poisson(12)) - 12) < 0.1);
  assert.ok(Math.abs(mean(() => stream.poisson(80)) - 80) < 0.3);
  assert.ok(Math.abs(mean(() => Number(stream.chance(0.03))) - 0.03) < 0.003);
  const isSeldom = () => Number(stream.choose([["seldom", 1], ["often", 9]]) === "seldom");
  assert.ok(Math.abs(mean(isSeldom) - 0.1) < 0.005);
});

Deno.test("RandomStream's integers reach both ends and nothing else", () => {
  const stream = new RandomStream(4, "integers");
  const seen = new Set(Array.from({ length: 500 }, () => stream.integer(-2, 3)));

  assert.deepEqual([...seen].sort((a, b) => a - b), [-2, -1, 0, 1, 2, 3]);
});
