/**
 * Makes the golden files of `sampler_golden_test.ts` beside itself: a tiny index, and the first 200 episodes of it as the
 * naive sampler of these tests plans them. `deno run --allow-write tests/core/episodes/golden/make_golden.ts`, then
 * `deno fmt`.
 */
import type { EpisodeCandidates } from "../../../../src/core/episodes/candidates.ts";
import { STRATA } from "../../../../src/core/episodes/strata.ts";
import { makeCandidates } from "../made_candidates.ts";
import { naiveVisits } from "../naive_sampler.ts";

const EPISODES = 200;
const SEED = 2025;

function indexText(candidates: EpisodeCandidates): string {
  const entries = Object.entries(candidates).map(([name, values]) => {
    return `  ${JSON.stringify(name)}: ${JSON.stringify(Array.from<unknown>(values))}`;
  });
  return `{\n${entries.join(",\n")}\n}\n`;
}

const candidates = makeCandidates({ days: 24, symbols: 4, points: [2, 6], seed: SEED });
const lines: string[] = [];
for (const { stratum, day, points } of naiveVisits(candidates, SEED)) {
  for (const point of points) {
    lines.push(JSON.stringify({ episode: lines.length, stratum: STRATA[stratum], day, point }));
  }
  if (lines.length >= EPISODES) break;
}
const write = (name: string, text: string) =>
  Deno.writeTextFile(new URL(name, import.meta.url), text);
await write("tiny_index.json", indexText(candidates));
await write("first_episodes.ndjson", lines.slice(0, EPISODES).join("\n") + "\n");
