import assert from "node:assert/strict";
import { makeTable } from "../../../src/core/columns/table.ts";
import { encodeParquet } from "../../../src/io/parquet/encoder.ts";
import { hasPyarrow, runPython } from "../pyarrow.ts";
import { columnSpec } from "./random_table.ts";

const ignore = !await hasPyarrow("reading momo's Parquet files with pyarrow");

const CODE = `
import sys, json, pyarrow as pa, pyarrow.parquet as pq
file = pq.ParquetFile(sys.argv[1])
table = file.read()
plain = table.set_column(2, "ts", table.column("ts").cast(pa.int64()).cast(pa.string()))
plain = plain.set_column(1, "date", table.column("date").cast(pa.int32()))
print(json.dumps({
  "schema": [[field.name, str(field.type), field.nullable] for field in table.schema],
  "rows": plain.to_pydict(),
  "created_by": file.metadata.created_by,
  "bounds": [str(file.metadata.row_group(0).column(0).statistics.min),
             str(file.metadata.row_group(0).column(0).statistics.max)],
}))
`;

Deno.test({
  name: "pyarrow reads the types, nulls and values that were written",
  ignore,
  fn: async () => {
    const table = makeTable(
      [
        columnSpec("symbol", "string"),
        columnSpec("date", "date"),
        columnSpec("ts", "timestamp"),
        columnSpec("phase", "uint8", true),
        columnSpec("score", "float32", true),
        columnSpec("tags", "string[]", true),
        columnSpec("halted", "bool"),
      ],
      [
        ["MLGO", "é😀", "AAPL"],
        Int32Array.of(20_171, 0, -1),
        BigInt64Array.of(1_742_817_600_000_000_001n, -1n, 0n),
        [255, null, 0],
        Float32Array.of(0.25, NaN, -1.5),
        [["a", "b"], null, []],
        Uint8Array.of(1, 0, 1),
      ],
    );
    for (const codec of ["zstd", "snappy", "none"] as const) {
      const path = await Deno.makeTempFile({ suffix: ".parquet" });
      await Deno.writeFile(path, encodeParquet(table, { codec }));

      const read = await runPython(CODE, path);

      assert.deepEqual(read, {
        schema: [
          ["symbol", "string", false],
          ["date", "date32[day]", false],
          ["ts", "timestamp[ns, tz=UTC]", false],
          ["phase", "uint8", true],
          ["score", "float", true],
          ["tags", "list<element: string not null>", true],
          ["halted", "bool", false],
        ],
        rows: {
          symbol: ["MLGO", "é😀", "AAPL"],
          date: [20_171, 0, -1],
          ts: ["1742817600000000001", "-1", "0"],
          phase: [255, null, 0],
          score: [0.25, null, -1.5],
          tags: [["a", "b"], null, []],
          halted: [true, false, true],
        },
        created_by: "momo",
        bounds: ["AAPL", "é😀"],
      });
      await Deno.remove(path);
    }
  },
});
