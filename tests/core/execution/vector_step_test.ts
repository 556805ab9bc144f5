import assert from "node:assert/strict";
import fc from "fast-check";
import { ACCOUNT_NUMBERS, ExecutionEngine } from "../../../src/core/execution/engine.ts";
import { stepAll } from "../../../src/core/execution/vector_step.ts";
import { dollars, makeTape, SECOND, TEN } from "./made_market.ts";
import { below, randomFrom, randomMarket, randomSettings } from "./random_market.ts";

Deno.test("(40) stepAll() gives each environment what it gets when stepped alone, bit for bit", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
      const count = 5;
      const tape = makeTape(randomMarket(seed));
      const options = { settings: randomSettings(seed), seed };
      const together = new ExecutionEngine(tape, { ...options, environments: count });
      const alone = Array.from(
        { length: count },
        (_, i) => new ExecutionEngine(tape, { ...options, firstEnvironment: i }),
      );
      for (let i = 0; i < count; i++) {
        together.reset(i, TEN + i * SECOND);
        alone[i]!.reset(0, TEN + i * SECOND);
      }
      const random = randomFrom(seed + 3);
      const accounts = new Float64Array(count * ACCOUNT_NUMBERS);
      const one = new Float64Array(ACCOUNT_NUMBERS);

      for (let step = 0; step < 20; step++) {
        const shares = Int32Array.from({ length: count }, () => below(random, 400) - 150);
        const limit = Float64Array.from(
          { length: count },
          () => random() < 0.5 ? NaN : dollars((400 + below(random, 200)) / 100),
        );
        stepAll(together, { shares, limit }, SECOND, accounts);
        for (let i = 0; i < count; i++) {
          const mine = { shares: shares.subarray(i, i + 1), limit: limit.subarray(i, i + 1) };
          stepAll(alone[i]!, mine, SECOND, one);
          const from = i * ACCOUNT_NUMBERS;
          assert.deepEqual(accounts.slice(from, from + ACCOUNT_NUMBERS), one);
        }
      }
    }),
    { numRuns: 100 },
  );
});
