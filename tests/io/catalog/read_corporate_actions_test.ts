import assert from "node:assert/strict";
import type { CorporateAction } from "../../../src/core/clean/corporate_actions.ts";
import { type ColumnSpec, makeTable } from "../../../src/core/columns/table.ts";
import { formatDate, parseDate } from "../../../src/core/time/dates.ts";
import { readCorporateActions } from "../../../src/io/catalog/read_corporate_actions.ts";
import { parquetPieces } from "../../../src/io/parquet/encoder.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";

const HEADER = "symbol,ex_date,factor,kind,known_at";

function plain(actions: readonly CorporateAction[]): unknown[] {
  return actions.map(({ symbol, exDate, factor, kind, knownAt }) => [
    ...[symbol, formatDate(exDate), factor, kind, formatDate(knownAt)],
  ]);
}

async function readText(text: string): Promise<CorporateAction[]> {
  await using directory = await TemporaryDirectory.create();
  await Deno.writeTextFile(directory.file("actions.csv"), text);
  return readCorporateActions(directory.file("actions.csv"));
}

/** The message of the error that reading a text ends with, without the directory. */
async function refusal(text: string): Promise<string> {
  try {
    await readText(text);
  } catch (error) {
    assert.equal((error as { code?: string }).code, "bad_data");
    return (error as Error).message.replace(/"[^"]*\/actions\.csv"/, "FILE");
  }
  return "none";
}

Deno.test("corporate actions are read from CSV, in any order of columns and rows", async () => {
  const actions = await readText(
    "\ufeffkind, known_at,symbol,note,ex_date,factor\r\n" +
      "split,2024-11-26,KQEL,four for one,2024-12-12,0.25\r\n" +
      "\r\n" +
      'dividend,,"ABQX",,2024-12-02,0.985\r\n' +
      "split,2024-11-01,ABQX,,2024-11-05,20\r\n",
  );

  assert.deepEqual(plain(actions), [
    ["ABQX", "2024-11-05", 20, "split", "2024-11-01"],
    ["ABQX", "2024-12-02", 0.985, "dividend", "2024-12-02"],
    ["KQEL", "2024-12-12", 0.25, "split", "2024-11-26"],
  ]);
});

Deno.test("corporate actions are read from Parquet, dates as text or as dates", async () => {
  await using directory = await TemporaryDirectory.create();
  const spec = { unit: "", causality: "causal", nullable: true, help: "" } as const;
  const columns: ColumnSpec[] = [
    { ...spec, name: "symbol", type: "string" },
    { ...spec, name: "ex_date", type: "date" },
    { ...spec, name: "factor", type: "float64" },
    { ...spec, name: "kind", type: "string" },
    { ...spec, name: "known_at", type: "string" },
  ];
  const table = makeTable(columns, [
    ["KQEL", "ABQX"],
    [parseDate("2024-12-12"), parseDate("2024-12-02")],
    [0.25, 0.985],
    ["split", "dividend"],
    ["2024-11-26", null],
  ]);
  const path = directory.file("actions.parquet");
  using file = await Deno.open(path, { write: true, create: true });
  for (const piece of parquetPieces(columns, [table], {})) await file.write(piece);

  assert.deepEqual(plain(readCorporateActions(path)), [
    ["ABQX", "2024-12-02", 0.985, "dividend", "2024-12-02"],
    ["KQEL", "2024-12-12", 0.25, "split", "2024-11-26"],
  ]);
});

Deno.test("each thing wrong in a file of corporate actions is named by line and column", async () => {
  const row = (text: string) => `${HEADER}\n\nA,2024-12-12,2,split,\n${text}\n`;

  assert.equal(
    await refusal(row("B,12/12/2024,2,split,")),
    'Cannot read FILE, line 4, column ex_date: expected a date like 2025-03-24, got "12/12/2024"',
  );
  assert.equal(
    await refusal(row("B,2024-12-12,1:4,split,")),
    'Cannot read FILE, line 4, column factor: expected a positive number, got "1:4"',
  );
  assert.match(await refusal(row("B,2024-12-12,0,split,")), /line 4, column factor: .* got "0"$/);
  assert.match(await refusal(row("B,2024-12-12,1e999,split,")), /column factor/);
  assert.match(await refusal(row("B,2024-12-12,,split,")), /column factor: .* got nothing$/);
  assert.match(
    await refusal(row("B,2024-12-12,2,merger,")),
    /column kind: expected split or divid/,
  );
  assert.match(await refusal(row(",2024-12-12,2,split,")), /column symbol: expected a symbol/);
  assert.match(await refusal(row("B,2024-12-12,2,split,tomorrow")), /column known_at/);
  assert.match(await refusal(row("B,2024-12-12")), /line 4, column kind: .* got nothing$/);
});

Deno.test("an action that is given twice is refused, because it would be applied twice", async () => {
  const text = `${HEADER}\nA,2024-12-12,2,split,\nA,2024-12-12,2,split,2024-12-01\n`;

  assert.equal(
    await refusal(text),
    "Cannot use FILE, line 3: a split of A on 2024-12-12 is on line 2 already",
  );
});

Deno.test("a file without a column, an empty one and none at all are refused", async () => {
  assert.match(await refusal("symbol,ex_date,factor,kind\n"), /the column known_at is missing/);
  assert.match(await refusal(""), /the column symbol is missing, expected symbol, ex_date, fac/);
  assert.throws(() => readCorporateActions("/nowhere/actions.csv"), {
    code: "not_found",
    message: 'Cannot read the corporate actions "/nowhere/actions.csv": no such file or directory',
  });
  assert.throws(() => readCorporateActions("/"), { code: "io" });
  assert.deepEqual(await readText(`${HEADER}\n`), []);
});
