/** The same data give the same three index files, byte for byte, however a scan gets there. */
import assert from "node:assert/strict";
import { indexDirectory, readIndex, writeIndex } from "../../../src/io/scan/index_store.ts";
import { mergeIndexes } from "../../../src/io/scan/merge_indexes.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { indexFiles, scan, type ScanChanges, type Scanned } from "./scanning.ts";
import { copyTree, dateIn, deliverAll } from "./small_market.ts";

const NEVER = new AbortController().signal;

/** The data, and the index that a scan of all of them makes at once. */
interface Reference {
  readonly data: string;
  readonly files: Record<string, string>;
  readonly scanned: Scanned;
}

const directory = await TemporaryDirectory.create();
const reference = await makeReference();
addEventListener("unload", () => Deno.removeSync(directory.path, { recursive: true }));

async function makeReference(): Promise<Reference> {
  const data = directory.file("data");
  deliverAll(data);
  const scanned = await scan(directory.file("reference"), data);
  return { data, files: indexFiles(directory.file("reference")), scanned };
}

let stores = 0;

/** A store that does not exist yet. */
function newStore(): string {
  return directory.file(`store-${stores++}`);
}

/** A directory with those of the data files that pass. */
function partOfData(isWanted: (path: string) => boolean): string {
  const path = directory.file(`data-${stores++}`);
  copyTree(reference.data, path, isWanted);
  return path;
}

function assertReference(store: string): void {
  const files = indexFiles(store);
  for (const [name, bytes] of Object.entries(reference.files)) {
    assert.ok(files[name] === bytes, `${name} differs`);
  }
}

Deno.test("the reference has days, reset points and every kind of input", () => {
  const { scanned } = reference;

  assert.equal(scanned.manifest.days.rows, 45);
  assert.ok(scanned.manifest.reset_points.rows > 500);
  assert.deepEqual(scanned.problems, []);
  const schemas = new Set(scanned.manifest.inputs.map(({ schema }) => schema));
  assert.deepEqual([...schemas].sort(), ["mbp-1", "ohlcv-1d", "ohlcv-1s", "status", "trades"]);
});

Deno.test("any number of workers makes the same index", async () => {
  for (const workers of [2, 3]) {
    const store = newStore();

    await scan(store, reference.data, { workers });

    assertReference(store);
  }
});

Deno.test("copied data, with other times and under another root, make the same index", async () => {
  const copy = partOfData(() => true);
  const store = newStore();

  await scan(store, `${copy}/`);

  assertReference(store);
});

Deno.test("roots given one by one, in any order and twice, make the same index", async () => {
  const roots = ["TRADES", "BARS", "SUMMARY", "QUOTES", "STATUS", "BARS"];
  const store = newStore();

  await scan(store, roots.map((name) => `${reference.data}/${name}`));

  assertReference(store);
});

/** Scans a part of the data, then all of them, into one store. */
async function scanInSteps(isFirst: (date: string | undefined, path: string) => boolean) {
  const data = partOfData((path) => isFirst(dateIn(path), path));
  const store = newStore();
  const first = await scan(store, data);
  copyTree(reference.data, data, (path) => !isFirst(dateIn(path), path));
  const second = await scan(store, data);
  assertReference(store);
  return { first, second };
}

Deno.test("an incremental scan after later days arrive makes the index of a full scan", async () => {
  const { first, second } = await scanInSteps((date) => date === undefined || date < "20241127");

  assert.ok(first.manifest.days.rows < 45);
  assert.ok(second.work.knownDays > 20);
});

Deno.test("an incremental scan after earlier days arrive makes the index of a full scan", async () => {
  const { first, second } = await scanInSteps((date) => date === undefined || date > "20241114");

  assert.ok(first.manifest.days.rows < 45);
  assert.equal(second.work.knownDays, 0); // every later day looks back to the new ones
});

Deno.test("an incremental scan after a day in the middle arrives makes the index of a full scan", async () => {
  await scanInSteps((date) => date !== "20241121");
});

Deno.test("ticks that arrive later change the days that they belong to", async () => {
  const { second } = await scanInSteps((_, path) => !/QUOTES|TRADES|STATUS/.test(path));

  assert.equal(second.work.neededDays, 45); // status concerns every day with bars
});

Deno.test("only days with new quotes are looked at when quotes arrive", async () => {
  const { second } = await scanInSteps((_, path) => !path.startsWith("QUOTES"));

  assert.equal(second.work.neededDays, 6); // two sessions of three symbols
});

Deno.test("consolidated daily bars that arrive later change every day that looks at them", async () => {
  await scanInSteps((_, path) => !path.startsWith("SUMMARY"));
});

Deno.test("inputs that are taken away drop out, and come back as they were", async () => {
  const data = partOfData(() => true);
  const store = newStore();
  await scan(store, data);
  const last = `${data}/BARS/equs-mini-20241202.ohlcv-1s.dbn.zst`;
  const bytes = await Deno.readFile(last);

  await Deno.remove(last);
  const without = await scan(store, data);
  await Deno.writeFile(last, bytes);
  await scan(store, data);

  assert.equal(without.manifest.days.rows, 42);
  assert.equal(without.droppedDays, 3);
  assertReference(store);
});

Deno.test("a second scan of the same data looks at nothing and writes the same index", async () => {
  const store = newStore();
  await scan(store, reference.data);

  const again = await scan(store, reference.data);

  assert.deepEqual([again.work.neededDays, again.work.knownDays], [
    0,
    reference.scanned.work.neededDays,
  ]);
  assert.deepEqual([again.read, again.records], [[], 0]);
  assertReference(store);
});

Deno.test("--rescan reads everything again and writes the same index", async () => {
  const store = newStore();
  await scan(store, reference.data);

  const again = await scan(store, reference.data, { rescan: true });

  assert.equal(again.records, reference.scanned.records);
  assertReference(store);
});

/** Scans shards into stores of their own. */
async function scanShards(count: number, changes: ScanChanges = {}): Promise<string[]> {
  const parts: string[] = [];
  for (let index = 1; index <= count; index++) {
    const store = newStore();
    await scan(store, reference.data, { ...changes, shard: { index, count } });
    parts.push(store);
  }
  return parts;
}

async function merge(parts: readonly string[]): Promise<string> {
  const indexes = [];
  for (const store of parts) {
    indexes.push({ store, index: (await readIndex(indexDirectory(store)))! });
  }
  const { tables, facts } = mergeIndexes(indexes);
  const store = newStore();
  await writeIndex(indexDirectory(store), tables, facts, NEVER, async () => {});
  return store;
}

Deno.test("the shards of a scan merge to its bytes, whatever their number and order", async () => {
  for (const count of [1, 2, 3, 5]) {
    const parts = await scanShards(count);

    assertReference(await merge(parts.toReversed()));
  }
});

Deno.test("some shards of a scan do not pass for all of them", async () => {
  const [first] = await scanShards(2);
  const [, second, third] = await scanShards(3);

  const shardOf = async (parts: readonly string[]) =>
    (await readIndex(indexDirectory(await merge(parts))))!.manifest.selection.shard;

  assert.equal(await shardOf([first!]), "1/2");
  assert.equal(await shardOf([first!, third!]), "1/2,3/3");
  assert.equal(await shardOf([second!, third!]), "2/3,3/3");
  assert.equal(await shardOf([first!, directory.file("reference")]), null);
});

Deno.test("an index whose store lost its state is scanned anew to the same bytes", async () => {
  const store = newStore();
  await scan(store, reference.data);
  await Deno.remove(`${store}/state`, { recursive: true });

  const again = await scan(store, reference.data);

  assert.equal(again.work.knownDays, 0);
  assertReference(store);
});
