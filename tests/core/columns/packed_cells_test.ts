import assert from "node:assert/strict";
import fc from "fast-check";
import {
  checkNulls,
  isNullCell,
  packCells,
  packWholeNumbers,
} from "../../../src/core/columns/packed_cells.ts";
import type { Cell, ColumnType } from "../../../src/core/columns/table.ts";

Deno.test("packCells() gives each type the array that carries it", () => {
  const cases: readonly (readonly [ColumnType, readonly Cell[], unknown])[] = [
    ["bool", [true, false, 1, 0], Uint8Array.of(1, 0, 1, 0)],
    ["int8", [-128, 127], Int8Array.of(-128, 127)],
    ["int16", [-32_768, 32_767], Int16Array.of(-32_768, 32_767)],
    ["int32", [-(2 ** 31)], Int32Array.of(-(2 ** 31))],
    ["date", [20_171], Int32Array.of(20_171)],
    ["uint8", [255], Uint8Array.of(255)],
    ["uint16", [65_535], Uint16Array.of(65_535)],
    ["uint32", [2 ** 32 - 1], Uint32Array.of(2 ** 32 - 1)],
    ["int64", [7, -(2n ** 63n)], BigInt64Array.of(7n, -(2n ** 63n))],
    ["uint64", [2n ** 64n - 1n], BigUint64Array.of(2n ** 64n - 1n)],
    ["timestamp", [1n], BigInt64Array.of(1n)],
    ["float32", [0.1], Float32Array.of(0.1)],
    ["float64", [-0], Float64Array.of(-0)],
    ["string", ["", "é"], ["", "é"]],
  ];
  for (const [type, cells, expected] of cases) {
    assert.deepEqual(packCells({ name: "c", type }, cells), expected, type);
  }
});

Deno.test("packCells() names the column and the value that is not of its type", () => {
  assert.throws(() => packCells({ name: "phase", type: "uint8" }, [256]), {
    name: "TypeError",
    message: "column phase: 256 is not a value of type uint8",
  });
  assert.throws(() => packCells({ name: "ts", type: "timestamp" }, [1.5]), TypeError);
  assert.throws(() => packCells({ name: "n", type: "int64" }, [2 ** 53]), TypeError);
});

Deno.test("packWholeNumbers() agrees with BigInt on every whole number within 2^53", () => {
  fc.assert(fc.property(fc.array(fc.maxSafeInteger()), (numbers) => {
    const packed = packWholeNumbers({ name: "n", type: "int64" }, Float64Array.from(numbers));
    assert.deepEqual(packed, BigInt64Array.from(numbers, BigInt));
  }));
});

Deno.test("packWholeNumbers() refuses what is not whole or not exact", () => {
  for (const value of [0.5, 2 ** 53, NaN, Infinity]) {
    const numbers = Float64Array.of(value);
    assert.throws(() => packWholeNumbers({ name: "n", type: "int64" }, numbers), TypeError);
  }
});

Deno.test("null and NaN are null, nothing else is", () => {
  assert.deepEqual([null, NaN].map(isNullCell), [true, true]);
  assert.deepEqual([0, -0, "", false, 0n, []].map(isNullCell), Array(6).fill(false));
});

Deno.test("checkNulls() lets nulls pass where the column allows them", () => {
  const spec = { name: "c", type: "bool", unit: "", causality: "causal", help: "" } as const;

  checkNulls({ ...spec, nullable: true }, 3);
  checkNulls({ ...spec, nullable: false }, 0);
  assert.throws(() => checkNulls({ ...spec, nullable: false }, 3), {
    message: "column c: 3 nulls in a column that has none",
  });
});
