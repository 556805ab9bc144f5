import assert from "node:assert/strict";
import { priceChart } from "../../../src/io/text/price_chart.ts";

Deno.test("priceChart() draws ranges, volume and marks at their times", () => {
  const bars = [
    { minute: 4 * 60, low: 1, high: 1, volume: 100 },
    { minute: 9 * 60 + 30, low: 1, high: 10, volume: 400 },
    { minute: 9 * 60 + 44, low: 5, high: 6, volume: 400 }, // the same quarter of an hour
    { minute: 19 * 60 + 59, low: 9.9, high: 10, volume: 1 },
    { minute: 20 * 60, low: 90, high: 99, volume: 9000 }, // outside
    { minute: 3 * 60, low: 90, high: 99, volume: 9000 },
  ];

  const lines = priceChart(bars, [{ minute: 9 * 60 + 35, price: 5.2, sign: "B" }]);

  const edge = (left: string, middle: string, right: string) =>
    `${left}${" ".repeat(21)}${middle}${" ".repeat(40)}${right}`.trimEnd();
  assert.deepEqual(lines, [
    "  10.00 " + edge(" ", "│", "│"),
    ...[9, 8, 7, 6].map((price) => `   ${price}.00 ` + edge(" ", "│", " ")),
    "   5.00 " + edge(" ", "B", " "),
    ...[4, 3, 2].map((price) => `   ${price}.00 ` + edge(" ", "│", " ")),
    "   1.00 " + edge("│", "│", " "),
    " volume " + edge("▁", "█", "▁"),
    "        04:00   06:00   08:00   10:00   12:00   14:00   16:00   18:00",
  ]);
});

Deno.test("priceChart() draws a day of one price, and nothing without bars", () => {
  const [first, ...others] = priceChart([{ minute: 600, low: 2, high: 2, volume: 5 }]);

  assert.equal(first, `   2.00 ${" ".repeat(24)}│`);
  assert.equal(others.filter((line) => line.includes("│")).length, 0);
  assert.deepEqual(priceChart([]), []);
});
