import assert from "node:assert/strict";
import { packColumns } from "../../../src/core/report/packed_columns.ts";

Deno.test("packColumns() puts a header before columns that each begin on a multiple of four bytes", () => {
  const bytes = packColumns({ format: 1 }, [
    { name: "letter", kind: "u8", names: ["a", "b"], values: Uint8Array.of(0, 1, 0) },
    { name: "count", kind: "u16", values: Uint16Array.of(1, 2, 0xfffe) },
    { name: "day", kind: "i32", values: Int32Array.of(-1, 0, 20_000) },
    { name: "score", kind: "f32", values: Float32Array.of(0.5, NaN, -2) },
  ]);

  const view = new DataView(bytes.buffer);
  const headerSize = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headerSize)));
  const start = 4 + headerSize;

  assert.equal(headerSize % 4, 0);
  assert.equal(header.format, 1);
  assert.equal(header.rows, 3);
  assert.deepEqual(header.columns[0], { name: "letter", kind: "u8", names: ["a", "b"] });
  assert.deepEqual([...bytes.subarray(start, start + 4)], [0, 1, 0, 0]);
  assert.equal(view.getUint16(start + 4 + 4, true), 0xfffe);
  assert.equal(view.getInt32(start + 12, true), -1);
  assert.equal(view.getFloat32(start + 24, true), 0.5);
  assert.ok(Number.isNaN(view.getFloat32(start + 28, true)));
  assert.equal(bytes.length, start + 36);
});

Deno.test("packColumns() refuses columns of different lengths", () => {
  const columns = [
    { name: "a", kind: "u8", values: Uint8Array.of(1) },
    { name: "b", kind: "u8", values: Uint8Array.of(1, 2) },
  ] as const;

  assert.throws(() => packColumns({}, columns), /column b has 2 rows, not 1/);
});
