/** Markets and orders made from a seed, with everything that goes wrong in real ones. */
import type { ExecutionEngine } from "../../../src/core/execution/engine.ts";
import type { OrderRequest } from "../../../src/core/execution/order_request.ts";
import type { ExecutionSettings } from "../../../src/core/execution/settings.ts";
import {
  dollars,
  type MadeMarket,
  MS,
  type QuoteRow,
  SECOND,
  type StatusRow,
  TEN,
  type TradeRow,
  TRADING,
} from "./made_market.ts";

export type Random = () => number;

/** Numbers from 0 to 1 from a linear congruential generator: enough for tests, and not the code under test. */
export function randomFrom(seed: number): Random {
  let state = (seed * 2654435761 + 12345) % 4294967296;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

export function below(random: Random, n: number): number {
  return Math.floor(random() * n);
}

export const SPAN = 60 * SECOND;

/** A minute from 10:00 with a wandering price, empty sides, locked and crossed quotes, a halt. */
export function randomMarket(seed: number): MadeMarket {
  const random = randomFrom(seed);
  const quotes: QuoteRow[] = [];
  const trades: TradeRow[] = [];
  let cents = 200 + below(random, 800);
  const rows = 20 + below(random, 150);
  const times = Array.from({ length: rows }, () => TEN + below(random, 60_000) * MS).sort(
    (a, b) => a - b,
  );
  for (const t of times) {
    cents = Math.max(50, cents + below(random, 7) - 3);
    if (random() < 0.4) {
      const side = random() < 0.4 ? "A" : random() < 0.6 ? "B" : "N";
      trades.push([t, (cents + below(random, 5) - 2) / 100, below(random, 400), side]);
      continue;
    }
    const spread = random() < 0.06 ? -1 : random() < 0.06 ? 0 : 1 + below(random, 4);
    const bid = random() < 0.04 ? NaN : cents / 100;
    const ask = random() < 0.04 ? NaN : (cents + spread) / 100;
    quotes.push([t, bid, ask, below(random, 600), below(random, 600)]);
  }
  return { quotes, trades, status: randomStatus(random) };
}

function randomStatus(random: Random): StatusRow[] {
  const restricted = random() < 0.3 ? "Y" : "N";
  const status: StatusRow[] = [[TRADING[0], 7, 0, "Y", restricted]];
  if (random() < 0.5) {
    const start = TEN + below(random, 40_000) * MS;
    status.push([start, 9, 50, "N", "~"], [start + below(random, 15_000) * MS, 7, 0, "Y", "~"]);
  }
  return status;
}

export function randomSettings(seed: number): Partial<ExecutionSettings> {
  const random = randomFrom(seed + 7);
  const pick = <T>(items: readonly T[]) => items[below(random, items.length)]!;
  return {
    latency_profile: pick(["none", "seed", "constant:3ms", "retail-gui"]),
    latency_trigger_profile: pick(["none", "dma"]),
    participation_cap: pick([1, 0.25, 0.05]),
    commission: pick(["zero", "ibkr-fixed", "ibkr-tiered"]),
    halt_policy: pick(["reject", "queue"]),
    allow_short: random() < 0.3,
    queue_model: pick(["risk-averse", "power"]),
    stop_trigger: pick(["last", "quote"]),
    print_fraction: pick([1, 0.5]),
    luld: pick(["off", "on"]),
    start_cash: pick([500, 20_000, 1e7]),
    prior_volume: pick([1e4, 1e6, 1e8]),
    impact_memory: pick(["single", "mixture"]),
  };
}

export function randomOrder(random: Random, cents = 500): OrderRequest {
  const pick = <T>(items: readonly T[]) => items[below(random, items.length)]!;
  const type = pick(
    ["market", "limit", "limit", "marketable_limit", "stop", "stop_limit"] as const,
  );
  const price = () => dollars((cents + below(random, 60) - 30) / 100);
  return {
    side: random() < 0.6 ? 1 : -1,
    type,
    quantity: pick([1, 7, 100, 250, 3000]),
    ...(type === "limit" || type === "stop_limit" ? { limit: price() } : {}),
    ...(type === "stop" || type === "stop_limit" ? { stop: price() } : {}),
    tif: pick(["day", "day", "ioc", "fok", "gtd"]),
    goodUntil: TEN + below(random, 60_000) * MS,
  };
}

/** One action at one time: what a script of requests is made of. */
export type Action =
  | { readonly t: number; readonly kind: "submit"; readonly request: OrderRequest }
  | { readonly t: number; readonly kind: "cancel"; readonly order: number }
  | {
    readonly t: number;
    readonly kind: "replace";
    readonly order: number;
    readonly limit: number;
  };

/** Requests in order of time over the minute. */
export function randomScript(seed: number, market: MadeMarket): Action[] {
  const random = randomFrom(seed + 99);
  const middle = market.quotes?.find(([, bid]) => bid > 0)?.[1] ?? 5;
  const cents = Math.round(middle * 100);
  const count = 5 + below(random, 40);
  const times = Array.from({ length: count }, () => TEN + below(random, 60_000) * MS).sort(
    (a, b) => a - b,
  );
  return times.map((t): Action => {
    const order = 1 + below(random, 12);
    const choice = random();
    if (choice < 0.7) return { t, kind: "submit", request: randomOrder(random, cents) };
    if (choice < 0.85) return { t, kind: "cancel", order };
    return { t, kind: "replace", order, limit: dollars((cents + below(random, 20) - 10) / 100) };
  });
}

export function act(engine: ExecutionEngine, environment: number, action: Action): void {
  engine.advance(environment, action.t);
  if (action.kind === "submit") engine.submit(environment, action.request, action.t);
  else if (action.kind === "cancel") engine.cancel(environment, action.order, action.t);
  else engine.replace(environment, action.order, { limit: action.limit }, action.t);
}

/** Plays a script to the end of the day's trading. */
export function play(
  engine: ExecutionEngine,
  script: readonly Action[],
  { environment = 0, until = TEN + SPAN + 30 * SECOND } = {},
): void {
  for (const action of script) act(engine, environment, action);
  engine.advance(environment, until);
}
