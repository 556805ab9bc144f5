import assert from "node:assert/strict";
import { DelayTable } from "../../../src/core/execution/delay_table.ts";
import { randomFrom } from "./random_market.ts";

/** The normal distribution function, by Simpson's rule over the density: slow and independent. */
function below(z: number): number {
  const density = (x: number) => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  const steps = 400;
  const step = z / steps;
  let sum = density(0) + density(z);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 0 ? 2 : 4) * density(i * step);
  return 0.5 + (sum * step) / 3;
}

Deno.test("a share u of log-normal delays is shorter than the delay at u, in the middle and in the tails", () => {
  const part = { floor: 20, median: 30, sigma: 0.55 };
  const table = new DelayTable(part);
  const random = randomFrom(9);
  for (let i = 0; i < 3000; i++) {
    const u = i < 100 ? (i + 1) / 1e4 : i < 200 ? 1 - (i - 99) / 1e4 : random();
    const z = Math.log((table.at(u) - part.floor) / part.median) / part.sigma;

    assert.ok(Math.abs(below(z) - u) < 1e-5, `${u}: ${below(z)}`);
  }
});

Deno.test("delays grow with u across the bounds of the table, and are at the median at one half", () => {
  const table = new DelayTable({ floor: 10, median: 15, sigma: 0.5 });
  let before = 0;
  for (let i = 1; i < 100_000; i++) {
    const delay = table.at(i / 100_000);
    assert.ok(delay >= before);
    before = delay;
  }
  assert.ok(Math.abs(table.at(0.5) - 25) < 1e-6);
});

Deno.test("a part without a median is its floor", () => {
  const table = new DelayTable({ floor: 3, median: 0, sigma: 0 });

  assert.deepEqual([table.at(1e-9), table.at(0.3), table.at(0.999)], [3, 3, 3]);
});
