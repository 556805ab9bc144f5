/** The day store against the files it is filled from. */
import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import type { Day } from "../../../src/core/day/day.ts";
import { dayTables } from "../../../src/core/day/day_tables.ts";
import { MomoError } from "../../../src/core/error.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { openCatalog } from "../../../src/io/catalog/catalog.ts";
import { DaySources } from "../../../src/io/day/day_sources.ts";
import { loadDay } from "../../../src/io/day/load_day.ts";
import { type DayRequest, planDay } from "../../../src/io/day/plan_day.ts";
import { DayStore } from "../../../src/io/day_store/day_store.ts";
import { fillStore } from "../../../src/io/day_store/fill_store.ts";
import { directoryName } from "../../../src/io/day_store/store_path.ts";
import { acquireLock } from "../../../src/io/store/lock.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";

const SAMPLE = "testdata/sample";
/** A delivery of bars of 11-25, which another delivery has as well. */
const REPEATED = "EQUS-20250106-ANT6WD9CT8";
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
    purpose: "test",
  });
}

interface Places {
  readonly data?: string;
  readonly store?: string;
}

/** Data and store; either may be left out. */
function sourcesOf({ data, store }: Places): DaySources {
  const catalog = openCatalog(data === undefined ? [] : [data]);
  return new DaySources(catalog, { store: store ? new DayStore(store) : null });
}

function load(
  places: Places,
  symbol: string,
  date: string,
  schemas: DayRequest["schemas"] = [],
): Day {
  return loadDay(
    sourcesOf(places),
    { symbol, tradeDate: parseDate(date), schemas: schemas! },
    SIGNAL,
  ).day;
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
  cpSync(SAMPLE, data, { recursive: true });
  renameSync(`${data}/${REPEATED}`, directory.file("later"));
  await fill(store, data);
  const before = load({ data, store }, "QZAF", "2024-11-25");

  renameSync(directory.file("later"), `${data}/${REPEATED}`);
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

Deno.test("a second fill reads and writes nothing, a new delivery only its own days", async () => {
  await using directory = await TemporaryDirectory.create();
  const data = directory.file("data");
  const store = directory.file("store");
  cpSync(SAMPLE, data, { recursive: true });
  renameSync(`${data}/${REPEATED}`, directory.file("later"));
  const first = await fill(store, data);
  const written = filesBelow(`${store}/symbols`);

  const second = await fill(store, data);
  renameSync(directory.file("later"), `${data}/${REPEATED}`);
  const third = await fill(store, data);

  assert.deepEqual([first.storedDays, second.storedDays], [0, first.days]);
  assert.deepEqual([second.files, second.records, third.days], [0, 0, 2]); // QZAF and XUVO of 11-25
  const after = filesBelow(`${store}/symbols`);
  const changed = [...after.keys()].filter((path) => after.get(path) !== written.get(path));
  assert.deepEqual(changed, [
    "QZAF/EQUS.MINI/ohlcv-1s/2024-11.parquet",
    "XUVO/EQUS.MINI/ohlcv-1s/2024-11.parquet",
  ]);
  assert.ok(isStored(load({ data, store }, "QZAF", "2024-11-25")));
});

Deno.test("a day without records is stored as such: its source is not looked at again", async () => {
  await using directory = await TemporaryDirectory.create();
  await fill(directory.path, SAMPLE, { symbols: ["ZQIB"] });
  const stored = { data: SAMPLE, store: directory.path };

  const read = load({ data: SAMPLE }, "ZQIB", "2024-11-19", ["definition"]);
  const plan = planDay(sourcesOf(stored), {
    ...{ symbol: "ZQIB", tradeDate: parseDate("2024-11-19"), schemas: ["definition"] },
  });

  assert.equal(read.others[0]!.table.length, 0); // it is listed the day after
  assert.deepEqual(plan.session.others[0]!.files, []);
  assert.notEqual(plan.session.others[0]!.stored, null);
  assert.deepEqual(load(stored, "ZQIB", "2024-11-19", ["definition"]).others, read.others);
});

Deno.test("a source that is gone takes nothing from what is stored", async () => {
  await using directory = await TemporaryDirectory.create();
  const data = directory.file("data");
  cpSync(SAMPLE, data, { recursive: true });
  const { days } = await fill(directory.file("store"), data, { symbols: ["QZAF"] });
  renameSync(`${data}/${REPEATED}`, directory.file("gone"));

  const again = await fill(directory.file("store"), data, { symbols: ["QZAF"] });

  assert.deepEqual([again.days, again.storedDays], [0, days]);
});

Deno.test("a cut file is stored as far as it goes, and read itself as long as it is there", async () => {
  await using directory = await TemporaryDirectory.create();
  const data = directory.file("data");
  const store = directory.file("store");
  const [job, name] = ["EQUS-20250106-N68MD56SMT", "equs-mini-20241125.trades.dbn.zst"];
  cpSync(`${SAMPLE}/${job}`, `${data}/${job}`, { recursive: true });
  truncateSync(`${data}/${job}/${name}`, 30_000);
  const filled = await fill(store, data, { symbols: ["QZAF"] });
  const again = await fill(store, data, { symbols: ["QZAF"] });

  const read = load({ data }, "QZAF", "2024-11-25", ["trades"]);
  const both = load({ data, store }, "QZAF", "2024-11-25", ["trades"]);
  const alone = load({ store }, "QZAF", "2024-11-25", ["trades"]);

  assert.ok(read.trades.length > 100 && read.gaps.length > 0);
  assert.deepEqual([both.source.tables.trades.fromStore, again.days], [false, 1]);
  assert.equal(filled.days > 1, true);
  assert.deepEqual(alone.trades, read.trades);
  assert.deepEqual(alone.source.warnings, read.source.warnings);
});

Deno.test("a source that is damaged later takes nothing from the day that is stored", async () => {
  await using directory = await TemporaryDirectory.create();
  const data = directory.file("data");
  const store = directory.file("store");
  const [job, name] = ["EQUS-20250106-N68MD56SMT", "equs-mini-20241125.trades.dbn.zst"];
  cpSync(`${SAMPLE}/${job}`, `${data}/${job}`, { recursive: true });
  await fill(store, data, { symbols: ["QZAF"] });
  const before = filesBelow(store);
  const whole = load({ data }, "QZAF", "2024-11-25", ["trades"]);
  truncateSync(`${data}/${job}/${name}`, 30_000);

  const { days } = await fill(store, data, { symbols: ["QZAF"] });

  const read = load({ data, store }, "QZAF", "2024-11-25", ["trades"]);
  const alone = load({ store }, "QZAF", "2024-11-25", ["trades"]);
  assert.equal(days, 0);
  assert.deepEqual(filesBelow(store), before);
  assert.equal(read.source.tables.trades.fromStore, false); // so that the damage is told
  assert.ok(read.trades.length < whole.trades.length);
  assert.deepEqual(alone.trades, whole.trades);
});

Deno.test("what a cut file lacks is stored from another delivery, each trade once", async () => {
  await using directory = await TemporaryDirectory.create();
  const data = directory.file("data");
  const store = directory.file("store");
  const [job, name] = ["EQUS-20250106-N68MD56SMT", "equs-mini-20241125.trades.dbn.zst"];
  cpSync(`${SAMPLE}/${job}/${name}`, `${data}/b/${name}`, { recursive: true });
  cpSync(`${SAMPLE}/${job}/${name}`, `${data}/a/${name}`, { recursive: true });
  truncateSync(`${data}/a/${name}`, 30_000);
  await fill(store, data);

  const stored = load({ store }, "QZAF", "2024-11-25", ["trades"]);

  assert.deepEqual(stored.trades, load({ data: SAMPLE }, "QZAF", "2024-11-25", ["trades"]).trades);
});

Deno.test("what a killed fill left is cleared away by the next one", async () => {
  await using directory = await TemporaryDirectory.create();
  const choice = { symbols: ["QZAF"], start: "2024-11-25", end: "2024-11-25" };
  const left = "QZAF/EQUS.MINI/trades/2024-11-25.parquet.0123456789abcdef.tmp";
  const path = `${directory.path}/symbols/${left}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "PAR1");

  await fill(directory.path, SAMPLE, choice);

  assert.ok(![...filesBelow(`${directory.path}/symbols`).keys()].includes(left));
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
