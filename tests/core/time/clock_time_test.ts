import assert from "node:assert/strict";
import { parseTimeOfDay } from "../../../src/core/time/clock_time.ts";

const BASE = 1_742_788_800_000_000_000n; // 2025-03-24T00:00:00-04:00

Deno.test("parseTimeOfDay() reads the clock in New York to the nanosecond", () => {
  assert.equal(parseTimeOfDay("09:30", BASE), 9.5 * 3600e9);
  assert.equal(parseTimeOfDay("09:30:01", BASE), 9.5 * 3600e9 + 1e9);
  assert.equal(parseTimeOfDay("09:30:00.000000001", BASE), 9.5 * 3600e9 + 1);
  assert.equal(parseTimeOfDay("24:00", BASE), 24 * 3600e9);
});

Deno.test("parseTimeOfDay() reads instants with a zone", () => {
  assert.equal(parseTimeOfDay("2025-03-24T13:30:00Z", BASE), 9.5 * 3600e9);
  assert.equal(parseTimeOfDay("2025-03-24T09:30:00.5-04:00", BASE), 9.5 * 3600e9 + 5e8);
});

Deno.test("parseTimeOfDay() refuses everything else", () => {
  const texts = [
    "",
    "9:30",
    "09:60",
    "09:30:60",
    "24:00:01",
    "2025-03-24",
    "2025-03-24T09:30",
    "x",
  ];
  for (const text of texts) assert.equal(parseTimeOfDay(text, BASE), undefined, text);
});
