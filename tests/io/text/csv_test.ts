import assert from "node:assert/strict";
import fc from "fast-check";
import { makeTable } from "../../../src/core/columns/table.ts";
import { csvField, csvRows } from "../../../src/io/text/csv.ts";
import { formatUtc } from "../../../src/io/text/time_text.ts";
import { column, COLUMN_TYPES, expectedValue, tables } from "./sample_tables.ts";

/** A state machine over RFC 4180, character by character; fields that were quoted are marked. */
function parseCsv(text: string): { text: string; isQuoted: boolean }[][] {
  const records: { text: string; isQuoted: boolean }[][] = [];
  const record: { text: string; isQuoted: boolean }[] = [];
  let field = { text: "", isQuoted: false };
  let isInside = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (isInside) {
      if (character !== '"') field.text += character;
      else if (text[i + 1] === '"') field.text += text[++i];
      else isInside = false;
    } else if (character === '"') {
      field.isQuoted = true;
      isInside = true;
    } else if (character === "," || character === "\n") {
      record.push(field);
      field = { text: "", isQuoted: false };
      if (character === "\n") records.push(record.splice(0));
    } else {
      field.text += character;
    }
  }
  return records;
}

Deno.test("csvField() quotes what would break a record, and tells nothing from an empty text", () => {
  assert.equal(csvField("MLGO"), "MLGO");
  assert.equal(csvField(undefined), "");
  assert.equal(csvField(""), '""');
  assert.equal(csvField("a,b"), '"a,b"');
  assert.equal(csvField('say "no"'), '"say ""no"""');
  assert.equal(csvField("two\nlines"), '"two\nlines"');
});

Deno.test("csvRows() writes the header first and lists as JSON", () => {
  const table = makeTable(
    [column("symbol", "string"), column("files", "int32[]"), column("quality", "float32")],
    [["MLGO", "null"], [[1, 2], []], Float32Array.of(0.6, NaN)],
  );

  assert.deepEqual([...csvRows(table, formatUtc)], [
    "symbol,files,quality",
    'MLGO,"[1,2]",0.6',
    "null,[],",
  ]);
});

Deno.test("csvRows() of any table reads back with an independent parser", () => {
  fc.assert(fc.property(tables, (table) => {
    const text = [...csvRows(table, formatUtc)].map((line) => line + "\n").join("");

    const [header, ...records] = parseCsv(text);

    assert.deepEqual(header!.map((field) => field.text), table.columns.map((spec) => spec.name));
    assert.equal(records.length, table.length);
    for (const [row, record] of records.entries()) {
      for (const [i, type] of COLUMN_TYPES.entries()) {
        const expected = expectedValue(type, table.data[i]![row]);
        const field = record[i]!;
        if (expected === null) assert.deepEqual(field, { text: "", isQuoted: false });
        else if (type === "float32") assert.equal(Math.fround(Number(field.text)) + 0, expected);
        else if (typeof expected === "string") assert.equal(field.text, expected);
        else assert.deepEqual(JSON.parse(field.text), expected);
      }
    }
  }));
});
