import assert from "node:assert/strict";
import fc from "fast-check";
import { fileURLToPath } from "node:url";
import { parseDayName } from "../../../src/core/day/day_name.ts";
import { Environment } from "../../../src/core/environment/environment.ts";
import { Scene } from "../../../src/core/environment/scene.ts";
import { ExecutionEngine } from "../../../src/core/execution/engine.ts";
import { OrderSession } from "../../../src/core/execution/order_session.ts";
import type { OrderAction } from "../../../src/core/execution/order_text.ts";
import { executionSettings } from "../../../src/core/execution/settings.ts";
import { openCatalog } from "../../../src/io/catalog/catalog.ts";
import { DaySources } from "../../../src/io/day/day_sources.ts";
import { loadDay } from "../../../src/io/day/load_day.ts";

const SAMPLE = fileURLToPath(new URL("../../../testdata/sample", import.meta.url));
const SECOND = 1e9;
const START = 10 * 3600 * SECOND;
const SEED = 7;

const request = { ...parseDayName("QZAF:2024-11-25"), lookback: true };
const sources = new DaySources(openCatalog([SAMPLE]));
const scene = new Scene(loadDay(sources, request, new AbortController().signal).day);
const settings = executionSettings();

/** What an agent does at a moment: nothing, or an order by name. */
interface Move {
  readonly waitMs: number;
  readonly kind: "none" | "market" | "limit" | "cancel" | "replace";
  readonly name: number;
  readonly side: 1 | -1;
  readonly quantity: number;
}

const moves = fc.array(
  fc.record<Move>({
    waitMs: fc.integer({ min: 1, max: 60_000 }),
    kind: fc.constantFrom("none", "market", "limit", "cancel", "replace"),
    name: fc.integer({ min: 0, max: 3 }),
    side: fc.constantFrom(1, -1),
    quantity: fc.integer({ min: 1, max: 400 }),
  }),
  { maxLength: 12 },
);

function actionOf({ kind, name, side, quantity }: Move, time: number): OrderAction | null {
  const common = { time, id: `o${name}`, line: 1 };
  switch (kind) {
    case "none":
      return null;
    case "market":
      return { ...common, action: "new", request: { side, type: "market", quantity } };
    case "limit": {
      const order = { side, type: "limit", quantity, limit: 5.8e9 } as const;
      return { ...common, action: "new", request: order };
    }
    case "cancel":
      return { ...common, action: "cancel" };
    case "replace":
      return { ...common, action: "replace", terms: { quantity } };
  }
}

function start(): Environment {
  return new Environment(0, { scenes: [scene], t: START, settings, seed: SEED });
}

/** Makes the moves and takes the reports as they reach the agent. */
function run(environment: Environment, list: readonly Move[]) {
  return list.flatMap((move) => {
    const action = actionOf(move, environment.now);
    if (action !== null) environment.send(action);
    environment.advance(environment.now + move.waitMs * 1e6);
    return environment.takeReports().map((report) => {
      assert.ok(report.reportTime <= environment.now, "a report is told before it has arrived");
      return report;
    });
  });
}

Deno.test("an environment executes orders as a run of them in order does", () => {
  fc.assert(
    fc.property(moves, (list) => {
      const environment = start();
      const reports = run(environment, list);
      environment.advance(Infinity);
      reports.push(...environment.takeReports());

      const engine = new ExecutionEngine(scene.tape, { settings, seed: SEED });
      engine.reset(0, START);
      const session = new OrderSession(engine);
      let time = START;
      const expected = list.flatMap((move) => {
        const action = actionOf(move, time);
        time += move.waitMs * 1e6;
        return action === null ? [] : session.send(action);
      });
      expected.push(...session.finish(scene.market.times.postClose));
      expected.sort((a, b) => a.reportTime - b.reportTime);
      assert.deepEqual(reports, expected);
      assert.deepEqual(environment.account(), session.account());
    }),
    { numRuns: 60 },
  );
});

Deno.test("a restored environment goes on to the bit as the original, wherever it was", () => {
  fc.assert(
    fc.property(moves, moves, moves, (before, after, elsewhere) => {
      const original = start();
      run(original, before);
      const saved = original.save();
      const other = start();
      run(other, elsewhere);
      other.restore(saved);

      assert.deepEqual(run(other, after), run(original, after));
      assert.deepEqual(other.account(), original.account());
      assert.equal(other.nextName(), original.nextName());
    }),
    { numRuns: 60 },
  );
});

Deno.test("a reset leaves nothing of what was before", () => {
  fc.assert(
    fc.property(moves, moves, (before, after) => {
      const used = start();
      run(used, before);
      used.reset({ scenes: [scene], t: START, settings, seed: SEED });

      assert.deepEqual(run(used, after), run(start(), after));
    }),
    { numRuns: 30 },
  );
});
