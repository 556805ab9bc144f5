import assert from "node:assert/strict";
import { SampledVisits } from "../../../src/io/day_stream/sampled_visits.ts";
import { StoredSampler } from "../../../src/io/episodes/stored_sampler.ts";
import { formatUtc } from "../../../src/io/text/time_text.ts";
import { makeCandidates } from "../../core/episodes/made_candidates.ts";
import { resultOf } from "../../core/episodes/trainer.ts";
import { writeMadeIndex } from "../episodes/made_index.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { done, type ReadVisit, StreamWorld } from "./stream_world.ts";

async function makeStore(): Promise<TemporaryDirectory> {
  const directory = await TemporaryDirectory.create();
  await writeMadeIndex(directory.path, makeCandidates({ days: 80, symbols: 6, points: [4, 9] }));
  return directory;
}

/** What `momo index select` would give: the visits of a fresh state. */
async function plannedVisits({ path }: TemporaryDirectory, count: number) {
  await using stored = await StoredSampler.open({ store: path, access: "look", purpose: "test" });
  return stored.sampler.peek(count).map(({ visit, symbol, episode, points }) => {
    return { visit, symbol, episode, points: points.length };
  });
}

function summary({ header }: ReadVisit) {
  const { visit, symbol, episodes } = header;
  return { visit, symbol, episode: episodes[0].episode, points: episodes.length };
}

/** Runs a stream of the plan; `play` is the trainer. */
async function stream(
  { path }: TemporaryDirectory,
  play: (world: StreamWorld) => Promise<void>,
): Promise<ReadVisit[]> {
  await using stored = await StoredSampler.open({
    store: path,
    access: "advance",
    purpose: "test",
  });
  const world = new StreamWorld(new SampledVisits(stored, formatUtc));
  await play(world);
  world.leave();
  await world.result;
  return world.visits;
}

Deno.test("the picks come out in the sampler's order, with their episodes", async () => {
  await using store = await makeStore();
  const planned = await plannedVisits(store, 4);

  const visits = await stream(store, async (world) => {
    for (let i = 0; i < 3; i++) {
      await world.until(i + 1);
      world.say(done(i, planned[i]!.points, planned[i]!.points));
    }
    await world.until(4);
  });

  assert.deepEqual(visits.map(summary), planned);
  const [{ header } = assert.fail()] = visits;
  assert.equal(header.stage, "early");
  assert.match(header.episodes[0].ts, /^\d{4}-.*Z$/);
});

Deno.test("a stream that ends goes on with the rest of its visit, whatever was loaded ahead", async () => {
  await using store = await makeStore();
  const planned = await plannedVisits(store, 3);
  const [first, second, third] = planned;

  const before = await stream(store, async (world) => {
    await world.until(1);
    world.say(done(0, first!.points, first!.points));
    await world.until(2);
    world.say(done(1, 2, second!.points));
  });
  const after = await stream(store, async (world) => {
    await world.until(1);
    world.say(done(1, second!.points - 2, second!.points - 2));
    await world.until(2);
  });

  assert.deepEqual(before.map(summary), [first, second]);
  const rest = { ...second!, episode: second!.episode + 2, points: second!.points - 2 };
  assert.deepEqual(after.map(summary), [rest, third]);
});

Deno.test("a visit that was not handed out leaves no trace in the state", async () => {
  await using store = await makeStore();
  await using stored = await StoredSampler.open({
    store: store.path,
    access: "advance",
    purpose: "test",
  });
  const source = new SampledVisits(stored, formatUtc);
  source.upcoming(16);
  source.next();

  await source.close();

  await assert.rejects(Deno.stat(store.file("state/sampler.json")), Deno.errors.NotFound);
});

Deno.test("results change the plan as they do in momo index select, with days loaded ahead", async () => {
  await using streamed = await makeStore();
  await using plain = await makeStore();
  const count = 60;
  await using stored = await StoredSampler.open({
    store: plain.path,
    access: "advance",
    purpose: "test",
  });
  const expected = Array.from({ length: count }, () => {
    const { visit, symbol, episode, points } = stored.sampler.next();
    for (let i = 0; i < points.length; i++) stored.sampler.report(resultOf(episode + i));
    return { visit, symbol, episode, points: points.length };
  });

  const visits = await stream(streamed, async (world) => {
    for (let i = 0; i < count; i++) {
      await world.until(i + 1);
      const { visit, episodes } = world.visits.at(-1)!.header;
      for (const { episode } of episodes) world.say({ type: "result", ...lineOf(episode) });
      if (i < count - 1) world.say(done(visit, episodes.length, episodes.length));
    }
  });

  assert.deepEqual(visits.map(summary), expected);
});

function lineOf(episode: number): object {
  const { reward, success, trades, steps, phaseSteps, phaseTrades, stepSeconds, tdAbs } = resultOf(
    episode,
  );
  return {
    ...{ episode, reward, success, trades, steps, phase_steps: phaseSteps },
    ...{ phase_trades: phaseTrades, step_seconds: stepSeconds, td_abs: tdAbs },
  };
}
