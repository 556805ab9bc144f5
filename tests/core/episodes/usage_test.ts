import assert from "node:assert/strict";
import { EpisodeSampler } from "../../../src/core/episodes/sampler.ts";
import { STRATA } from "../../../src/core/episodes/strata.ts";
import { Usage } from "../../../src/core/episodes/usage.ts";
import type { Visit } from "../../../src/core/episodes/visit.ts";
import { identityOf, makeCandidates } from "./made_candidates.ts";

const CANDIDATES = makeCandidates({ days: 80, symbols: 6 });

/** The visits of a whole curriculum, and the state after them. */
function run(): { visits: Visit[]; sampler: EpisodeSampler } {
  const sampler = new EpisodeSampler(CANDIDATES, identityOf());
  const visits: Visit[] = [];
  while ((visits.at(-1)?.episode ?? 0) < 60_000) visits.push(sampler.next());
  return { visits, sampler };
}

const { visits, sampler } = run();
const everyDay = () => true;

Deno.test("usage by day counts the visits that were planned", () => {
  const days = new Usage(CANDIDATES, sampler.state(), everyDay).days();

  assert.equal(days.length, 80);
  for (const [day, usage] of days.entries()) {
    const own = visits.filter((visit) => visit.day === day);
    const of = (...strata: string[]) =>
      own.filter(({ stratum }) => strata.includes(stratum)).length;
    assert.equal(usage.visits, own.length);
    assert.equal(usage.categoryVisits, of("prime", "secondary", "risk", "mixed"));
    assert.equal(usage.accumulationVisits, of("accumulation"));
    assert.equal(usage.deadZoneVisits, of("dead_zone"));
  }
});

Deno.test("usage by symbol and by stratum adds up the days", () => {
  const usage = new Usage(CANDIDATES, sampler.state(), everyDay);

  for (const { symbol, visits: count, usedDays } of usage.symbols()) {
    const own = visits.filter((visit) => visit.symbol === symbol);
    assert.equal(count, own.length);
    assert.equal(usedDays, new Set(own.map(({ day }) => day)).size);
  }
  assert.deepEqual(usage.strata().map(({ stratum }) => stratum), [...STRATA]);
  for (const { stratum, visits: count, usedDays, episodes } of usage.strata()) {
    const own = visits.filter((visit) => visit.stratum === stratum);
    assert.equal(count, own.length);
    assert.equal(usedDays, new Set(own.map(({ day }) => day)).size);
    assert.equal(episodes, own.reduce((sum, { planned }) => sum + planned, 0));
  }
});

Deno.test("usage can be counted of some days only", () => {
  const [symbol = ""] = CANDIDATES.symbols;
  const some = new Usage(CANDIDATES, sampler.state(), (name) => name === symbol);
  const own = visits.filter((visit) => visit.symbol === symbol);

  assert.deepEqual(some.symbols().map((row) => row.symbol), [symbol]);
  assert.equal(some.days().reduce((sum, row) => sum + row.visits, 0), own.length);
  assert.equal(some.strata().reduce((sum, row) => sum + row.visits, 0), own.length);
});
