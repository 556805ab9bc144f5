/** A market of few records, and deliveries of it, for tests of what a catalog finds. */
import type { DeliveryOptions } from "../../../src/io/sample/delivery.ts";
import { type Market, simulateMarket } from "../../../src/io/sample/market.ts";
import { writeDelivery, type WrittenDelivery } from "../../../src/io/sample/write_delivery.ts";

/** 2024-11-20 to 2024-11-22. ABQX gets another id overnight, XYQA and ZZQB exchange theirs. */
export const MARKET: Market = simulateMarket({
  seed: 11,
  symbols: [
    { symbol: "ABQX", ids: { "EQUS.MINI": changed(7, 9) } },
    { symbol: "XYQA", ids: { "EQUS.MINI": changed(20, 21), "XNAS.ITCH": changed(7, 7) } },
    { symbol: "ZZQB", ids: { "EQUS.MINI": changed(21, 20) } },
  ].map((spec) => ({ ...spec, tradesPerDay: 20, quotesPerDay: 20 })),
  from: "2024-11-20",
  sessions: 3,
});

function changed(before: number, after: number) {
  return [{ from: "2024-01-02", id: before }, { from: "2024-11-22", id: after }];
}

/** Writes a delivery of one-second bars of it, one file a day unless told otherwise. */
export function deliver(
  root: string,
  options: Partial<Omit<DeliveryOptions, "market">> = {},
): WrittenDelivery {
  return writeDelivery(root, { market: MARKET, schema: "ohlcv-1s", split: "day", ...options });
}

/** Reads a JSON file of a delivery, changes it and writes it back. */
export function changeJson(
  path: string,
  change: (value: Record<string, unknown>) => unknown,
): void {
  const value: Record<string, unknown> = JSON.parse(Deno.readTextFileSync(path));
  Deno.writeTextFileSync(path, JSON.stringify(change(value) ?? value));
}
