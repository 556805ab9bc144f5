import assert from "node:assert/strict";
import { planOutput } from "../../../src/io/text/output_format.ts";

const PIPE = { format: undefined, output: undefined, isTerminal: false } as const;
const TERMINAL = { ...PIPE, isTerminal: true } as const;

Deno.test("planOutput() is a table on a terminal and NDJSON in a pipe", () => {
  assert.deepEqual(planOutput(TERMINAL), { format: "table", path: undefined });
  assert.deepEqual(planOutput(PIPE), { format: "ndjson", path: undefined });
});

Deno.test("planOutput() goes by the extension of the file, terminal or not", () => {
  for (const base of [PIPE, TERMINAL]) {
    assert.deepEqual(planOutput({ ...base, output: "d/a.CSV" }), {
      format: "csv",
      path: "d/a.CSV",
    });
    assert.deepEqual(planOutput({ ...base, output: "a.parquet" }).format, "parquet");
    assert.deepEqual(planOutput({ ...base, output: "a.jsonl" }).format, "ndjson");
  }
});

Deno.test("planOutput() goes by --format first", () => {
  const plan = planOutput({ ...PIPE, format: "csv", output: "a.parquet" });

  assert.deepEqual(plan, { format: "csv", path: "a.parquet" });
});

Deno.test("planOutput() refuses an extension it does not know", () => {
  assert.throws(() => planOutput({ ...PIPE, output: "a.xlsx" }), {
    code: "usage",
    message: /^Cannot tell the format of "a.xlsx": expected one of .ndjson /,
    hint: "add `--format ndjson`, or another format",
  });
});

Deno.test("planOutput() refuses binary output to a terminal unless - is given", () => {
  assert.throws(() => planOutput({ ...TERMINAL, format: "parquet" }), {
    code: "usage",
    message: "Cannot write parquet to a terminal: it is not text",
    hint: "add `-o FILE.parquet`, or `-o -` if that is what you want",
  });
  assert.deepEqual(planOutput({ ...TERMINAL, format: "arrow", output: "-" }), {
    format: "arrow",
    path: undefined,
  });
  assert.equal(planOutput({ ...PIPE, format: "parquet" }).format, "parquet");
});
