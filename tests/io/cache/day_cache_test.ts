import assert from "node:assert/strict";
import type { VisitNeed } from "../../../src/core/cache/visit_need.ts";
import { MomoError } from "../../../src/core/error.ts";
import type { CacheBackend } from "../../../src/io/cache/cache_backend.ts";
import { DayCache, type DayCacheOptions } from "../../../src/io/cache/day_cache.ts";
import { encodedBytes, type EncodedDay } from "../../../src/io/cache/encoded_day.ts";
import { FolderBackend } from "../../../src/io/cache/folder_backend.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { madeDay } from "./made_days.ts";

const MIB = 2 ** 20;

/** Visits of consecutive days: each one is the lookback of the next. */
function chain(count: number): VisitNeed[] {
  return Array.from({ length: count }, (_, i) => {
    return { visit: i, day: `d${i + 1}`, lookback: `d${i}`, points: 1 };
  });
}

/** Lets everything happen that needs no waiting. */
async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}

function makeCache(needs: readonly VisitNeed[], change: Partial<DayCacheOptions<string>> = {}) {
  const loads: string[] = [];
  let at = 0;
  const cache = new DayCache<string>({
    loader: {
      load: (key) => {
        loads.push(key);
        return Promise.resolve({ value: key, bytes: 100 });
      },
    },
    upcoming: (count) => needs.slice(at, at + count),
    memoryBytes: MIB,
    nowMs: () => 0,
    ...change,
  });
  const next = () => cache.request(needs[at++]!);
  return { cache, loads, next };
}

Deno.test("a day in both roles is loaded once and held once", async () => {
  const needs = chain(6);
  const { cache, loads, next } = makeCache(needs);
  await using _ = cache;

  for (const need of needs) {
    const outcome = await next();
    assert.ok(outcome.kind === "served");
    assert.deepEqual([outcome.day, outcome.lookback], [need.day, need.lookback]);
    cache.progress(1, 1);
    await settle();
  }

  assert.deepEqual(loads.toSorted(), ["d0", "d1", "d2", "d3", "d4", "d5", "d6"]);
  assert.equal(cache.counters.l1Hits, 5); // each lookback was the day before
});

Deno.test("what is loaded ahead is cancelled when the plan changes, and never comes back", async () => {
  const signals = new Map<string, AbortSignal>();
  let upcoming: VisitNeed[] = chain(9).slice(4);
  await using cache = new DayCache<string>({
    loader: {
      load: (key, signal) => {
        signals.set(key, signal);
        const isAhead = key !== "a";
        return isAhead ? new Promise(() => {}) : Promise.resolve({ value: key, bytes: 1 });
      },
    },
    upcoming: () => upcoming,
    memoryBytes: MIB,
    nowMs: () => 0,
  });
  await cache.request({ visit: 0, day: "a", lookback: null, points: 1 });
  upcoming = [{ visit: 1, day: "b", lookback: null, points: 1 }];

  cache.replan();

  assert.deepEqual([...signals.keys()], ["a", "d5", "b"]);
  assert.equal(signals.get("d5")!.aborted, true);
  assert.equal(signals.get("b")!.aborted, false);
});

Deno.test("disposing ends loads and refuses visits", async () => {
  let signal: AbortSignal | undefined;
  const { cache, next } = makeCache(chain(2), {
    loader: { load: (_, given) => (signal = given, new Promise(() => {})) },
  });
  const asked = next();

  await cache[Symbol.asyncDispose]();

  await assert.rejects(asked, TypeError);
  await assert.rejects(next(), TypeError);
  assert.equal(signal?.aborted, true);
});

Deno.test("a bug in the loader is no failed load: it is passed on", async () => {
  const bug = new RangeError("a bug");
  const { cache, next } = makeCache(chain(1), { loader: { load: () => Promise.reject(bug) } });
  await using _ = cache;

  await assert.rejects(next(), bug);
});

Deno.test("an I/O error is tried three times more, each time later; others are final", async () => {
  const waits: number[] = [];
  const attempts = { io: 0, bad_data: 0 };
  const run = async (code: "io" | "bad_data") => {
    const { cache, next } = makeCache([{ visit: 0, day: "a", lookback: null, points: 1 }], {
      loader: {
        load: () => {
          attempts[code]++;
          return Promise.reject(new MomoError(code, `Cannot read it: ${code}`));
        },
      },
      wait: (ms) => (waits.push(ms), Promise.resolve()),
    });
    await using _ = cache;
    return await next();
  };

  const [io, damaged] = [await run("io"), await run("bad_data")];

  assert.deepEqual(attempts, { io: 4, bad_data: 1 });
  assert.deepEqual(waits, [250, 500, 1000]);
  assert.ok(io.kind === "skipped" && damaged.kind === "skipped");
  assert.deepEqual(io.failure, { key: "a", reason: "Cannot read it: io", attempts: 4 });
});

Deno.test("a size that is known before is refused before anything is loaded", async () => {
  const { cache, loads, next } = makeCache(chain(2), { memoryBytes: 150 });
  await using _ = cache;
  await assert.rejects(next(), { code: "budget" });
  assert.deepEqual(loads, ["d1", "d0"]);

  await assert.rejects(next(), { code: "budget" }); // and it stays refused

  assert.deepEqual(loads, ["d1", "d0"]);
});

Deno.test("what is told of a day that is too large is estimated with more effort", async () => {
  const { cache, next } = makeCache(chain(2), {
    memoryBytes: 1024,
    loader: {
      load: (key) =>
        key === "d1" ? Promise.resolve({ value: key, bytes: 2048 }) : new Promise(() => {}),
      estimateBytes: (key, effort) => effort === "rough" ? 1 : key === "d1" ? 2048 : 3072,
    },
  });
  await using _ = cache;

  await assert.rejects(next(), {
    code: "budget",
    message:
      'Cannot hold the day "d1": it and its lookback take about 5.0 KiB, wanted at most 1.0 KiB',
  });
});

function folderCache(backend: CacheBackend<EncodedDay>) {
  const needs = chain(12);
  let at = 0;
  const loads: string[] = [];
  const cache = new DayCache<EncodedDay>({
    loader: {
      load: async (key) => {
        loads.push(key);
        const value = await madeDay(key, 100, Number(key.slice(1)));
        return { value, bytes: encodedBytes(value) };
      },
    },
    upcoming: (count) => needs.slice(at, at + count),
    memoryBytes: MIB,
    queue: { backend, bytes: MIB },
    nowMs: () => 0,
  });
  return { cache, loads, needs, next: () => cache.request(needs[at++]!) };
}

Deno.test("with the queue on a disk the same days come out, and nothing is left there", async () => {
  await using directory = await TemporaryDirectory.create();
  const backend = await FolderBackend.open(directory.path, "test");
  const { cache, loads, needs, next } = folderCache(backend);

  for (const need of needs) {
    const outcome = await next();
    assert.ok(outcome.kind === "served");
    assert.deepEqual(outcome.day, await madeDay(need.day, 100, Number(need.day.slice(1))));
    assert.equal(outcome.lookback?.facts.name, need.lookback);
    cache.progress(1, 1);
  }
  const { l2Hits, l2Misses } = cache.counters;
  await cache[Symbol.asyncDispose]();

  assert.equal(new Set(loads).size, loads.length);
  assert.ok(l2Hits + l2Misses === 13);
  assert.deepEqual(await directory.names(), [".momo.lock"]);
});

Deno.test("a day that was damaged on the disk is loaded again", async () => {
  await using directory = await TemporaryDirectory.create();
  const folder = await FolderBackend.open(directory.path, "test");
  let broken = 0;
  const backend: CacheBackend<EncodedDay> = {
    sharesMemory: false,
    put: (key, value) => folder.put(key, value),
    remove: (key) => folder.remove(key),
    take: async (key) => {
      const day = await folder.take(key);
      return broken++ % 3 === 0 ? undefined : day; // as for a checksum that is wrong
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
  const { cache, needs, next } = folderCache(backend);
  await using _ = cache;

  for (const need of needs) {
    const outcome = await next();
    assert.ok(outcome.kind === "served" && outcome.day.facts.name === need.day);
    cache.progress(1, 1);
    while (cache.counters.queueDepth < 1 && need.visit < 11) {
      await new Promise((resolve) => setTimeout(resolve)); // the disk takes its time
    }
  }

  assert.ok(broken > 3);
});
