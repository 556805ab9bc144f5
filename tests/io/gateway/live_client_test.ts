import assert from "node:assert/strict";
import { CatalogRecords } from "../../../src/io/gateway/client/local_records.ts";
import type { LiveClock } from "../../../src/io/gateway/client/live_clock.ts";
import { LiveClient } from "../../../src/io/gateway/client/live_client.ts";
import type { GatewayServer } from "../../../src/io/gateway/server/gateway_server.ts";
import { type Fault, FaultProxy } from "./fault_proxy.ts";
import { faultSchedule, receiveWithFaults, scheduledOptions } from "./fault_schedule.ts";
import {
  catalog,
  clientOptions,
  KEY,
  quickClock,
  receive,
  sampleMarket,
  startGateway,
} from "./live_fixture.ts";

const HOUR_NS = 3600e9;
/** Bytes of the control lines, the metadata, acknowledgements and mappings. */
const AFTER_START = 2000;

/** What an undisturbed client receives. */
async function undisturbed(gateway: GatewayServer): Promise<readonly string[]> {
  return (await receive(clientOptions(gateway.address))).records;
}

const reasons = (events: readonly { readonly kind: string; readonly reason?: string }[]) =>
  events.flatMap((event) => event.kind === "lost" ? [event.reason] : []);

const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  "a cut in the middle of a record": [{ kind: "eof", after: 500_003 }],
  "a cut in the middle of a timestamp": [{ kind: "eof", after: AFTER_START + 48 * 40 + 11 }],
  "a reset": [{ kind: "reset", after: 900_000 }],
  "a clean end between two records": [{ kind: "eof", after: AFTER_START }],
  "garbage": [{ kind: "garbage", after: 700_000, bytes: new Uint8Array(300).fill(0xa5) }],
  "zeros": [{ kind: "garbage", after: 300_000, bytes: new Uint8Array(300) }],
  "a connection that is refused": [{ kind: "eof", after: 600_000 }, { kind: "refuse" }],
  "an end inside the greeting": [{ kind: "eof", after: 5 }],
  "an end inside the metadata": [{ kind: "eof", after: 150 }],
  "three faults in a row, within what was replayed": [
    { kind: "eof", after: 1_000_000 },
    { kind: "reset", after: 5000 },
    { kind: "eof", after: 60_000 },
  ],
};

for (const [name, faults] of Object.entries(FAULTS)) {
  Deno.test(`after ${name} each record is there once, in order`, async () => {
    await using gateway = startGateway();
    await using proxy = await FaultProxy.start(gateway.address, faults);

    const { records, events } = await receive(clientOptions(proxy.address));

    assert.deepEqual(records, await undisturbed(gateway));
    assert.equal(reasons(events).length, faults.length);
  });
}

Deno.test("all subscriptions are sent again, before the start, each from its own time on", async () => {
  await using gateway = startGateway();
  await using proxy = await FaultProxy.start(gateway.address, [{ kind: "eof", after: 1_500_000 }]);

  await receive(clientOptions(proxy.address, { overlapNs: 60_000_000_000n }));

  const [first, second] = proxy.sent.map((text) => text.trim().split("\n").slice(1));
  assert.equal(first!.length, 4);
  assert.equal(second!.length, 4);
  assert.equal(second![3], "start_session");
  const starts = second!.slice(0, 3).map((line) => /start=(\d+)/.exec(line)?.[1]);
  assert.ok(starts.every((start) => start !== undefined));
  assert.equal(new Set(starts).size, 3);
  assert.deepEqual(
    second!.slice(0, 3).map((line) => line.replace(/\|start=\d+/, "")),
    first!.slice(0, 3),
  );
});

Deno.test("random faults lose nothing and repeat nothing", async () => {
  await using gateway = startGateway();
  const wholes = new Map<boolean, readonly string[]>();
  for (const startsAtZero of [false, true]) {
    const options = { compression: "none", tsOut: false, startsAtZero } as const;
    wholes.set(startsAtZero, (await receive(scheduledOptions(gateway.address, options))).records);
  }
  for (let seed = 1; seed <= 30; seed++) {
    const { startsAtZero } = faultSchedule(seed, 1);
    const whole = wholes.get(startsAtZero)!;
    const bytes = whole.reduce((sum, record) => sum + record.length / 2 + 1, 0);

    const { records } = await receiveWithFaults(gateway, faultSchedule(seed, bytes));

    assert.deepEqual(records, whole, `seed ${seed}`);
  }
});

Deno.test("silence past the heartbeat is a fault", async () => {
  await using gateway = startGateway();
  await using proxy = await FaultProxy.start(gateway.address, [{ kind: "silence", after: 40_000 }]);
  // waits of up to 40 s, as for a connection and for heartbeats, take 200 ms
  const clock = quickClock(200);
  let nowMs = 0;
  const silent: LiveClock = {
    monotonicMs: () => nowMs,
    wait: async (ms, signal) => {
      await clock.wait(ms, signal);
      if (proxy.connections === 1) nowMs += ms;
    },
  };

  const { records, events } = await receive(clientOptions(proxy.address, { clock: silent }));

  assert.deepEqual(reasons(events), ["the gateway is silent"]);
  assert.deepEqual(records, await undisturbed(gateway));
});

Deno.test("a wrong key ends the client, and is not part of the message", async () => {
  await using gateway = startGateway();
  const key = "db-thisisnotthekeyofanyone-FFFFF";

  await assert.rejects(receive(clientOptions(gateway.address, { key })), (error: Error) => {
    assert.equal(error.message, "Cannot receive EQUS.MINI: Authentication failed.");
    assert.ok(!JSON.stringify(error).includes(key));
    return true;
  });
});

Deno.test("the key is never sent", async () => {
  await using gateway = startGateway();
  await using proxy = await FaultProxy.start(gateway.address, []);

  await receive(clientOptions(proxy.address));

  assert.ok(!proxy.sent.join().includes(KEY));
});

Deno.test("a gateway that nobody runs is tried until the tries are used up", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const options = clientOptions({ hostname: "127.0.0.1", port }, { mostTries: 3 });

  await assert.rejects(receive(options), { code: "protocol", message: /tried 3 times$/ });
});

Deno.test("an error that is the gateway's own is followed by another try, a wrong schema is not", async () => {
  await using gateway = startGateway();
  const subscriptions = [{ schema: "mbo", symbols: ["QZAF"] }];

  await assert.rejects(receive(clientOptions(gateway.address, { subscriptions })), {
    message: /Cannot subscribe to mbo/,
  });
});

Deno.test("a symbol that is not known is told, and the others are received", async () => {
  await using gateway = startGateway();
  const subscriptions = [{ schema: "trades", symbols: ["QZAF", "NOSUCH"] }];

  const { events, records } = await receive(clientOptions(gateway.address, { subscriptions }));

  const [error] = events.filter(({ kind }) => kind === "error");
  assert.deepEqual(
    error?.kind === "error" ? [error.code, error.text] : [],
    [4, "Failed to resolve symbol: NOSUCH"],
  );
  assert.ok(records.length > 1000);
});

/** A shared clock that stands still until it is told otherwise. */
class SharedTime {
  ms = 0;
  readonly monotonicMs = () => this.ms;
}

/**
 * A gateway whose clock goes on while the client is away. The first connection ends in the morning; by the next one it is
 * an hour later, and the gateway remembers `windowNs` of it.
 */
async function receiveAfterOutage(windowNs: number, hasLocal: boolean) {
  const time = new SharedTime();
  const market = sampleMarket();
  const begin = market.begin + 6 * HOUR_NS; // 10:00
  await using gateway = startGateway({
    ...{ speed: 1, sharesClock: true, begin, replayWindowNs: windowNs },
    monotonicMs: time.monotonicMs,
  });
  const subscriptions = [{
    schema: "trades",
    symbols: ["QZAF"],
    start: market.epochOf(begin - 900e9),
  }];
  await using proxy = await FaultProxy.start(gateway.address, [{ kind: "eof", after: 2500 }]);
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
      if (ms < 100) time.ms += time.ms === 0 ? 3_600_000 : 0;
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
  const { received, whole } = await receiveAfterOutage(24 * HOUR_NS, false);

  assert.deepEqual(received.records, whole);
  assert.deepEqual(received.gaps.map(({ state, filled }) => [state, filled]), [
    ["unverified", "replay"],
  ]);
});

Deno.test("what was replayed is verified with files that have that time", async () => {
  const { received, whole } = await receiveAfterOutage(24 * HOUR_NS, true);

  assert.deepEqual(received.records, whole);
  assert.deepEqual(received.gaps.map(({ state, filled }) => [state, filled]), [
    ["verified", "files"],
  ]);
});

Deno.test("an outage beyond the replay window is a gap that says exactly what is missing", async () => {
  const { received, whole } = await receiveAfterOutage(1200e9, false);

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
  const { received, whole } = await receiveAfterOutage(1200e9, true);

  assert.deepEqual(received.records, whole);
  assert.ok(received.gaps.every(({ state }) => state === "verified"));
  assert.deepEqual(received.gaps[0]!.filled, "files");
});

Deno.test("an error record that ends the session is followed by a new one", async () => {
  // a key that has its session already gets error 3; the place is free again later
  await using gateway = startGateway({ limits: { sessionsPerKey: 1 } });
  const first = new LiveClient(clientOptions(gateway.address)).events(new AbortController().signal);
  await first.next();
  const options = clientOptions(gateway.address);

  const second = receive({
    ...options,
    clock: {
      monotonicMs: () => performance.now(),
      wait: async (ms, signal) => {
        if (ms < 100) await first.return(undefined);
        await options.clock!.wait(ms, signal);
      },
    },
  });

  const { events, records } = await second;
  assert.ok(reasons(events).includes("User has reached their open connection limit"));
  assert.deepEqual(records, await undisturbed(gateway));
});
