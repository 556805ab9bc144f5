/** `momo simulate --day` as a user runs it. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { openParquet } from "../../src/io/parquet/parquet_file.ts";
import { runMomo, Sandbox } from "./run_momo.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
const DAY = ["simulate", "--data", SAMPLE, "--day", "QZAF:2024-11-25"] as const;
const KEYS = [
  ...["ts", "session", "halted", "ssr", "quality", "age_ms", "bid", "ask", "bid_sz", "ask_sz"],
  ...["last", "last_sz", "volume", "vwap", "bar", "synthetic"],
];

interface Line {
  readonly ts: string;
  readonly bid: number;
  readonly ask: number;
  readonly volume: number;
  readonly session: string;
  readonly bar: { readonly ts: string } | null;
}

function linesOf(stdout: string): Line[] {
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("simulate prints one object a second over the day's sessions", async () => {
  const { code, stdout, stderr } = await runMomo([...DAY, "-q"]);

  const lines = linesOf(stdout);
  assert.equal(code, 0, stderr);
  assert.equal(lines.length, 16 * 3600);
  assert.equal(lines[0]!.ts, "2024-11-25T09:00:00.000000000Z");
  assert.equal(lines.at(-1)!.ts, "2024-11-26T00:59:59.000000000Z");
  assert.deepEqual(Object.keys(lines[0]!), KEYS);
  const sessions = Map.groupBy(lines, ({ session }) => session);
  assert.deepEqual([...sessions].map(([name, { length }]) => [name, length / 3600]), [
    ["pre", 5.5],
    ["regular", 6.5],
    ["post", 4],
  ]);
  for (const [i, { ts, bid, ask, volume, bar }] of lines.entries()) {
    assert.ok(bid === null || bid < ask);
    assert.ok(i === 0 || volume >= lines[i - 1]!.volume);
    assert.ok(bar === null || Date.parse(bar.ts) + 1000 < Date.parse(ts), `bar at ${ts}`);
  }
});

Deno.test("simulate keeps to --from, --to and --step: the end is excluded", async () => {
  const run = async (...args: string[]) => {
    const { stdout } = await runMomo([...DAY, "-q", ...args]);
    return linesOf(stdout).map(({ ts }) => ts.slice(11, 23));
  };

  const clock = await run("--from", "09:30", "--to", "09:30:00.3", "--step", "100ms");
  const instant = await run(
    ...["--from", "2024-11-25T14:30:00Z", "--to", "2024-11-25T09:30:00.3-05:00", "--step=100ms"],
  );
  assert.deepEqual(clock, ["14:30:00.000", "14:30:00.100", "14:30:00.200"]);
  assert.deepEqual(instant, clock);
});

Deno.test("an observation shows less the longer its feed takes", async () => {
  const volumeAfter = async (latency: string) => {
    const args = ["--from", "12:00", "--to", "12:00:01", "--feed-latency", latency, "-q"];
    return linesOf((await runMomo([...DAY, ...args])).stdout)[0]!.volume;
  };

  assert.ok(await volumeAfter("0s") > await volumeAfter("1h"));
});

Deno.test("simulate writes CSV with one header, in batches, and times in a zone", async () => {
  const args = ["--format", "csv", "--from", "10:00", "--to", "10:50", "--tz", "America/New_York"];
  const { stdout } = await runMomo([...DAY, "-q", ...args]);

  const lines = stdout.trimEnd().split("\n");
  assert.equal(lines.length, 3001);
  assert.match(lines[0]!, /^ts,session,halted,.*,bar_ts,bar_open,.*,synthetic$/);
  assert.match(lines[1]!, /^2024-11-25T10:00:00\.000000000-05:00,regular,/);
  assert.match(lines[3000]!, /^2024-11-25T10:49:59\.000000000-05:00,regular,/);
});

Deno.test("simulate writes Parquet to a file and tells what it holds", async () => {
  await using sandbox = await Sandbox.make();

  const args = [...DAY, "--from", "09:30", "--to", "09:31", "-o", "day.parquet"];
  const { code, stdout, stderr } = await sandbox.momo(args);

  using file = openParquet(`${sandbox.work}/day.parquet`);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "");
  assert.match(stderr, /^day\.parquet: QZAF:2024-11-25, 60 observations$/m);
  assert.equal(file.length, 60);
  assert.equal(file.metadata.get("momo.day"), "QZAF:2024-11-25");
  const again = await sandbox.momo(args);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /exists/);
});

Deno.test("simulate | head ends at once, silently, with 0", async () => {
  await using sandbox = await Sandbox.make();

  // a billion observations, were they all made
  const words = [...DAY, "-q", "--step", "60us"].map((word) => `'${word}'`).join(" ");
  const { stdout, stderr } = await sandbox.shell(
    `momo ${words} | head -n 1; echo "\${PIPESTATUS[0]}"`,
  );

  assert.match(stdout, /^\{"ts":"2024-11-25T09:00:00.*\}\n0\n$/);
  assert.equal(stderr, "");
});

Deno.test("--validate says that the data can be simulated", async () => {
  const { code, stderr } = await runMomo([...DAY, "--validate", "--from=09:30", "--to=09:31"]);

  assert.equal(code, 0);
  assert.match(stderr, /^The data can be simulated$/m);
});

Deno.test("simulate refuses what makes no sense", async () => {
  const day = ["--day", "QZAF:2024-11-25"];
  const cases: [string[], number, string][] = [
    [[], 2, "Cannot simulate: no day is given"],
    [["--day", "QZAF"], 2, 'Cannot read the day "QZAF": expected SYMBOL:YYYY-MM-DD'],
    [["--day", "QZAF:2024-11-28"], 1, "the exchanges are closed (Thanksgiving)"],
    [["--day", "QZFA:2024-11-25"], 1, 'Cannot find the symbol "QZFA"'],
    [[...day, "--from", "9:30"], 2, 'Cannot use --from "9:30": expected a time such as 09:30'],
    [[...day, "--to", "2025-11-25T09:30Z"], 2, "it is not on the day or near it"],
    [[...day, "--from", "10:00", "--to", "10:00"], 2, "the end comes first"],
    [[...day, "--step", "0s"], 2, 'Cannot use --step "0s": expected a time above 0'],
    [[...day, "--step", "-1s"], 2, "--step"],
    [
      [...day, "--format", "table", "--step", "1us"],
      2,
      "Cannot write 57600000000 observations as table: expected 5000000 at most",
    ],
  ];
  for (const [args, code, message] of cases) {
    const run = await runMomo(["simulate", "--data", SAMPLE, ...args]);

    assert.equal(run.code, code, args.join(" "));
    assert.equal(run.stdout, "");
    assert.ok(run.stderr.includes(message), `${args.join(" ")}: ${run.stderr}`);
  }
});
