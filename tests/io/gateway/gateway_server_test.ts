import assert from "node:assert/strict";
import { openFileSource } from "../../../src/io/bytes/file_source.ts";
import { DbnFile } from "../../../src/io/dbn/dbn_file.ts";
import { KEY, SAMPLE, sampleMarket, startGateway } from "./live_fixture.ts";
import { RawClient, type RawRecord } from "./raw_client.ts";
import { data, DIALECTS, enter, line, session } from "./raw_session.ts";

/** The records of a file as hexadecimal digits. */
function recordsOf(path: string): string[] {
  using source = openFileSource(`${SAMPLE}/${path}`);
  const records: string[] = [];
  for (const { bytes } of DbnFile.open(source).chunks()) {
    for (let at = 0; at < bytes.length; at += bytes[at]! * 4) {
      records.push(bytes.subarray(at, at + bytes[at]! * 4).toHex());
    }
  }
  return records;
}

for (const [name, dialect] of Object.entries(DIALECTS)) {
  Deno.test(`the ${name} client's lines, byte for byte, give the day`, async () => {
    await using gateway = startGateway();
    using client = await RawClient.connect(gateway.address);

    assert.match((await enter(client, dialect))!, /^success=1\|session_id=\d+$/);
    await client.send(dialect.subscription + dialect.start);
    const metadata = await client.metadata();
    const records = await client.records();

    assert.equal(metadata.length, 128);
    assert.deepEqual([records[0]!.rtype, records[0]!.code], [0x17, 1]);
    assert.equal(records[0]!.text, `Subscription request ${dialect.id} for trades data succeeded`);
    // XUVO gets another id at midnight UTC, within the trade date
    assert.equal(data(records, 0x16).length, 3);
    // 04:00 is behind nobody's trades: the replay is over before the first one
    const codes = data(records, 0x17).map(({ code }) => code);
    assert.deepEqual(codes, [1, 3, 255]);
    const expected = recordsOf("EQUS-20250106-N68MD56SMT/equs-mini-20241125.trades.dbn.zst");
    const received = data(records, 0).map(({ bytes }) => bytes.toHex());
    // the file of a UTC day ends within the trade date of New York, which begins the evening before
    assert.ok(received.length > 1000);
    assert.deepEqual(received.slice(0, expected.length), expected);
  });
}

Deno.test("records of several schemas come in the order in which they can be seen", async () => {
  await using gateway = startGateway();

  const lines = [line("ohlcv-1s", "QZAF"), line("mbp-1", "QZAF"), line("trades", "QZAF")];
  const { records } = await session(gateway, lines);

  const seen = records.filter(({ rtype }) => [0, 1, 0x20].includes(rtype)).map((record) => {
    const view = new DataView(record.bytes.buffer);
    return record.rtype === 0x20 ? record.time + 1_000_000_000n : view.getBigUint64(32, true);
  });
  assert.ok(seen.length > 5000);
  assert.deepEqual(seen, seen.toSorted((a, b) => a < b ? -1 : a > b ? 1 : 0));
});

Deno.test("the end of each interval is told after its bars", async () => {
  await using gateway = startGateway();

  const { records } = await session(gateway, [line("ohlcv-1s", "QZAF")]);

  const ends = data(records, 0x17).filter(({ code }) => code === 4);
  assert.equal(ends.length, 16 * 3600);
  assert.equal(ends[0]!.text, "End of interval for ohlcv-1s");
  for (const [i, end] of ends.entries()) {
    if (i > 0) assert.equal(end.time - ends[i - 1]!.time, 1_000_000_000n);
  }
  let lastEnd = 0n;
  for (const { rtype, time, code } of records) {
    if (rtype === 0x17 && code === 4) lastEnd = time;
    if (rtype === 0x20) assert.ok(time >= lastEnd, `${time} after ${lastEnd}`);
  }
});

Deno.test("a schema that the data do not have is error 5 and ends the session", async () => {
  await using gateway = startGateway();

  const { records } = await session(gateway, [line("mbo", "QZAF")]);

  assert.deepEqual(records.map(({ rtype, code, text }) => [rtype, code, text]), [
    [0x15, 5, "Cannot subscribe to mbo: the data of EQUS.MINI have no such schema"],
  ]);
});

Deno.test("nothing follows an error that ends the session", async () => {
  await using gateway = startGateway({ begin: sampleMarket().begin + 7 * 3600e9 });

  const { records } = await session(gateway, [
    line("trades", "QZAF", "|start=0"),
    line("mbo", "QZAF"),
  ]);

  assert.deepEqual(records.map(({ rtype }) => rtype), [0x17, 0x16, 0x15]);
});

Deno.test("a symbol that is not known is error 4, and the session goes on", async () => {
  await using gateway = startGateway();

  const { records } = await session(gateway, [line("trades", "QZAF,NOSUCH")]);

  const [error] = data(records, 0x15);
  assert.deepEqual([error!.code, error!.text], [4, "Failed to resolve symbol: NOSUCH"]);
  assert.ok(data(records, 0).length > 1000);
});

Deno.test("ALL_SYMBOLS, ids and parents stand for symbols", async () => {
  await using gateway = startGateway();

  const all = await session(gateway, [line("status", "ALL_SYMBOLS", "|start=0")], "XNAS.ITCH");
  const byId = await session(
    gateway,
    [line("status", "4394632", "|start=0", "instrument_id")],
    "XNAS.ITCH",
  );
  const parent = await session(
    gateway,
    [line("status", "qzaf.SPOT", "|start=0", "parent")],
    "XNAS.ITCH",
  );

  assert.equal(data(all.records, 0x16).length, 7);
  const own = data(all.records, 0x12).filter(({ instrumentId }) => instrumentId === 4394632);
  assert.ok(own.length > 3);
  for (const { records } of [byId, parent]) {
    assert.deepEqual(
      data(records, 0x12).map(({ bytes }) => bytes.toHex()),
      own.map(({ bytes }) => bytes.toHex()),
    );
  }
});

Deno.test("a symbol that gets another id is mapped again before the first record of that id", async () => {
  await using gateway = startGateway({ market: sampleMarket("XUVO:2024-11-25") });

  const { records } = await session(gateway, [line("ohlcv-1s", "XUVO", "|start=0")]);

  const mapped = new Set<number>();
  for (const { rtype, instrumentId } of records) {
    if (rtype === 0x16) mapped.add(instrumentId);
    if (rtype === 0x20) assert.ok(mapped.has(instrumentId), `${instrumentId} was not mapped`);
  }
  assert.equal(mapped.size, 2);
});

Deno.test("records from start on are replayed by ts_event, then the replay is over", async () => {
  const market = sampleMarket();
  await using gateway = startGateway({ begin: market.begin + 7 * 3600e9 });
  const start = market.epochOf(market.begin + 6 * 3600e9);

  const { records, metadata } = await session(gateway, [line("trades", "QZAF", `|start=${start}`)]);

  const finished = records.findIndex(({ rtype, code }) => rtype === 0x17 && code === 3);
  assert.equal(records[finished]!.text, "Finished trades replay");
  assert.equal(new DataView(metadata.buffer).getBigUint64(26, true), start);
  const present = market.epochOf(market.begin + 7 * 3600e9);
  const before = data(records.slice(0, finished), 0).map(({ time }) => time);
  const after = data(records.slice(finished), 0).map(({ time }) => time);
  assert.ok(before.length > 10 && after.length > 10);
  assert.ok(before.every((time) => time >= start && time <= present));
  assert.ok(after.every((time) => time > present - 1_000_000_000n));
});

Deno.test("samples of quotes are replayed by ts_recv", async () => {
  await using gateway = startGateway({ market: sampleMarket("WZTO:2024-12-06") });
  const recv = ({ bytes }: RawRecord) => new DataView(bytes.buffer).getBigUint64(32, true);
  const all = data((await session(gateway, [line("bbo-1s", "WZTO", "|start=0")])).records, 0xc3);
  const index = all.findIndex((quote, i) => i > 50 && recv(quote) - quote.time > 1_000_000_000n);

  const at = await session(gateway, [line("bbo-1s", "WZTO", `|start=${recv(all[index]!)}`)]);

  assert.deepEqual(data(at.records, 0xc3), all.slice(index));
  assert.ok(recv(all[index - 1]!) < recv(all[index]!));
});

Deno.test("a start beyond the window or in the future is error 5", async () => {
  const market = sampleMarket();
  await using gateway = startGateway({
    ...{ speed: 1, sharesClock: true, begin: market.begin + 3600e9, replayWindowNs: 60e9 },
    monotonicMs: () => 0,
  });

  for (const seconds of [3600 - 61, 3601]) {
    const start = market.epochOf(market.begin + seconds * 1e9);
    const { records } = await session(gateway, [line("trades", "QZAF", `|start=${start}`)]);
    assert.deepEqual([records[0]!.rtype, records[0]!.code], [0x15, 5]);
  }
});

Deno.test("a wrong key, an unknown dataset and options that cannot be are refused", async () => {
  await using gateway = startGateway();
  const answer = async (options: Parameters<typeof enter>[1]) => {
    using client = await RawClient.connect(gateway.address);
    const reply = await enter(client, options);
    assert.equal(await client.line(), null);
    return reply;
  };

  const wrong = KEY.replace("unit", "UNIT");
  assert.equal(await answer({ key: wrong }), "success=0|error=Authentication failed.");
  assert.equal(await answer({ key: "x".repeat(32) }), "success=0|error=Authentication failed.");
  assert.match((await answer({ dataset: "GLBX.MDP3" }))!, /^success=0\|error=Unknown dataset/);
});

for (
  const [name, bytes] of Object.entries({
    "a subscription before the authentication": line("trades", "QZAF"),
    "binary junk": Uint8Array.from({ length: 5000 }, (_, i) => (i * 37) % 256),
    "a line without end": "x".repeat(200_000),
  })
) {
  Deno.test(`${name} is dropped with a line in the log`, async () => {
    const warnings: string[] = [];
    await using gateway = startGateway({
      log: { info() {}, warning: (_, message) => warnings.push(message) },
    });
    using client = await RawClient.connect(gateway.address);

    await client.line();
    await client.line();
    await client.send(bytes).catch(() => {}); // it may be gone before all is sent
    while (await client.bytes(1).catch(() => null) !== null);

    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /^(Dropped|Refused) session/);
  });
}

Deno.test("connections above the limit are closed at once", async () => {
  await using gateway = startGateway({ limits: { connections: 2 } });
  using first = await RawClient.connect(gateway.address);
  using second = await RawClient.connect(gateway.address);
  assert.match((await first.line())!, /^lsg_version/);
  assert.match((await second.line())!, /^lsg_version/);

  using third = await RawClient.connect(gateway.address);

  assert.equal(await third.line().catch(() => null), null);
  assert.equal(gateway.connections, 2);
});

Deno.test("sessions of a key above the limit get error 3", async () => {
  await using gateway = startGateway({ limits: { sessionsPerKey: 1 } });
  using first = await RawClient.connect(gateway.address);
  assert.match((await enter(first))!, /^success=1/);

  const { records } = await session(gateway, [line("trades", "QZAF")]);

  assert.deepEqual(records.map(({ code }) => code), [3]);
});

Deno.test("a client that does not authenticate itself in time is dropped", async () => {
  const dropped = Promise.withResolvers<string>();
  let nowMs = 0;
  await using gateway = startGateway({
    ...{ speed: 1, monotonicMs: () => nowMs, limits: { authenticationMs: 30_000 } },
    log: { info() {}, warning: (_, message) => dropped.resolve(message) },
  });
  using client = await RawClient.connect(gateway.address);
  await client.line();

  nowMs = 30_001;

  assert.match(await dropped.promise, /did not authenticate itself in time/);
});

Deno.test("a silent session has heartbeats by the clock on the wall", async () => {
  let nowMs = 0;
  await using gateway = startGateway({
    ...{ speed: 1, monotonicMs: () => nowMs },
    begin: sampleMarket().begin - 3600e9, // an hour before anything happens
    limits: { heartbeatMs: 5 },
  });
  using client = await RawClient.connect(gateway.address);
  const options = (auth: string, dataset: string) => `auth=${auth}|dataset=${dataset}\n`;
  await enter(client, { options });
  await client.send(line("trades", "QZAF") + "start_session\n");
  await client.metadata();
  while ((await client.record())!.rtype !== 0x16);

  nowMs = 6;

  const beat = (await client.record())!;
  assert.deepEqual([beat.rtype, beat.code, beat.text], [0x17, 0, "Heartbeat"]);
});
