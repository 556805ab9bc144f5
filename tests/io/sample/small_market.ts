/** A small market with a day of every kind, for tests of what deliveries say about it. */
import { buildDelivery, type DeliveryOptions } from "../../../src/io/sample/delivery.ts";
import { type Market, simulateMarket } from "../../../src/io/sample/market.ts";
import { type DecodedFile, decodeFile } from "./decoded_file.ts";

/** 2024-11-18 to 2024-12-02: every kind of day, a half day and a holiday among them. */
export const MARKET: Market = simulateMarket({
  seed: 5,
  symbols: [
    {
      symbol: "ABQX",
      price: 6,
      days: {
        "2024-11-19": "dead_zone",
        "2024-11-20": "gap_and_go",
        "2024-11-21": "squeeze",
        "2024-11-22": "flush",
        "2024-11-25": "fade",
        "2024-11-26": "cycle",
        "2024-11-27": "news",
        "2024-12-02": { outages: [{ start: 41_000, end: 43_000 }] },
      },
      ids: { "EQUS.MINI": [{ from: "2024-01-02", id: 7 }, { from: "2024-11-22", id: 9 }] },
    },
    {
      symbol: "ZZQB",
      price: 0.9,
      sizeFactor: 8,
      days: { "2024-11-20": "squeeze", "2024-11-25": "squeeze" },
      splits: [{ exDate: "2024-11-26", factor: 20 }],
    },
  ],
  from: "2024-11-18",
  sessions: 10,
});

/** The decoded data files of a delivery. */
export function deliver(options: Omit<DeliveryOptions, "market">): DecodedFile[] {
  return buildDelivery({ market: MARKET, ...options }).files
    .filter(({ name }) => !name.endsWith(".json"))
    .map(({ name, bytes }) => decodeFile(name, bytes));
}
