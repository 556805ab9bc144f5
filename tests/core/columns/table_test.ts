import assert from "node:assert/strict";
import {
  cellAt,
  type ColumnSpec,
  type ColumnType,
  makeTable,
} from "../../../src/core/columns/table.ts";

function column(name: string, type: ColumnType): ColumnSpec {
  return { name, type, unit: "", causality: "causal", nullable: true, help: "A test column" };
}

Deno.test("makeTable() takes columns of equal length", () => {
  const table = makeTable(
    [column("symbol", "string"), column("volume", "int64")],
    [["MLGO", "XYZ"], Float64Array.of(1, 2)],
  );

  assert.equal(table.length, 2);
});

Deno.test("makeTable() of no columns has no rows", () => {
  assert.equal(makeTable([], []).length, 0);
});

Deno.test("makeTable() refuses columns of different lengths", () => {
  const columns = [column("a", "int32"), column("b", "int32")];

  assert.throws(() => makeTable(columns, [Int32Array.of(1), Int32Array.of(1, 2)]), RangeError);
});

Deno.test("makeTable() refuses a missing array and a name that occurs twice", () => {
  const [a] = [column("a", "int32")];

  assert.throws(() => makeTable([a], []), RangeError);
  assert.throws(() => makeTable([a, a], [[1], [2]]), RangeError);
});

Deno.test("makeTable() refuses an array that cannot carry the type", () => {
  const refused: [ColumnType, Int32Array | Float64Array][] = [
    ["float32", Float64Array.of(1)],
    ["timestamp", Float64Array.of(1)],
    ["string", Int32Array.of(1)],
    ["uint8", Int32Array.of(1)],
  ];
  for (const [type, data] of refused) {
    assert.throws(() => makeTable([column("a", type)], [data]), TypeError);
  }
});

Deno.test("cellAt() turns the 0 and 1 of a bool into booleans and NaN into null", () => {
  assert.equal(cellAt(column("a", "bool"), Uint8Array.of(0, 1), 1), true);
  assert.equal(cellAt(column("a", "bool"), Uint8Array.of(0, 1), 0), false);
  assert.equal(cellAt(column("a", "float64"), Float64Array.of(NaN), 0), null);
  assert.equal(cellAt(column("a", "float64"), [null], 0), null);
  assert.equal(cellAt(column("a", "timestamp"), BigInt64Array.of(5n), 0), 5n);
});
