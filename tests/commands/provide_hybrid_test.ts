import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { MAIN, RUNTIME_ARGS, Sandbox } from "./run_momo.ts";
import { runGateway } from "./running_gateway.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
const NETWORK_ARGS = RUNTIME_ARGS.map((arg) => arg === "-P=momo" ? "-P=momo-net" : arg);
const DAYS = ["--day", "QZAF:2024-11-25", "--day", "XUVO:2024-11-25"];
const RECORDS = ["--dataset", "EQUS.MINI", "--schema", "trades", "--schema", "ohlcv-1s"];
const SYMBOLS = ["--symbols", "QZAF", "--symbols", "XUVO"];
const SEAMS = ["10:00:00", "13:59:59.5", "14:30:00", "17:12:34.000000001", "23:00:00"];
/** Records by which a gateway talks: errors, mappings, system messages. */
const MESSAGE_TYPES = [0x15, 0x16, 0x17];
/** Bytes before the metadata of DBN, the length of which is in the last four of them. */
const PREFIX = 8;

async function provide(sandbox: Sandbox, args: readonly string[]) {
  const all = [...NETWORK_ARGS, MAIN, "provide", "--no-config", "-q", ...args];
  const env = { MOMO_API_KEY: "db-unittestapikey1234567890FFFFF" };
  const { code, stdout, stderr } = await sandbox.command(all, { env }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return stdout;
}

/** The records of a DBN stream, without messages and metadata. */
function recordsOf(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const records: Uint8Array[] = [];
  for (let at = PREFIX + view.getUint32(4, true); at < bytes.length; at += bytes[at]! * 4) {
    if (!MESSAGE_TYPES.includes(bytes[at + 1]!)) {
      records.push(bytes.subarray(at, at + bytes[at]! * 4));
    }
  }
  return records.map((record) => record.toHex()).join("\n");
}

/** Lines of records, without what momo and the gateway say beside them. */
function recordLines(bytes: Uint8Array): string {
  const lines = new TextDecoder().decode(bytes).split("\n");
  return lines.filter((line) => line.startsWith("{") && !/^\{"kind"|"stype_in_symbol"/.test(line))
    .join("\n");
}

for (const format of ["dbn", "ndjson"] as const) {
  Deno.test(`a day is the same in historical, live and hybrid mode, as ${format}`, async () => {
    await using sandbox = await Sandbox.make();
    const of = format === "dbn" ? recordsOf : recordLines;
    const out = [...RECORDS, "--format", format];
    await using gateway = await runGateway(sandbox.command([
      ...[...NETWORK_ARGS, MAIN, "provide", "--gateway", "127.0.0.1:0", "--no-auth"],
      ...["--speed", "max", "--data", SAMPLE, ...DAYS],
    ]));
    const from = ["--gateway-address", gateway.address, ...SYMBOLS, ...out];

    const raw = format === "dbn" ? [] : ["--raw"];
    const historical = of(
      await provide(sandbox, [
        ...["--mode", "historical", "--speed", "max", "--data", SAMPLE, ...DAYS, ...raw, ...out],
      ]),
    );
    const live = of(await provide(sandbox, ["--mode", "live", "--start", "0", ...from]));

    assert.ok(historical.split("\n").length > 5000);
    assert.equal(live, historical);
    for (const seam of SEAMS) {
      const hybrid = await provide(sandbox, [
        ...["--mode", "hybrid", "--sessions", "0", "--data", SAMPLE],
        ...["--start", `2024-11-25T${seam}Z`, ...from],
      ]);
      assert.equal(of(hybrid), historical, `seam at ${seam}`);
    }
  });
}

Deno.test("beside the records there are sessions, minutes and a summary", async () => {
  await using sandbox = await Sandbox.make();
  await using gateway = await runGateway(sandbox.command([
    ...[...NETWORK_ARGS, MAIN, "provide", "--gateway", "127.0.0.1:0", "--no-auth"],
    ...["--speed", "max", "--data", SAMPLE, ...DAYS],
  ]));
  const stdout = await provide(sandbox, [
    ...["--mode", "hybrid", "--data", SAMPLE, "--gateway-address", gateway.address],
    ...["--dataset", "EQUS.MINI", "--schema", "ohlcv-1s", "--symbols", "QZAF"],
    ...["--start", "2024-11-25T15:00:00Z"],
  ]);

  const lines = new TextDecoder().decode(stdout).trimEnd().split("\n")
    .map((line) => JSON.parse(line));
  const own = lines.filter(({ kind }) => kind !== undefined);
  const countOf = (kind: string) => own.filter((line) => line.kind === kind).length;
  const sessions = own.filter(({ kind }) => kind === "session");
  assert.deepEqual(
    sessions.map(({ trade_date, state, ts }) => [trade_date, state, ts]),
    [
      ["2024-11-22", "open", "2024-11-22T09:00:00.000000000Z"],
      ["2024-11-22", "closed", "2024-11-23T01:00:00.000000000Z"],
      ["2024-11-25", "open", "2024-11-25T09:00:00.000000000Z"],
      ["2024-11-25", "closed", "2024-11-26T01:00:00.000000000Z"],
    ],
  );
  assert.equal(countOf("indicators"), 2 * 960);
  const volume = (name: string) =>
    own.filter(({ kind }) => kind === name).reduce((sum, line) => sum + line.volume, 0);
  const traded = lines.filter(({ hd }) => hd?.rtype === 0x20)
    .reduce((sum, line) => sum + Number(line.volume), 0);
  assert.equal(volume("bar"), traded);
  const friday = own.filter(({ ts }) => ts < "2024-11-24");
  const last = friday.findLast(({ kind }) => kind === "indicators");
  assert.equal(sessions[2].levels.QZAF.prior_high, last.day_high);
  assert.equal(sessions[2].levels.QZAF.prior_point_of_control, last.point_of_control);
  const summary = own.at(-1);
  assert.equal(summary.records, lines.length - own.length - 1); // one mapping
  assert.deepEqual(
    [summary.kind, summary.out_of_order, summary.late_bars, summary.gaps, summary.open_gaps],
    ["summary", 0, 0, 0, 0],
  );
});

const MISUSES: readonly (readonly [args: string, error: string])[] = [
  ["--start 0", "Cannot use --start 0 with --mode hybrid: expected an instant"],
  ["--start noon", 'Cannot use --start "noon": expected an instant with its zone, or 0'],
  ["--ts-out", "Cannot use --ts-out with --mode hybrid: it would mean nothing"],
  ["--stype parent", "Cannot use --stype parent with --mode hybrid: files are read by raw symbol"],
];

for (const [args, error] of MISUSES) {
  Deno.test(`momo provide --mode hybrid ${args} is refused with exit code 2`, async () => {
    await using sandbox = await Sandbox.make();
    const { code, stderr } = await sandbox.momo([
      ...["provide", "--mode", "hybrid", "--data", SAMPLE, ...RECORDS, ...SYMBOLS],
      ...args.split(" "),
    ], { env: { MOMO_API_KEY: "db-unittestapikey1234567890FFFFF" } });

    assert.equal(stderr.split("\n")[0], `error: ${error}`);
    assert.equal(code, 2);
  });
}
