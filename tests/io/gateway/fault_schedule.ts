/** Random faults, the same for the same seed. */
import assert from "node:assert/strict";
import { RandomStream } from "../../../src/core/math/philox.ts";
import { RecordBuilder } from "../../../src/io/dbn/encode/record_builder.ts";
import { RTYPE } from "../../../src/io/dbn/rtype.ts";
import { ERROR } from "../../../src/io/gateway/protocol/gateway_messages.ts";
import type { LiveOptions } from "../../../src/io/gateway/client/live_client.ts";
import type { LiveClock } from "../../../src/io/gateway/client/live_clock.ts";
import type { GatewayServer } from "../../../src/io/gateway/server/gateway_server.ts";
import { type Fault, FaultProxy } from "./fault_proxy.ts";
import { clientOptions, quickClock, receive, type Received } from "./live_fixture.ts";

/** What a client subscribes to, and how its connections end. */
export interface FaultSchedule {
  readonly faults: readonly Fault[];
  readonly pieceBytes: number;
  readonly compression: "none" | "zstd";
  readonly tsOut: boolean;
  readonly startsAtZero: boolean;
}

/** Where sessions under a schedule begin, ns since the base of the replay: in the middle of the data. */
export const FUZZ_BEGIN = 9.5 * 3600e9;

const KINDS = ["eof", "inside", "last", "reset", "garbage", "refuse", "silence"] as const;
const MOST_FAULTS = 6;
const LARGEST_GARBAGE = 2000;
const SMALLEST_RECORD = 48; // bytes
const OPEN_NS = 1_732_545_000_000_000_000n; // 09:30 of the sample's day
/** Seconds of a client's clock in a second, where a gateway is silent. */
const HASTE = 300;

/** The schedule of a seed. @param streamBytes Bytes of the whole stream: faults lie within it. */
export function faultSchedule(seed: number, streamBytes: number): FaultSchedule {
  const random = new RandomStream(seed, 99);
  const tsOut = random.below(3) === 0;
  const faults = Array.from(
    { length: 1 + random.below(MOST_FAULTS) },
    () => randomFault(random, { streamBytes, tsOut }),
  );
  // where records begin can be seen in a plain stream only
  const isPlain = faults.some(({ kind }) => kind === "inside" || kind === "last");
  return {
    ...{ faults, tsOut },
    pieceBytes: random.below(4) === 0 ? 1 + random.below(5000) : Infinity,
    compression: !isPlain && random.below(2) === 0 ? "zstd" : "none",
    startsAtZero: random.below(3) === 0,
  };
}

function randomFault(
  random: RandomStream,
  { streamBytes, tsOut }: { readonly streamBytes: number; readonly tsOut: boolean },
): Fault {
  const kind = KINDS[random.below(KINDS.length)]!;
  // half of them early, where sessions begin
  const after = random.below(random.below(2) === 0 ? 2000 : streamBytes);
  switch (kind) {
    case "refuse":
      return { kind };
    case "inside":
      return { kind, after, byte: random.below(SMALLEST_RECORD) };
    case "last":
      return { kind, after, bytes: errorRecord(tsOut) };
    case "garbage": {
      const length = 64 + random.below(LARGEST_GARBAGE);
      // what follows the control lines: text has no place there
      const bytes = Uint8Array.from({ length }, () => random.below(256));
      return { kind, after: Math.max(after, 800), bytes };
    }
    default:
      return { kind, after };
  }
}

/** What a gateway says before it closes a session for a fault of its own. */
function errorRecord(tsOut: boolean): Uint8Array {
  const builder = new RecordBuilder({ version: 3, tsOut });
  const err = "Internal error";
  builder.add(RTYPE.error, { ts_event: OPEN_NS, err, code: ERROR.internal, is_last: 1 });
  return builder.take();
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

/** @throws {assert.AssertionError} Unless records are those expected; only the place of the first difference is told. */
export function assertSame(records: readonly string[], expected: readonly string[]): void {
  const difference = records.findIndex((record, i) => record !== expected[i]);
  assert.equal(difference, -1, `record ${difference} differs`);
  assert.equal(records.length, expected.length);
}

/** What a client receives through a proxy with the faults of a schedule. */
export async function receiveWithFaults(
  gateway: Pick<GatewayServer, "address">,
  schedule: FaultSchedule,
  others: Partial<LiveOptions> = {},
): Promise<Received & { readonly connections: number }> {
  const pieces = schedule.pieceBytes;
  await using proxy = await FaultProxy.start(gateway.address, schedule.faults, pieces);
  const options = { ...scheduledOptions(proxy.address, schedule), ...others };
  const isSilent = schedule.faults.some(({ kind }) => kind === "silence");
  const received = await receive(
    isSilent ? { ...options, clock: hastyClock() } : options,
    schedule,
  );
  return { ...received, connections: proxy.connections };
}

/** A clock by which the patience of a client is soon over. */
function hastyClock(): LiveClock {
  const { wait } = quickClock();
  return {
    monotonicMs: () => performance.now() * HASTE,
    wait: (ms, signal) => wait(ms / HASTE, signal),
  };
}
