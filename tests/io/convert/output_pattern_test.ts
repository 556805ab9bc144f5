import assert from "node:assert/strict";
import {
  checkPattern,
  commonDirectory,
  hasKeyedDirectory,
  pathOfKey,
} from "../../../src/io/convert/output_pattern.ts";

Deno.test("the placeholder is that of the split", () => {
  assert.equal(pathOfKey("out/{symbol}.csv", "symbol", "ES.v.0"), "out/ES.v.0.csv");
  assert.equal(pathOfKey("{schema}/{schema}.dbn", "schema", "mbp-1"), "mbp-1/mbp-1.dbn");
  assert.equal(pathOfKey("x-{date}.json", "week", "2025-03-23"), "x-2025-03-23.json");
});

Deno.test("a symbol cannot lead to another directory", () => {
  const names = ["../../etc/passwd", "A/B", "..", ".", "A\\B", "100%", "A\0B\n", "$&", "BRK.A"];

  assert.deepEqual(names.map((name) => pathOfKey("out/{symbol}", "symbol", name)), [
    "out/..%2F..%2Fetc%2Fpasswd",
    "out/A%2FB",
    "out/%2E%2E",
    "out/%2E",
    "out/A%5CB",
    "out/100%25",
    "out/A%00B%0A",
    "out/$&",
    "out/BRK.A",
  ]);
});

Deno.test("a pattern without the placeholder of its split, or with another one, is refused", () => {
  assert.throws(() => checkPattern("out.csv", "symbol"), {
    code: "usage",
    message: 'Cannot split by symbol into "out.csv": expected {symbol} in it',
  });
  assert.throws(() => checkPattern("{date}.csv", "schema"), { code: "usage" });
  assert.throws(() => checkPattern("{date}/{symbol}.csv", "day"), {
    message: 'Cannot split by day into "{date}/{symbol}.csv": {symbol} is not known there, ' +
      "expected {date} alone",
  });
  checkPattern("a/{date}/{date}.csv", "month");
});

Deno.test("outputs share the directory in front of the placeholder", () => {
  assert.equal(commonDirectory("out/{symbol}.csv", "symbol"), "out");
  assert.equal(commonDirectory("out/x-{symbol}/y.csv", "symbol"), "out");
  assert.equal(commonDirectory("{symbol}.csv", "symbol"), ".");
  assert.equal(commonDirectory("/{symbol}/y.csv", "symbol"), "/");
  assert.equal(hasKeyedDirectory("out/{symbol}.csv", "symbol"), false);
  assert.equal(hasKeyedDirectory("out/{symbol}/y.csv", "symbol"), true);
});
