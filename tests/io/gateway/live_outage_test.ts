import assert from "node:assert/strict";
import type { LiveClock } from "../../../src/io/gateway/client/live_clock.ts";
import { CatalogRecords } from "../../../src/io/gateway/client/local_records.ts";
import { type Fault, FaultProxy } from "./fault_proxy.ts";
import { catalog, clientOptions, receive, sampleMarket, startGateway } from "./live_fixture.ts";

const HOUR_NS = 3600e9;

/** A shared clock that stands still until it is told otherwise. */
class SharedTime {
  ms = 0;
  readonly monotonicMs = () => this.ms;
}

/** How a gateway and a network behave. */
interface Outage {
  /** How much the gateway remembers. */
  readonly windowNs: number;
  readonly speed?: number;
  /** How long the client is away. */
  readonly outageMs?: number;
  readonly hasLocal?: boolean;
  /** What happens to the connections after the first. */
  readonly faults?: readonly Fault[];
}

/** What a client gets whose gateway's clock goes on while it is away: its first connection ends in the morning. */
async function receiveAfterOutage(
  { windowNs, speed = 1, outageMs = 3_600_000, hasLocal = false, faults = [] }: Outage,
) {
  const time = new SharedTime();
  const market = sampleMarket();
  const begin = market.begin + 6 * HOUR_NS; // 10:00
  await using gateway = startGateway({
    ...{ speed, sharesClock: true, begin, replayWindowNs: windowNs },
    monotonicMs: time.monotonicMs,
  });
  const subscriptions = [{
    schema: "trades",
    symbols: ["QZAF"],
    start: market.epochOf(begin - 900e9),
  }];
  const all: Fault[] = [{ kind: "eof", after: 2500 }, ...faults];
  await using proxy = await FaultProxy.start(gateway.address, all);
  const options = clientOptions(proxy.address, {
    session: { ...clientOptions(proxy.address).session, heartbeatSeconds: 1 },
    subscriptions,
    overlapNs: 5_000_000_000n,
    local: hasLocal ? new CatalogRecords(catalog) : null,
  });
  const wait = options.clock!.wait;
  const clock: LiveClock = {
    monotonicMs: () => performance.now(),
    wait: async (ms, signal) => {
      await wait(ms, signal);
      // the wait before the second connection; the rest of the day follows
      if (ms < 100) time.ms += time.ms === 0 ? outageMs : 0;
    },
  };
  const controller = new AbortController();
  const stop = setTimeout(() => time.ms = 20 * 3_600_000, 300);
  const received = await receive({ ...options, clock }, { signal: controller.signal });
  clearTimeout(stop);
  await using other = startGateway({ begin: market.begin });
  const whole = await receive(
    clientOptions(other.address, { subscriptions: [{ ...subscriptions[0]! }] }),
  );
  return { received, whole: whole.records };
}

const timeOf = (record: string) =>
  new DataView(Uint8Array.fromHex("00" + record).buffer).getBigUint64(8, true);

Deno.test("an outage within the replay window leaves nothing out", async () => {
  const { received, whole } = await receiveAfterOutage({ windowNs: 24 * HOUR_NS });

  assert.deepEqual(received.records, whole);
  assert.deepEqual(received.gaps.map(({ state, filled }) => [state, filled]), [
    ["unverified", "replay"],
  ]);
});

Deno.test("a replay that breaks off leaves in doubt what was in doubt before", async () => {
  const faults: readonly Fault[] = [{ kind: "inside", after: 2500, byte: 0 }];

  const { received, whole } = await receiveAfterOutage({ windowNs: 24 * HOUR_NS, faults });

  assert.deepEqual(received.records, whole);
  const lost = received.events.findIndex(({ kind }) => kind === "lost");
  assert.equal(received.events.filter(({ kind }) => kind === "lost").length, 2);
  const count = received.events.slice(0, lost).reduce(
    (sum, event) =>
      sum + (event.kind === "records" && event.chunk.bytes[1] === 0 ? event.chunk.count : 0),
    0,
  );
  assert.equal(received.gaps.length, 1);
  assert.ok(received.gaps[0]!.from <= timeOf(received.records[count - 1]!));
});

Deno.test("an outage of a minute at 100x leaves nothing out", async () => {
  const outage = { windowNs: 24 * HOUR_NS, speed: 100, outageMs: 60_000 };

  const { received, whole } = await receiveAfterOutage(outage);

  assert.deepEqual(received.records, whole);
  const [gap] = received.gaps;
  assert.ok(gap!.to - gap!.from >= 6_000_000_000_000n, "100 minutes were missed");
});

Deno.test("what was replayed is verified with files that have that time", async () => {
  const { received, whole } = await receiveAfterOutage({ windowNs: 24 * HOUR_NS, hasLocal: true });

  assert.deepEqual(received.records, whole);
  assert.deepEqual(received.gaps.map(({ state, filled }) => [state, filled]), [
    ["verified", "files"],
  ]);
});

Deno.test("an outage beyond the replay window is a gap that says exactly what is missing", async () => {
  const { received, whole } = await receiveAfterOutage({ windowNs: 1200e9 });

  const open = received.gaps.filter(({ state }) => state === "open");
  assert.equal(open.length, 1);
  const [gap] = open;
  const isMissing = (record: string) => timeOf(record) >= gap!.from && timeOf(record) <= gap!.to;
  const known = new Set(received.records);
  const missing = whole.filter((record) => !known.has(record));
  assert.ok(missing.length > 10);
  assert.ok(missing.every(isMissing));
  assert.deepEqual(received.records, whole.filter((record) => known.has(record)));
});

Deno.test("an outage beyond the replay window is filled from local files", async () => {
  const { received, whole } = await receiveAfterOutage({ windowNs: 1200e9, hasLocal: true });

  assert.deepEqual(received.records, whole);
  assert.ok(received.gaps.every(({ state }) => state === "verified"));
  assert.deepEqual(received.gaps[0]!.filled, "files");
});
