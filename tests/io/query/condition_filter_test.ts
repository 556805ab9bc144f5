import assert from "node:assert/strict";
import fc from "fast-check";
import { cellAt } from "../../../src/core/columns/table.ts";
import { resolveExpression } from "../../../src/core/query/resolve_expression.ts";
import { encodeParquet } from "../../../src/io/parquet/encoder.ts";
import { openParquet } from "../../../src/io/parquet/parquet_file.ts";
import { conditionFilter } from "../../../src/io/query/condition_filter.ts";
import {
  COLUMNS,
  CONDITION,
  type PlainRow,
  ROW,
  tableOf,
} from "../../core/query/random_expression.ts";
import { CountingSource } from "../parquet/counting_source.ts";

const NAMES = {
  columns: new Map(COLUMNS.map((spec) => [spec.name, spec])),
  suggest: () => undefined,
};

function filterOf(text: string) {
  return conditionFilter(resolveExpression(text, NAMES));
}

Deno.test("select() finds the rows that a walk over all rows finds, whatever statistics rule out", () => {
  const rows = fc.array(ROW, { maxLength: 40 }).map((list) =>
    list.toSorted((a, b) => a.day - b.day || a.count - b.count) // so that row groups differ
  );
  const layout = fc.record({
    rowGroupRows: fc.integer({ min: 1, max: 8 }),
    pageRows: fc.integer({ min: 1, max: 4 }),
  });
  const limit = fc.option(fc.integer({ min: 0, max: 10 }), { nil: undefined });
  fc.assert(
    fc.property(CONDITION, rows, layout, limit, ({ text, meaning }, list, options, most) => {
      using file = openParquet(encodeParquet(tableOf(list), options));

      const found = file.select({
        columns: ["count", "name"],
        filter: filterOf(text),
        limit: most,
      });

      const expected = [...list.keys()].filter((row) => meaning(list[row]!) === true).slice(
        0,
        most,
      );
      assert.deepEqual([...found.rows], expected);
      const [count, name] = found.table.columns.map((spec, i) =>
        expected.map((_, row) => cellAt(spec, found.table.data[i]!, row))
      );
      assert.deepEqual(count, expected.map((row) => list[row]!.count));
      assert.deepEqual(name, expected.map((row) => list[row]!.name));
    }),
    { numRuns: 800 },
  );
});

Deno.test("readRows() reads the given rows, from any row groups and pages", () => {
  const list = fc.sample(ROW, { numRuns: 100, seed: 1 });
  using file = openParquet(encodeParquet(tableOf(list), { rowGroupRows: 16, pageRows: 4 }));
  const rows = fc.subarray([...list.keys()]);
  fc.assert(fc.property(rows, (wanted) => {
    const { data, columns, length } = file.readRows(["name", "at"], Uint32Array.from(wanted));

    assert.equal(length, wanted.length);
    const cells = wanted.map((_, row) => columns.map((spec, i) => cellAt(spec, data[i]!, row)));
    assert.deepEqual(cells, wanted.map((row) => [list[row]!.name, list[row]!.at]));
  }));
});

/** 20 row groups of 500 rows, one day each. */
const MANY: readonly PlainRow[] = fc.sample(ROW, { numRuns: 10_000, seed: 2 })
  .map((row, i) => ({ ...row, day: 20_000 + Math.floor(i / 500), volume: i }));
const MANY_BYTES = encodeParquet(tableOf(MANY), {
  rowGroupRows: 500,
  codec: "none",
  encodings: { volume: "plain" },
});

Deno.test("row groups that cannot have an answer are not read, nor columns that nobody asks for", () => {
  const cases: readonly (readonly [string, number])[] = [
    ["day = 2024-10-06", 1],
    ["day < 2024-10-06 and kind = 'prime'", 2],
    ["volume / 500 >= 19 or day = 2024-10-04", 2],
    ["not (day > 2024-10-04)", 1],
    ["kind = 'z'", 0],
    ["day - 2024-10-04 > 100", 0],
  ];
  for (const [text, groups] of cases) {
    const source = new CountingSource(MANY_BYTES);
    using file = openParquet(source);
    const before = source.bytesRead;

    file.select({ columns: ["volume"], filter: filterOf(text) });

    const most = groups * 500 * (8 + 4 + 4);
    const read = source.bytesRead - before;
    assert.ok(read <= most && (read > 0) === (groups > 0), `${text}: ${read} of ${most} bytes`);
  }
});

Deno.test("with a limit nothing is read after the last row wanted", () => {
  const source = new CountingSource(MANY_BYTES);
  using file = openParquet(source);
  const before = source.bytesRead;

  const { rows } = file.select({
    columns: ["volume"],
    filter: filterOf("volume >= 700"),
    limit: 5,
  });

  assert.deepEqual([...rows], [700, 701, 702, 703, 704]);
  assert.ok(source.bytesRead - before <= 500 * 8 + 200);
});
