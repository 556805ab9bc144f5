import assert from "node:assert/strict";
import fc from "fast-check";
import { EMBEDDED, fileNameOf, planCharts } from "../../../src/core/report/chart_plan.ts";
import { epochDay } from "../../../src/core/time/dates.ts";

const DAYS = [
  { symbol: "AAA", day: epochDay(2024, 12, 31), quality: 0.5 },
  { symbol: "AAA", day: epochDay(2025, 1, 2), quality: 0.9 },
  { symbol: "AAA", day: epochDay(2025, 1, 3), quality: null },
  { symbol: "BBB", day: epochDay(2025, 1, 2), quality: 0.5 },
];

Deno.test("planCharts() embeds the best days and files the others by symbol and year", () => {
  const plan = planCharts(DAYS, 2);

  assert.deepEqual([...plan.placeOf], [EMBEDDED, EMBEDDED, 0, 1]);
  assert.deepEqual(plan.files, ["AAA-2025", "BBB-2025"]);
});

Deno.test("planCharts() embeds nothing, or everything, if asked to", () => {
  assert.deepEqual([...planCharts(DAYS, 0).placeOf], [0, 1, 1, 2]);
  assert.deepEqual(planCharts(DAYS, 10), { files: [], placeOf: new Int32Array(4).fill(EMBEDDED) });
});

Deno.test("fileNameOf() gives symbols names that a path cannot be made of", () => {
  assert.equal(fileNameOf("MLGO"), "MLGO");
  assert.equal(fileNameOf("BRK.A"), "BRK.A");
  assert.equal(fileNameOf("../x"), "~2e.~2f~78");
  assert.equal(fileNameOf("é"), "~c3~a9");
});

Deno.test("fileNameOf() gives different symbols different names, even where case does not count", () => {
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => {
    fc.pre(a !== b && a.isWellFormed() && b.isWellFormed());

    const [first, second] = [fileNameOf(a), fileNameOf(b)];

    assert.match(first, /^[A-Z0-9.~a-f]*$/);
    assert.notEqual(first.toLowerCase(), second.toLowerCase());
  }));
});
