/** Random faults, the same for the same seed. */
import { RandomStream } from "../../../src/core/math/philox.ts";
import type { LiveOptions } from "../../../src/io/gateway/client/live_client.ts";
import type { GatewayServer } from "../../../src/io/gateway/server/gateway_server.ts";
import { type Fault, FaultProxy } from "./fault_proxy.ts";
import { clientOptions, receive, type Received } from "./live_fixture.ts";

/** What a client subscribes to, and how its connections end. */
export interface FaultSchedule {
  readonly faults: readonly Fault[];
  readonly pieceBytes: number;
  readonly compression: "none" | "zstd";
  readonly tsOut: boolean;
  readonly startsAtZero: boolean;
}

const KINDS = ["eof", "reset", "garbage", "refuse"] as const;
const MOST_FAULTS = 6;
const LARGEST_GARBAGE = 2000;

/** The schedule of a seed. @param streamBytes Bytes of the whole stream: faults lie within it. */
export function faultSchedule(seed: number, streamBytes: number): FaultSchedule {
  const random = new RandomStream(seed, 99);
  const faults = Array.from({ length: 1 + random.below(MOST_FAULTS) }, (): Fault => {
    const kind = KINDS[random.below(KINDS.length)]!;
    if (kind === "refuse") return { kind };
    // half of them early, where sessions begin
    const after = random.below(random.below(2) === 0 ? 2000 : streamBytes);
    if (kind !== "garbage") return { kind, after };
    const length = 64 + random.below(LARGEST_GARBAGE);
    // what follows the control lines: text has no place there
    const bytes = Uint8Array.from({ length }, () => random.below(256));
    return { kind, after: Math.max(after, 800), bytes };
  });
  return {
    faults,
    pieceBytes: random.below(4) === 0 ? 1 + random.below(5000) : Infinity,
    compression: random.below(3) === 0 ? "zstd" : "none",
    tsOut: random.below(3) === 0,
    startsAtZero: random.below(3) === 0,
  };
}

/** Options of a client under a schedule, as far as they matter to what it receives. */
export function scheduledOptions(
  address: { readonly hostname: string; readonly port: number },
  { compression, tsOut, startsAtZero }: Pick<
    FaultSchedule,
    "compression" | "tsOut" | "startsAtZero"
  >,
): LiveOptions {
  const options = clientOptions(address);
  const start = startsAtZero ? { start: 0n } : {};
  return {
    ...options,
    session: { ...options.session, compression, tsOut },
    subscriptions: [
      { schema: "trades", symbols: ["QZAF", "XUVO"], ...start },
      { schema: "mbp-1", symbols: ["QZAF", "XUVO"], ...start },
    ],
    overlapNs: 60_000_000_000n,
  };
}

/** What a client receives through a proxy with the faults of a schedule. */
export async function receiveWithFaults(
  gateway: GatewayServer,
  schedule: FaultSchedule,
): Promise<Received & { readonly connections: number }> {
  const pieces = schedule.pieceBytes;
  await using proxy = await FaultProxy.start(gateway.address, schedule.faults, pieces);
  const received = await receive(scheduledOptions(proxy.address, schedule), schedule);
  return { ...received, connections: proxy.connections };
}
