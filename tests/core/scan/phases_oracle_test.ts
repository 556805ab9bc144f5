import assert from "node:assert/strict";
import { type BuildingBlocks, buildingBlocks } from "../../../src/core/scan/building_blocks.ts";
import { type MinuteGrid, minuteGrid } from "../../../src/core/scan/minute_grid.ts";
import { PATTERNS, type PatternScores, scorePatterns } from "../../../src/core/scan/patterns.ts";
import { type Phase, PHASES, trackPhases } from "../../../src/core/scan/phases.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { FULL_BOUNDS, generateBars, HALF_BOUNDS, randomSource } from "./generated_day.ts";

const LIMITS = scanThresholds();

/** The transition table, each rule looking up its own history instead of keeping counters. */
class TableMachine {
  phase: Phase = "dormant";
  d = 1;
  since = 0;
  level = NaN;
  base = NaN;
  legHigh = NaN;
  legHighAt = 0;

  constructor(
    readonly grid: MinuteGrid,
    readonly blocks: BuildingBlocks,
    readonly scores: PatternScores,
    readonly rvol5: Float64Array | null,
  ) {}

  /** Whether a rule has held at each of the last `minutes` edges, `t` included. */
  held(t: number, minutes: number, rule: (u: number) => boolean): boolean {
    return t >= minutes && Array.from({ length: minutes }, (_, k) => t - k).every(rule);
  }

  dormantRule(t: number): boolean {
    const isQuiet = (u: number) =>
      this.blocks.burst5[u]! < 0.5 &&
      Math.abs(this.blocks.r15[u]!) < 1.732 * this.blocks.sigma5[u]!;
    return this.held(t, 15, isQuiet) || PATTERNS[this.scores.label[t]!] === "inactive";
  }

  consolidates(u: number): boolean {
    return this.scores.consolidation[u]! >= 0.5;
  }

  overVwap(u: number): number {
    return this.blocks.price[u]! / this.blocks.vwap[u]! - 1;
  }

  accumulates(d: number, t: number): boolean {
    const volume = this.rvol5 ?? this.blocks.burst5;
    return this.held(
      t,
      3,
      (u) => this.consolidates(u) && volume[u]! >= 0.5 && d * this.overVwap(u) >= -0.01,
    );
  }

  /** Furthest price in direction `d` of the minutes [from, to). */
  furthest(d: number, from: number, to: number): number {
    const column = d === 1 ? this.grid.high : this.grid.low;
    const known = [...column.subarray(Math.max(0, from), Math.max(0, to))]
      .filter((price) => !Number.isNaN(price)).map((price) => d * price);
    return known.length > 0 ? d * Math.max(...known) : NaN;
  }

  /** Minutes of the last ten that passed the extreme of the five minutes before them. */
  newExtremes(d: number, t: number): number {
    return [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((k) => t - 1 - k).filter((minute) =>
      minute >= 0 &&
      d * this.furthest(d, minute, minute + 1) > d * this.furthest(d, minute - 5, minute)
    ).length;
  }

  enter(phase: Phase, d: number, t: number): void {
    if (phase === "breakout" || (phase === "momentum" && this.phase === "dormant")) {
      this.level = d === 1 ? this.blocks.high30[t]! : this.blocks.low30[t]!;
      this.base = this.furthest(-d, t - 30, t);
      const latest = this.furthest(d, t - 1, t);
      this.legHigh = Number.isNaN(latest) ? this.blocks.price[t]! : latest;
      this.legHighAt = t;
    }
    this.phase = phase;
    this.d = d;
    this.since = t;
  }

  step(t: number): void {
    const c = this.blocks.price[t]!;
    if (Number.isNaN(c)) return;
    const inactive = this.dormantRule(t);
    const burst = this.blocks.burst5[t]!;
    const latest = this.furthest(this.d, t - 1, t);
    const isLeg = ["breakout", "momentum", "distribution"].includes(this.phase);
    const isNewHigh = isLeg && this.d * latest > this.d * this.legHigh &&
      !(this.phase === "distribution" && inactive);
    if (isNewHigh) [this.legHigh, this.legHighAt] = [latest, t];
    const { d, level, base } = this;
    const up = this.scores.breakout[t]! >= 0.5;
    const down = this.scores.breakdown[t]! >= 0.5;
    const nearVwap = this.overVwap(t) >= -0.01 ? 1 : -1;
    if (this.phase === "dormant") {
      if (inactive) return;
      if (up || down) this.enter("breakout", up ? 1 : -1, t);
      else if (burst >= 1.5 && this.newExtremes(1, t) >= 2) this.enter("momentum", 1, t);
      else if (burst >= 1.5 && this.newExtremes(-1, t) >= 2) this.enter("momentum", -1, t);
      else if (this.accumulates(1, t)) this.enter("accumulation", 1, t);
      else if (this.accumulates(-1, t)) this.enter("accumulation", -1, t);
    } else if (this.phase === "accumulation") {
      if (inactive) this.enter("dormant", d, t);
      else if (up || down) this.enter("breakout", up ? 1 : -1, t);
      else if (d * this.overVwap(t) < -0.02) this.enter("dormant", d, t);
    } else if (this.phase === "breakout") {
      const isDue = t - this.since >= 3 || d * (c / level - 1) >= 0.03;
      if (d * c < d * (level - 0.5 * (level - base))) this.enter("accumulation", d, t);
      else if (isDue && d * c >= d * level) this.enter("momentum", d, t);
    } else if (this.phase === "momentum") {
      const hasGivenBack = d * (this.legHigh - c) >= 0.382 * Math.abs(this.legHigh - base);
      const hasStalled = t - this.legHighAt >= 15;
      if (hasGivenBack || hasStalled || d * c < d * this.blocks.vwap[t]!) {
        this.enter("distribution", d, t);
      }
    } else if (inactive) this.enter("dormant", d, t);
    else if (isNewHigh) this.enter("momentum", d, t);
    else if (this.held(t, 10, (u) => this.consolidates(u))) this.enter("accumulation", nearVwap, t);
  }
}

Deno.test("phases of random days follow the transition table, minute by minute", () => {
  const transitions = new Set<string>();
  for (let seed = 1; seed <= 80; seed++) {
    const bounds = seed % 5 === 0 ? HALF_BOUNDS : FULL_BOUNDS;
    const activity = [1, 0.2, 0.03][seed % 3]!;
    const grid = minuteGrid(generateBars(seed, bounds, { activity }), bounds);
    const blocks = buildingBlocks(grid, LIMITS);
    const scores = scorePatterns(grid, blocks, LIMITS);
    const random = randomSource(seed);
    const rvol5 = seed % 2 === 0 ? null : blocks.price.map(() => random() * 3);
    const track = trackPhases(grid, blocks, scores, rvol5, LIMITS);
    const machine = new TableMachine(grid, blocks, scores, rvol5);
    for (let t = 1; t < blocks.length; t++) {
      const before = machine.phase;
      machine.step(t);
      const where = `seed ${seed}, minute ${t}`;
      assert.equal(PHASES[track.phase[t]!], machine.phase, where);
      assert.equal(track.direction[t], machine.phase === "dormant" ? 0 : machine.d, where);
      assert.equal(track.since[t], machine.since, where);
      if (before !== machine.phase) transitions.add(`${before} to ${machine.phase}`);
    }
  }
  assert.deepEqual([...transitions].sort(), [
    "accumulation to breakout",
    "accumulation to dormant",
    "breakout to accumulation",
    "breakout to momentum",
    "distribution to accumulation",
    "distribution to dormant",
    "distribution to momentum",
    "dormant to accumulation",
    "dormant to breakout",
    "dormant to momentum",
    "momentum to distribution",
  ]);
});
