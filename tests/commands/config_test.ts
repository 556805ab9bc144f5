import assert from "node:assert/strict";
import { join } from "node:path";
import { Sandbox } from "./run_momo.ts";

interface Row {
  setting: string;
  value: string | null;
  origin: string;
}

function rowsOf(stdout: string): Row[] {
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

async function setting(
  sandbox: Sandbox,
  name: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<readonly [string | null, string][]> {
  const run = await sandbox.momo(["config", ...args], { env });
  assert.equal(run.stderr, "");
  assert.equal(run.code, 0);
  const rows = rowsOf(run.stdout).filter((row) => row.setting === name);
  return rows.map(({ value, origin }) => [value, origin]);
}

Deno.test("momo config prints each source in turn: default, user, project, profile, variable, flag", async () => {
  await using sandbox = await Sandbox.make();
  const user = join(sandbox.directory, "home/.config/momo/config.toml");
  const project = join(sandbox.directory, "work/momo.toml");

  assert.deepEqual(await setting(sandbox, "store"), [["momo-store", "default"]]);

  await sandbox.write("home/.config/momo/config.toml", 'store = "/user"');
  assert.deepEqual(await setting(sandbox, "store"), [["/user", user]]);

  await sandbox.write("work/momo.toml", 'store = "near"\n[profile.dev]\nstore = "/dev-store"');
  assert.deepEqual(await setting(sandbox, "store"), [[join(sandbox.work, "near"), project]]);

  const dev = ["--profile", "dev"];
  assert.deepEqual(await setting(sandbox, "store", dev), [
    ["/dev-store", `${project} [profile.dev]`],
  ]);

  const env = { MOMO_STORE: "/variable" };
  assert.deepEqual(await setting(sandbox, "store", dev, env), [["/variable", "MOMO_STORE"]]);

  const flag = [...dev, "--store=/flag"];
  assert.deepEqual(await setting(sandbox, "store", flag, env), [["/flag", "--store"]]);
});

Deno.test("momo config looks for momo.toml upwards, and XDG_CONFIG_HOME goes before ~/.config", async () => {
  await using sandbox = await Sandbox.make();
  const above = await sandbox.write("momo.toml", "workers = 3");
  const xdg = await sandbox.write("xdg/momo/config.toml", "seed = 7");
  await sandbox.write("home/.config/momo/config.toml", "seed = 8");
  const env = { XDG_CONFIG_HOME: join(sandbox.directory, "xdg") };

  assert.deepEqual(await setting(sandbox, "workers", [], env), [["3", above]]);
  assert.deepEqual(await setting(sandbox, "seed", [], env), [["7", xdg]]);
});

Deno.test("momo config --config replaces both files, --no-config skips them", async () => {
  await using sandbox = await Sandbox.make();
  await sandbox.write("work/momo.toml", "workers = 3");
  await sandbox.write("home/.config/momo/config.toml", "seed = 8");
  const other = await sandbox.write("work/other.toml", "workers = 4");
  const chosen = ["--config", "other.toml"];

  assert.deepEqual(await setting(sandbox, "workers", chosen), [["4", other]]);
  assert.deepEqual(await setting(sandbox, "seed", chosen), [["0", "default"]]);
  assert.deepEqual(await setting(sandbox, "workers", ["--no-config"]), [[null, "default"]]);
  const env = { MOMO_CONFIG: "other.toml" };
  assert.deepEqual(await setting(sandbox, "workers", [], env), [["4", other]]);
});

Deno.test("momo config prints one row per value of a list", async () => {
  await using sandbox = await Sandbox.make();
  const file = await sandbox.write("work/momo.toml", 'symbols = ["MLGO", "XYZ"]');

  assert.deepEqual(await setting(sandbox, "symbols"), [["MLGO", file], ["XYZ", file]]);
  assert.deepEqual(await setting(sandbox, "data", ["--data", "a", "--data=b,c"]), [
    ["a", "--data"],
    ["b,c", "--data"],
  ]);
  assert.deepEqual(await setting(sandbox, "data", [], { MOMO_DATA: "a:s3://b/c" }), [
    ["a", "MOMO_DATA"],
    ["s3://b/c", "MOMO_DATA"],
  ]);
});

Deno.test("momo config knows the scanner's thresholds", async () => {
  await using sandbox = await Sandbox.make();
  const file = await sandbox.write("work/momo.toml", "[scan]\ngate_min_range = 0.07");

  assert.deepEqual(await setting(sandbox, "gate-min-range"), [["0.07", file]]);
  const env = { MOMO_SCAN_GATE_MIN_RANGE: "0.08" };
  assert.deepEqual(await setting(sandbox, "gate-min-range", [], env), [
    ["0.08", "MOMO_SCAN_GATE_MIN_RANGE"],
  ]);
});

Deno.test("momo config --format csv prints the same as rows of CSV", async () => {
  await using sandbox = await Sandbox.make();

  const { stdout } = await sandbox.momo(["config", "--format", "csv"]);

  const [header, first, second] = stdout.split("\n");
  assert.equal(header, "setting,value,origin,env,key");
  assert.equal(first, "store,momo-store,default,MOMO_STORE,store");
  assert.equal(second, "data,,default,MOMO_DATA,data");
});

Deno.test("momo config names file, key, what was wanted and what was found", async () => {
  await using sandbox = await Sandbox.make();
  const file = await sandbox.write("work/momo.toml", "workrs = 2");

  const run = await sandbox.momo(["config"]);

  assert.deepEqual(run, {
    code: 1,
    stdout: "",
    stderr: `error: Cannot use "workrs" of "${file}": there is no such setting\n\n` +
      'hint: did you mean "workers"?\n',
  });
});

Deno.test("a broken variable is named, and is wrong usage", async () => {
  await using sandbox = await Sandbox.make();

  const run = await sandbox.momo(["config"], { env: { MOMO_SEED: "x" } });

  assert.deepEqual(run, {
    code: 2,
    stdout: "",
    stderr: 'error: Cannot read MOMO_SEED "x": expected a whole number of at least 0\n',
  });
});
