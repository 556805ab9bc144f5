/** The replay gateway under the official Python client. Needs `databento` in python3; without it nothing is compared. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { KEY, startGateway } from "../io/gateway/live_fixture.ts";
import { line, session } from "../io/gateway/raw_session.ts";

const PROGRAM = String.raw`
import collections, hashlib, json, sys
import databento as db
port, dataset, options, subscriptions = json.loads(sys.argv[1])
if "compression" in options:
    options["compression"] = db.Compression(options["compression"])
client = db.Live(key="${KEY}", gateway="127.0.0.1", port=port, **options)
counts, digest, errors = collections.Counter(), hashlib.sha256(), []
try:
    for subscription in subscriptions:
        client.subscribe(dataset=dataset, **subscription)
    for record in client:
        counts[type(record).__name__] += 1
        digest.update(bytes(record))
        if isinstance(record, db.ErrorMsg):
            errors.append([int(record.code), record.err])
except db.BentoError as error:
    errors.append(str(error))
print(json.dumps([counts, digest.hexdigest(), errors]))
`;

async function hasClient(): Promise<boolean> {
  const command = new Deno.Command("python3", {
    args: ["-c", "import databento"],
    ...{ stdout: "null", stderr: "null" },
  });
  const run = await command.output().catch(() => undefined);
  if (run?.success === true) return true;
  const message = "skipped: the official client, databento, is not in python3\n";
  await Deno.stderr.write(new TextEncoder().encode(message));
  return false;
}

const ignore = !await hasClient();

type Answer = [Record<string, number>, string, (string | [number, string])[]];

/** What the official client makes of a session. */
async function official(...request: readonly unknown[]): Promise<Answer> {
  const { stdout, stderr, success } = await new Deno.Command("python3", {
    args: ["-c", PROGRAM, JSON.stringify(request)],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

const CASES = [
  {
    name: "trades replayed and quotes from then on",
    ...{ dataset: "EQUS.MINI", options: {} },
    subscriptions: [
      { schema: "trades", symbols: ["QZAF", "XUVO"], start: 0 },
      { schema: "mbp-1", symbols: "QZAF" },
    ],
    lines: [
      line("trades", "QZAF,XUVO", "|start=0").replace("id=3", "id=0"),
      line("mbp-1", "QZAF").replace("id=3", "id=1"),
    ],
    least: { TradeMsg: 3000, MBP1Msg: 4000, SymbolMappingMsg: 4 },
  },
  {
    name: "bars of all symbols, compressed",
    ...{ dataset: "EQUS.MINI", options: { compression: "zstd", heartbeat_interval_s: 5 } },
    subscriptions: [{ schema: "ohlcv-1s", symbols: "ALL_SYMBOLS" }],
    lines: [line("ohlcv-1s", "ALL_SYMBOLS").replace("id=3", "id=0")],
    least: { OHLCVMsg: 3000, SystemMsg: 57_600 },
  },
  {
    name: "states of a parent symbol in another dataset",
    ...{ dataset: "XNAS.ITCH", options: { slow_reader_behavior: "warn" } },
    subscriptions: [{ schema: "status", symbols: "QZAF.SPOT", stype_in: "parent", start: 0 }],
    lines: [line("status", "QZAF.SPOT", "|start=0", "parent").replace("id=3", "id=0")],
    least: { StatusMsg: 4 },
  },
] as const;

for (const { name, dataset, options, subscriptions, lines, least } of CASES) {
  Deno.test({
    name: `the official client gets ${name}, byte for byte`,
    ignore,
    async fn() {
      await using gateway = startGateway();
      const { port } = gateway.address;

      const [counts, digest, errors] = await official(port, dataset, options, subscriptions);

      const { records } = await session(gateway, lines, dataset);
      const expected = createHash("sha256");
      for (const { bytes } of records) expected.update(bytes);
      assert.deepEqual(errors, []);
      assert.equal(digest, expected.digest("hex"));
      for (const [type, count] of Object.entries(least)) assert.ok(counts[type]! >= count, type);
    },
  });
}

Deno.test({
  name: "the official client understands what a gateway does not do",
  ignore,
  async fn() {
    await using gateway = startGateway();
    const { port } = gateway.address;
    const errorsOf = async (dataset: string, subscription: unknown, options = {}) =>
      (await official(port, dataset, options, [subscription]))[2];

    const schema = await errorsOf("EQUS.MINI", { schema: "mbo", symbols: "QZAF" });
    const symbol = await errorsOf("EQUS.MINI", { schema: "trades", symbols: "NOSUCH" });
    const unknown = await errorsOf("GLBX.MDP3", { schema: "trades", symbols: "QZAF" });

    const text = "Cannot subscribe to mbo: the data of EQUS.MINI have no such schema";
    assert.deepEqual(schema, [[5, text], text]);
    assert.deepEqual(symbol[0], [4, "Failed to resolve symbol: NOSUCH"]);
    assert.match(String(unknown), /Unknown dataset GLBX\.MDP3/);
  },
});
