import assert from "node:assert/strict";
import {
  planRecordOutput,
  type RecordFormat,
  type RecordOutputChoice,
} from "../../../src/io/convert/record_format.ts";

const NOTHING: RecordOutputChoice = {
  format: undefined,
  output: undefined,
  zstd: false,
  isTerminal: false,
};

const NAMES: readonly (readonly [string, RecordFormat, "none" | "zstd"])[] = [
  ["a.json", "json", "none"],
  ["a.JSON.ZST", "json", "zstd"],
  ["a.ndjson", "ndjson", "none"],
  ["a.jsonl.zst", "ndjson", "zstd"],
  ["a.csv", "csv", "none"],
  ["a.csv.zst", "csv", "zstd"],
  ["a.tsv", "tsv", "none"],
  ["a.xls.zst", "tsv", "zstd"],
  ["a.dbn", "dbn", "none"],
  ["a.dbn.zst", "dbn", "zstd"],
  ["a.dbn.frag", "fragment", "none"],
  ["a.dbn.frag.zst", "fragment", "zstd"],
  ["a.parquet", "parquet", "none"],
  ["a.arrow", "arrow", "none"],
  ["a.arrows", "arrow", "none"],
  ["a.feather", "arrow", "none"],
  ["a.txt", "table", "none"],
];
for (const [output, format, compression] of NAMES) {
  Deno.test(`${output} is ${format}, compression ${compression}`, () => {
    const form = planRecordOutput({ ...NOTHING, output, isTerminal: true });

    assert.deepEqual(form, { format, compression, path: output });
  });
}

Deno.test("a format that is said goes before the name; the name's .zst still compresses", () => {
  const form = planRecordOutput({ ...NOTHING, format: "csv", output: "a.json.zst" });

  assert.deepEqual(form, { format: "csv", compression: "zstd", path: "a.json.zst" });
});

Deno.test("without format and name the output is NDJSON, also on a terminal", () => {
  for (const output of [undefined, "-"]) {
    assert.deepEqual(planRecordOutput({ ...NOTHING, output, isTerminal: true }), {
      format: "ndjson",
      compression: "none",
      path: undefined,
    });
  }
});

Deno.test("binary output goes to a terminal only if - is said", () => {
  for (const format of ["dbn", "fragment", "parquet", "arrow"] as const) {
    assert.throws(() => planRecordOutput({ ...NOTHING, format, isTerminal: true }), {
      code: "usage",
      message: `Cannot write ${format} to a terminal: it is not text`,
    });
    planRecordOutput({ ...NOTHING, format, output: "-", isTerminal: true });
    planRecordOutput({ ...NOTHING, format });
  }
  assert.throws(() => planRecordOutput({ ...NOTHING, zstd: true, isTerminal: true }), {
    message: "Cannot write compressed output to a terminal: it is not text",
  });
});

Deno.test("names that tell nothing, and formats that are not compressed, are refused", () => {
  assert.throws(() => planRecordOutput({ ...NOTHING, output: "a.xlsx" }), {
    code: "usage",
    message: 'Cannot tell the format of "a.xlsx": expected one of .ndjson .jsonl .json .csv .tsv ' +
      ".xls .dbn.frag .frag .dbn .parquet .arrow .feather .arrows .txt",
    hint: "add `--format ndjson`, or another format",
  });
  for (const format of ["parquet", "arrow", "table"] as const) {
    assert.throws(() => planRecordOutput({ ...NOTHING, format, zstd: true }), {
      code: "usage",
      message: `Cannot compress ${format} output: only text and DBN are`,
    });
  }
});
