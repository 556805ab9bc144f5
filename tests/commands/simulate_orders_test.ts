/** `momo simulate --orders` as a user runs it. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { runMomo, Sandbox } from "./run_momo.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
const SIMULATE = ["simulate", "--data", SAMPLE];
const DAY = ["--day", "QZAF:2024-11-25"];

const ORDERS = [
  `{"ts":"10:00:00","id":"in","side":"buy","qty":50}`,
  `{"ts":"10:00:30","side":"buy"}`,
  `{"ts":"2024-11-25T16:12:40Z","id":"halt","side":"buy","qty":50}`,
  `{"ts":"08:00:00","id":"late","side":"buy","qty":50}`,
  `{"action":"cancel","ts":"12:00:00","id":"nobody"}`,
  `{"ts":"15:00:00","id":"out","side":"sell","qty":50}`,
].join("\n");

interface Line {
  readonly type: string;
  readonly id?: string;
  readonly reason?: string | null;
  readonly shares?: number;
  readonly cash: number;
  readonly cost?: Readonly<Record<string, number>>;
}

const linesOf = (stdout: string): Line[] =>
  stdout.trimEnd().split("\n").map((line) => JSON.parse(line));

Deno.test("simulate executes orders, tells what it cannot read, and closes with the account", async () => {
  await using sandbox = await Sandbox.make();
  const orders = await sandbox.write("orders.ndjson", ORDERS);
  const args = ["--orders", orders, "--explain", "-q", "--latency", "constant:100ms"];
  const { code, stdout } = await sandbox.momo([...SIMULATE, ...DAY, ...args]);
  const told = await sandbox.momo([...SIMULATE, ...DAY, "--orders", orders]);

  const lines = linesOf(stdout);
  assert.equal(code, 1); // a line could not be read
  assert.match(told.stderr, /Cannot read field "qty" in line 2 of ".*orders\.ndjson": got nothing/);
  const story = lines.map(({ type, id, reason }) => [id, type, reason].filter(Boolean).join(" "));
  assert.deepEqual([...new Set(story)], [
    ...["in accepted", "in fill", "late rejected TECHNICAL", "halt rejected PAUSED_LULD"],
    ...["nobody request_rejected UNKNOWN_ORDER", "out accepted", "out fill", "account"],
  ]);
  const fill = lines.find(({ type }) => type === "fill")!;
  const { total, ...parts } = fill.cost!;
  const sum = Object.values(parts).reduce((a, b) => a + b, 0);
  assert.equal(Math.round(sum * 1e6), Math.round(total! * 1e6));
  assert.equal(lines.at(-1)!.shares, 0);
});

Deno.test("a replayed log prints the same bytes, whatever else is set", async () => {
  await using sandbox = await Sandbox.make();
  const orders = await sandbox.write("orders.ndjson", ORDERS);
  const log = `${sandbox.work}/run.log`;
  const first = await sandbox.momo(
    [...SIMULATE, ...DAY, "--orders", orders, "--seed", "7", "--explain", "--log", log, "-q"],
  );
  const again = await sandbox.momo([...SIMULATE, "--replay", log, "--seed", "8", "-q"]);
  const other = await sandbox.momo([...SIMULATE, ...DAY, "--orders", orders, "--seed", "8", "-q"]);

  assert.ok(first.stdout.includes("PAUSED_LULD"));
  assert.equal(again.stdout, first.stdout);
  assert.notEqual(other.stdout, first.stdout);
});

Deno.test("a replay takes its data from the datasets of the run", async () => {
  await using sandbox = await Sandbox.make();
  const orders = await sandbox.write("orders.ndjson", ORDERS);
  const log = `${sandbox.work}/run.log`;
  const only = ["--dataset", "XNAS.ITCH", "--adjust", "none"];
  const first = await sandbox.momo(
    [...SIMULATE, ...DAY, ...only, "--orders", orders, "--log", log, "-q"],
  );
  const again = await sandbox.momo([...SIMULATE, "--replay", log, "-q"]);
  const other = await sandbox.momo([...SIMULATE, ...DAY, "--orders", orders, "-q"]);

  assert.equal(again.stdout, first.stdout);
  assert.notEqual(other.stdout, first.stdout);
});

Deno.test("orders come from standard input, and a reader may leave early", async () => {
  await using sandbox = await Sandbox.make();
  const line = `{"ts":"10:00:00","side":"buy","qty":1}`;
  const run = `set -o pipefail; echo '${line}' | momo simulate --data '${SAMPLE}' ` +
    "--day QZAF:2024-11-25 --orders - -q | head -n 1";
  const { code, stdout, stderr } = await sandbox.shell(run);

  assert.equal(code, 0, stderr);
  assert.equal(linesOf(stdout)[0]!.type, "accepted");
});

for (
  const [args, message] of [
    [["--orders", "x"], "Cannot execute orders: no day is given"],
    [[...DAY, "--orders", "x", "--replay", "y"], "Cannot use --orders and --replay"],
    [[...DAY, "--orders", "-", "--latency", "fast"], 'Cannot use latency profile "fast"'],
    [[...DAY, "--orders", "-", "--format", "csv"], "Cannot print reports as csv: expected ndjson"],
  ] as const
) {
  Deno.test(`simulate ${args.join(" ")} is refused with exit code 2`, async () => {
    const { code, stdout, stderr } = await runMomo([...SIMULATE, ...args]);

    assert.deepEqual([code, stdout], [2, ""]);
    assert.ok(stderr.includes(`error: ${message}`), stderr);
  });
}

Deno.test("without status messages orders meet the pauses that the tape tells, and simulate says so", async () => {
  await using sandbox = await Sandbox.make();
  const orders = await sandbox.write(
    "orders.ndjson",
    `{"ts":"11:12:40","id":"halt","side":"buy","qty":50}`,
  );
  const args = ["--dataset", "EQUS.MINI", "--orders", orders];
  const { code, stdout, stderr } = await sandbox.momo([...SIMULATE, ...DAY, ...args]);

  assert.equal(code, 0);
  assert.equal(linesOf(stdout)[0]!.reason, "PAUSED_LULD");
  // the messages of the other dataset tell of a pause from 11:12:35.85 to 11:22:35.85
  assert.match(
    stderr,
    /Pauses inferred from the tape, New York time: 11:12:3[56] to 11:22:3[56]\n/,
  );
});

Deno.test("own fills that would have made the tape another one are told", async () => {
  await using sandbox = await Sandbox.make();
  const orders = await sandbox.write("o.ndjson", `{"ts":"10:00:00","side":"buy","qty":3000}`);
  const args = ["--orders", orders, "--participation-cap", "1", "--latency", "none"];
  const { stdout, stderr } = await sandbox.momo([...SIMULATE, ...DAY, ...args]);

  const account: { participation: number } = JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
  assert.ok(account.participation > 0.1);
  const percent = (100 * account.participation).toFixed(1);
  assert.ok(stderr.includes(`Fills beyond the touch were up to ${percent} % of the tape`), stderr);
});
