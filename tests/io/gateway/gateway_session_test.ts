import assert from "node:assert/strict";
import zlib from "node:zlib";
import { KEY, sampleMarket, startGateway } from "./live_fixture.ts";
import { RawClient, type RawRecord } from "./raw_client.ts";
import { data, enter, line, session } from "./raw_session.ts";

const HOUR_NS = 3600e9;

/** Reads until a record of a type (and code) comes. */
async function until(client: RawClient, rtype: number, code = 0): Promise<RawRecord> {
  while (true) {
    const record = (await client.record())!;
    if (record.rtype === rtype && record.code === code) return record;
  }
}

/** A gateway whose clock stands an hour after 04:00 until it is moved. */
/** A gateway whose clock stands still and whose warnings are kept. */
function atRest(warnings: string[]) {
  return {
    log: { info() {}, warning: (_: string, message: string) => warnings.push(message) },
    ...{ speed: 1, monotonicMs: () => 0 },
  };
}

function pacedGateway(speed = 1) {
  const time = { ms: 0 };
  const begin = sampleMarket().begin + HOUR_NS;
  const gateway = startGateway({ speed, begin, monotonicMs: () => time.ms });
  return { time, begin, gateway, [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() };
}

Deno.test("chunks of a subscription have one answer, after the last", async () => {
  await using gateway = startGateway();
  const chunk = (symbols: string, isLast: number) =>
    `schema=trades|stype_in=raw_symbol|symbols=${symbols}|snapshot=0|id=5|is_last=${isLast}\n`;

  const { records } = await session(gateway, [chunk("QZAF", 0), chunk("XUVO", 0), chunk("NO", 1)]);

  const acks = data(records, 0x17).filter(({ code }) => code === 1);
  assert.deepEqual(acks.map(({ text }) => text), [
    "Subscription request 5 for trades data succeeded",
  ]);
  assert.deepEqual(data(records, 0x15).map(({ text }) => text), ["Failed to resolve symbol: NO"]);
  assert.equal(new Set(data(records, 0).map(({ instrumentId }) => instrumentId)).size, 2);
});

Deno.test("chunks that are all sent as the last one, as after a reconnection, are all served", async () => {
  await using gateway = startGateway();

  const { records } = await session(gateway, [line("trades", "QZAF"), line("trades", "XUVO")]);
  const whole = await session(gateway, [line("trades", "QZAF,XUVO")]);

  const hex = (of: readonly RawRecord[]) => data(of, 0).map(({ bytes }) => bytes.toHex());
  assert.deepEqual(hex(records), hex(whole.records));
});

Deno.test("the same subscription twice gives each record once", async () => {
  await using gateway = startGateway();

  const once = await session(gateway, [line("trades", "QZAF")]);
  const twice = await session(gateway, [
    line("trades", "QZAF,QZAF"),
    line("trades", "QZAF"),
    line("trades", "ALL_SYMBOLS,ALL_SYMBOLS"),
  ]);

  const id = data(once.records, 0)[0]!.instrumentId;
  const own = data(twice.records, 0).filter(({ instrumentId }) => instrumentId === id);
  assert.deepEqual(own.map(({ bytes }) => bytes), data(once.records, 0).map(({ bytes }) => bytes));
});

Deno.test("a running session takes subscriptions, but no start", async () => {
  await using paced = pacedGateway();
  using client = await RawClient.connect(paced.gateway.address);
  await enter(client);
  await client.send("start_session\n");
  await client.metadata();

  await client.send(line("trades", "QZAF"));
  const ack = await until(client, 0x17, 1);
  paced.time.ms = 10 * 3_600_000;
  await client.send(line("mbp-1", "NOSUCH"));
  const unresolved = await until(client, 0x15, 4);
  const trade = await until(client, 0);
  await client.send(line("trades", "QZAF", "|start=0"));
  const late = await until(client, 0x15, 5);

  assert.equal(unresolved.text, "Failed to resolve symbol: NOSUCH");
  assert.equal(ack.text, "Subscription request 3 for trades data succeeded");
  assert.ok(trade.time > sampleMarket().epochOf(paced.begin) - 1_000_000_000n);
  assert.match(late.text, /start is possible before the session starts only/);
  assert.deepEqual((await client.records()).filter(({ rtype }) => rtype === 0x15), []);
});

Deno.test("a start in the line after the session's start comes too late", async () => {
  await using gateway = startGateway();

  using client = await RawClient.connect(gateway.address);
  await enter(client);
  await client.send(line("trades", "QZAF") + "start_session\n" + line("tbbo", "QZAF", "|start=0"));
  await client.metadata();

  const late = await until(client, 0x15, 5);
  assert.match(late.text, /start is possible before the session starts only/);
});

Deno.test("at full speed a session without subscriptions waits for one", async () => {
  await using gateway = startGateway();
  using client = await RawClient.connect(gateway.address);
  await enter(client);
  await client.send("start_session\n");
  await client.metadata();

  await client.send(line("trades", "QZAF"));

  const records = await client.records();
  assert.ok(data(records, 0).length > 1000);
  assert.equal(records.at(-1)!.text, "End of replay");
});

for (
  const [name, lines] of Object.entries({
    "a second authentication": ["auth=a-b|dataset=EQUS.MINI\n"],
    "a second start": ["start_session\n", "start_session=0\n"],
    "a line of unknown fields": ["hello=1|world=2\n"],
    "a subscription without symbols": ["schema=trades|stype_in=raw_symbol\n"],
    "chunks of different subscriptions": [
      "schema=trades|stype_in=raw_symbol|symbols=QZAF|is_last=0\n",
      "schema=mbp-1|stype_in=raw_symbol|symbols=QZAF|is_last=1\n",
    ],
  })
) {
  Deno.test(`${name} ends the session with a line in the log`, async () => {
    const warnings: string[] = [];
    await using gateway = startGateway(atRest(warnings));
    using client = await RawClient.connect(gateway.address);
    await enter(client);

    for (const text of lines) await client.send(text);

    while (await client.bytes(1).catch(() => null) !== null);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /^Dropped session \d+ \(127\.0\.0\.1:\d+\): Cannot /);
  });
}

for (const schema of ["trades", "mbp-1", "tbbo", "ohlcv-1s", "ohlcv-1d"]) {
  Deno.test(`${schema} has records, and each ends with the send time if that is wanted`, async () => {
    await using gateway = startGateway();
    using client = await RawClient.connect(gateway.address);
    const options = (auth: string, dataset: string) => `auth=${auth}|dataset=${dataset}|ts_out=1\n`;
    await enter(client, { options });
    await client.send(line(schema, "QZAF", "|start=0") + "start_session\n");

    const metadata = await client.metadata();
    const records = await client.records();

    const plain = await session(gateway, [line(schema, "QZAF", "|start=0")]);
    assert.equal(metadata[52], 1, "ts_out of the metadata");
    assert.ok(plain.records.some(({ rtype }) => rtype < 0x15 || rtype > 0x17));
    assert.deepEqual(
      records.map(({ bytes }) => bytes.subarray(1, -8)),
      plain.records.map(({ bytes }) => bytes.subarray(1)),
    );
    const sent = records.map(({ bytes }) =>
      new DataView(bytes.buffer).getBigUint64(bytes.length - 8, true)
    );
    assert.ok(sent.every((time, i) => i === 0 || time >= sent[i - 1]!));
  });
}

const INTERVALS = [["bbo-1s", "WZTO", "2024-12-06"], ["ohlcv-1m", "KQEL", "2024-11-20"]] as const;

for (const [schema, symbol, date] of INTERVALS) {
  Deno.test(`${schema} has records, and the end of each interval comes after them`, async () => {
    await using gateway = startGateway({ market: sampleMarket(`${symbol}:${date}`) });

    const { records } = await session(gateway, [line(schema, symbol)]);

    const ends = data(records, 0x17).filter(({ code }) => code === 4);
    const own = records.filter(({ rtype }) => rtype === 0xc3 || rtype === 0x21);
    assert.ok(own.length > 50);
    assert.equal(ends.length, schema === "bbo-1s" ? 16 * 3600 : 16 * 60);
    let lastEnd = 0n;
    for (const record of records) {
      if (record.code === 4) lastEnd = record.time;
      const of = record.rtype === 0xc3
        ? new DataView(record.bytes.buffer).getBigUint64(32, true)
        : record.time + 60_000_000_000n;
      if (own.includes(record)) assert.ok(of > lastEnd, `${of} after the end ${lastEnd}`);
    }
  });
}

Deno.test("a compressed stream is one frame, in which each record is ready at once", async () => {
  await using paced = pacedGateway();
  using client = await RawClient.connect(paced.gateway.address);
  const options = (auth: string, dataset: string) =>
    `auth=${auth}|dataset=${dataset}|encoding=dbn|ts_out=0|compression=zstd\n`;
  assert.match((await enter(client, { options }))!, /^success=1/);
  await client.send(line("trades", "QZAF") + "start_session\n");

  // metadata, acknowledgement, and mapping are there while the stream goes on
  const bytes: number[] = [];
  while (decoded(bytes).length < 128 + 320 + 176) bytes.push(...(await client.bytes(1))!);
  await client.conn.closeWrite();
  for (let next = await client.bytes(1); next !== null; next = await client.bytes(1)) {
    bytes.push(...next);
  }

  const whole = zlib.zstdDecompressSync(Uint8Array.from(bytes));
  assert.deepEqual([...whole.subarray(0, 4)], [0x44, 0x42, 0x4e, 3]);
  assert.deepEqual([whole[129], whole[128 + 320 + 1]], [0x17, 0x16]);
});

/** What can be decoded of a frame that is not complete. */
function decoded(bytes: readonly number[]): Uint8Array {
  try {
    return zlib.zstdDecompressSync(Uint8Array.from(bytes), {
      finishFlush: zlib.constants.ZSTD_e_flush,
    });
  } catch {
    return new Uint8Array(0);
  }
}

Deno.test("one port serves every dataset, to many clients at their own places", async () => {
  await using gateway = startGateway();

  const [mini, itch, other] = await Promise.all([
    session(gateway, [line("trades", "QZAF")]),
    session(gateway, [line("status", "QZAF", "|start=0")], "XNAS.ITCH"),
    session(gateway, [line("trades", "QZAF"), line("mbp-1", "QZAF")]),
  ]);

  assert.ok(data(mini.records, 0).length > 1000);
  assert.ok(data(itch.records, 0x12).length > 3);
  assert.deepEqual(
    data(other.records, 0).map(({ bytes }) => bytes),
    data(mini.records, 0).map(({ bytes }) => bytes),
  );
  assert.equal(new TextDecoder().decode(itch.metadata.subarray(8, 17)), "XNAS.ITCH");
});

Deno.test("definitions are served with what stands in them", async () => {
  await using gateway = startGateway({ market: sampleMarket("QZAF:2024-12-20") });

  const { records } = await session(
    gateway,
    [line("definition", "QZAF.SPOT", "|start=0", "parent")],
    "XNAS.ITCH",
  );

  const definitions = data(records, 0x13);
  assert.ok(definitions.length > 0);
  for (const { bytes } of definitions) assert.ok(new TextDecoder().decode(bytes).includes("QZAF"));
});

Deno.test("times of a paced session are those of the replay, ten a second at 10x", async () => {
  await using paced = pacedGateway(10);
  using client = await RawClient.connect(paced.gateway.address);
  const market = sampleMarket();
  const options = (auth: string, dataset: string) =>
    `auth=${auth}|dataset=${dataset}|heartbeat_interval_s=5\n`;
  await enter(client, { options });
  await client.send(line("ohlcv-1s", "QZAF") + "start_session\n");
  const metadata = await client.metadata();
  await until(client, 0x16);

  // half a second, which is five of the replay; no heartbeat is due
  paced.time.ms = 500;
  await client.send(line("trades", "QZAF"));
  const ack = await until(client, 0x17, 1);

  const start = new DataView(metadata.buffer).getBigUint64(26, true);
  assert.equal(start, market.epochOf(paced.begin));
  assert.equal(ack.time, start + 5_000_000_000n);
});

Deno.test("a client that ends its side gets what is in flight, and then the end", async () => {
  const warnings: string[] = [];
  await using gateway = startGateway(atRest(warnings));
  using client = await RawClient.connect(gateway.address);
  await enter(client);
  await client.send(line("trades", "QZAF") + "start_session\n");
  await client.metadata();
  await until(client, 0x17, 1);

  await client.conn.closeWrite();

  await client.records(); // whole records until a clean end
  assert.deepEqual(warnings, []);
});

Deno.test("no log line holds a key", async () => {
  const said: string[] = [];
  const tell = (event: string, message: string) => void said.push(`${event} ${message}`);
  const dropped = Promise.withResolvers<void>();
  await using gateway = startGateway({
    log: {
      info: tell,
      warning: (event, message) => {
        tell(event, message);
        if (event === "dropped") dropped.resolve();
      },
    },
  });

  await session(gateway, [line("trades", "QZAF")]);
  using refused = await RawClient.connect(gateway.address);
  await enter(refused, { key: KEY.replace("unit", "UNIT") });
  using broken = await RawClient.connect(gateway.address);
  await enter(broken);
  await broken.send(`auth=${KEY}\n`);
  await dropped.promise;

  assert.ok(said.length >= 4);
  assert.ok(!/unittestapikey/i.test(said.join("\n")));
});
