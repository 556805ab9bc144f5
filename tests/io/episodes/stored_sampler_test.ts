import assert from "node:assert/strict";
import { formatState } from "../../../src/core/episodes/sampler_state.ts";
import { MomoError } from "../../../src/core/error.ts";
import {
  StoredSampler,
  type StoredSamplerOptions,
} from "../../../src/io/episodes/stored_sampler.ts";
import { makeCandidates } from "../../core/episodes/made_candidates.ts";
import { nextVisits } from "../../core/episodes/trainer.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { writeMadeIndex } from "./made_index.ts";

const CANDIDATES = makeCandidates({ days: 60, symbols: 5 });

async function makeStore(): Promise<TemporaryDirectory> {
  const directory = await TemporaryDirectory.create();
  await writeMadeIndex(directory.path, CANDIDATES);
  return directory;
}

function open({ path }: TemporaryDirectory, options: Partial<StoredSamplerOptions> = {}) {
  return StoredSampler.open({ store: path, access: "advance", purpose: "a test", ...options });
}

function failure(code: string, pattern: RegExp) {
  return (error: unknown) =>
    error instanceof MomoError && error.code === code && pattern.test(error.message);
}

Deno.test("a sampler that is saved goes on in the next process", async () => {
  await using store = await makeStore();
  await using whole = await open(store, { statePath: store.file("whole.json") });
  const visits: string[] = [];

  for (let i = 0; i < 4; i++) {
    await using stored = await open(store);
    assert.equal(stored.isResumed, i > 0);
    visits.push(...nextVisits(stored.sampler, 5));
    await stored.save();
  }

  assert.deepEqual(visits, nextVisits(whole.sampler, 20));
  assert.deepEqual(
    (await Array.fromAsync(Deno.readDir(`${store.path}/state`))).map(({ name }) => name).sort(),
    [
      "sampler.json",
      "sampler.json.lock",
    ],
  );
});

Deno.test("without saving the state stays as it was", async () => {
  await using store = await makeStore();
  const first = await open(store);
  const visits = nextVisits(first.sampler, 3);
  await first[Symbol.asyncDispose]();

  await using second = await open(store);

  assert.equal(second.isResumed, false);
  assert.deepEqual(nextVisits(second.sampler, 3), visits);
});

Deno.test("two cannot advance one state, and the second is told who does", async () => {
  await using store = await makeStore();
  await using _first = await open(store);

  await assert.rejects(open(store), failure("conflict", /it is held by process \d+ .*\(a test/));

  await using _other = await open(store, { statePath: store.file("other.json") });
});

Deno.test("looking takes no lock, makes no file and cannot save", async () => {
  await using store = await makeStore();
  await using holder = await open(store);
  await using look = await open(store, { access: "look" });

  assert.deepEqual(nextVisits(look.sampler, 3), nextVisits(holder.sampler, 3));
  await assert.rejects(look.save(), TypeError);
  await holder[Symbol.asyncDispose]();
  await Deno.remove(`${store.path}/state`, { recursive: true });
  await using _again = await open(store, { access: "look" });
  await assert.rejects(Deno.stat(`${store.path}/state`), Deno.errors.NotFound);
});

Deno.test("settings that nobody states are those of the state", async () => {
  await using store = await makeStore();
  {
    await using stored = await open(store, { given: { seed: 5, config: { mode: "episode" } } });
    stored.sampler.next();
    await stored.save();
  }

  await using stored = await open(store);
  await using same = await open(store, { access: "look", given: { seed: 5 } });

  assert.equal(stored.sampler.identity.seed, 5);
  assert.equal(stored.sampler.identity.config.mode, "episode");
  assert.equal(formatState(same.sampler.state()), formatState(stored.sampler.state()));
  await assert.rejects(
    open(store, { access: "look", given: { config: { mode: "visit" } } }),
    failure("conflict", /mode is episode, and this run has visit/),
  );
});

Deno.test("after a new scan the state is refused, and a rebase takes it over", async () => {
  await using store = await makeStore();
  {
    await using stored = await open(store);
    nextVisits(stored.sampler, 30);
    await stored.save();
  }
  await writeMadeIndex(store.path, makeCandidates({ days: 80, symbols: 5 }));

  await assert.rejects(open(store), failure("conflict", /another index/));
  await using rebased = await open(store, { isRebase: true });

  assert.equal(rebased.sampler.next().visit, 30);
  await rebased.save();
  await rebased[Symbol.asyncDispose]();
  await using resumed = await open(store);
  assert.equal(resumed.sampler.next().visit, 31);
});

Deno.test("a damaged state file is named and releases the lock", async () => {
  await using store = await makeStore();
  await Deno.mkdir(`${store.path}/state`);
  await Deno.writeTextFile(`${store.path}/state/sampler.json`, "{");

  await assert.rejects(open(store), failure("bad_data", /state\/sampler.json": it is not JSON/));

  await Deno.remove(`${store.path}/state/sampler.json`);
  await using _stored = await open(store);
});
