import assert from "node:assert/strict";
import fc from "fast-check";
import { UsableRows } from "../../../src/core/market/usable_rows.ts";

Deno.test("lastUsable() equals a scan backwards", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (usable) => {
      const rows = new UsableRows(usable.length, (row) => usable[row]!);

      assert.equal(rows.count, usable.filter(Boolean).length);
      for (let row = -1; row < usable.length; row++) {
        assert.equal(rows.lastUsable(row), usable.slice(0, row + 1).lastIndexOf(true));
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("lastUsable() looks over thousands of unusable rows at once", () => {
  const rows = new UsableRows(10_000, (row) => row === 3);

  assert.equal(rows.lastUsable(9_999), 3);
  assert.equal(rows.lastUsable(2), -1);
});
