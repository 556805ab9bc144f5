/** `momo simulate --calibrate`, `--accuracy`, and runs of orders that begin and end, as a user has them. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { parse } from "smol-toml";
import { runMomo, Sandbox } from "./run_momo.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
const SIMULATE = ["simulate", "--data", SAMPLE, "-q"];
const DAY = ["--day", "QZAF:2024-11-25"];

interface Row {
  readonly type: string;
  readonly id: string;
  readonly reason: string | null;
  readonly ts: string;
}

const rowsOf = (stdout: string): Row[] =>
  stdout.trimEnd().split("\n").map((line) => JSON.parse(line));

Deno.test("--calibrate writes a settings file that a run takes", async () => {
  await using sandbox = await Sandbox.make();
  const file = `${sandbox.work}/own.toml`;
  const made = await sandbox.momo([
    ...["simulate", "--data", SAMPLE, "--calibrate", "--symbols", "QZAF"],
    ...["--start", "2024-11-20", "--end", "2024-11-29", "-o", file],
  ]);
  const table = parse(await Deno.readTextFile(file))["execution"] as Record<string, unknown>;
  const run = await sandbox.momo([
    ...SIMULATE,
    ...DAY,
    ...["--config", file, "--from", "10:00", "--to", "10:01"],
  ]);

  assert.equal(made.code, 0, made.stderr);
  assert.match(made.stderr, /own\.toml: \d+ values estimated, \d+ kept as they were/);
  assert.equal(String(table["volume_profile"]).split(" ").length, 13);
  assert.equal(table["impact_coefficient"], 1);
  assert.ok(Number(table["prior_volume"]) > 0);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(run.stdout.trimEnd().split("\n").length, 60);
});

Deno.test("--calibrate takes own fills for the coefficient of impact, from standard input too", async () => {
  await using sandbox = await Sandbox.make();
  const bad = await sandbox.write("fills.ndjson", `{"ts":"2024-11-25T15:00:00Z","side":"buy"}`);
  const refused = await runMomo([...SIMULATE, ...DAY, "--calibrate", "--fills", bad]);
  const fill = `{"ts":"2024-11-25T15:00:00Z","side":"buy","qty":9000,"price":99}`;
  const { code, stdout } = await sandbox.shell(
    `echo '${fill}' | momo simulate -q --data '${SAMPLE}' ${DAY.join(" ")} --calibrate --fills -`,
  );

  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /Cannot read field "qty" in line 1 of ".*fills\.ndjson"/);
  assert.equal(code, 0);
  assert.match(stdout, /1 own orders beyond the touch, 20 are needed\nimpact_coefficient = 1\n$/);
});

Deno.test("--accuracy tells one row for each latency profile", async () => {
  const { code, stdout, stderr } = await runMomo([...SIMULATE, ...DAY, "--accuracy"]);

  assert.equal(code, 0, stderr);
  const rows: {
    latency: string;
    orders: number;
    fills: number;
    rejects: number;
    p90_bps: number;
  }[] = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(rows.map(({ latency }) => latency), [
    ...["seed", "retail-api", "retail-gui", "dma", "none"],
  ]);
  for (const { orders, fills, rejects, p90_bps } of rows) {
    assert.equal(orders, 2340);
    assert.equal(fills + rejects, orders);
    assert.ok(p90_bps > 0 && p90_bps < 1000);
  }
});

Deno.test("a run of orders keeps to --from and --to, and its log knows them", async () => {
  await using sandbox = await Sandbox.make();
  const orders = await sandbox.write(
    "orders.ndjson",
    [
      `{"ts":"09:59:00","id":"early","side":"buy","qty":1}`,
      `{"ts":"10:00:00","id":"in","side":"buy","qty":1}`,
      `{"ts":"10:05:00","id":"late","side":"buy","qty":1}`,
      `{"action":"cancel","ts":"10:05:00","id":"in"}`,
    ].join("\n"),
  );
  const log = `${sandbox.work}/run.log`;
  const limits = ["--from", "10:00", "--to", "10:05", "--latency", "none"];
  const first = await sandbox.momo(
    [...SIMULATE, ...DAY, "--orders", orders, ...limits, "--log", log, "--validate"],
  );
  const again = await sandbox.momo([...SIMULATE, "--replay", log]);

  const rows = rowsOf(first.stdout);
  assert.deepEqual(rows.map(({ id, type, reason }) => `${id} ${type} ${reason}`), [
    "early rejected TECHNICAL",
    "in accepted null",
    "in fill null",
    "late rejected TECHNICAL",
    "in request_rejected TECHNICAL",
    "undefined account undefined",
  ]);
  assert.equal(rows.at(-1)!.ts, "2024-11-25T15:05:00.000000000Z");
  assert.equal(again.stdout, first.stdout);
});

for (
  const [args, message] of [
    [["--calibrate"], "Cannot choose the days: some of them have to be named"],
    [
      ["--calibrate", "--accuracy"],
      "Cannot execute orders, calibrate and tell the accuracy at once",
    ],
    [[...DAY, "--calibrate", "--format", "csv"], "Cannot use --format with --calibrate"],
    [[...DAY, "--fills", "x"], "Cannot use --fills without --calibrate"],
    [[...DAY, "--day", "QZAF:2024-11-26"], "Cannot simulate 2 days at once: expected one --day"],
    [[...DAY, "--orders", "-", "--from", "11:00", "--to", "10:00"], "the end comes first"],
    [[...DAY, "--volume-profile", "1 2"], 'Cannot use volume profile "1 2"'],
  ] as const
) {
  Deno.test(`simulate ${args.join(" ")} is refused with exit code 2`, async () => {
    const { code, stdout, stderr } = await runMomo([...SIMULATE, ...args]);

    assert.deepEqual([code, stdout], [2, ""]);
    assert.ok(stderr.includes(message), stderr);
  });
}
