import assert from "node:assert/strict";
import { type Cell, cellAt, type Table } from "../../../src/core/columns/table.ts";
import { RecordBatches } from "../../../src/io/convert/record_batches.ts";
import type { PriceForm } from "../../../src/io/convert/record_columns.ts";
import type { DbnHeader } from "../../../src/io/dbn/dbn_header.ts";
import type { DbnMetadata } from "../../../src/io/dbn/metadata.ts";
import { ORACLE_LAYOUTS } from "../dbn/oracle_layouts.ts";
import { oracleColumns } from "../dbn/oracle_text.ts";
import {
  bar,
  chunkOfRecords,
  DAY,
  madeMetadata,
  madeRecord,
  MIDNIGHT,
  trade,
} from "./made_records.ts";

interface Options {
  readonly metadata?: DbnMetadata | null;
  readonly prices?: PriceForm;
  readonly mapSymbols?: boolean;
  readonly rows?: number;
  readonly tsOut?: boolean;
}

function batches(
  { metadata = madeMetadata(), prices = "int", mapSymbols = false, rows = 100 }: Options,
) {
  const output: DbnHeader = {
    name: "made.dbn",
    compression: "none",
    metadata,
    version: metadata?.version ?? 3,
    tsOut: false,
    recordsOffset: 0,
  };
  return new RecordBatches({ output, formatName: "Parquet", prices, mapSymbols, rows });
}

function tablesOf(records: readonly Uint8Array[], options: Options = {}): Table[] {
  const made = batches(options);
  const tables = [...made.add(chunkOfRecords(records, options.tsOut))];
  return [...tables, made.finish()];
}

function column(table: Table, name: string): Cell[] {
  const at = table.columns.findIndex((spec) => spec.name === name);
  return Array.from({ length: table.length }, (_, row) => {
    return cellAt(table.columns[at]!, table.data[at]!, row);
  });
}

const UNDEF_TS = 2n ** 64n - 1n;
const UNDEF_PX = 2n ** 63n - 1n;

Deno.test("undefined prices, times, sizes and characters are null, everything else stays", () => {
  const records = [
    trade(1, MIDNIGHT, 7),
    madeRecord("trade", {
      ts_event: UNDEF_TS,
      ts_recv: 0n,
      price: UNDEF_PX,
      size: 2 ** 32 - 1,
      sequence: 2 ** 32 - 1,
    }),
    madeRecord("trade", { ts_event: 2n ** 63n, price: -1n, action: 0xe9 }),
  ];

  const [table] = tablesOf(records);

  assert.deepEqual(column(table!, "ts_event"), [MIDNIGHT - 1000n, null, null]);
  assert.deepEqual(column(table!, "ts_recv"), [MIDNIGHT, 0n, 0n]);
  assert.deepEqual(column(table!, "price"), [1_500_000_007n, null, -1n]);
  assert.deepEqual(column(table!, "size"), [100, null, 0]);
  assert.deepEqual(column(table!, "sequence"), [7, 2 ** 32 - 1, 0]);
  assert.deepEqual(column(table!, "action"), ["T", null, "é"]);
  assert.deepEqual(column(table!, "flags"), [0, 0, 0]);
});

Deno.test("prices as floats are dollars, undefined ones null", () => {
  const records = [trade(1, MIDNIGHT, 7), madeRecord("trade", { price: UNDEF_PX })];

  const [table] = tablesOf(records, { prices: "float" });

  assert.deepEqual(column(table!, "price"), [1.500000007, null]);
  assert.equal(table!.columns.find(({ name }) => name === "price")!.type, "float64");
});

Deno.test("the sentinels of statistics and imbalances are null, counts and codes are not", () => {
  const stat = madeRecord("stat_v3", { quantity: UNDEF_PX, ts_ref: UNDEF_TS, channel_id: 65535 });
  const imbalance = madeRecord("imbalance", { paired_qty: 2 ** 32 - 1, num_extensions: 255 });
  const [stats] = tablesOf([stat], { metadata: madeMetadata({ schema: "statistics" }) });
  const [imbalances] = tablesOf([imbalance], { metadata: madeMetadata({ schema: "imbalance" }) });

  assert.deepEqual(column(stats!, "quantity"), [null]);
  assert.deepEqual(column(stats!, "ts_ref"), [null]);
  assert.deepEqual(column(stats!, "channel_id"), [null]);
  assert.deepEqual(column(imbalances!, "paired_qty"), [null]);
  assert.deepEqual(column(imbalances!, "num_extensions"), [255]);
});

Deno.test("texts end at their first NUL", () => {
  const bytes = new Uint8Array(71);
  bytes.set(new TextEncoder().encode("ES\0garbage"));
  const record = madeRecord("definition_v3", { raw_symbol: bytes });

  const [table] = tablesOf([record], { metadata: madeMetadata({ schema: "definition" }) });

  assert.deepEqual(column(table!, "raw_symbol"), ["ES"]);
  assert.deepEqual(column(table!, "currency"), [""]);
});

Deno.test("symbols are those of the record's UTC day, null where there is none", () => {
  const records = [trade(1, MIDNIGHT), trade(1, MIDNIGHT + 2n * DAY), trade(2, MIDNIGHT)];

  const [table] = tablesOf(records, { mapSymbols: true });

  assert.equal(table!.columns.at(-1)!.name, "symbol");
  assert.deepEqual(column(table!, "symbol"), ["MLGO", null, "TSLA"]);
});

Deno.test("the send time is a column where the stream has it", () => {
  const records = [madeRecord("ohlcv", {}, 5n), madeRecord("ohlcv", {}, UNDEF_TS)];

  const [table] = tablesOf(records, {
    metadata: madeMetadata({ schema: "ohlcv-1s" }),
    tsOut: true,
  });

  assert.deepEqual(column(table!, "ts_out"), [5n, null]);
});

Deno.test("every layout has the columns of CSV, each with a help text", () => {
  for (const layout of ORACLE_LAYOUTS) {
    const [table] = tablesOf([madeRecord(layout.name, {})], { metadata: null });

    assert.deepEqual(table!.columns.map(({ name }) => name), oracleColumns(layout), layout.name);
    assert.ok(table!.columns.every(({ help }) => /^[A-Z0-9]/.test(help)), layout.name);
  }
});

Deno.test("tables have equal lengths, whatever the chunks, and the last has what is left", () => {
  const made = batches({ rows: 4 });
  const records = Array.from({ length: 11 }, (_, i) => trade(1, MIDNIGHT, i));
  const tables: Table[] = [];
  for (const [from, to] of [[0, 3], [3, 3], [3, 10], [10, 11]]) {
    tables.push(...made.add(chunkOfRecords(records.slice(from, to))));
  }
  tables.push(made.finish());

  assert.deepEqual(tables.map(({ length }) => length), [4, 4, 3]);
  assert.deepEqual(
    tables.flatMap((table) => column(table, "sequence")),
    Array.from({ length: 11 }, (_, i) => i),
  );
});

Deno.test("without records the columns are those of the schema", () => {
  const [table] = tablesOf([], { metadata: madeMetadata({ schema: "ohlcv-1s" }) });

  assert.equal(table!.length, 0);
  assert.equal(table!.columns.at(-1)!.name, "volume");
  assert.throws(() => tablesOf([], { metadata: null }), {
    code: "bad_data",
    message: 'Cannot write "made.dbn" as Parquet: it has no records, ' +
      "and nothing says what its columns are",
  });
});

Deno.test("mixed schemas are refused: those of the metadata, and records of another type", () => {
  assert.throws(() => batches({ metadata: madeMetadata({ schema: null }) }), {
    code: "bad_data",
    message: 'Cannot write "made.dbn" as Parquet: its records are of mixed schemas',
    hint: "choose one with --schema",
  });
  assert.throws(() => tablesOf([trade(1, MIDNIGHT), bar(1, MIDNIGHT)]), {
    message: 'Cannot write "made.dbn" as Parquet: the record at byte 48 is of type ohlcv-1s, ' +
      "and those before it are trades",
  });
  assert.throws(() => tablesOf([bar(1, MIDNIGHT), trade(1, MIDNIGHT)], { metadata: null }), {
    message: 'Cannot write "made.dbn" as Parquet: the record at byte 56 is of type mbp-0, ' +
      "and those before it are ohlcv",
  });
});
