/** A gateway that replays the sample, and clients of it, for tests. */
import { parseDayName } from "../../../src/core/day/day_name.ts";
import { openCatalog } from "../../../src/io/catalog/catalog.ts";
import type { LiveClock } from "../../../src/io/gateway/client/live_clock.ts";
import { LiveClient, type LiveOptions } from "../../../src/io/gateway/client/live_client.ts";
import type { Gap, LiveEvent } from "../../../src/io/gateway/client/live_events.ts";
import { ReplayMarket } from "../../../src/io/gateway/replay/replay_market.ts";
import {
  type GatewayOptions,
  GatewayServer,
} from "../../../src/io/gateway/server/gateway_server.ts";
import { KeyRing } from "../../../src/io/gateway/server/key_ring.ts";

export const SAMPLE = "testdata/sample";
export const KEY = "db-unittestapikey1234567890FFFFF";
export const DATASET = "EQUS.MINI";
export const catalog = openCatalog([SAMPLE]);

const markets = new Map<string, ReplayMarket>();

/** The sample's data of a day; read once. */
export function sampleMarket(day = "*:2024-11-25"): ReplayMarket {
  let market = markets.get(day);
  if (market === undefined) {
    market = new ReplayMarket({ catalog, days: [parseDayName(day)] });
    markets.set(day, market);
  }
  return market;
}

/** A gateway on a free port of loopback, at full speed unless told otherwise. */
export function startGateway(options: Partial<GatewayOptions> = {}): GatewayServer {
  return GatewayServer.listen({
    ...{ hostname: "127.0.0.1", port: 0, speed: Infinity },
    market: options.market ?? sampleMarket(),
    keys: new KeyRing([KEY]),
    ...options,
  });
}

/** Waits that take no time, so that nothing depends on how long a test runs. */
export function quickClock(limitMs = Infinity): LiveClock {
  return {
    monotonicMs: () => performance.now(),
    wait: async (ms, signal) => {
      if (signal.aborted) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const wake = () => resolve();
      const timer = setTimeout(wake, Math.min(ms, limitMs));
      signal.addEventListener("abort", wake, { once: true });
      await promise;
      clearTimeout(timer);
      signal.removeEventListener("abort", wake);
    },
  };
}

/** Options of a client that reads trades, quotes and bars of the sample. */
export function clientOptions(
  address: { readonly hostname: string; readonly port: number },
  options: Partial<LiveOptions> = {},
): LiveOptions {
  return {
    address,
    key: KEY,
    session: {
      ...{ dataset: DATASET, compression: "none", tsOut: false, client: "test" },
      ...{ heartbeatSeconds: 30, slowReader: "warn" },
    },
    subscriptions: [
      { schema: "trades", symbols: ["QZAF", "XUVO"] },
      { schema: "mbp-1", symbols: ["QZAF"] },
      { schema: "ohlcv-1s", symbols: ["QZAF", "XUVO"] },
    ],
    backoff: { firstMs: 1, longestMs: 1, seed: 1 },
    clock: quickClock(),
    ...options,
  };
}

/** What a client received. */
export interface Received {
  readonly events: readonly LiveEvent[];
  /** Records of data, one text of hexadecimal digits each, in order. */
  readonly records: readonly string[];
  readonly gaps: readonly Gap[];
}

const MESSAGE_TYPES = [0x15, 0x16, 0x17];

/** Reads until the gateway says that its data are over. */
export async function receive(
  options: LiveOptions,
  { tsOut = false, signal = AbortSignal.timeout(60_000), onEvent = (_: LiveEvent) => {} } = {},
): Promise<Received> {
  const events: LiveEvent[] = [];
  const records: string[] = [];
  for await (const event of new LiveClient(options).events(signal)) {
    events.push(event);
    onEvent(event);
    if (event.kind !== "records") continue;
    const { bytes } = event.chunk;
    for (let at = 0; at < bytes.length; at += bytes[at]! * 4) {
      if (MESSAGE_TYPES.includes(bytes[at + 1]!)) continue;
      const size = bytes[at]! * 4 - (tsOut ? 8 : 0);
      records.push(bytes.subarray(at + 1, at + size).toHex());
    }
  }
  const gaps = events.flatMap((event) => event.kind === "gap" ? [event.gap] : []);
  return { events, records, gaps };
}
