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
