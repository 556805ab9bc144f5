import assert from "node:assert/strict";
import type { SlowReaderBehavior } from "../../../src/io/gateway/protocol/authentication.ts";
import type { LiveEvent } from "../../../src/io/gateway/client/live_events.ts";
import { clientOptions, receive, sampleMarket, startGateway } from "./live_fixture.ts";
import { RawClient } from "./raw_client.ts";

const HOUR_MS = 3_600_000;
const subscriptions = [
  { schema: "mbp-1", symbols: ["QZAF"] },
  { schema: "trades", symbols: ["QZAF"] },
];

/** What a client gets that is suddenly two hours behind at 10:00, and in the end at the end of the day. */
async function receiveBehind(slowReader: SlowReaderBehavior) {
  let nowMs = 0;
  const market = sampleMarket();
  await using gateway = startGateway({
    ...{ speed: 1, monotonicMs: () => nowMs + performance.now(), begin: market.begin + 6 * 3600e9 },
    limits: { warningMs: 3 * HOUR_MS, heartbeatMs: 10 },
  });
  const options = clientOptions(gateway.address, { subscriptions });
  const session = { ...options.session, slowReader, heartbeatSeconds: null };
  const onEvent = (event: LiveEvent) => {
    if (event.kind === "records") nowMs ||= 2 * HOUR_MS; // the first are mappings
    // nothing is due any more
    if (event.kind === "heartbeat" && nowMs > 0) nowMs = 20 * HOUR_MS;
  };
  return await receive({ ...options, session }, { onEvent });
}

/** What a client gets that keeps pace. */
async function receiveAll(): Promise<readonly string[]> {
  await using gateway = startGateway({ begin: sampleMarket().begin + 6 * 3600e9 });
  return (await receive(clientOptions(gateway.address, { subscriptions }))).records;
}

const view = (record: string) => new DataView(Uint8Array.fromHex("00" + record).buffer);

Deno.test("quotes are left out for a reader that wants it so, and the gaps say which", async () => {
  const [{ records, gaps }, whole] = [await receiveBehind("skip"), await receiveAll()];

  const known = new Set(records);
  const missing = whole.filter((record) => !known.has(record));
  assert.ok(missing.length > 100);
  assert.ok(missing.every((record) => record.startsWith("01")), "no trades are left out");
  assert.ok(gaps.length > 0);
  for (const { schema, cause, state } of gaps) {
    assert.deepEqual([schema, cause, state], ["mbp-1", "slow_reader", "open"]);
  }
  for (const record of missing) {
    const time = view(record).getBigUint64(8, true);
    assert.ok(gaps.some(({ from, to }) => from <= time && time <= to), `${time} is in no gap`);
  }
});

Deno.test("a reader that wants to be warned gets everything, and warnings", async () => {
  const [{ records, gaps, events }, whole] = [await receiveBehind("warn"), await receiveAll()];

  assert.deepEqual(records, whole);
  assert.deepEqual(gaps, []);
  const warnings = events.filter((event) => event.kind === "message" && event.code === 2);
  assert.ok(warnings.length >= 2);
});

Deno.test("thousands of connections that say nothing take nothing from a client", async () => {
  await using gateway = startGateway({ limits: { connections: 50 } });
  using stack = new DisposableStack();
  for (let i = 0; i < 40; i++) stack.use(await RawClient.connect(gateway.address));

  for (let i = 0; i < 2000; i++) {
    using client = await RawClient.connect(gateway.address);
    await client.conn.closeWrite().catch(() => {});
  }
  const { records } = await receive(clientOptions(gateway.address, { subscriptions }));

  assert.ok(records.length > 1000);
  assert.ok(gateway.connections <= 50);
});
