import assert from "node:assert/strict";
import fc from "fast-check";
import type { StratumMembers } from "../../../src/core/episodes/candidates.ts";
import { Journal } from "../../../src/core/episodes/journal.ts";
import { RandomStream } from "../../../src/core/math/philox.ts";
import { type ChoiceRules, StratumDays } from "../../../src/core/episodes/stratum_days.ts";
import { makeRandom } from "./made_candidates.ts";
import { drawOracle } from "../math/philox_oracle.ts";
import { chiSquareTest, longestRun } from "./statistics.ts";

const PLAIN: ChoiceRules = { evenness: "off", coolDown: 0, isCapped: false };

/** A stratum of all days, whose symbols have this many days each. */
function makeStratum(
  daysOfSymbols: readonly number[],
  rules: ChoiceRules,
  { seed = 1, quality }: { seed?: number; quality?: number } = {},
) {
  const random = makeRandom(seed);
  const daySymbol = Int32Array.from(
    daysOfSymbols.flatMap((count, symbol) => Array.from({ length: count }, () => symbol)),
  );
  const count = daySymbol.length;
  const members: StratumMembers = {
    days: Int32Array.from({ length: count }, (_, i) => i),
    firstPoint: Int32Array.from({ length: count + 1 }, (_, i) => i),
    points: Int32Array.from({ length: count }, (_, i) => i),
  };
  const dayQuality = Float64Array.from({ length: count }, () => quality ?? random());
  const uses = new Float64Array(count);
  const journal = new Journal();
  const input = { members, daySymbol, dayQuality, uses, rules, recent: [], journal };
  return { ...input, days: new StratumDays(input) };
}

type Stratum = ReturnType<typeof makeStratum>;

/** A stream for the n-th choice. */
function streamAt(n: number): RandomStream {
  const random = new RandomStream(42, 2);
  random.seek(0, n);
  return random;
}

function use({ days, uses }: Stratum, member: number): void {
  uses[member]!++;
  days.cool(member);
  days.used(member);
}

/** The weights by the rules, from nothing. */
function plainWeights({ daySymbol, dayQuality, uses, rules }: Stratum, chosen: readonly number[]) {
  const cap = Math.ceil(2 * uses.reduce((a, b) => a + b, 0) / uses.length) + 1;
  const cold = rules.coolDown === 0 ? [] : chosen.slice(-rules.coolDown);
  const least = Math.min(...uses);
  return Array.from(uses, (count, i) => {
    if (cold.includes(i) || (rules.isCapped && count >= cap)) return 0;
    const siblings = daySymbol.filter((symbol) => symbol === daySymbol[i]).length;
    const base = (0.25 + 0.75 * dayQuality[i]!) / Math.sqrt(siblings);
    const evenness = rules.evenness === "off"
      ? base
      : rules.evenness === "normal"
      ? base / (1 + count)
      : base / 2 ** Math.min(30, count - least);
    return Math.max(1, Math.floor(evenness * 2 ** 32));
  });
}

/** The member that the n-th draw falls on. */
function plainChoice(weights: readonly number[], n: number): number {
  const total = weights.reduce((a, b) => a + b, 0);
  const draws = drawOracle(42, 2, 0, n);
  let bits: bigint;
  do bits = BigInt(draws.next().value!); while (bits >= 2n ** 53n - 2n ** 53n % BigInt(total));
  let left = Number(bits % BigInt(total));
  return weights.findIndex((weight) => (left -= weight) < 0);
}

const RULES = fc.record({
  evenness: fc.constantFrom("normal" as const, "strong" as const, "off" as const),
  coolDown: fc.constantFrom(0, 1, 3),
  isCapped: fc.boolean(),
});
const SYMBOLS = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 6 });

Deno.test("StratumDays chooses as weights computed anew for each choice do", () => {
  fc.assert(fc.property(SYMBOLS, RULES, fc.nat(), (symbols, rules, seed) => {
    const size = symbols.reduce((a, b) => a + b, 0);
    const fitting = { ...rules, coolDown: Math.min(rules.coolDown, Math.floor(size / 2)) };
    const stratum = makeStratum(symbols, fitting, { seed });
    const chosen: number[] = [];
    for (let n = 0; n < 120; n++) {
      const weights = plainWeights(stratum, chosen);
      const expected = plainChoice(weights, n);

      const { member, relaxed } = stratum.days.choose({ random: streamAt(n), avoidSymbol: -1 });

      assert.equal(member, expected, `choice ${n}`);
      assert.deepEqual(relaxed, []);
      for (const [i, weight] of weights.entries()) assert.equal(stratum.days.weight(i), weight);
      use(stratum, member);
      chosen.push(member);
    }
  }));
});

Deno.test("StratumDays leaves out the symbol to avoid and keeps the odds of the others", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 4, maxLength: 7 }),
      (symbols) => {
        const stratum = makeStratum(symbols, PLAIN);
        for (let n = 0; n < 40; n++) {
          const avoidSymbol = n % symbols.length;
          const weights = plainWeights(stratum, []);
          const rest = weights.map((w, i) => stratum.daySymbol[i] === avoidSymbol ? 0 : w);

          const { member } = stratum.days.choose({ random: streamAt(n), avoidSymbol });

          assert.equal(member, plainChoice(rest, n));
        }
      },
    ),
  );
});

Deno.test("StratumDays of three symbols does not leave one out", () => {
  const stratum = makeStratum([5, 1, 1], PLAIN, { quality: 0.5 });
  const symbols = new Set<number>();

  for (let n = 0; n < 50; n++) {
    const { member } = stratum.days.choose({ random: streamAt(n), avoidSymbol: 0 });
    symbols.add(stratum.daySymbol[member]!);
  }

  assert.ok(symbols.has(0));
});

Deno.test("StratumDays goes on from its recent days as if it had never stopped", () => {
  const rules = { evenness: "normal", coolDown: 5, isCapped: true } as const;
  const stratum = makeStratum([4, 4, 4, 4], rules);
  for (let n = 0; n < 37; n++) {
    use(stratum, stratum.days.choose({ random: streamAt(n), avoidSymbol: -1 }).member);
  }

  const uses = stratum.uses.slice();
  const copy = new StratumDays({ ...stratum, uses, recent: stratum.days.recent });

  assert.equal(copy.recent.length, 5);
  for (let n = 37; n < 100; n++) {
    const a = stratum.days.choose({ random: streamAt(n), avoidSymbol: -1 });
    const b = copy.choose({ random: streamAt(n), avoidSymbol: -1 });
    assert.deepEqual(b, a);
    use(stratum, a.member);
    use({ ...stratum, days: copy, uses }, b.member);
  }
  assert.deepEqual(copy.recent, stratum.days.recent);
});

Deno.test("a day with ceil(2 · mean uses) + 1 uses waits until the others have caught up", () => {
  const stratum = makeStratum([1, 1, 1, 1], { evenness: "off", coolDown: 0, isCapped: true });

  use(stratum, 0); // mean 0.25, cap 2
  assert.ok(stratum.days.weight(0) > 0);
  use(stratum, 0); // mean 0.5, cap 2
  assert.equal(stratum.days.weight(0), 0);
  use(stratum, 1); // mean 0.75, cap 3
  assert.ok(stratum.days.weight(0) > 0);
});

Deno.test("when all but the avoided symbol is left out, first the symbol run is relaxed", () => {
  const stratum = makeStratum([3, 1, 1, 1], { evenness: "normal", coolDown: 3, isCapped: true });
  for (const member of [3, 4, 5]) use(stratum, member);

  const { member, relaxed } = stratum.days.choose({ random: streamAt(0), avoidSymbol: 0 });

  assert.equal(stratum.daySymbol[member], 0);
  assert.deepEqual(relaxed, ["symbolRun"]);
});

Deno.test("then the cap, for days out of cool-down only", () => {
  const stratum = makeStratum([1, 1, 1, 1], { evenness: "normal", coolDown: 3, isCapped: true });
  for (const member of [0, 0, 0, 0, 0, 1, 2, 3]) use(stratum, member);
  assert.ok([0, 1, 2, 3].every((member) => stratum.days.weight(member) === 0));

  const { member, relaxed } = stratum.days.choose({ random: streamAt(0), avoidSymbol: -1 });

  assert.equal(member, 0);
  assert.deepEqual(relaxed, ["cap"]);
});

Deno.test("and last the cool-down", () => {
  const stratum = makeStratum([1, 1, 1, 1], { evenness: "normal", coolDown: 4, isCapped: true });
  for (const member of [0, 1, 2, 3]) use(stratum, member);

  const { member, relaxed } = stratum.days.choose({ random: streamAt(0), avoidSymbol: 2 });

  assert.ok(member >= 0);
  assert.deepEqual(relaxed, ["symbolRun", "cap", "coolDown"]);
});

Deno.test("without usage rules symbols are chosen in proportion to the square root of their days", () => {
  const symbols = [1, 4, 9, 25, 100, 400];
  const stratum = makeStratum(symbols, PLAIN, { quality: 0.6 });
  const counts = symbols.map(() => 0);
  const n = 20_000;

  for (let i = 0; i < n; i++) {
    const { member } = stratum.days.choose({ random: streamAt(i), avoidSymbol: -1 });
    counts[stratum.daySymbol[member]!]!++;
  }

  const roots = symbols.map(Math.sqrt);
  const sum = roots.reduce((a, b) => a + b, 0);
  assert.ok(chiSquareTest(counts, roots.map((root) => n * root / sum)) > 0.001);
});

Deno.test("better days are chosen more often, the worst a quarter as often as the best", () => {
  const stratum = makeStratum([1, 1], PLAIN, { quality: 0 });
  const days = new StratumDays({ ...stratum, dayQuality: Float64Array.of(0, 1) });
  const counts = [0, 0];

  for (let i = 0; i < 10_000; i++) {
    counts[days.choose({ random: streamAt(i), avoidSymbol: -1 }).member]!++;
  }

  assert.ok(chiSquareTest(counts, [2000, 8000]) > 0.001);
});

Deno.test("strong evenness uses every day once before any twice, but for chance", () => {
  const stratum = makeStratum([20], { evenness: "strong", coolDown: 10, isCapped: true });
  const chosen: number[] = [];

  for (let n = 0; n < 2000; n++) {
    const { member } = stratum.days.choose({ random: streamAt(n), avoidSymbol: -1 });
    use(stratum, member);
    chosen.push(member);
  }

  const [least, most] = [Math.min(...stratum.uses), Math.max(...stratum.uses)];
  assert.ok(most - least <= 4, `${least} to ${most}`);
  assert.equal(longestRun(chosen), 1);
});
