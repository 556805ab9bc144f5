import assert from "node:assert/strict";
import { MomoError } from "../../../src/core/error.ts";
import { EpisodeSampler } from "../../../src/core/episodes/sampler.ts";
import { formatState } from "../../../src/core/episodes/sampler_state.ts";
import { NO_STRATUM, STRATA } from "../../../src/core/episodes/strata.ts";
import { candidatesOf, identityOf, makeCandidates, type Recipe } from "./made_candidates.ts";
import { naiveVisits } from "./naive_sampler.ts";
import { nextVisits, resultOf, visitText } from "./trainer.ts";

const CANDIDATES = makeCandidates();

const SIZES: readonly (readonly [Partial<Recipe>, number])[] = [
  [{ days: 20, symbols: 6, seed: 20 }, 3000],
  [{ days: 60, symbols: 5, seed: 60 }, 6000], // all three stages
  [{ days: 80, symbols: 30, seed: 3, skew: 1, points: [1, 4] }, 2500],
  [{ days: 300, symbols: 12, seed: 300 }, 800],
];

for (const [recipe, visits] of SIZES) {
  Deno.test(`the sampler equals one that computes everything anew: ${recipe.days} days`, () => {
    const candidates = makeCandidates(recipe);
    const sampler = new EpisodeSampler(candidates, identityOf({}, 99));
    const naive = naiveVisits(candidates, 99);

    for (let i = 0; i < visits; i++) {
      const expected = naive.next().value!;
      const { stratum, day, points } = sampler.next();
      assert.deepEqual(
        [stratum, day, [...points]],
        [STRATA[expected.stratum], expected.day, expected.points],
        `visit ${i}`,
      );
    }
  });
}

Deno.test("visits and episodes are numbered without gaps, and a visit has all points of its day", () => {
  const sampler = new EpisodeSampler(CANDIDATES, identityOf());
  let episode = 0;

  for (let i = 0; i < 300; i++) {
    const visit = sampler.next();
    const { daySymbol, dayDate, firstPoint, dayStratum, symbols } = CANDIDATES;
    assert.equal(visit.visit, i);
    assert.equal(visit.episode, episode);
    assert.equal(visit.planned, visit.points.length);
    assert.equal(visit.symbol, symbols[daySymbol[visit.day]!]);
    assert.equal(visit.tradeDate, dayDate[visit.day]);
    if (STRATA.indexOf(visit.stratum) < 4) {
      const [from, to] = [firstPoint[visit.day]!, firstPoint[visit.day + 1]!];
      assert.equal(STRATA[dayStratum[visit.day]!], visit.stratum);
      assert.deepEqual(
        visit.points.toSorted(),
        Int32Array.from({ length: to - from }, (_, k) => from + k),
      );
    }
    episode += visit.planned;
  }
});

Deno.test("strata of points hold the points of their phase, of any day", () => {
  const sampler = new EpisodeSampler(CANDIDATES, identityOf({ advanced: "equal" }), {
    state: { ...new EpisodeSampler(CANDIDATES, identityOf()).state(), episode: 50_000 },
  });
  const seen = new Set<string>();

  for (let i = 0; i < 300; i++) {
    const { stratum, points } = sampler.next();
    const code = STRATA.indexOf(stratum);
    seen.add(stratum);
    if (code >= 4) assert.ok(points.every((point) => CANDIDATES.pointStratum[point] === code));
  }

  assert.deepEqual([...seen].sort(), STRATA.toSorted());
});

Deno.test("peek() shows what next() gives, and changes nothing", () => {
  for (const mode of ["visit", "episode", "iid"] as const) {
    for (const evenness of ["normal", "strong"] as const) {
      const small = makeCandidates({ days: 30, symbols: 3 });
      const sampler = new EpisodeSampler(small, identityOf({ mode, evenness }));
      const other = new EpisodeSampler(small, identityOf({ mode, evenness }));
      for (let round = 0; round < 40; round++) {
        const before = formatState(sampler.state());

        const peeked = sampler.peek(30).map(visitText);

        assert.equal(formatState(sampler.state()), before);
        assert.deepEqual(nextVisits(sampler, 7), peeked.slice(0, 7));
        nextVisits(other, 7);
      }
      assert.equal(formatState(sampler.state()), formatState(other.state()));
    }
  }
});

Deno.test("nextEpisode() walks through the points of visit after visit", () => {
  const sampler = new EpisodeSampler(CANDIDATES, identityOf());
  const episodes = new EpisodeSampler(CANDIDATES, identityOf());

  for (let i = 0; i < 20; i++) {
    const visit = sampler.next();
    for (const [position, point] of visit.points.entries()) {
      const next = episodes.nextEpisode();
      assert.equal(next.point, point);
      assert.equal(next.episode, visit.episode + position);
      assert.equal(next.visit.visit, i);
      assert.equal(episodes.positionInVisit, position + 1);
    }
  }
});

Deno.test("markGiven() refuses more episodes than the visit has", () => {
  const sampler = new EpisodeSampler(CANDIDATES, identityOf());
  const { points } = sampler.next();

  sampler.markGiven(points.length);

  assert.equal(sampler.positionInVisit, points.length);
  assert.throws(() => sampler.markGiven(points.length + 1), RangeError);
  assert.throws(() => sampler.markGiven(0.5), RangeError);
});

Deno.test("in mode episode all points of a day come once before any comes again", () => {
  const candidates = makeCandidates({ days: 10, symbols: 2, shares: [1, 0, 0, 0], phases: [0, 0] });
  const sampler = new EpisodeSampler(candidates, identityOf({ mode: "episode" }));
  const given = new Map<number, number[]>();

  for (let i = 0; i < 2000; i++) {
    const { day, points, planned } = sampler.next();
    assert.equal(points.length, 1);
    assert.equal(planned, 1);
    given.set(day, [...given.get(day) ?? [], points[0]!]);
  }

  for (const [day, points] of given) {
    const size = candidates.firstPoint[day + 1]! - candidates.firstPoint[day]!;
    for (let from = 0; from + size <= points.length; from += size) {
      assert.equal(new Set(points.slice(from, from + size)).size, size);
    }
  }
});

Deno.test("a limit of episodes per day changes what is given out, not which days are visited", () => {
  const full = new EpisodeSampler(CANDIDATES, identityOf());
  const limited = new EpisodeSampler(CANDIDATES, identityOf({ maxEpisodesPerDay: 5 }));
  const given = new Map<string, number[]>();

  for (let i = 0; i < 2000; i++) {
    const [a, b] = [full.next(), limited.next()];
    assert.deepEqual([b.stratum, b.day, b.episode, b.planned], [
      a.stratum,
      a.day,
      a.episode,
      a.planned,
    ]);
    assert.ok(b.points.length <= 5);
    assert.equal(new Set(b.points).size, b.points.length);
    const key = `${b.stratum} ${b.day}`;
    given.set(key, [...given.get(key) ?? [], ...b.points]);
  }

  // What is left over comes with the day's next visits: no point a second time before the others came once.
  for (const [key, points] of given) {
    const [stratum = "", day] = key.split(" ");
    const code = STRATA.findIndex((name) => name === stratum);
    const from = CANDIDATES.firstPoint[Number(day)]!;
    const all = Array.from(
      { length: CANDIDATES.firstPoint[Number(day) + 1]! - from },
      (_, i) => from + i,
    );
    const size = all.filter((p) => code < 4 || CANDIDATES.pointStratum[p] === code).length;
    const first = points.slice(0, size);
    assert.equal(new Set(first).size, first.length);
  }
});

Deno.test("a stratum without days gives its share away and is named", () => {
  const candidates = makeCandidates({ shares: [0.2, 0, 0.3, 0.4] });
  const sampler = new EpisodeSampler(candidates, identityOf());

  const visit = sampler.next();

  assert.deepEqual(visit.empty, ["secondary"]);
  assert.ok(Math.abs(visit.mix[0]! - 7 / 8) < 1e-12);
  assert.ok(Math.abs(visit.mix[2]! - 1 / 8) < 1e-12);
});

Deno.test("an index without a reset point in any stratum is refused", () => {
  const day = { symbol: 0, date: 1, stratum: 0, quality: 0.5, points: [] };
  const lost = { ...day, date: 2, stratum: NO_STRATUM, points: [[NO_STRATUM, 0.5]] as const };

  assert.throws(
    () => new EpisodeSampler(candidatesOf([day, lost]), identityOf()),
    (error: unknown) => error instanceof MomoError && error.code === "not_found",
  );
});

Deno.test("malformed candidates are a bug", () => {
  const day = { symbol: 0, date: 5, stratum: 0, quality: 0.5, points: [[4, 0.5]] as const };
  const cases = [
    candidatesOf([day, { ...day, date: 4 }]),
    candidatesOf([{ ...day, symbol: 1 }, day]),
    candidatesOf([{ ...day, quality: 1.5 }]),
    candidatesOf([{ ...day, quality: NaN }]),
    { ...candidatesOf([day]), firstPoint: Int32Array.of(0) },
  ];

  for (const candidates of cases) {
    assert.throws(() => new EpisodeSampler(candidates, identityOf()), RangeError);
  }
});

Deno.test("one day is enough", () => {
  const day = { symbol: 0, date: 5, stratum: 3, quality: 0, points: [[NO_STRATUM, 0]] as const };
  const sampler = new EpisodeSampler(candidatesOf([day]), identityOf());

  const visits = Array.from({ length: 5 }, () => sampler.next());

  assert.deepEqual(visits.map(({ day, uses }) => [day, uses]), [[0, 0], [0, 1], [0, 2], [0, 3], [
    0,
    4,
  ]]);
});

Deno.test("report() tells counted, duplicate, forgotten and unplanned results apart", () => {
  const sampler = new EpisodeSampler(CANDIDATES, identityOf({ mode: "episode" }));
  for (let i = 0; i < 5000; i++) sampler.next();

  const outcomes = [4999, 4999, 5000, 0, 2952, 2951].map((episode) =>
    sampler.report(resultOf(episode))
  );

  assert.deepEqual(outcomes, [
    "counted",
    "duplicate",
    "unplanned",
    "forgotten",
    "counted",
    "forgotten",
  ]);
  assert.equal(sampler.feedback.reports, 2);
});

Deno.test("results change the mix every hundred; without feedback they are ignored", () => {
  const sampler = new EpisodeSampler(CANDIDATES, identityOf());
  const frozen = new EpisodeSampler(CANDIDATES, identityOf(), { hasFeedback: false });
  const before = sampler.stagePlan.mix;
  for (let i = 0; i < 400; i++) {
    sampler.report(resultOf(sampler.nextEpisode().episode, 0));
    assert.equal(frozen.report(resultOf(frozen.nextEpisode().episode, 0)), "ignored");
  }

  const after = sampler.stagePlan.mix;

  assert.ok(after[2]! > before[2]!); // no success at all: more risk
  assert.deepEqual(frozen.stagePlan.mix, before);
});

Deno.test("other seeds give other plans", () => {
  const plans = [1, 2, 3, 2 ** 40].map((seed) =>
    nextVisits(new EpisodeSampler(CANDIDATES, identityOf({}, seed)), 50).join("\n")
  );

  assert.equal(new Set(plans).size, plans.length);
});
