import assert from "node:assert/strict";
import { EpisodeSampler } from "../../../src/core/episodes/sampler.ts";
import { identityOf } from "./made_candidates.ts";

/** Files that `golden/make_golden.ts` has made. They change only if the plan is meant to change for all users. */
async function readGolden(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(`golden/${name}`, import.meta.url));
}

Deno.test("golden file: the first 200 episodes of the tiny index are those of the golden file", async () => {
  const index = JSON.parse(await readGolden("tiny_index.json"));
  const golden = (await readGolden("first_episodes.ndjson")).trimEnd().split("\n");
  const candidates = {
    symbols: index.symbols,
    daySymbol: Int32Array.from(index.daySymbol),
    dayDate: Int32Array.from(index.dayDate),
    dayStratum: Uint8Array.from(index.dayStratum),
    dayQuality: Float64Array.from(index.dayQuality),
    firstPoint: Int32Array.from(index.firstPoint),
    pointStratum: Uint8Array.from(index.pointStratum),
    pointQuality: Float32Array.from(index.pointQuality),
  };
  const sampler = new EpisodeSampler(candidates, identityOf({}, 2025));

  const episodes = golden.map(() => {
    const { episode, point, visit: { stratum, day } } = sampler.nextEpisode();
    return JSON.stringify({ episode, stratum, day, point });
  });

  assert.equal(golden.length, 200);
  assert.deepEqual(episodes, golden);
});
