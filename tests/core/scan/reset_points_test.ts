import assert from "node:assert/strict";
import { isUsable, momentAt, type ScannedDay } from "../../../src/core/scan/moments.ts";
import { PATTERNS } from "../../../src/core/scan/patterns.ts";
import {
  pickResetPoints,
  type ResetPoint,
  type Trigger,
  TRIGGERS,
} from "../../../src/core/scan/reset_points.ts";
import { findSqueezes, type Squeeze } from "../../../src/core/scan/squeezes.ts";
import type { ScanThresholds } from "../../../src/core/scan/threshold_keys.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { FULL_BOUNDS, generateBars, HALF_BOUNDS, handBars } from "./generated_day.ts";
import { randomBaseline, randomHalts, scannedDay } from "./scanned_day.ts";

const LIMITS = scanThresholds();

interface Case {
  readonly day: ScannedDay;
  readonly squeezes: readonly Squeeze[];
}

function randomCase(seed: number): Case {
  const bounds = seed % 4 === 0 ? HALF_BOUNDS : FULL_BOUNDS;
  const bars = generateBars(seed, bounds, { activity: seed % 3 === 0 ? 0.03 : 1 });
  const day = scannedDay(bars, {
    ...{ bounds, halts: seed % 5 === 0 ? null : randomHalts(seed) },
    baseline: bounds === FULL_BOUNDS ? randomBaseline(seed) : null,
  });
  return { day, squeezes: findSqueezes(day.index, [], null, LIMITS) };
}

/** Every reason for which each second of a day is a candidate, one rule after another. */
function reasons({ day, squeezes }: Case): Map<number, Set<Trigger>> {
  const found = new Map<number, Set<Trigger>>();
  const add = (edge: number, trigger: Trigger) =>
    found.set(edge, (found.get(edge) ?? new Set()).add(trigger));
  for (const { trigger } of squeezes) add(trigger, "squeeze");
  const label = (e: number) => PATTERNS[day.scores.label[e]!]!;
  for (let e = 1; e <= day.grid.length; e++) {
    if (e % 5 === 0) add(60 * e, "grid");
    if (day.phases.phase[e] !== day.phases.phase[e - 1]) add(60 * e, "phase");
    const isPattern = label(e) !== "none" && label(e) !== "inactive";
    if (isPattern && label(e) !== label(e - 1)) add(60 * e, "pattern");
  }
  const { bars, bounds } = day.index;
  for (const halt of day.halts ?? []) {
    const second = Math.floor(halt.end / 1e9);
    const first = [...bars.start.subarray(0, bars.length)].find((start) => start >= second * 1e9);
    if (first === undefined) continue;
    const seen = first / 1e9 + 1 - bounds.preOpen; // the first trade after the halt is seen here
    add(Math.max(seen, Math.ceil(halt.endKnown / 1e9) - bounds.preOpen), "resume");
  }
  return found;
}

/** Best first by local quality, 60 s apart, quotas, then the best of the rest. */
function choose(candidates: readonly ResetPoint[], limits: ScanThresholds): ResetPoint[] {
  const ranked = [...candidates].sort((a, b) => b.localQuality - a.localQuality || a.edge - b.edge);
  const apart: ResetPoint[] = [];
  for (const point of ranked) {
    if (apart.every(({ edge }) => Math.abs(edge - point.edge) >= limits.points_spacing)) {
      apart.push(point);
    }
  }
  const chosen: ResetPoint[] = [];
  const take = (groups: ResetPoint[][], quota: number) => {
    // in the order of quality over all groups, as far as a group still lacks points
    for (const point of apart) {
      const group = groups.find((members) => members.includes(point))!;
      const held = group.filter((member) => chosen.includes(member)).length;
      const hasRoom = chosen.length < limits.max_reset_points;
      if (held < quota && hasRoom && !chosen.includes(point)) chosen.push(point);
    }
  };
  const groupsBy = (
    key: "bucket" | "pattern" | "phase",
  ) => [...Map.groupBy(apart, (point) => point[key]).values()];
  take(groupsBy("bucket"), limits.points_per_bucket);
  take(groupsBy("pattern"), limits.points_per_pattern);
  take(groupsBy("phase"), limits.points_per_phase);
  take([apart], limits.max_reset_points);
  return chosen.sort((a, b) => a.edge - b.edge);
}

function candidatesOf(given: Case): ResetPoint[] {
  return [...reasons(given)].filter(([edge]) => isUsable(given.day, edge, LIMITS))
    .map(([edge, triggers]) => ({
      ...momentAt(given.day, edge, LIMITS),
      trigger: TRIGGERS.find((trigger) => triggers.has(trigger))!,
    }));
}

Deno.test("the points of random days are those that the rules choose", () => {
  const triggers = new Set<string>();
  for (let seed = 1; seed <= 24; seed++) {
    const given = randomCase(seed);
    const points = pickResetPoints(given.day, given.squeezes, LIMITS);

    assert.deepEqual(points, choose(candidatesOf(given), LIMITS), `seed ${seed}`);
    for (const { trigger } of points) triggers.add(trigger);
  }
  assert.deepEqual([...triggers].sort(), [...TRIGGERS].sort());
});

Deno.test("points are at most 24, in order, a minute apart, usable, and no better than 1", () => {
  for (let seed = 1; seed <= 24; seed++) {
    const { day, squeezes } = randomCase(seed);
    const points = pickResetPoints(day, squeezes, LIMITS);
    assert.ok(points.length <= 24);
    for (const [i, point] of points.entries()) {
      assert.ok(i === 0 || point.edge - points[i - 1]!.edge >= 60);
      assert.ok(isUsable(day, point.edge, LIMITS));
      assert.ok(point.edge <= day.index.length - 900);
      assert.ok(point.localQuality >= 0 && point.localQuality <= 1);
    }
  }
});

Deno.test("no time bucket, pattern or phase starves: each that has candidates has its points", () => {
  for (let seed = 1; seed <= 24; seed++) {
    const given = randomCase(seed);
    const points = pickResetPoints(given.day, given.squeezes, LIMITS);
    // candidates that no better one within a minute pushed out
    const free = choose(candidatesOf(given), scanThresholds({ max_reset_points: 960 }));
    for (const [key, quota] of [["bucket", 2], ["pattern", 1], ["phase", 1]] as const) {
      for (const [name, members] of Map.groupBy(free, (point) => point[key])) {
        const kept = points.filter((point) => point[key] === name).length;
        assert.ok(kept >= Math.min(quota, members.length), `seed ${seed}: ${name}`);
      }
    }
  }
});

Deno.test("fewer points can be asked for, and wider spacing", () => {
  const given = randomCase(7);
  const limits = scanThresholds({ max_reset_points: 5, points_spacing: 1800 });

  const points = pickResetPoints(given.day, given.squeezes, limits);

  assert.equal(points.length, 5);
  assert.deepEqual(points, choose(candidatesOf(given), limits));
});

Deno.test("a custom scorer decides which points stay and what they are worth", () => {
  const given = randomCase(7);
  const early = (point: { edge: number }) => 1 - point.edge / 1e5;

  const points = pickResetPoints(given.day, given.squeezes, LIMITS, early);

  assert.ok(points.every((point) => point.localQuality === early(point)));
  const scored = candidatesOf(given).map((point) => ({ ...point, localQuality: early(point) }));
  assert.deepEqual(points, choose(scored, LIMITS));
});

Deno.test("the strongest reason names a point that has several", () => {
  const day = scannedDay(
    handBars(Array.from({ length: 2880 }, (_, i) => ({ at: 14_400 + 20 * i, close: 10 }))),
    {
      halts: [{
        ...{ start: 36_300e9, end: 36_720e9, startKnown: 36_300e9, endKnown: 36_720e9 },
        ...{ action: 9, reason: 50 },
      }],
    },
  );
  const squeeze = {
    ...{ trigger: 21_600, direction: 1 as const, triggerReturn: 0.04, triggerVolumeRatio: 5 },
    ...{ end: 21_700, magnitude: 0.05, shares: 100 },
  };
  const triggerAt = (edge: number, squeezes: Squeeze[]) =>
    pickResetPoints(day, squeezes, scanThresholds({ max_reset_points: 900 }))
      .find((point) => point.edge === edge)?.trigger;

  assert.equal(triggerAt(21_600, []), "grid"); // 10:00
  assert.equal(triggerAt(21_600, [squeeze]), "squeeze");
  assert.equal(triggerAt(22_321, []), "resume"); // a second after 10:12
});

Deno.test("a day without usable moments has no points", () => {
  const day = scannedDay(handBars([{ at: 36_000, close: 10 }]));

  assert.deepEqual(pickResetPoints(day, [], LIMITS), []);
});
