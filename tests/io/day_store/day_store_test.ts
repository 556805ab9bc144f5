/** The day store against the files it is filled from. */
import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync, renameSync, statSync, utimesSync } from "node:fs";
import type { Day } from "../../../src/core/day/day.ts";
import { dayTables } from "../../../src/core/day/day_tables.ts";
import { MomoError } from "../../../src/core/error.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { openCatalog } from "../../../src/io/catalog/catalog.ts";
import { DaySources } from "../../../src/io/day/day_sources.ts";
import { loadDay } from "../../../src/io/day/load_day.ts";
import type { DayRequest } from "../../../src/io/day/plan_day.ts";
import { DayStore } from "../../../src/io/day_store/day_store.ts";
import { fillStore } from "../../../src/io/day_store/fill_store.ts";
import { directoryName } from "../../../src/io/day_store/store_path.ts";
import { acquireLock } from "../../../src/io/store/lock.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";

const SAMPLE = "testdata/sample";
const SIGNAL = new AbortController().signal;

interface FillChanges {
  readonly symbols?: readonly string[];
  readonly start?: string;
  readonly end?: string;
  readonly memoryBytes?: number;
}

function fill(store: string, data = SAMPLE, changes: FillChanges = {}) {
  const catalog = openCatalog([data]);
  const { symbols = catalog.symbols.names, start, end, memoryBytes = 1e9 } = changes;
  return fillStore({
    ...{ store, catalog, datasets: [], schemas: [], memoryBytes, signal: SIGNAL },
    symbols: new Set(symbols.map((name) => catalog.symbols.find(name)!)),
    start: start === undefined ? null : parseDate(start),
    end: end === undefined ? null : parseDate(end),
    onFile: () => {},
  });
}

/** Loads from data and store; either may be left out. */
function load(
  { data, store }: { readonly data?: string; readonly store?: string },
  symbol: string,
  date: string,
  schemas: DayRequest["schemas"] = [],
): Day {
  const catalog = openCatalog(data === undefined ? [] : [data]);
  const sources = new DaySources(catalog, { store: store ? new DayStore(store) : null });
  return loadDay(sources, { symbol, tradeDate: parseDate(date), schemas: schemas! }, SIGNAL).day;
}

/** What must be the same wherever a day is read from. */
function contentOf(day: Day) {
  const { gaps, source: { warnings } } = day;
  return { gaps, warnings, tables: dayTables(day).map(({ name, table }) => [name, table.data]) };
}

function isStored(day: Day): boolean {
  return Object.values(day.source.tables).filter(({ schema }) => schema !== null)
    .every(({ fromStore }) => fromStore);
}

/** Relative paths and bytes of all files below a directory. */
function filesBelow(directory: string): Map<string, string> {
  const names = readdirSync(directory, { recursive: true }).map(String).sort();
  return new Map(
    names.filter((name) => statSync(`${directory}/${name}`).isFile())
      .map((name) => [name, readFileSync(`${directory}/${name}`).toString("base64")]),
  );
}

Deno.test("a day from the store is the day from its files, with the files and without them", async () => {
  await using directory = await TemporaryDirectory.create();
  await fill(directory.path);
  const days = [
    ...[["QZAF", "2024-11-25"], ["QZAF", "2024-12-18"], ["XUVO", "2024-11-26"]],
    ...[["KQEL", "2024-12-04"], ["KQEL", "2024-11-08"], ["VJAX", "2024-12-06"]],
  ] as const;

  for (const [symbol, date] of days) {
    const fromFiles = load({ data: SAMPLE }, symbol, date);
    const fromBoth = load({ data: SAMPLE, store: directory.path }, symbol, date);
    const alone = load({ store: directory.path }, symbol, date);

    assert.ok(isStored(fromBoth) && isStored(alone) && !isStored(fromFiles), `${symbol} ${date}`);
    assert.deepEqual(contentOf(fromBoth), contentOf(fromFiles));
    assert.deepEqual(contentOf(alone), contentOf(fromFiles));
  }
});

Deno.test("records of any schema come back from the store as they are in the files", async () => {
  await using directory = await TemporaryDirectory.create();
  await fill(directory.path, SAMPLE, { symbols: ["QZAF"] });
  const schemas = ["tbbo", "ohlcv-1d", "definition"] as const;

  const stored = load({ store: directory.path }, "QZAF", "2024-11-25", schemas);
  const read = load({ data: SAMPLE }, "QZAF", "2024-11-25", schemas);

  assert.deepEqual(stored.others.map(({ table }) => table), read.others.map(({ table }) => table));
  assert.deepEqual(read.others.map(({ table }) => table.length), [1685, 1, 1]);
});

Deno.test("a changed source is read itself; a copy of a known one is still the same", async () => {
  await using directory = await TemporaryDirectory.create();
  const data = directory.file("data");
  const store = directory.file("store");
  cpSync(SAMPLE, data, { recursive: true });
  await fill(store, data);
  const status = readdirSync(data, { recursive: true }).map(String)
    .find((name) => name.endsWith("20241125.status.dbn.zst"))!;
  const loose = directory.file("loose");
  cpSync(`${data}/${status}`, `${loose}/a.dbn.zst`, { recursive: true });
  await fill(directory.file("second"), loose);

  assert.equal(
    load({ data: SAMPLE, store }, "QZAF", "2024-11-25").source.tables.status.fromStore,
    true,
  );
  utimesSync(`${loose}/a.dbn.zst`, 1e9, 1e9); // without a manifest the time is all that tells
  const second = load({ data: loose, store: directory.file("second") }, "QZAF", "2024-11-25", [
    "status",
  ]);
  assert.equal(second.source.tables.status.fromStore, false);
});

Deno.test("a new delivery of a stored day is read itself", async () => {
  await using directory = await TemporaryDirectory.create();
  const data = directory.file("data");
  const store = directory.file("store");
  const repeated = "EQUS-20250106-ANT6WD9CT8"; // of 11-25, which another delivery has as well
  cpSync(SAMPLE, data, { recursive: true });
  renameSync(`${data}/${repeated}`, directory.file("later"));
  await fill(store, data);
  const before = load({ data, store }, "QZAF", "2024-11-25");

  renameSync(directory.file("later"), `${data}/${repeated}`);
  const after = load({ data, store }, "QZAF", "2024-11-25");

  assert.equal(before.source.tables.bars1s.fromStore, true);
  assert.equal(after.source.tables.bars1s.fromStore, false);
  assert.deepEqual(after.bars1s, before.bars1s);
});

Deno.test("filling part by part or with little memory gives the files that one fill gives", async () => {
  await using directory = await TemporaryDirectory.create();
  const [whole, parts, tight] = ["whole", "parts", "tight"].map((name) => directory.file(name));
  const symbols = ["QZAF", "JYND"];

  const start = "2024-11-21";
  await fill(whole!, SAMPLE, { symbols, start });
  await fill(parts!, SAMPLE, { symbols, start: "2024-12-10" });
  await fill(parts!, SAMPLE, { symbols, start, end: "2024-12-09" });
  await fill(tight!, SAMPLE, { symbols, start, memoryBytes: 1 });

  const expected = filesBelow(`${whole}/symbols`);
  assert.ok(expected.size > 50);
  assert.deepEqual([...filesBelow(`${parts}/symbols`).keys()], [...expected.keys()]);
  assert.deepEqual(filesBelow(`${parts}/symbols`), expected);
  assert.deepEqual(filesBelow(`${tight}/symbols`), expected);
});

Deno.test("only one process fills a store; a symbol that is not stored is not known", async () => {
  await using directory = await TemporaryDirectory.create();
  await fill(directory.path, SAMPLE, { symbols: ["QZAF"] });
  await using _lock = await acquireLock(`${directory.path}/state/days/lock`, { purpose: "test" });

  await assert.rejects(
    () => fill(directory.path),
    (error) => error instanceof MomoError && error.code === "conflict",
  );
  assert.throws(
    () => load({ store: directory.path }, "XUVO", "2024-11-25"),
    (error) => error instanceof MomoError && error.code === "not_found",
  );
});

Deno.test("directoryName() keeps symbols apart and inside the store", () => {
  assert.equal(directoryName("BRK.B"), "BRK.B");
  assert.equal(directoryName("AAC+"), "AAC+");
  assert.equal(directoryName(".."), "%2E.");
  assert.equal(directoryName("a/b %"), "a%2Fb%20%25");
});
