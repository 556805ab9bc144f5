import assert from "node:assert/strict";
import { compareFigures, comparisonLines, statedFigures } from "../../bench/readme_table.ts";

const PAGE = `
| what | measured | spread | target |
| ---- | -------: | -----: | ------ |
| scan: wall | 1.42 s | ±20 % | |
| steps   | 1,540,000 steps/s | ±10 % | >= 1,000,000 |
| index over columns | 0.045 | ±1 % | <= 0.05 |
`;

Deno.test("statedFigures() reads name, value, unit and spread of each row", () => {
  assert.deepEqual(statedFigures(PAGE), [
    { what: "scan: wall", value: 1.42, unit: "s", spread: 0.2 },
    { what: "steps", value: 1_540_000, unit: "steps/s", spread: 0.1 },
    { what: "index over columns", value: 0.045, unit: "", spread: 0.01 },
  ]);
});

Deno.test("compareFigures() takes the row of the same name and unit, within the spread", () => {
  const rows = [
    { what: "scan: wall", unit: "x zstd -dc", measured: 1.42, target: null },
    { what: "scan: wall", unit: "s", measured: 1.7, target: null },
    { what: "steps", unit: "steps/s", measured: 1_300_000, target: 1_000_000 },
  ];

  const compared = compareFigures(statedFigures(PAGE), rows);

  assert.deepEqual(compared.map(({ measured, isReproduced }) => [measured, isReproduced]), [
    [1.7, true],
    [1_300_000, false],
    [null, false],
  ]);
  assert.deepEqual(comparisonLines(compared), [
    "README: scan: wall: 1.42 s ±20 %, measured 1.7: reproduced",
    "README: steps: 1540000 steps/s ±10 %, measured 1300000: NOT REPRODUCED",
    "README: index over columns: 0.045  ±1 %, not measured: NOT REPRODUCED",
  ]);
});

Deno.test("every figure of README's table of numbers has a spread", async () => {
  const page = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  const [, section = ""] = page.split("\n## Numbers\n");
  const rows = section.split("\n## ")[0]!.split("\n").filter((line) => line.startsWith("|"));

  assert.ok(rows.length >= 10);
  assert.equal(statedFigures(page).length, rows.length - 2);
});
