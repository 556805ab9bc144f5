import assert from "node:assert/strict";
import { makeTable } from "../../../src/core/columns/table.ts";
import { encodeArrow } from "../../../src/io/arrow/encoder.ts";
import { columnSpec } from "../parquet/random_table.ts";
import { hasPyarrow, runPython } from "../pyarrow.ts";

const ignore = !await hasPyarrow("reading momo's Arrow output with pyarrow");

const CODE = `
import sys, json, pyarrow as pa
opened = pa.ipc.open_stream if sys.argv[2] == "stream" else pa.ipc.open_file
table = opened(pa.memory_map(sys.argv[1])).read_all()
table.validate(full=True)
plain = table.set_column(1, "ts", table.column("ts").cast(pa.int64()).cast(pa.string()))
print(json.dumps({
  "schema": [[field.name, str(field.type), field.nullable] for field in table.schema],
  "rows": plain.to_pydict(),
}))
`;

for (const format of ["stream", "file"] as const) {
  Deno.test({
    name: `pyarrow reads an Arrow ${format}`,
    ignore,
    fn: async () => {
      const table = makeTable(
        [
          columnSpec("symbol", "string", true),
          columnSpec("ts", "timestamp"),
          columnSpec("score", "float32", true),
          columnSpec("halted", "bool", true),
          columnSpec("counts", "int32[]", true),
        ],
        [
          ["MLGO", null, "é😀"],
          BigInt64Array.of(1_742_817_600_000_000_001n, -1n, 0n),
          Float32Array.of(0.25, NaN, -1.5),
          [true, null, false],
          [[1, 2], null, []],
        ],
      );
      const path = await Deno.makeTempFile({ suffix: ".arrow" });
      await Deno.writeFile(path, await encodeArrow(table, { format }));

      const read = await runPython(CODE, path, format);

      assert.deepEqual(read, {
        schema: [
          ["symbol", "dictionary<values=string, indices=int32, ordered=0>", true],
          ["ts", "timestamp[ns, tz=UTC]", false],
          ["score", "float", true],
          ["halted", "bool", true],
          ["counts", "list<item: int32 not null>", true],
        ],
        rows: {
          symbol: ["MLGO", null, "é😀"],
          ts: ["1742817600000000001", "-1", "0"],
          score: [0.25, null, -1.5],
          halted: [true, null, false],
          counts: [[1, 2], null, []],
        },
      });
      await Deno.remove(path);
    },
  });
}
