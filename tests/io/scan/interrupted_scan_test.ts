/** A scan that is stopped leaves the old index, keeps its work for the next one, and changes nothing of what comes out. */
import assert from "node:assert/strict";
import { writeBenchFile } from "../../../tools/sample/bench_file.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { indexFiles, scan, type ScanChanges, type Scanned } from "./scanning.ts";

const directory = await TemporaryDirectory.create();
addEventListener("unload", () => Deno.removeSync(directory.path, { recursive: true }));

/** Large enough for several jobs, so that there is a middle. */
const DATA = directory.file("data");
const { symbolDays } = writeBenchFile(DATA, { megabytes: 56, barsPerDay: 5000, symbols: 6 });
const REASON = new Error("stopped by the test");
let stores = 0;

function newStore(): string {
  return directory.file(`store-${stores++}`);
}

const REFERENCE = newStore();
const reference = await scan(REFERENCE, DATA);
const REFERENCE_FILES = indexFiles(REFERENCE);

function assertReference(store: string): void {
  const files = indexFiles(store);
  for (const [name, bytes] of Object.entries(REFERENCE_FILES)) {
    assert.ok(files[name] === bytes, `${name} differs`);
  }
}

/** Scans until the given piece of work is done; all of the data have `PIECES`. */
async function scanUntil(store: string, piece: number, changes: ScanChanges = {}): Promise<void> {
  const controller = new AbortController();
  let pieces = 0;
  const onRead = () => {
    if (++pieces === piece) controller.abort(REASON);
  };
  await assert.rejects(
    scan(store, DATA, { ...changes, signal: controller.signal, onRead }),
    (error) => error === REASON,
  );
}

/** Files of a store that somebody left half-written. */
function temporaries(path: string): string[] {
  return [...Deno.readDirSync(path)].flatMap(({ name, isDirectory }) =>
    isDirectory ? temporaries(`${path}/${name}`) : name.endsWith(".tmp") ? [name] : []
  );
}

let PIECES = 0;
await scan(newStore(), DATA, { onRead: () => PIECES++ });

Deno.test("the data of these tests are read in several pieces", () => {
  assert.ok(PIECES >= 3, `${PIECES} pieces`);
  assert.equal(reference.work.neededDays, symbolDays);
});

Deno.test("a scan that is stopped anywhere keeps its work; the next one ends with the same index", async () => {
  let known = 0;
  for (let piece = 1; piece <= PIECES; piece++) {
    const store = newStore();
    await scanUntil(store, piece);
    assert.deepEqual(temporaries(store), []);
    assert.throws(() => indexFiles(store)); // there was no index, and there is none

    const next = await scan(store, DATA);

    assertReference(store);
    assert.equal(next.work.knownDays + next.work.neededDays, symbolDays);
    assert.ok(next.work.knownDays >= known, "more is known the later it was stopped");
    known = next.work.knownDays;
    assert.throws(() => Deno.statSync(`${store}/state/scan/checkpoint`));
  }
  assert.ok(known > symbolDays / 2, `${known} days were known at the end`);
});

Deno.test("the old index stays as it is when a scan is stopped", async () => {
  const store = newStore();
  await scan(store, DATA, { symbols: ["ZAAB"] });
  const before = indexFiles(store);

  await scanUntil(store, PIECES);

  assert.deepEqual(indexFiles(store), before);
  const next = await scan(store, DATA);
  assert.ok(next.work.knownDays > symbolDays / 10);
  assertReference(store);
});

Deno.test("the work of several stopped scans adds up", async () => {
  const store = newStore();
  const counts: number[] = [];
  for (const piece of [PIECES - 1, 2, 1]) {
    await scanUntil(store, piece);
    const copy = newStore();
    await new Deno.Command("cp", { args: ["-r", store, copy] }).output();
    counts.push((await scan(copy, DATA)).work.knownDays);
  }

  const next = await scan(store, DATA);

  assert.ok(counts[0]! > 0);
  assert.deepEqual(counts, counts.toSorted((a, b) => a - b));
  assert.ok(next.work.knownDays >= counts[2]!);
  assertReference(store);
});

Deno.test("a scan with other settings takes nothing from the work of a stopped one", async () => {
  const store = newStore();
  await scanUntil(store, PIECES);

  const next = await scan(store, DATA, { limits: { max_reset_points: 12 } });

  assert.equal(next.work.knownDays, 0);
});

Deno.test("a stopped scan that began anew with --rescan keeps what it did itself", async () => {
  const store = newStore();
  await scan(store, DATA);

  await scanUntil(store, PIECES, { rescan: true });

  assertReference(store);
  const next = await scan(store, DATA);
  assert.equal(next.work.neededDays, 0);
});

/** A signal that is aborted as soon as somebody asks while the index is being written. */
function abortedWhileWriting(store: string): AbortSignal {
  const controller = new AbortController();
  const isWriting = () => {
    try {
      return [...Deno.readDirSync(`${store}/index`)].some(({ name }) => name.endsWith(".tmp"));
    } catch {
      return false;
    }
  };
  return new Proxy(controller.signal, {
    get(signal, name) {
      if (name === "throwIfAborted" && isWriting()) controller.abort(REASON);
      const value = Reflect.get(signal, name, signal);
      return typeof value === "function" ? value.bind(signal) : value;
    },
  });
}

Deno.test("a scan that is stopped while it writes the index keeps all of its work", async () => {
  const store = newStore();
  await scan(store, DATA, { symbols: ["ZAAC"] });
  const before = indexFiles(store);

  await assert.rejects(
    scan(store, DATA, { signal: abortedWhileWriting(store) }),
    (error) => error === REASON,
  );

  assert.deepEqual(indexFiles(store), before);
  assert.deepEqual(temporaries(store), []);
  const next: Scanned = await scan(store, DATA);
  assert.equal(next.work.neededDays, 0);
  assertReference(store);
});
