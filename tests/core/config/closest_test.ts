import assert from "node:assert/strict";
import fc from "fast-check";
import { closest, editDistance } from "../../../src/core/config/closest.ts";

/** Straight from the recursive definition of the optimal string alignment distance. */
function slowDistance(a: string, b: string): number {
  if (a === "" || b === "") return a.length + b.length;
  const [restA, restB] = [a.slice(0, -1), b.slice(0, -1)];
  const options = [
    slowDistance(restA, b) + 1,
    slowDistance(a, restB) + 1,
    slowDistance(restA, restB) + (a.at(-1) === b.at(-1) ? 0 : 1),
  ];
  if (a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)) {
    options.push(slowDistance(a.slice(0, -2), b.slice(0, -2)) + 1);
  }
  return Math.min(...options);
}

Deno.test("editDistance() counts insertions, deletions, substitutions and swaps", () => {
  assert.equal(editDistance("scan", "scan"), 0);
  assert.equal(editDistance("scna", "scan"), 1);
  assert.equal(editDistance("store", "sore"), 1);
  assert.equal(editDistance("", "abc"), 3);
});

Deno.test("editDistance() agrees with its recursive definition", () => {
  const words = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
  fc.assert(fc.property(words, words, (a, b) => {
    assert.equal(editDistance(a, b), slowDistance(a, b));
  }));
});

Deno.test("closest() offers a word within two edits, or a third of a long word", () => {
  const words = ["store", "symbols", "corporate-actions"];

  assert.equal(closest("sotre", words), "store");
  assert.equal(closest("symbls", words), "symbols");
  assert.equal(closest("corporateaction", words), "corporate-actions");
  assert.equal(closest("corporate-axxxxxs", words), "corporate-actions");
  assert.equal(closest("corporate-xxxxxxx", words), undefined);
});

Deno.test("closest() does not offer an unrelated word for a short one", () => {
  assert.equal(closest("xy", ["at"]), undefined);
  assert.equal(closest("x", ["y", "xy"]), undefined);
  assert.equal(closest("", ["ab"]), undefined);
});

Deno.test("closest() offers the nearest of several, and the first of equals", () => {
  assert.equal(closest("stort", ["sport", "store", "start"]), "sport");
  assert.equal(closest("format", ["formal", "formats"]), "formal");
});
