import assert from "node:assert/strict";
import { buildingBlocks } from "../../../src/core/scan/building_blocks.ts";
import { minuteGrid } from "../../../src/core/scan/minute_grid.ts";
import { PATTERNS, scorePatterns } from "../../../src/core/scan/patterns.ts";
import {
  hasFullCycle,
  type Phase,
  phaseMinutes,
  PHASES,
  trackPhases,
} from "../../../src/core/scan/phases.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { FULL_BOUNDS, handBars } from "./generated_day.ts";

const LIMITS = scanThresholds();

/** What the machine sees in one minute; what is not given is calm, traded and in nobody's interest. */
interface Minute {
  readonly price?: number;
  readonly high?: number;
  readonly low?: number;
  readonly vwap?: number;
  readonly burst5?: number;
  readonly r15?: number;
  readonly consolidation?: number;
  readonly breakout?: number;
  readonly breakdown?: number;
  /** Level of a breakout: the high of half an hour, and of a breakdown. */
  readonly high30?: number;
  readonly low30?: number;
  readonly rvol5?: number;
  readonly isInactive?: boolean;
}

const CALM = { price: 10, vwap: 10, burst5: 1, r15: 0, rvol5: 1, high30: 10.2, low30: 9.8 };

/** The same minute of a move down: prices mirrored at 10 dollars, highs for lows. */
function mirrored(minute: Minute): Minute {
  const { price = 10, high = price, low = price, vwap = 10, high30 = 10.2, low30 = 9.8 } = minute;
  const { breakout = 0, breakdown = 0 } = minute;
  return {
    ...minute,
    ...{ price: 20 - price, high: 20 - low, low: 20 - high, vwap: 20 - vwap },
    ...{ high30: 20 - low30, low30: 20 - high30, breakout: breakdown, breakdown: breakout },
  };
}

/** Runs the machine over a script that starts at 04:00. */
function runScript(script: readonly Minute[], hasBaseline = true) {
  const bars = script.map(({ price = 10, high = price, low = price }, i) => (
    { at: 14_400 + 60 * i, close: price, high, low }
  ));
  const grid = minuteGrid(handBars(bars), FULL_BOUNDS);
  const computed = buildingBlocks(grid, LIMITS);
  const column = (key: keyof typeof CALM, unit = 1) =>
    computed.price.map((_, e) => (script[e - 1]?.[key] ?? CALM[key]) * unit);
  const score = (key: "consolidation" | "breakout" | "breakdown") =>
    computed.price.map((_, e) => script[e - 1]?.[key] ?? 0);
  const blocks = {
    ...computed,
    ...{ price: column("price", 1e9), vwap: column("vwap", 1e9), burst5: column("burst5") },
    ...{ high30: column("high30", 1e9), low30: column("low30", 1e9), r15: column("r15") },
    sigma5: computed.price.map(() => 0.005),
  };
  const label = (e: number) => PATTERNS.indexOf(script[e - 1]?.isInactive ? "inactive" : "none");
  const scores = {
    ...scorePatterns(grid, computed, LIMITS),
    ...{ consolidation: score("consolidation"), breakout: score("breakout") },
    breakdown: score("breakdown"),
    label: Uint8Array.from(computed.price, (_, e) => label(e)),
  };
  const track = trackPhases(grid, blocks, scores, hasBaseline ? column("rvol5") : null, LIMITS);
  const used = (column: ArrayLike<number>) => Array.from(column).slice(1, script.length + 1);
  return {
    track,
    phases: used(track.phase).map((code) => PHASES[code]!),
    directions: used(track.direction),
    since: used(track.since),
  };
}

/** Checks the phase after the last minute of a script, for the move up and for its mirror image. */
function assertEndsIn(script: readonly Minute[], expected: Phase, where = ""): void {
  const up = runScript(script);
  const down = runScript(script.map(mirrored));
  assert.equal(up.phases.at(-1), expected, `up ${where}`);
  assert.equal(down.phases.at(-1), expected, `down ${where}`);
  assert.deepEqual(down.phases, up.phases, `mirror ${where}`);
  const isDormant = expected === "dormant";
  assert.equal(up.directions.at(-1), isDormant ? 0 : 1, `direction up ${where}`);
  assert.equal(down.directions.at(-1), isDormant ? 0 : -1, `direction down ${where}`);
}

const times = (count: number, minute: Minute = {}): Minute[] => Array(count).fill(minute);

/** Above VWAP, so that the direction of an accumulation is decided: up, or down in the mirror. */
const GATHERING: Minute = { consolidation: 0.6, vwap: 9.85 };
const QUIET: Minute = { burst5: 0.4, r15: 0.008 };
/** A breakout through 10.20 to 10.30; the lowest low of the half hour before was 10, at the start. */
const BREAKOUT: Minute = { breakout: 0.7, price: 10.3, high: 10.35, vwap: 9.85 };
const ABOVE: Minute = { price: 10.3, vwap: 9.85 };

const IN_BREAKOUT = [...times(20), BREAKOUT];
/** Level 10.2, base 10, leg high 10.35. */
const IN_MOMENTUM = [...IN_BREAKOUT, ...times(3, ABOVE)];
const IN_DISTRIBUTION = [...IN_MOMENTUM, { ...ABOVE, price: 10.1 }];

Deno.test("a day starts dormant and stays so while nothing happens", () => {
  assertEndsIn(times(60), "dormant");
});

Deno.test("dormancy becomes accumulation after three minutes of consolidation on volume near VWAP", () => {
  assertEndsIn([...times(20), ...times(2, GATHERING)], "dormant", "two minutes");
  assertEndsIn([...times(20), ...times(3, GATHERING)], "accumulation", "three minutes");
  const lapse = (
    minute: Minute,
  ) => [...times(20), ...times(2, GATHERING), minute, ...times(2, GATHERING)];
  assertEndsIn(lapse({ ...GATHERING, consolidation: 0.49 }), "dormant", "score lapsed");
  assertEndsIn(lapse({ ...GATHERING, rvol5: 0.49 }), "dormant", "volume lapsed");
});

Deno.test("an accumulation below VWAP belongs to a move down; within one percent it is taken for up", () => {
  const at = (vwap: number) => runScript([...times(20), ...times(3, { consolidation: 0.6, vwap })]);

  assert.equal(at(10.11).directions.at(-1), -1);
  assert.equal(at(10.09).directions.at(-1), 1);
  assert.equal(at(9.5).directions.at(-1), 1);
});

Deno.test("the place of the price at VWAP has to be held for the three minutes too", () => {
  const script = (
    vwaps: number[],
  ) => [...times(20), ...vwaps.map((vwap) => ({ ...GATHERING, vwap }))];

  const turned = runScript(script([10.5, 10.5, 9.5])); // below, below, above
  const held = runScript(script([10.5, 10.5, 9.5, 9.5, 9.5]));

  assert.deepEqual(turned.phases.slice(20), ["dormant", "dormant", "dormant"]);
  assert.deepEqual([held.phases.at(-1), held.directions.at(-1)], ["accumulation", 1]);
});

Deno.test("without a baseline the volume burst stands in for relative volume", () => {
  const script = (
    burst5: number,
  ) => [...times(20), ...times(3, { ...GATHERING, burst5, rvol5: 0 })];

  assert.equal(runScript(script(1), false).phases.at(-1), "accumulation");
  assert.equal(runScript(script(0.49), false).phases.at(-1), "dormant");
  assert.equal(runScript(script(1), true).phases.at(-1), "dormant");
});

Deno.test("accumulation goes dormant after 15 quiet minutes, in inactivity, or away from VWAP", () => {
  const start = [...times(20), ...times(3, GATHERING)];
  assertEndsIn([...start, ...times(14, { ...QUIET, vwap: 9.85 })], "accumulation", "14 minutes");
  assertEndsIn([...start, ...times(15, { ...QUIET, vwap: 9.85 })], "dormant", "15 minutes");
  assertEndsIn(
    [...start, ...times(30, { ...QUIET, r15: 0.009, vwap: 9.85 })],
    "accumulation",
    "moving",
  );
  assertEndsIn(
    [...start, ...times(30, { ...QUIET, burst5: 0.5, vwap: 9.85 })],
    "accumulation",
    "volume",
  );
  assertEndsIn([...start, { isInactive: true }], "dormant", "inactive");
  assertEndsIn([...start, { price: 9.85, vwap: 10 }], "accumulation", "1.5 % below VWAP");
  assertEndsIn([...start, { price: 9.75, vwap: 10 }], "dormant", "2.5 % below VWAP");
});

Deno.test("accumulation ends in a breakout, in either direction", () => {
  const start = [...times(20), ...times(3, GATHERING)];
  assertEndsIn([...start, BREAKOUT], "breakout");
  assertEndsIn([...start, { ...BREAKOUT, breakout: 0.49 }], "accumulation");

  const against = runScript([...start, mirrored(BREAKOUT)]);
  assert.deepEqual([against.phases.at(-1), against.directions.at(-1)], ["breakout", -1]);
});

Deno.test("accumulation does not become momentum without a breakout", () => {
  const highs = [10.1, 10.1, 10.3, 10.4].map((price) => ({ price, vwap: 9.85, burst5: 3 }));
  assertEndsIn([...times(20), ...times(3, GATHERING), ...highs], "accumulation");
});

Deno.test("a breakout becomes momentum after three minutes at or above its level", () => {
  assertEndsIn(IN_BREAKOUT, "breakout", "at once");
  assertEndsIn([...IN_BREAKOUT, ...times(2, ABOVE)], "breakout", "two minutes");
  assertEndsIn([...IN_BREAKOUT, ...times(3, ABOVE)], "momentum", "three minutes");
  const below = { ...ABOVE, price: 10.15 };
  assertEndsIn([...IN_BREAKOUT, ...times(9, below)], "breakout", "below the level");
  assertEndsIn([...IN_BREAKOUT, ...times(9, below), ABOVE], "momentum", "back above");
});

Deno.test("a breakout that gains three percent becomes momentum at once", () => {
  const at = (price: number) => [...IN_BREAKOUT, { price, vwap: 9.85 }];
  assert.equal(runScript(at(10.5)).phases.at(-1), "breakout", "2.9 % above 10.20");
  assert.equal(runScript(at(10.51)).phases.at(-1), "momentum", "3.04 %");
  assert.equal(runScript(at(10.49).map(mirrored)).phases.at(-1), "breakout", "2.96 % below 9.80");
  assert.equal(runScript(at(10.5).map(mirrored)).phases.at(-1), "momentum", "3.06 %");
});

Deno.test("a breakout that gives back more than half of level to base falls back to accumulation", () => {
  assertEndsIn([...IN_BREAKOUT, { ...ABOVE, price: 10.11 }], "breakout");
  assertEndsIn([...IN_BREAKOUT, { ...ABOVE, price: 10.09 }], "accumulation");
});

Deno.test("two five-minute highs within ten minutes on volume start momentum out of dormancy", () => {
  const push = (price: number, burst5: number): Minute => ({ price, vwap: 9.85, burst5 });
  assertEndsIn([...times(20), push(10.1, 2)], "dormant", "one high");
  assertEndsIn([...times(20), push(10.1, 2), push(10.2, 2)], "momentum", "two highs");
  assertEndsIn([...times(20), push(10.1, 2), push(10.2, 1.4)], "dormant", "little volume");
  assertEndsIn(
    [...times(20), push(10.1, 2), ...times(8), push(10.2, 2)],
    "momentum",
    "nine minutes later",
  );
  assertEndsIn(
    [...times(20), push(10.1, 2), ...times(9), push(10.2, 2)],
    "dormant",
    "ten minutes later",
  );
});

Deno.test("momentum ends in distribution when 38.2 % of its leg is given back", () => {
  // the leg runs from 10.00 to 10.35: 38.2 % of it are 0.1337
  assertEndsIn([...IN_MOMENTUM, { ...ABOVE, price: 10.217 }], "momentum");
  assertEndsIn([...IN_MOMENTUM, { ...ABOVE, price: 10.216 }], "distribution");
});

Deno.test("momentum ends in distribution after 15 minutes without a new extreme", () => {
  // the leg high was made in the minute of the breakout, three minutes ago
  assertEndsIn([...IN_MOMENTUM, ...times(11, ABOVE)], "momentum", "14 minutes");
  assertEndsIn([...IN_MOMENTUM, ...times(12, ABOVE)], "distribution", "15 minutes");
  const newHigh = { ...ABOVE, high: 10.36 };
  assertEndsIn([...IN_MOMENTUM, newHigh, ...times(14, ABOVE)], "momentum", "renewed");
});

Deno.test("momentum ends in distribution on the wrong side of VWAP", () => {
  assertEndsIn([...IN_MOMENTUM, { ...ABOVE, vwap: 10.29 }], "momentum");
  assertEndsIn([...IN_MOMENTUM, { ...ABOVE, vwap: 10.31 }], "distribution");
});

Deno.test("distribution becomes momentum again on a new extreme of the leg", () => {
  assertEndsIn(IN_DISTRIBUTION, "distribution");
  assertEndsIn([...IN_DISTRIBUTION, { ...ABOVE, high: 10.35 }], "distribution", "the same high");
  assertEndsIn([...IN_DISTRIBUTION, { ...ABOVE, high: 10.36 }], "momentum", "a new high");
});

Deno.test("distribution becomes accumulation after ten minutes of consolidation", () => {
  const resting = { ...ABOVE, price: 10.1, consolidation: 0.5 };
  assertEndsIn([...IN_DISTRIBUTION, ...times(9, resting)], "distribution");
  assertEndsIn([...IN_DISTRIBUTION, ...times(10, resting)], "accumulation");
});

Deno.test("distribution goes dormant in quiet or inactivity, and breaks out no more", () => {
  const resting = { ...ABOVE, price: 10.1 };
  assertEndsIn([...IN_DISTRIBUTION, ...times(14, { ...resting, ...QUIET })], "distribution");
  assertEndsIn([...IN_DISTRIBUTION, ...times(15, { ...resting, ...QUIET })], "dormant");
  assertEndsIn([...IN_DISTRIBUTION, { ...resting, isInactive: true }], "dormant");
  assertEndsIn([...IN_DISTRIBUTION, { ...resting, breakout: 1, high30: 10.05 }], "distribution");
});

Deno.test("a breakout and a momentum outlast a halt of ten silent minutes", () => {
  const silent = { ...ABOVE, isInactive: true, burst5: 0 };
  assertEndsIn([...IN_BREAKOUT, ...times(2, silent)], "breakout");
  assertEndsIn([...IN_MOMENTUM, ...times(10, silent)], "momentum");
  assertEndsIn([...IN_MOMENTUM, ...times(12, silent)], "distribution");
  assertEndsIn([...IN_MOMENTUM, ...times(13, silent)], "dormant");
});

Deno.test("the age of a phase counts from the minute in which it began", () => {
  const { since, phases } = runScript(IN_DISTRIBUTION);

  assert.deepEqual(phases.slice(19), [
    "dormant",
    ...["breakout", "breakout", "breakout", "momentum", "distribution"],
  ]);
  assert.deepEqual(since.slice(19), [0, 21, 21, 21, 24, 25]);
});

Deno.test("phase minutes add up to the day", () => {
  const { track } = runScript(IN_DISTRIBUTION);

  const minutes = phaseMinutes(track);

  assert.equal(minutes.reduce((a, b) => a + b, 0), 960);
  assert.deepEqual([...minutes.subarray(2, 4)], [3, 1]);
});

Deno.test("a full cycle is accumulation, breakout, momentum, distribution in order", () => {
  const isCycle = (...codes: number[]) => {
    const phase = Uint8Array.of(0, ...codes.flatMap((code) => [code, code]));
    const blank = new Int32Array(phase.length);
    return hasFullCycle({ phase, direction: new Int8Array(blank), since: blank });
  };

  assert.equal(isCycle(1, 2, 3, 4), true);
  assert.equal(isCycle(0, 3, 4, 1, 2, 3, 4, 0), true);
  assert.equal(isCycle(1, 2, 1, 2, 3, 4), true, "second attempt");
  assert.equal(isCycle(1, 2, 3), false, "no distribution");
  assert.equal(isCycle(0, 2, 3, 4), false, "no accumulation");
  assert.equal(isCycle(1, 0, 2, 3, 4), false, "interrupted");
  assert.equal(isCycle(2, 3, 4, 1), false, "out of order");
});

Deno.test("a scripted move runs through the full cycle, up and down", () => {
  const script = [
    ...[...times(20), ...times(3, GATHERING), BREAKOUT, ...times(3, ABOVE)],
    { ...ABOVE, price: 10.1 },
  ];
  const cycle = ["dormant", "accumulation", "breakout", "momentum", "distribution"];
  for (const minutes of [script, script.map(mirrored)]) {
    const { phases, track } = runScript(minutes);

    assert.deepEqual(phases.filter((phase, i) => phase !== phases[i - 1]), cycle);
    assert.equal(hasFullCycle(track), true);
  }
  const failed = [...times(20), ...times(3, GATHERING), BREAKOUT, { ...ABOVE, price: 10.05 }];
  assert.equal(hasFullCycle(runScript(failed).track), false);
});
