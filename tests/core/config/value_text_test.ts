import assert from "node:assert/strict";
import fc from "fast-check";
import type { SettingType } from "../../../src/core/config/setting.ts";
import { alternatives, formatValue, parseValue } from "../../../src/core/config/value_text.ts";
import { epochDay } from "../../../src/core/time/dates.ts";

const INTEGER: SettingType = { kind: "integer", min: 1, max: 64 };
const NUMBER: SettingType = { kind: "number", min: -1, max: 1 };

/** Type, text, value; undefined means refused. */
const CASES: readonly (readonly [SettingType, string, unknown])[] = [
  [{ kind: "boolean" }, "true", true],
  [{ kind: "boolean" }, "1", true],
  [{ kind: "boolean" }, "OFF", false],
  [{ kind: "boolean" }, "maybe", undefined],
  [INTEGER, "64", 64],
  [INTEGER, "65", undefined],
  [INTEGER, "0", undefined],
  [INTEGER, "1.5", undefined],
  [INTEGER, "", undefined],
  [INTEGER, " 2", undefined],
  [INTEGER, "0x10", undefined],
  [{ kind: "integer" }, "9007199254740993", undefined],
  [NUMBER, "-0.002", -0.002],
  [NUMBER, "1e-3", 0.001],
  [NUMBER, ".5", 0.5],
  [NUMBER, "1.01", undefined],
  [NUMBER, "NaN", undefined],
  [{ kind: "number" }, "Infinity", undefined],
  [{ kind: "date" }, "2025-03-24", epochDay(2025, 3, 24)],
  [{ kind: "date" }, "2025-02-29", undefined],
  [{ kind: "date" }, "24.03.2025", undefined],
  [{ kind: "size" }, "64MiB", 64 * 2 ** 20],
  [{ kind: "size" }, "1.5kB", 1500],
  [{ kind: "size" }, "12", 12],
  [{ kind: "size" }, "0.3B", undefined],
  [{ kind: "size" }, "64mib", undefined],
  [{ kind: "size" }, "-1B", undefined],
  [{ kind: "duration" }, "30s", 30e9],
  [{ kind: "duration" }, "0.1s", 1e8],
  [{ kind: "duration" }, "250ms", 250e6],
  [{ kind: "duration" }, "2h", 7200e9],
  [{ kind: "duration" }, "30", undefined],
  [{ kind: "duration" }, "0.3ns", undefined],
  [{ kind: "zone" }, "America/New_York", "America/New_York"],
  [{ kind: "zone" }, "utc", "UTC"],
  [{ kind: "zone" }, "Mars/Olympus", undefined],
  [{ kind: "shard" }, "1/4", { index: 1, count: 4 }],
  [{ kind: "shard" }, "4/4", { index: 4, count: 4 }],
  [{ kind: "shard" }, "0/4", undefined],
  [{ kind: "shard" }, "5/4", undefined],
  [{ kind: "shard" }, "1", undefined],
  [{ kind: "choice", choices: ["gate", "all"] }, "all", "all"],
  [{ kind: "choice", choices: ["gate", "all"] }, "ALL", undefined],
  [{ kind: "name" }, "AAPL  240119C00150000", "AAPL  240119C00150000"],
  [{ kind: "name" }, "A,B", undefined],
  [{ kind: "name" }, "", undefined],
  [{ kind: "name" }, "A\n", undefined],
  [{ kind: "path" }, "a, b", "a, b"],
  [{ kind: "path" }, "", undefined],
  [{ kind: "stream" }, "/dev/stdout", "-"],
  [{ kind: "stream" }, "out.csv", "out.csv"],
  [{ kind: "string" }, "", ""],
];

for (const [type, text, expected] of CASES) {
  const outcome = expected === undefined ? "refuses" : "takes";
  Deno.test(`parseValue() ${outcome} "${text.replace("\n", "\\n")}" as a ${type.kind}`, () => {
    assert.deepEqual(parseValue(type, text), expected);
  });
}

Deno.test("formatValue() writes sizes and durations in the largest whole unit", () => {
  assert.deepEqual(formatValue({ kind: "size" }, 64 * 2 ** 20), ["64MiB"]);
  assert.deepEqual(formatValue({ kind: "size" }, 1500), ["1500B"]);
  assert.deepEqual(formatValue({ kind: "duration" }, 90e9), ["90s"]);
  assert.deepEqual(formatValue({ kind: "duration" }, 0), ["0s"]);
});

Deno.test("formatValue() of a list is one text per element, of nothing none", () => {
  assert.deepEqual(formatValue({ kind: "name" }, ["MLGO", "XYZ"]), ["MLGO", "XYZ"]);
  assert.deepEqual(formatValue({ kind: "name" }, []), []);
  assert.deepEqual(formatValue({ kind: "path" }, undefined), []);
});

Deno.test("formatValue() gives a text that parseValue() reads back", () => {
  const shard = fc.integer({ min: 1, max: 99 }).chain((count) =>
    fc.integer({ min: 1, max: count }).map((index) => ({ index, count }))
  );
  const values = fc.oneof(
    fc.tuple(fc.constant<SettingType>({ kind: "size" }), fc.nat()),
    fc.tuple(fc.constant<SettingType>({ kind: "duration" }), fc.nat()),
    fc.tuple(fc.constant<SettingType>({ kind: "date" }), fc.integer({ min: 0, max: 40_000 })),
    fc.tuple(fc.constant<SettingType>({ kind: "boolean" }), fc.boolean()),
    fc.tuple(fc.constant<SettingType>({ kind: "shard" }), shard),
    fc.tuple(
      fc.constant<SettingType>({ kind: "number" }),
      fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
    ),
  );
  fc.assert(fc.property(values, ([type, value]) => {
    const [text = ""] = formatValue(type, value);
    const expected = typeof value === "number" ? value + 0 : value; // minus zero prints as zero
    assert.deepEqual(parseValue(type, text), expected);
  }));
});

Deno.test("alternatives() reads like a sentence", () => {
  assert.equal(alternatives(["a"]), "a");
  assert.equal(alternatives(["a", "b"]), "a or b");
  assert.equal(alternatives(["a", "b", "c"]), "a, b or c");
});
