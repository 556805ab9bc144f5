import assert from "node:assert/strict";
import type { GatewayOptions } from "../../../src/io/gateway/server/gateway_server.ts";
import { DEFAULT_LIMITS } from "../../../src/io/gateway/server/gateway_options.ts";
import { clientOptions, receive, startGateway } from "./live_fixture.ts";
import { RawClient } from "./raw_client.ts";
import { data, enter, line, session } from "./raw_session.ts";

/** A gateway whose clock is moved by hand, and what it has to say. */
function watchedGateway(options: Partial<GatewayOptions> = {}) {
  const time = { ms: 0 };
  const warnings: string[] = [];
  const waiters: (() => void)[] = [];
  const gateway = startGateway({
    monotonicMs: () => time.ms,
    log: {
      info() {},
      warning: (_, message) => {
        warnings.push(message);
        waiters.splice(0).forEach((wake) => wake());
      },
    },
    ...options,
  });
  /** The first warning; until then the clock goes on by so much, again and again. */
  const warning = async (stepMs = 0) => {
    const timer = setInterval(() => time.ms += stepMs, 20);
    while (warnings.length === 0) await new Promise<void>((resolve) => waiters.push(resolve));
    clearInterval(timer);
    return warnings[0]!;
  };
  return {
    ...{ gateway, warnings, warning },
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  };
}

/** A client that has asked for more than the network holds, and takes none of it. */
async function stalledClient(address: { hostname: string; port: number }): Promise<RawClient> {
  const client = await RawClient.connect(address);
  await enter(client);
  const schemas = ["ohlcv-1s", "mbp-1", "trades", "tbbo"];
  const lines = schemas.map((schema) => line(schema, "ALL_SYMBOLS", "|start=0"));
  await client.send(lines.join("") + "start_session\n");
  return client;
}

Deno.test("a client that takes no bytes is dropped in the end", async () => {
  await using watched = watchedGateway();
  using client = await stalledClient(watched.gateway.address);
  await client.metadata();

  assert.match(await watched.warning(DEFAULT_LIMITS.stallMs), /it takes no bytes any more$/);
});

Deno.test("a client that has ended its side and takes no bytes is dropped as well", async () => {
  await using watched = watchedGateway();
  using client = await stalledClient(watched.gateway.address);
  await client.metadata();
  await client.conn.closeWrite();

  assert.match(await watched.warning(DEFAULT_LIMITS.stallMs), /it takes no bytes any more$/);
});

Deno.test("a client that takes no bytes is dropped at once if it sends junk", async () => {
  await using watched = watchedGateway();
  using client = await stalledClient(watched.gateway.address);
  await client.metadata();

  await client.send(Uint8Array.of(0, 1, 2, 3, 0x0a));

  assert.match(await watched.warning(), /byte 0x00 is no text$/);
});

Deno.test("a session that is not started is dropped in the end", async () => {
  await using watched = watchedGateway();
  using client = await RawClient.connect(watched.gateway.address);
  await enter(client);
  await client.send(line("trades", "QZAF"));

  assert.match(
    await watched.warning(DEFAULT_LIMITS.startMs),
    /it did not start its session in time$/,
  );
});

Deno.test("a client that does not close its side after the end is dropped", async () => {
  await using watched = watchedGateway();
  using client = await RawClient.connect(watched.gateway.address);
  await enter(client);
  await client.send(line("trades", "QZAF") + "start_session\n");
  await client.metadata();
  await client.records();

  assert.match(await watched.warning(DEFAULT_LIMITS.closeMs), /it does not close its side$/);
});

Deno.test("requests without end are refused before they take memory", async () => {
  await using watched = watchedGateway({ limits: { requestBytes: 100_000 } });
  using client = await RawClient.connect(watched.gateway.address);
  await enter(client);
  const requests = line("trades", "A,".repeat(5000) + "A").repeat(20);

  await client.send(requests).catch(() => {}); // it may be gone before all is sent

  assert.match(await watched.warning(), /requests of more than 100000 bytes$/);
});

Deno.test("a session that subscribes without end is dropped", async () => {
  await using watched = watchedGateway({ limits: { subscriptions: 100 } });
  using client = await RawClient.connect(watched.gateway.address);
  await enter(client);

  await client.send(line("trades", "QZAF").repeat(101)).catch(() => {});

  assert.match(await watched.warning(), /more than 100 lines that subscribe$/);
});

Deno.test("a subscription to more symbols than can be is refused", async () => {
  await using watched = watchedGateway({ limits: { symbols: 1000 } });
  using client = await RawClient.connect(watched.gateway.address);
  await enter(client);
  const chunk = line("trades", "A,".repeat(500) + "A").replace("is_last=1", "is_last=0");

  await client.send(chunk.repeat(2));

  assert.match(await watched.warning(), /more than 1000 symbols$/);
});

Deno.test("what a client sent is cut short where it is told", async () => {
  await using watched = watchedGateway();
  using client = await RawClient.connect(watched.gateway.address);
  await enter(client);

  await client.send("y".repeat(60_000) + "\n");

  const warning = await watched.warning();
  assert.ok(warning.length < 400, `${warning.length} characters`);
});

Deno.test("an answer to a refused client is cut short, too", async () => {
  await using gateway = startGateway();
  using client = await RawClient.connect(gateway.address);

  const options = (auth: string) => `auth=${auth}|dataset=${"X".repeat(50_000)}\n`;
  const answer = await enter(client, { options });

  assert.match(answer!, /^success=0\|error=Unknown dataset X+…?/);
  assert.ok(answer!.length < 400, `${answer!.length} characters`);
});

Deno.test("of connections above the limit a log tells how many, not each", async () => {
  await using watched = watchedGateway({ limits: { connections: 1 } });
  using first = await RawClient.connect(watched.gateway.address);
  await first.line();

  for (let i = 0; i < 200; i++) {
    using more = await RawClient.connect(watched.gateway.address);
    await more.bytes(1).catch(() => null);
  }

  assert.ok(watched.warnings.length < 10, watched.warnings.join("\n"));
  assert.match(await watched.warning(), /^Refused a connection: there are 1 already$/);
});

Deno.test("a stalled client takes nothing from the others", async () => {
  await using gateway = startGateway();
  using client = await stalledClient(gateway.address);
  await client.metadata();
  const subscriptions = [{ schema: "trades", symbols: ["QZAF"] }];

  const all = await Promise.all(
    Array.from({ length: 20 }, () => receive(clientOptions(gateway.address, { subscriptions }))),
  );

  const whole = await session(gateway, [line("trades", "QZAF")]);
  for (const { records } of all) assert.equal(records.length, data(whole.records, 0).length);
});
