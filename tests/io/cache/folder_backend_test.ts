import assert from "node:assert/strict";
import fc from "fast-check";
import { MomoError } from "../../../src/core/error.ts";
import { FolderBackend } from "../../../src/io/cache/folder_backend.ts";
import { crashingAt } from "../store/crash.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { madeDay } from "./made_days.ts";

const KEYS = ["MLGO:2025-03-24", "MLGO:2025-03-25", "A/B:2025-03-25"];

async function ownNames(directory: TemporaryDirectory): Promise<string[]> {
  return (await directory.names()).filter((name) => name.startsWith("day-"));
}

Deno.test("FolderBackend gives back what was put, once", async () => {
  await using directory = await TemporaryDirectory.create();
  await using backend = await FolderBackend.open(directory.path, "test");
  const days = await Promise.all(KEYS.map((key, i) => madeDay(key, 10 + i)));
  await Promise.all(KEYS.map((key, i) => backend.put(key, days[i]!)));

  const taken = await Promise.all(KEYS.map((key) => backend.take(key)));
  const again = await Promise.all(KEYS.map((key) => backend.take(key)));

  assert.deepEqual(taken, days);
  assert.deepEqual(again, [undefined, undefined, undefined]);
  assert.deepEqual(await ownNames(directory), []);
});

Deno.test("FolderBackend leaves nothing behind, and other files alone", async () => {
  await using directory = await TemporaryDirectory.create();
  await Deno.writeTextFile(directory.file("day-notes.txt"), "mine");
  {
    await using backend = await FolderBackend.open(directory.path, "test");
    await backend.put("MLGO:2025-03-24", await madeDay("a", 5));
    assert.equal((await ownNames(directory)).length, 2);
    await backend.remove("none:2025-03-24");
  }

  assert.deepEqual(await ownNames(directory), ["day-notes.txt"]);
});

Deno.test("FolderBackend does not give out a day of which any byte has changed", async () => {
  await using directory = await TemporaryDirectory.create();
  await using backend = await FolderBackend.open(directory.path, "test");
  const [key = ""] = KEYS;
  const day = await madeDay(key, 20);
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      await backend.put(key, day);
      const [name = ""] = await ownNames(directory);
      const path = directory.file(`${name}/0.arrows`);
      const bytes = await Deno.readFile(path);
      bytes[at % bytes.length]! ^= change;
      await Deno.writeFile(path, bytes);

      assert.equal(await backend.take(key), undefined);
      assert.deepEqual(await ownNames(directory), []);
    }),
    { numRuns: 30 },
  );
});

Deno.test("FolderBackend does not give out a day that lacks a file or is described wrongly", async () => {
  await using directory = await TemporaryDirectory.create();
  await using backend = await FolderBackend.open(directory.path, "test");
  const [key = ""] = KEYS;
  const harm: readonly ((path: string) => Promise<void>)[] = [
    (path) => Deno.remove(`${path}/0.arrows`),
    (path) => Deno.remove(`${path}/day.json`),
    (path) => Deno.writeTextFile(`${path}/day.json`, "{"),
    (path) => Deno.writeTextFile(`${path}/day.json`, '{"key":"other","facts":{},"tables":[]}'),
    (path) => Deno.truncate(`${path}/0.arrows`, 10),
  ];
  for (const damage of harm) {
    await backend.put(key, await madeDay(key, 20));
    const [name = ""] = await ownNames(directory);
    await damage(directory.file(name));

    assert.equal(await backend.take(key), undefined);
  }
});

Deno.test("a process that dies at any step leaves nothing that the next one takes for a day", async () => {
  let step = 1;
  for (; step < 30; step++) {
    await using directory = await TemporaryDirectory.create();
    const day = await madeDay("a", 50);
    const died = await crashingAt(step, async () => {
      const dying = await FolderBackend.open(directory.path, "test");
      try {
        await dying.put("a", day);
      } finally {
        await dying[Symbol.asyncDispose]();
      }
    });
    await using next = await FolderBackend.open(directory.path, "test");

    assert.equal(await next.take("a"), undefined);
    assert.deepEqual(await ownNames(directory), []);
    if (!died) break;
  }
  assert.ok(step > 3 && step < 30, `${step} steps`);
});

Deno.test("a folder that another process has is refused, naming it", async () => {
  await using directory = await TemporaryDirectory.create();
  await using first = await FolderBackend.open(directory.path, "momo load");
  await first.put("a", await madeDay("a", 1));

  await assert.rejects(FolderBackend.open(directory.path, "momo load"), (error: unknown) => {
    assert.ok(error instanceof MomoError);
    assert.equal(error.code, "conflict");
    assert.match(error.message, /^Cannot lock ".*": it is held by process \d+ on .* \(momo load,/);
    return true;
  });
  assert.notEqual(await first.take("a"), undefined);
});
