import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runMomo, Sandbox } from "./run_momo.ts";
import { type Json, SessionProcess } from "./session_client.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
const CSV_PROVIDER = fileURLToPath(new URL("../../docs/examples/csv_bars.ts", import.meta.url));
const DAY = "QZAF:2024-11-25";
const MAX = ["provide", "--mode", "historical", "--no-config", "--speed", "max"];

function linesOf(text: string): Json[] {
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

async function play(...args: readonly string[]): Promise<Json[]> {
  const run = await runMomo([...MAX, "-q", "--data", SAMPLE, ...args]);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(run.stderr, "");
  return linesOf(run.stdout);
}

/** When a line was known. */
function timeOf(line: Json): string {
  return line.ts ?? line.ts_end ?? line.ts_recv;
}

Deno.test("a played day has the records of momo load --day, in the same order", async () => {
  const played = await play("--day", DAY, "--sparse");
  const loaded = await runMomo(["load", "--no-config", "-q", "--data", SAMPLE, "--day", DAY]);

  const records = played.filter(({ schema }) => schema !== undefined);
  assert.ok(records.length > 8000);
  assert.deepEqual(records, linesOf(loaded.stdout));
});

Deno.test("days of several symbols come as one sequence, the sessions before them first", async () => {
  const played = await play("--day", DAY, "--day", "XUVO:2024-11-26", "--lookback", "--sparse");

  const times = played.slice(0, -1).map(timeOf);
  assert.deepEqual(times, [...times].sort());
  const days = new Set(
    played.filter(({ trade_date }) => trade_date).map(({ symbol, trade_date }) =>
      `${symbol} ${trade_date}`
    ),
  );
  assert.deepEqual([...days], [
    ...["QZAF 2024-11-22", "XUVO 2024-11-25", "QZAF 2024-11-25", "XUVO 2024-11-26"],
  ]);
});

Deno.test("there is a bar for each second, and none has a price that nobody paid", async () => {
  const bars = (await play("--day", DAY)).filter(({ schema }) => schema === "ohlcv-1s");
  const sparse = (await play("--day", DAY, "--sparse"))
    .filter(({ schema }) => schema === "ohlcv-1s");

  assert.equal(bars.length, 16 * 3600);
  bars.forEach((bar, i) => {
    const start = Date.parse("2024-11-25T09:00:00Z") + 1000 * i;
    assert.equal(Date.parse(bar.ts_event), start);
  });
  const traded = bars.filter(({ traded }) => traded).map(({ traded: _, ...bar }) => bar);
  assert.deepEqual(traded, sparse);
  for (const { traded, open, high, low, close, volume } of bars) {
    if (!traded) assert.deepEqual([open, high, low, close, volume], [null, null, null, null, 0]);
  }
});

Deno.test("seconds that no data cover are not called silent", async () => {
  const bars = (await play("--day", "XUVO:2024-11-22"))
    .filter(({ schema }) => schema === "ohlcv-1s");

  const unknown = bars.filter(({ traded }) => traded === null);
  assert.equal(unknown.length, 3600);
  assert.equal(unknown[0].ts_event, "2024-11-23T00:00:00.000000000Z");
  assert.equal(unknown[0].volume, null);
});

Deno.test("halts, gaps and splits are told when they are known, and counted at the end", async () => {
  const actions = join(SAMPLE, "corporate_actions.csv");
  const halted = await play("--day", "XUVO:2024-11-25", "--sparse");
  const split = await play("--day", "KQEL:2024-12-12", "--corporate-actions", actions, "--sparse");

  const kinds = (lines: Json[], kind: string) => lines.filter((line) => line.kind === kind);
  const [halt] = kinds(halted, "halt");
  const [resume] = kinds(halted, "resume");
  assert.equal(halt.from, resume.from);
  assert.ok(halt.ts >= halt.from && halt.ts < resume.to && resume.to <= resume.ts);
  const summary = halted.at(-1);
  assert.equal(summary.kind, "summary");
  assert.equal(summary.halts, kinds(halted, "halt").length);
  const gaps: number[] = Object.values(summary.gaps);
  assert.equal(gaps.reduce((sum, count) => sum + count, 0), kinds(halted, "gap").length);
  assert.equal(summary.records, halted.length - 1);
  assert.equal(summary.out_of_order, 0);
  assert.deepEqual(kinds(split, "action").map(({ symbol, factor }) => [symbol, factor]), [
    ["KQEL", 0.25],
  ]);
  assert.equal(split.at(-1).actions, 1);
});

Deno.test("a played day as DBN has the records of its files", async () => {
  await using sandbox = await Sandbox.make();
  const format = ["--format", "dbn", "--schema", "trades", "--schema", "mbp-1"];
  const played = await sandbox.shell(
    `momo ${MAX.join(" ")} -q --data '${SAMPLE}' --day ${DAY} ${format.join(" ")} > day.dbn`,
  );
  assert.equal(played.code, 0, played.stderr);
  const read = await sandbox.momo(["load", "day.dbn", "--format", "ndjson", "--no-config", "-q"]);
  const loaded = await sandbox.momo([
    ...["load", "--no-config", "-q", "--data", SAMPLE, "--day", DAY],
    ...["--schema", "trades", "--schema", "mbp-1"],
  ]);

  const records = linesOf(read.stdout);
  const times = records.map(({ ts_recv }) => BigInt(ts_recv));
  assert.ok(times.every((time, i) => i === 0 || time >= times[i - 1]!));
  const countOf = (schema: string) =>
    linesOf(loaded.stdout).filter((line) => line.schema === schema).length;
  const counted = (hasLevels: boolean) =>
    records.filter((record) =>
      ("levels" in record) === hasLevels &&
      record.ts_recv >= "1732525200000000000"
    ).length;
  assert.equal(counted(false), countOf("trades"));
  assert.equal(counted(true), countOf("mbp-1"));
});

Deno.test("a playback follows instructions, and tells what it cannot follow", async () => {
  await using sandbox = await Sandbox.make();
  await sandbox.write(
    "work/control.ndjson",
    '{"type":"pause"}\n{"type":"seek","ts":"15:59:58"}\n{"type":"fly"}\n' +
      '{"type":"speed","speed":"max"}\n{"type":"resume"}\n',
  );

  const run = await sandbox.momo([
    ...["provide", "--mode", "historical", "--no-config", "--data", SAMPLE, "--day", DAY],
    ...["--control", "control.ndjson", "--sparse"],
  ]);

  const lines = linesOf(run.stdout);
  const controls = lines.filter(({ kind }) => kind === "control");
  assert.deepEqual(controls.map(({ control }) => control), ["pause", "seek", "speed", "resume"]);
  assert.equal(controls[1].to, "15:59:58");
  const after = lines[lines.indexOf(controls[3]) + 1];
  assert.equal(timeOf(after), "2024-11-25T20:59:58.000000000Z");
  assert.match(run.stderr, /Cannot follow line 3 of the control/);
  assert.equal(run.code, 0);
});

Deno.test("a reader that leaves ends the playback at once", async () => {
  await using sandbox = await Sandbox.make();
  const run = await sandbox.shell(
    `momo ${MAX.join(" ")} -q --data '${SAMPLE}' --day ${DAY} | head -n 1; echo \${PIPESTATUS[0]}`,
  );

  const [first, code] = run.stdout.trimEnd().split("\n");
  assert.equal(JSON.parse(first!).schema, "status");
  assert.equal(code, "0");
});

/** The bars of a day as the example provider wants them. */
async function writeCsv(sandbox: Sandbox, day: string): Promise<Json[]> {
  const run = await sandbox.momo([
    ...["load", "--no-config", "-q", "--data", SAMPLE, "--day", day, "--schema", "ohlcv-1s"],
  ]);
  const bars = linesOf(run.stdout);
  const rows = bars.map(({ ts_event, open, high, low, close, volume }) =>
    [ts_event, open, high, low, close, volume].join(",")
  );
  const text = ["ts,open,high,low,close,volume", ...rows].join("\n") + "\n";
  await sandbox.write(`work/bars/${day.replace(":", "-")}.csv`, text);
  return bars;
}

Deno.test("days of a data provider are played like any others", async () => {
  await using sandbox = await Sandbox.make();
  const bars = await writeCsv(sandbox, DAY);

  const run = await sandbox.momo(
    [...MAX, "-q", "--provider", CSV_PROVIDER, "--day", DAY, "--sparse"],
    { env: { MOMO_CSV_BARS: "bars" } },
  );

  assert.equal(run.code, 0, run.stderr);
  const played = linesOf(run.stdout).filter(({ schema }) => schema === "ohlcv-1s");
  assert.deepEqual(played, bars);
});

Deno.test("a session runs on the days of a data provider", async () => {
  await using sandbox = await Sandbox.make();
  await writeCsv(sandbox, DAY);
  await writeCsv(sandbox, "QZAF:2024-11-22");
  await Deno.rename(
    join(sandbox.work, "bars/QZAF-2024-11-25.csv"),
    join(sandbox.work, "QZAF-2024-11-25.csv"),
  );
  await Deno.rename(
    join(sandbox.work, "bars/QZAF-2024-11-22.csv"),
    join(sandbox.work, "QZAF-2024-11-22.csv"),
  );
  const momo = new SessionProcess(sandbox, ["--provider", CSV_PROVIDER]);
  await momo.client.read();

  const start = { type: "reset", day: DAY, ts: "10:00", include: ["levels"] };
  const { environments: [first] } = await momo.client.reply(start);
  const { environments: [second] } = await momo.client.reply({
    ...{ type: "step", by: 600, orders: [{ side: "buy", qty: 10 }] },
  });
  const { reply: missing } = await momo.client.ask({ type: "load", day: "QZAF:2024-11-26" });
  const { code } = await momo.leave();

  assert.equal(first.observations.QZAF.quality, "synthetic");
  assert.ok(first.observations.QZAF.bar.volume > 0);
  assert.ok(first.levels.QZAF.prior_high > 0);
  assert.equal(second.reports.at(-1).type, "fill");
  assert.match(missing.message, /^Cannot load QZAF:2024-11-26 from "csv-bars": it has no data/);
  assert.equal(code, 0);
});

for (
  const [text, message] of [
    ["export default 1;", "expected a default export { name, day }"],
    ["export default {", "Cannot load the provider"],
    ['export default { name: "x", day: () => { throw new Error("no luck"); } };', "no luck"],
    ['export default { name: "x", day: () => Deno.exit(0) };', "it would end the program"],
    [
      'export default { name: "x", day: () => ({ bars: { seconds: 1, start: [1732546800000000000n],' +
      " open: [1], high: [1], low: [1], close: [], volume: [1] } }) };",
      'Cannot load QZAF:2024-11-25 from "x": close of bars has 0 rows, expected 1',
    ],
  ] as const
) {
  Deno.test(`a provider that fails is an expected failure: ${message}`, async () => {
    await using sandbox = await Sandbox.make();
    await sandbox.write("work/provider.ts", text);

    const run = await sandbox.momo([...MAX, "--provider", "provider.ts", "--day", DAY]);

    assert.equal(run.code, 1);
    assert.match(run.stderr, /^error: Cannot /);
    assert.ok(run.stderr.includes(message), run.stderr);
  });
}
