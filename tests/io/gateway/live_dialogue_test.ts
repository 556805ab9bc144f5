import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { decodeCstr } from "../../../src/io/dbn/columns/cstr.ts";
import { encodeMetadata } from "../../../src/io/dbn/metadata_encode.ts";
import { newMetadata } from "../../../src/io/dbn/metadata.ts";
import { RecordBuilder, type RecordValues } from "../../../src/io/dbn/encode/record_builder.ts";
import { RTYPE } from "../../../src/io/dbn/rtype.ts";
import type { Schema } from "../../../src/io/dbn/schema.ts";
import { LiveClient, type LiveOptions } from "../../../src/io/gateway/client/live_client.ts";
import type { LiveEvent } from "../../../src/io/gateway/client/live_events.ts";
import { encodeFrame } from "../../../src/io/zstd/encode_frame.ts";
import { clientOptions, KEY, quickClock } from "./live_fixture.ts";
import { admitted, ScriptedGateway, type Step } from "./scripted_gateway.ts";

const T0 = 1_738_588_795_000_000_000n;
const OVER: readonly [number, RecordValues] = [
  RTYPE.system,
  { ts_event: T0 + 100n, msg: "End of replay", code: 255 },
];
const subscriptions = [{ schema: "trades", symbols: ["MLGO", "AAPL"] }];

type Entry = readonly [Schema | number, RecordValues];

function stream(entries: readonly Entry[], { version = 3 as 1 | 2 | 3 } = {}): Uint8Array {
  const builder = new RecordBuilder({ version });
  for (const [type, values] of entries) builder.add(type, values);
  const metadata = newMetadata({ version, dataset: "EQUS.MINI", start: T0 });
  return Uint8Array.of(...encodeMetadata(metadata), ...builder.take());
}

const trade = (i: number): Entry => ["trades", {
  ...{ publisher_id: 95, instrument_id: 7, ts_event: T0 + BigInt(i), ts_recv: T0 + BigInt(i) },
  ...{ price: 5e9, size: i, sequence: i },
}];
const error = (code: number, err: string, isLast = 1): Entry => [
  RTYPE.error,
  { ts_event: T0, code, err, is_last: isLast },
];

/** Events of a client whose connections follow scripts. */
async function play(
  scripts: readonly (readonly Step[])[],
  options: Partial<LiveOptions> = {},
): Promise<{ events: LiveEvent[]; sent: string[][] }> {
  const gateway = new ScriptedGateway(scripts);
  const address = { hostname: "gateway", port: 13000 };
  const client = new LiveClient(
    clientOptions(address, { subscriptions, dial: gateway.dial, mostTries: 3, ...options }),
  );
  const events: LiveEvent[] = [];
  for await (const event of client.events(AbortSignal.timeout(20_000))) events.push(event);
  return { events, sent: gateway.sent };
}

const sizes = (events: readonly LiveEvent[]) =>
  events.flatMap((event) => {
    if (event.kind !== "records" || event.chunk.bytes[1] !== 0) return [];
    const { bytes } = event.chunk;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return Array.from(
      { length: bytes.length / 48 },
      (_, i) => view.getUint32(i * 48 + 24, true), // size
    );
  });

Deno.test("a client says what the official Rust client says, byte for byte", async () => {
  const symbols = Array.from({ length: 501 }, (_, i) => `S${i}`);
  const script = admitted([{ send: stream([OVER]) }], 4);
  const session = {
    ...clientOptions({ hostname: "", port: 0 }).session,
    ...{ dataset: "EQUS.MINI", client: "momo/0.1", heartbeatSeconds: 30, slowReader: null },
  };

  const { sent } = await play([script], {
    session,
    key: "32-character-with-lots-of-filler",
    subscriptions: [
      { schema: "trades", symbols: ["MLGO", "AAPL"], start: T0 },
      { schema: "ohlcv-1m", symbols: ["MLGO"] },
      { schema: "mbp-1", symbols },
    ],
  });

  assert.deepEqual(sent[0], [
    "auth=42e2c6c6a874b2f4498bcaf0541be406901a23adef1fb2843d5426f6d2387d14-iller|" +
    "dataset=EQUS.MINI|encoding=dbn|compression=none|ts_out=0|client=momo/0.1|" +
    "heartbeat_interval_s=30",
    "schema=trades|stype_in=raw_symbol|symbols=MLGO,AAPL|snapshot=0|is_last=1|" +
    "start=1738588795000000000|id=1",
    "schema=ohlcv-1m|stype_in=raw_symbol|symbols=MLGO|snapshot=0|is_last=1|id=2",
    `schema=mbp-1|stype_in=raw_symbol|symbols=${
      symbols.slice(0, 500).join(",")
    }|snapshot=0|is_last=0|id=3`,
    "schema=mbp-1|stype_in=raw_symbol|symbols=S500|snapshot=0|is_last=1|id=3",
    "start_session",
  ]);
});

Deno.test("what the behaviour towards slow readers is to be is said", async () => {
  const { sent } = await play([admitted([{ send: stream([OVER]) }])]);

  assert.match(sent[0]![0]!, /\|heartbeat_interval_s=30\|slow_reader_behavior=warn$/);
  const hash = createHash("sha256").update(`t7kNhwj4xqR0QYjzFKtBEG2ec2pXJ4FK|${KEY}`).digest("hex");
  assert.ok(sent[0]![0]!.startsWith(`auth=${hash}-FFFFF|`));
});

Deno.test("whatever the greeting and the answer look like, a session starts", async () => {
  const script: Step[] = [
    { send: "lsg-test\n" },
    { send: "cram=abc=d\n" },
    { lines: 1 },
    { send: "success=1|session_id=5|more=x|\n" },
    { lines: 2 },
    { send: stream([trade(1), OVER]) },
  ];

  const { events, sent } = await play([script]);

  assert.deepEqual(sizes(events), [1]);
  const hash = createHash("sha256").update(`abc=d|${KEY}`).digest("hex");
  assert.ok(sent[0]![0]!.startsWith(`auth=${hash}-FFFFF|`));
});

Deno.test("everything may come byte by byte", async () => {
  const script = admitted([{ send: stream([trade(1), trade(2), OVER]), pieces: 1 }])
    .map((step) => "send" in step ? { ...step, pieces: 1 } : step);

  const { events } = await play([script]);

  assert.deepEqual(sizes(events), [1, 2]);
});

Deno.test("a record is given out although the next one is not complete", async () => {
  const next = Promise.withResolvers<void>();
  const bytes = stream([trade(1), trade(2), OVER]);
  const script = admitted([
    { send: bytes.slice(0, 128 + 48 + 20) },
    { until: next.promise },
    { send: bytes.slice(128 + 48 + 20) },
  ]);
  const gateway = new ScriptedGateway([script]);
  const options = clientOptions({ hostname: "g", port: 1 }, { subscriptions, dial: gateway.dial });

  const events = new LiveClient(options).events(new AbortController().signal);
  await events.next(); // metadata
  const { value } = await events.next();
  next.resolve();
  const rest = await Array.fromAsync(events);

  assert.deepEqual(sizes([value as LiveEvent]), [1]);
  assert.deepEqual(sizes(rest), [2]);
});

Deno.test("a compressed stream may be made of several frames", async () => {
  const bytes = stream([trade(1), trade(2), OVER]);
  const parts = [bytes.slice(0, 100), bytes.slice(100, 200), bytes.slice(200)];
  const frames = parts.map((part) => encodeFrame(part));
  const session = { ...clientOptions({ hostname: "", port: 0 }).session };

  const { events } = await play([admitted(frames.map((send) => ({ send, pieces: 7 })))], {
    session: { ...session, compression: "zstd" },
  });

  assert.deepEqual(sizes(events), [1, 2]);
});

for (const version of [1, 2] as const) {
  Deno.test(`a stream of version ${version} becomes one of version 3`, async () => {
    const code = (value: number) => version === 1 ? {} : { code: value };
    const bytes = stream([
      [RTYPE.system, {
        ts_event: T0,
        msg: "Subscription request 1 for trades data succeeded",
        ...code(1),
      }],
      [RTYPE.symbolMapping, {
        ...{ instrument_id: 7, stype_in_symbol: "MLGO", stype_out_symbol: "MLGO" },
        ...{ start_ts: T0, end_ts: T0 + 1n },
      }],
      trade(1),
      [RTYPE.error, { ts_event: T0, err: "Failed to resolve symbol: AAPL", ...code(4) }],
      [RTYPE.system, { ts_event: T0, msg: "Heartbeat", ...code(0) }],
      [RTYPE.system, { ts_event: T0 + 100n, msg: "End of replay", ...code(255) }],
    ], { version });

    const { events } = await play([admitted([{ send: bytes }])]);

    const metadata = events.find((event) => event.kind === "metadata");
    assert.equal(metadata?.metadata.version, 3);
    const mapping = events.find((event) =>
      event.kind === "records" && event.chunk.bytes[1] === 0x16
    );
    assert.ok(mapping?.kind === "records");
    assert.equal(mapping.chunk.bytes.length, 176);
    assert.equal(decodeCstr(mapping.chunk.bytes, 89, 71), "MLGO");
    const acks = events.filter((event) => event.kind === "message" && event.code === 1);
    assert.equal(acks.length, 1);
    assert.deepEqual(sizes(events), [1]);
  });
}

Deno.test("messages of unknown codes and other words are passed on, and end nothing", async () => {
  const bytes = stream([
    [RTYPE.system, { ts_event: T0, msg: "Something new", code: 77 }],
    trade(1),
    error(4, "Failed to resolve symbol: AAPL"),
    trade(2),
    OVER,
  ]);

  const { events } = await play([admitted([{ send: bytes }])]);

  assert.deepEqual(sizes(events), [1, 2]);
  const said = events.flatMap((event) =>
    event.kind === "message" || event.kind === "error" ? [[event.code, event.text]] : []
  );
  assert.deepEqual(said.slice(0, 2), [
    [77, "Something new"],
    [4, "Failed to resolve symbol: AAPL"],
  ]);
});

Deno.test("errors that are reported together are told together", async () => {
  const broken = stream([trade(1), error(6, "Internal error", 0), error(6, "and another")]);
  const whole = stream([trade(1), trade(2), OVER]);

  const { events } = await play([admitted([{ send: broken }]), admitted([{ send: whole }])]);

  const lost = events.flatMap((event) => event.kind === "lost" ? [event.reason] : []);
  assert.deepEqual(lost, ["The following errors occurred: Internal error, and another"]);
  assert.deepEqual(sizes(events), [1, 2]);
});

for (const ending of [[], [{ reset: true }]] as const) {
  Deno.test(`a refused subscription is final, also with ${ending.length} resets`, async () => {
    const script = admitted([{ send: stream([error(5, "No such schema")]) }, ...ending]);

    await assert.rejects(play([script, script]), {
      code: "protocol",
      message: "Cannot receive EQUS.MINI: No such schema",
    });
  });
}

Deno.test("a key that was switched off is final, a connection limit is not", async () => {
  const off = admitted([{ send: stream([error(2, "User or API key deactivated")]) }]);
  const limit = admitted([
    { send: stream([error(3, "User has reached their open connection limit")]) },
  ]);
  const whole = admitted([{ send: stream([trade(1), OVER]) }]);

  await assert.rejects(play([off, whole]), { message: /User or API key deactivated$/ });
  const { events } = await play([limit, whole]);

  assert.deepEqual(sizes(events), [1]);
});

Deno.test("an answer without success is a refusal in the gateway's words", async () => {
  const script: Step[] = [
    { send: "lsg_version=1\ncram=x\n" },
    { lines: 1 },
    { send: "what do you want\n" },
  ];

  await assert.rejects(play([script]), {
    message: "Cannot receive EQUS.MINI: what do you want",
  });
});

Deno.test("records that age out while they are replayed are asked for as far back as there are", async () => {
  const first = admitted([{ send: stream([trade(1), trade(2)]) }]);
  const agedOut = admitted([{ send: stream([error(8, "Replay data aged out")]) }]);
  const whole = admitted([{
    send: stream([
      trade(2),
      trade(3),
      [RTYPE.system, { ts_event: T0 + 3n, msg: "Finished trades replay", code: 3 }],
      OVER,
    ]),
  }]);

  const { events, sent } = await play([first, agedOut, whole]);

  assert.match(sent[1]![1]!, /\|start=\d{10,}\|/);
  assert.match(sent[2]![1]!, /\|start=0\|/);
  assert.deepEqual(sizes(events), [1, 2, 3]);
});

Deno.test("tries are counted in a row: a session that worked begins them anew", async () => {
  const broken: Step[] = [{ send: "lsg_version=1\n" }];
  const working = (i: number) => admitted([{ send: stream([trade(i)]) }]);

  const scripts = [broken, working(1), broken, working(2), broken, broken, broken];
  const gateway = new ScriptedGateway(scripts);
  const options = clientOptions({ hostname: "g", port: 1 }, { subscriptions, mostTries: 2 });
  const client = new LiveClient({ ...options, dial: gateway.dial });

  await assert.rejects(Array.fromAsync(client.events(AbortSignal.timeout(9000))), {
    message: "Cannot receive EQUS.MINI: the gateway closed the connection; tried 2 times",
  });
  assert.equal(gateway.sent.length, 6);
});

/** A clock whose waits are over at once, but for those of up to 100 ms. */
function forwardClock() {
  let nowMs = 0;
  const { wait } = quickClock(5);
  return {
    monotonicMs: () => nowMs,
    wait: async (ms: number, signal: AbortSignal) => {
      await wait(ms, signal);
      if (!signal.aborted) nowMs += ms;
    },
  };
}

Deno.test("a connection that does not come about is given up", async () => {
  const options = clientOptions({ hostname: "g", port: 1 }, {
    ...{ subscriptions, clock: forwardClock(), mostTries: 1 },
    dial: () => new Promise(() => {}),
  });

  await assert.rejects(Array.fromAsync(new LiveClient(options).events(AbortSignal.timeout(9000))), {
    message: "Cannot receive EQUS.MINI: no connection within 10 s; tried once",
  });
});

Deno.test("a gateway that lets nobody in is given up, even if it goes on sending", async () => {
  const greeting: Step[] = Array.from("lsg_version=1", (send) => [
    { send },
    { until: new Promise<void>((resolve) => setTimeout(resolve, 3)) },
  ]).flat();

  const steps: Step[] = [...greeting, { until: new Promise(() => {}) }];

  await assert.rejects(play([steps, steps], { clock: forwardClock(), mostTries: 1 }), {
    message: /the gateway lets nobody in; tried once$/,
  });
});
