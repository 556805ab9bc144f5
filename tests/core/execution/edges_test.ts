/** Days that hardly are one, other dates, other workers: what must make no difference, and what must not break. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { newYorkMidnight } from "../../../src/core/time/new_york.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { OrderSession } from "../../../src/core/execution/order_session.ts";
import { parseOrderLine } from "../../../src/core/execution/order_text.ts";
import { HEADER, ORDER, ORDER_SLOTS, ORDERS_AT } from "../../../src/core/execution/state_layout.ts";
import { ExecutionEngine } from "../../../src/core/execution/engine.ts";
import { Observer } from "../../../src/core/market/observer.ts";
import {
  clock,
  flatQuotes,
  type MadeMarket,
  makeEngine,
  makeTape,
  SECOND,
  storyOf,
  TEN,
} from "./made_market.ts";
import { act, play, randomMarket, randomScript, randomSettings } from "./random_market.ts";
import { reportsOfShare, type Share } from "./run_environments.ts";

const EDGES: Readonly<Record<string, MadeMarket>> = {
  "no rows": { quotes: [], trades: [] },
  "one quote": { quotes: [[TEN, 5, 5.01, 100, 100]] },
  "one print": { trades: [[TEN, 5, 100]] },
  "rows a nanosecond apart": {
    quotes: [[TEN, 5, 5.01, 100, 100], [TEN + 1, 5.01, 5.02, 100, 100]],
    trades: [[TEN, 5, 100], [TEN + 1, 5.01, 1]],
  },
  "nothing but empty sides": { quotes: [[TEN, NaN, NaN, 0, 0], [TEN + SECOND, NaN, NaN, 0, 0]] },
  "sizes of zero": { quotes: [[TEN, 5, 5.01, 0, 0]], trades: [[TEN, 5, 0], [TEN + 1, 5, 0]] },
  "locked for ever": { quotes: [[TEN, 5, 5, 100, 100]], trades: [[TEN, 5, 100]] },
  "crossed for ever": { quotes: [[TEN, 5.05, 5, 100, 100]], trades: [[TEN, 5, 100]] },
  "prices below a cent": { quotes: [[TEN, 0.0001, 0.0002, 9000, 9000]] },
};

for (const [name, market] of Object.entries(EDGES)) {
  Deno.test(`(11) ${name}: no number of a run is infinite or NaN, and nothing adds up wrongly`, () => {
    const tape = makeTape(market);
    for (let seed = 0; seed < 40; seed++) {
      const script = randomScript(
        seed,
        market.quotes?.length ? market : { quotes: [[TEN, 5, 5.01, 1, 1]] },
      );
      const engine = new ExecutionEngine(tape, { settings: randomSettings(seed), seed });
      play(engine, script);

      for (const { reason, quantity, side, leaves, ...report } of engine.reports.all()) {
        const { kind, liquidity, isSynthetic, ...numbers } = report;
        assert.ok(Object.values(numbers).every(Number.isFinite), JSON.stringify(report));
        assert.ok(kind !== "fill" || (report.price > 0 && quantity > 0 && side !== 0), liquidity);
        assert.ok(reason !== "NONE" || leaves >= 0, `${isSynthetic}`);
      }
      const { liquidationValue, equity, ...account } = engine.account(0);
      assert.ok(Object.values(account).every(Number.isFinite));
      assert.equal(Number.isNaN(liquidationValue), Number.isNaN(equity));
      assert.ok(Math.abs(equity) < Infinity || Number.isNaN(equity));
    }
  });
}

Deno.test("(45) the queue ahead of a resting order is unknown or not negative", () => {
  const seeds = fc.integer({ min: 0, max: 1e6 });
  fc.assert(
    fc.property(seeds, (seed) => {
      const market = randomMarket(seed);
      const engine = new ExecutionEngine(makeTape(market), {
        settings: randomSettings(seed),
        seed,
      });
      for (const action of randomScript(seed, market)) {
        act(engine, 0, action);
        const { state } = engine;
        for (let i = 0; i < state[HEADER.openOrders]!; i++) {
          const ahead = state[ORDERS_AT + i * ORDER_SLOTS + ORDER.queueAhead]!;
          assert.ok(ahead === -1 || ahead >= 0, `${ahead}`);
        }
      }
    }),
    { numRuns: 100 },
  );
});

Deno.test("(6) a day later everything is the same but its date", () => {
  // Friday and Monday around both changes of the clock, and two days of one week
  const pairs = [["2025-03-07", "2025-03-10"], ["2024-11-01", "2024-11-04"], [
    "2025-03-05",
    "2025-03-06",
  ]] as const;
  for (const [first, second] of pairs) {
    for (const seed of [3, 14, 15]) {
      const [a, b] = [first, second].map((date) => {
        const market = { ...randomMarket(seed), date };
        const engine = makeEngine(market, randomSettings(seed), { seed });
        play(engine, randomScript(seed, market));
        const observer = new Observer(makeTape(market).day);
        const seen = Array.from({ length: 60 }, (_, i) => {
          const values = new Float64Array(64);
          observer.observe(TEN + i * SECOND).copyTo(values);
          return Array.from(values);
        });
        return { reports: engine.reports.all(), account: engine.account(0), seen };
      });
      assert.deepEqual(a, b);
    }
  }
});

Deno.test("(34) the open is at 09:30 in New York on both sides of a change of the clock, and on half days", () => {
  const opens = [
    ["2025-03-07", "14:30", "21:00"],
    ["2025-03-10", "13:30", "20:00"],
    ["2024-11-01", "13:30", "20:00"],
    ["2024-11-04", "14:30", "21:00"],
    ["2024-11-29", "14:30", "18:00"], // ends at 13:00
  ] as const;
  for (const [date, open, close] of opens) {
    const engine = makeEngine({ quotes: flatQuotes(), date });
    const session = new OrderSession(engine);
    const base = BigInt(newYorkMidnight(parseDate(date))) * 1_000_000_000n;
    const times = [`${date}T${open}:00Z`, `${date}T${close}:00Z`];
    const instants = times.map((text) => Temporal.Instant.from(text).epochNanoseconds);
    const around = instants.flatMap((ns) => [ns - 1n, ns]);
    for (const ns of around) {
      const ts = new Temporal.Instant(ns).toString();
      session.send(parseOrderLine(JSON.stringify({ ts, side: "buy", qty: 1 }), {
        ...{ base, line: 1, source: "test" },
      }));
    }
    session.finish(clock(20));

    assert.deepEqual(storyOf(engine), [
      "rejected:EXT_HOURS_LIMIT_ONLY",
      ...["accepted", "fill", "accepted", "fill"],
      "rejected:EXT_HOURS_LIMIT_ONLY",
    ], date);
  }
});

async function reportsOf(share: Share): Promise<string[]> {
  const worker = new Worker(import.meta.resolve("./run_environments.ts"), { type: "module" });
  const reply = new Promise<string[]>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = reject;
  });
  worker.postMessage(share);
  const reports = await reply;
  worker.terminate();
  return reports;
}

Deno.test("(37) the reports of environments do not depend on how many workers share them", async () => {
  const seed = 2718;
  const alone = reportsOfShare({ seed, from: 0, to: 6 });
  for (const workers of [1, 3]) {
    const each = 6 / workers;
    const shares = Array.from({ length: workers }, (_, i) => ({
      ...{ seed, from: i * each, to: (i + 1) * each },
    }));
    const together = (await Promise.all(shares.map(reportsOf))).flat();

    assert.deepEqual(together, alone, `${workers} workers`);
  }
  assert.ok(alone.every((text) => text.length > 100));
});
