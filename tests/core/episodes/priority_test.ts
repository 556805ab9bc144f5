import assert from "node:assert/strict";
import type { EpisodeResult } from "../../../src/core/episodes/episode_result.ts";
import { Journal } from "../../../src/core/episodes/journal.ts";
import { RandomStream } from "../../../src/core/math/philox.ts";
import { Priority, type PriorityKind } from "../../../src/core/episodes/priority.ts";
import { chiSquareTest } from "./statistics.ts";

function result(changes: Partial<EpisodeResult>): EpisodeResult {
  const usual = { episode: 0, reward: 0, success: false, trades: 0, steps: 1, phaseSteps: {} };
  return { ...usual, ...changes };
}

const DAYS = Int32Array.of(0, 1, 2, 3);

/** Four days with these averages and last visits, all of one weight. */
function choices(
  kind: PriorityKind,
  averages: readonly number[],
  lastVisits: readonly number[],
  weights: readonly number[] = [1000, 1000, 1000, 1000],
): number[] {
  const memory = averages.map((average, day) => ({ day, average, lastVisit: lastVisits[day]! }));
  const priority = new Priority(kind, 4, memory, new Journal());
  const counts = [0, 0, 0, 0];
  const random = new RandomStream(3, 2);
  for (let n = 0; n < 20_000; n++) {
    random.seek(0, n);
    const weightOf = (member: number) => weights[member]!;
    counts[priority.choose({ days: DAYS, weightOf, visit: 100, random })]!++;
  }
  return counts;
}

/** Expected counts of the rank part (0.9) and the staleness part (0.1). */
function expected(ranks: readonly number[], ages: readonly number[]): number[] {
  const share = (parts: readonly number[]) => {
    const sum = parts.reduce((a, b) => a + b, 0);
    return parts.map((part) => part / sum);
  };
  const byRank = share(ranks.map((rank) => 1 / rank));
  const byAge = share(ages);
  return byRank.map((part, i) => 20_000 * (0.9 * part + 0.1 * byAge[i]!));
}

Deno.test("days with a larger TD error come more often, by rank, and stale ones a little", () => {
  const counts = choices("td", [0.1, 5, 0.3, 0.2], [90, 80, 60, 99]);

  assert.ok(chiSquareTest(counts, expected([4, 1, 2, 3], [10, 20, 40, 1])) > 0.001);
});

Deno.test("by success the days come first whose success is neither rare nor certain", () => {
  const counts = choices("success", [0.95, 0.5, 0.01, 0.2], [90, 90, 90, 90]);

  assert.ok(chiSquareTest(counts, expected([3, 1, 4, 2], [1, 1, 1, 1])) > 0.001);
});

Deno.test("days without a result come with their share as probability, but at least a quarter", () => {
  const one = choices("td", [1, 2, 3, NaN], [90, 90, 90, 90]);
  const three = choices("td", [1, NaN, NaN, NaN], [90, 90, 90, 90]);

  assert.ok(chiSquareTest([20_000 - one[3]!, one[3]!], [15_000, 5000]) > 0.001);
  assert.ok(chiSquareTest(three, [5000, 5000, 5000, 5000]) > 0.001);
});

Deno.test("days that rules leave out are not chosen, and -1 says that none is left", () => {
  const counts = choices("td", [1, 2, NaN, 4], [90, 90, 90, 90], [1000, 0, 0, 0]);

  assert.deepEqual(counts, [20_000, 0, 0, 0]);
  const priority = new Priority("td", 4, [], new Journal());
  const random = new RandomStream(3, 2);
  assert.equal(priority.choose({ days: DAYS, weightOf: () => 0, visit: 1, random }), -1);
});

Deno.test("results move a day's average; without a TD error they leave it", () => {
  const priority = new Priority("td", 4, [], new Journal());
  priority.visited(2, 7);

  assert.equal(priority.add(2, result({ tdAbs: 1 })), true);
  assert.equal(priority.add(2, result({ tdAbs: 2 })), true);
  assert.equal(priority.add(2, result({})), false);

  assert.deepEqual([...priority.memory()], [{ day: 2, average: 1.05, lastVisit: 7 }]);
});

Deno.test("switched off it remembers nothing", () => {
  const priority = new Priority("off", 4, [{ day: 1, average: 1, lastVisit: 1 }], new Journal());

  priority.visited(2, 7);

  assert.equal(priority.isOn, false);
  assert.equal(priority.add(2, result({ tdAbs: 1 })), false);
  assert.deepEqual([...priority.memory()], []);
});
