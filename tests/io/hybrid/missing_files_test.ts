import assert from "node:assert/strict";
import { MissingFiles } from "../../../src/io/hybrid/missing_files.ts";

const stretch = (from: number, to: number) => ({ from: BigInt(from), to: BigInt(to) });

function spans(gaps: ReturnType<MissingFiles["add"]>) {
  return gaps.map(({ from, to }) => [Number(from), Number(to)]);
}

Deno.test("a hole before data that are there is a gap", () => {
  const missing = new MissingFiles("trades");

  assert.deepEqual(spans(missing.add(stretch(0, 100), [stretch(10, 20), stretch(15, 30)])), [
    [10, 29],
  ]);
  assert.equal(missing.knownUntil(100n), 100n);
});

Deno.test("what is missing at the end may still come, until there is something after it", () => {
  const missing = new MissingFiles("trades");

  assert.deepEqual(missing.add(stretch(0, 100), [stretch(80, 130)]), []);
  assert.equal(missing.knownUntil(100n), 80n);
  assert.deepEqual(missing.add(stretch(200, 300), [stretch(150, 400)]), []);
  assert.equal(missing.knownUntil(300n), 80n);
  const gaps = missing.add(stretch(400, 500), [stretch(450, 500)]);
  assert.deepEqual(spans(gaps), [[80, 99], [200, 299]]);
  assert.ok(gaps.every(({ state, cause }) => state === "open" && cause === "coverage"));
  assert.equal(missing.knownUntil(500n), 450n);
});

Deno.test("nothing is missing of a session that has not begun, nor outside of sessions", () => {
  const missing = new MissingFiles("trades");

  assert.deepEqual(missing.add(stretch(100, 50), [stretch(0, 500)]), []);
  assert.deepEqual(missing.add(stretch(100, 200), [stretch(0, 100), stretch(200, 300)]), []);
  assert.equal(missing.knownUntil(200n), 200n);
});
