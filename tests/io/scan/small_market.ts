/** A market of three companies over fifteen sessions, and its deliveries: small enough to be scanned many times. */
import { copyFileSync } from "node:fs";
import { formatDate } from "../../../src/core/time/dates.ts";
import type { DeliveryOptions } from "../../../src/io/sample/delivery.ts";
import {
  type Market,
  type MarketOptions,
  simulateMarket,
  type SymbolSpec,
} from "../../../src/io/sample/market.ts";
import { writeDelivery, type WrittenDelivery } from "../../../src/io/sample/write_delivery.ts";

/** What a delivery of the market may be told. */
export type Order = Omit<DeliveryOptions, "market">;

const SYMBOLS: readonly SymbolSpec[] = [
  { symbol: "ABQX", price: 6, ids: { "EQUS.MINI": [id("2024-01-02", 7), id("2024-11-20", 9)] } },
  // they exchange ids
  { symbol: "XYQA", price: 3, ids: { "EQUS.MINI": [id("2024-01-02", 20), id("2024-11-22", 21)] } },
  {
    symbol: "ZZQB",
    price: 20,
    ids: { "EQUS.MINI": [id("2024-01-02", 21), id("2024-11-22", 20)] },
    days: { "2024-11-21": "squeeze", "2024-11-25": "news", "2024-11-29": "cycle" },
  },
];

const OPTIONS: MarketOptions = {
  seed: 23,
  symbols: SYMBOLS.map((spec) => ({
    ...{ surprises: true, tradesPerDay: 110, quotesPerDay: 60 },
    ...spec,
  })),
  from: "2024-11-11",
  sessions: 15, // to 2024-12-02, with a holiday and a half day
};

function id(from: string, id: number) {
  return { from, id };
}

let market: Market | undefined;

/** The market; simulated once. */
export function smallMarket(): Market {
  return market ??= simulateMarket(OPTIONS);
}

/** The same market with some options changed; simulated each time. */
export function changedMarket(changes: Partial<MarketOptions>): Market {
  return simulateMarket({ ...OPTIONS, ...changes });
}

/** Trade dates of the market, `YYYY-MM-DD`. */
export function sessions(): string[] {
  return smallMarket().sessions.map(formatDate);
}

/** Writes bars of one second, a file a UTC day. */
export function deliverBars(root: string, order: Partial<Order> = {}): WrittenDelivery {
  return deliver(root, { schema: "ohlcv-1s", split: "day", ...order });
}

/** Writes any delivery of the market. */
export function deliver(root: string, order: Order): WrittenDelivery {
  return writeDelivery(root, { market: smallMarket(), ...order });
}

/** Writes what a scan may find of a symbol: bars and status of all, quotes and trades of one day, daily bars. */
export function deliverAll(root: string): void {
  deliverBars(root, { jobId: "BARS" });
  deliver(root, { schema: "status", split: "day", jobId: "STATUS" });
  deliver(root, { schema: "mbp-1", from: "2024-11-25", to: "2024-11-26", jobId: "QUOTES" });
  deliver(root, { schema: "trades", from: "2024-11-21", to: "2024-11-22", jobId: "TRADES" });
  deliver(root, { schema: "ohlcv-1d", dataset: "EQUS.SUMMARY", jobId: "SUMMARY" });
}

/** Copies the files of a directory tree whose paths below it pass; their times are not kept. */
export function copyTree(from: string, to: string, isWanted = (_path: string) => true): void {
  const visit = (below: string): void => {
    for (const { name, isDirectory } of Deno.readDirSync(`${from}/${below}`)) {
      const path = `${below}${name}`;
      if (isDirectory) visit(`${path}/`);
      else if (isWanted(path)) {
        Deno.mkdirSync(`${to}/${below}`, { recursive: true });
        copyFileSync(`${from}/${path}`, `${to}/${path}`);
      }
    }
  };
  visit("");
}

/** The UTC date in the name of a daily file, `YYYYMMDD`; undefined for other files. */
export function dateIn(path: string): string | undefined {
  return /(?<!-\d{8})-(\d{8})\.[^/]*$/.exec(path)?.[1];
}
