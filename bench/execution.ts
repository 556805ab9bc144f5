/**
 * Full environment steps (observe, order, account), snapshots, forks and resets, on a busy made-up day:
 * `deno task bench execution`, or this file alone.
 */
import { ACCOUNT_NUMBERS, ExecutionEngine, stateBytes } from "../src/core/execution/engine.ts";
import type { ExecutionSettings } from "../src/core/execution/settings.ts";
import { type MarketTape, marketTape } from "../src/core/execution/tape.ts";
import { Observer } from "../src/core/market/observer.ts";
import { SECOND_NS } from "../src/core/time/sessions.ts";
import { BUSY_DAY, madeUpDay } from "./made_up_day.ts";
import { type BenchSuite, formatMeasurements, type Measurement } from "./measurement.ts";

const ENVIRONMENTS = 64;
const STEPS = 6000;
const RUNS = 9;
const COPIES = 200_000;
const OPEN = 10 * 3600 * SECOND_NS;
const NS_PER_MS = 1e6;

/** What the environments of one run do. */
interface Load {
  readonly what: string;
  readonly settings: Partial<ExecutionSettings>;
  /** Limit prices lie that far from the market, nano-dollars; `NaN` for market orders. */
  readonly distance: number;
  readonly target: number | null;
}

const PLENTY = { start_cash: 1e8, luld: "off" } as const;

const LOADS: readonly Load[] = [
  {
    what: "full steps, a market order each, constant latency",
    settings: { ...PLENTY, latency_profile: "constant:100ms" },
    distance: NaN,
    target: 1e6,
  },
  {
    what: "full steps, a market order each, drawn latency",
    settings: { ...PLENTY, latency_profile: "seed" },
    distance: NaN,
    target: 1e6,
  },
  {
    what: "full steps, a limit order each that rests for a second",
    settings: { ...PLENTY, latency_profile: "constant:100ms" },
    distance: 2e7,
    target: null,
  },
];

/** All measurements of execution. */
export const EXECUTION: BenchSuite = {
  name: "execution",
  run() {
    const tape = marketTape(madeUpDay());
    return [
      ...LOADS.map((load) => stepRate(tape, load)),
      ...copyTimes(tape),
    ];
  },
};

function best(runs: number, run: () => number): number {
  return Math.min(...Array.from({ length: runs }, run));
}

function stepRate(tape: MarketTape, load: Load): Measurement {
  const engine = new ExecutionEngine(tape, {
    settings: load.settings,
    environments: ENVIRONMENTS,
  });
  const observers = Array.from({ length: ENVIRONMENTS }, () => new Observer(tape.day));
  const accounts = new Float64Array(ACCOUNT_NUMBERS);
  const ms = best(RUNS, () => {
    for (let i = 0; i < ENVIRONMENTS; i++) engine.reset(i, OPEN);
    const startMs = performance.now();
    for (let step = 0; step < STEPS; step++) {
      for (let i = 0; i < ENVIRONMENTS; i++) {
        fullStep(engine, observers[i]!, i, step, load.distance);
      }
      engine.accountInto(step % ENVIRONMENTS, accounts);
      engine.reports.clear();
    }
    return performance.now() - startMs;
  });
  const { fills, rejects } = engine.account(0);
  return {
    what: load.what,
    unit: "steps/s",
    measured: (ENVIRONMENTS * STEPS) / (ms / 1000),
    target: load.target,
    isAtLeast: true,
    note: `one core, ${ENVIRONMENTS} environments on one day, ${BUSY_DAY.quotes} quotes and ` +
      `${BUSY_DAY.trades} trades; ${fills} fills and ${rejects} refusals each`,
  };
}

const ACCOUNT = new Float64Array(ACCOUNT_NUMBERS);

/** Sees the market, sends an order, lets a second pass, reads the account. */
function fullStep(
  engine: ExecutionEngine,
  observer: Observer,
  environment: number,
  step: number,
  distance: number,
): void {
  const t = OPEN + step * SECOND_NS;
  const observation = observer.observe(t);
  const side = step % 2 === 0 ? 1 : -1;
  if (distance === distance) {
    const limit = observation.bid - side * distance;
    const goodUntil = t + SECOND_NS;
    const order = { side: 1, type: "limit", quantity: 100, limit, tif: "gtd", goodUntil } as const;
    engine.submit(environment, order, t);
  } else {
    engine.submit(environment, { side, type: "market", quantity: 100 }, t);
  }
  engine.advance(environment, t + SECOND_NS);
  engine.accountInto(environment, ACCOUNT);
}

function copyTimes(tape: MarketTape): Measurement[] {
  const engine = new ExecutionEngine(tape, {
    settings: { ...PLENTY, latency_profile: "none" },
    environments: 16,
    snapshots: 16,
  });
  for (let i = 0; i < 16; i++) {
    engine.reset(i, OPEN);
    for (let n = 0; n < 4; n++) {
      engine.submit(i, { side: 1, type: "limit", quantity: 1, limit: 1e9 }, OPEN);
    }
    engine.advance(i, OPEN);
  }
  const saved = new Float64Array(stateBytes(1) / 8);
  const time = (action: (i: number) => void) =>
    best(RUNS, () => {
      const startMs = performance.now();
      for (let i = 0; i < COPIES; i++) action(i % 16);
      return ((performance.now() - startMs) / COPIES) * NS_PER_MS;
    });
  const row = (what: string, measured: number, target: number, note: string) => ({
    ...{ what, unit: "ns", measured, target, note },
  });
  return [
    row("snapshot", time((i) => engine.copy(i, i + 16)), 1000, "4 open orders"),
    row("fork", time((i) => engine.copy(i, (i + 1) % 16)), 1000, "4 open orders"),
    row("snapshot into memory of one's own", time((i) => engine.save(i, saved)), 1000, ""),
    row("restore from it", time((i) => engine.restore(i, saved)), 1000, ""),
    row("reset to a reset point", time((i) => engine.reset(i, OPEN + i * SECOND_NS)), 50_000, ""),
    {
      ...{ what: "state of one environment", unit: "bytes", measured: stateBytes(1) },
      ...{ target: null, note: "64 open orders at most" },
    },
  ];
}

if (import.meta.main) {
  const rows = await EXECUTION.run("");
  Deno.stdout.writeSync(new TextEncoder().encode(formatMeasurements(rows) + "\n"));
}
