import assert from "node:assert/strict";
import { dialTcp, type GatewayAddress } from "../../../src/io/gateway/client/live_connection.ts";
import type { LiveClock } from "../../../src/io/gateway/client/live_clock.ts";
import { LiveClient } from "../../../src/io/gateway/client/live_client.ts";
import { ERROR, MessageWriter } from "../../../src/io/gateway/protocol/gateway_messages.ts";
import type { GatewayServer } from "../../../src/io/gateway/server/gateway_server.ts";
import { type Fault, FaultProxy } from "./fault_proxy.ts";
import {
  faultSchedule,
  FUZZ_BEGIN,
  receiveWithFaults,
  scheduledOptions,
} from "./fault_schedule.ts";
import { clientOptions, KEY, quickClock, receive, startGateway } from "./live_fixture.ts";

let whole: readonly string[] | undefined;

/** What an undisturbed client receives; of every gateway at full speed the same. */
async function undisturbed(gateway: GatewayServer): Promise<readonly string[]> {
  return whole ??= (await receive(clientOptions(gateway.address))).records;
}

const reasons = (events: readonly { readonly kind: string; readonly reason?: string }[]) =>
  events.flatMap((event) => event.kind === "lost" ? [event.reason] : []);

const INSIDE = "the connection was closed inside a record";
const ENDED = "the gateway ended the session";
const DROPPED = "the gateway closed the connection";
/** Fault by fault, and what the client says of each. */
const FAULTS: Readonly<Record<string, readonly (readonly [Fault, string | RegExp])[]>> = {
  "a cut in the middle of a record": [[{ kind: "inside", after: 500_000, byte: 29 }, INSIDE]],
  "a cut in the middle of a timestamp": [[{ kind: "inside", after: 4000, byte: 11 }, INSIDE]],
  "a cut after the first byte of a record": [[{ kind: "inside", after: 200_000, byte: 1 }, INSIDE]],
  "a reset": [[{ kind: "reset", after: 900_000 }, /reset/i]],
  "a clean end between two records": [[{ kind: "inside", after: 300_000, byte: 0 }, ENDED]],
  "a clean end before the first record": [[{ kind: "inside", after: 0, byte: 0 }, ENDED]],
  "garbage": [
    [{ kind: "garbage", after: 700_000, bytes: new Uint8Array(300).fill(0xa5) }, /record/],
  ],
  "zeros": [[
    { kind: "garbage", after: 300_000, bytes: new Uint8Array(300) },
    /size|length|record/,
  ]],
  "a connection that is closed at once": [
    [{ kind: "eof", after: 600_003 }, INSIDE],
    [{ kind: "refuse" }, /closed|reset/],
  ],
  "an error record and an end": [
    [{ kind: "last", after: 400_000, bytes: internalError() }, "Internal error"],
  ],
  "an end inside the greeting": [[{ kind: "eof", after: 5 }, DROPPED]],
  "an end inside the metadata": [
    [{ kind: "eof", after: 150 }, "the gateway ended the session at its start"],
  ],
  "three faults in a row, within what was replayed": [
    [{ kind: "inside", after: 1_000_000, byte: 20 }, INSIDE],
    [{ kind: "reset", after: 5000 }, /reset/i],
    [{ kind: "inside", after: 60_000, byte: 8 }, INSIDE],
  ],
};

function internalError(): Uint8Array {
  return new MessageWriter().error(ERROR.internal, "Internal error", 1_732_545_000_000_000_000n);
}

for (const [name, expected] of Object.entries(FAULTS)) {
  Deno.test(`after ${name} each record is there once, in order`, async () => {
    await using gateway = startGateway();
    const faults = expected.map(([fault]) => fault);
    await using proxy = await FaultProxy.start(gateway.address, faults);

    const { records, events } = await receive(clientOptions(proxy.address));

    assert.deepEqual(records, await undisturbed(gateway));
    const said = reasons(events);
    assert.equal(said.length, faults.length);
    for (const [i, [, reason]] of expected.entries()) {
      if (typeof reason === "string") assert.equal(said[i], reason);
      else assert.match(said[i]!, reason);
    }
  });
}

Deno.test("while nobody listens, the client goes on trying", async () => {
  await using gateway = startGateway();
  await using proxy = await FaultProxy.start(gateway.address, [{ kind: "eof", after: 600_000 }]);
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = closed.addr as Deno.NetAddr;
  closed.close();
  let dials = 0;
  const dial = (address: GatewayAddress) =>
    dialTcp(++dials === 2 || dials === 3 ? { hostname: "127.0.0.1", port } : address);

  const { records, events } = await receive(clientOptions(proxy.address, { dial }));

  assert.deepEqual(records, await undisturbed(gateway));
  assert.equal(reasons(events).filter((reason) => /refused/i.test(reason!)).length, 2);
});

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
  await using gateway = startGateway({ begin: FUZZ_BEGIN });
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
