import assert from "node:assert/strict";
import { join } from "node:path";
import { Sandbox } from "./run_momo.ts";

/** Whether a program or device is there; says so if it is not. */
async function has(path: string): Promise<boolean> {
  const isThere = await new Deno.Command("sh", {
    args: ["-c", `command -v ${path} || test -e ${path}`],
  })
    .output();
  if (!isThere.success) {
    await Deno.stderr.write(new TextEncoder().encode(`skipped: there is no ${path} here\n`));
  }
  return isThere.success;
}

async function files(directory: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(directory)) names.push(name);
  return names.sort();
}

Deno.test("momo config | head -n 1 ends silently with 0", async () => {
  await using sandbox = await Sandbox.make();

  const run = await sandbox.shell("momo config | head -n 1; exit ${PIPESTATUS[0]}");

  assert.equal(run.code, 0);
  assert.equal(run.stderr, "");
  assert.equal(run.stdout.split("\n").length, 2);
});

Deno.test("a reader of standard error that left changes no exit code", async () => {
  await using sandbox = await Sandbox.make();

  const run = await sandbox.shell("momo scan --bogus 2>&1 | true; exit ${PIPESTATUS[0]}");

  assert.equal(run.code, 2);
});

Deno.test("a full disk behind standard output is named", async () => {
  if (!await has("/dev/full")) return;
  await using sandbox = await Sandbox.make();

  const run = await sandbox.shell("momo config > /dev/full");

  assert.equal(run.code, 1);
  assert.equal(run.stderr, 'error: Cannot write "standard output": no space left on device\n');
});

Deno.test("-o FILE goes by the extension and leaves nothing but the file", async () => {
  await using sandbox = await Sandbox.make();

  const run = await sandbox.momo(["config", "-o", "a.csv"]);

  assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
  assert.deepEqual(await files(sandbox.work), ["a.csv"]);
  const text = await Deno.readTextFile(join(sandbox.work, "a.csv"));
  assert.match(text, /^setting,value,origin,env,key\nstore,/);
});

Deno.test("-o FILE keeps an existing file unless --force is given", async () => {
  await using sandbox = await Sandbox.make();
  const path = await sandbox.write("work/a.csv", "old");

  const refused = await sandbox.momo(["config", "-o", "a.csv"]);
  const kept = await Deno.readTextFile(path);
  const forced = await sandbox.momo(["config", "-o", "a.csv", "-f"]);

  assert.equal(refused.code, 1);
  assert.equal(
    refused.stderr,
    'error: Cannot write "a.csv": it exists\n\nhint: add `--force` to replace it\n',
  );
  assert.equal(kept, "old");
  assert.equal(forced.code, 0);
  assert.match(await Deno.readTextFile(path), /^setting,/);
});

Deno.test("-o in a directory that is not there says so", async () => {
  await using sandbox = await Sandbox.make();

  const run = await sandbox.momo(["config", "-o", "none/a.csv"]);

  assert.equal(run.code, 1);
  assert.equal(run.stderr, 'error: Cannot write "none/a.csv": no such file or directory\n');
});

Deno.test("-o - and -o /dev/stdout are standard output", async () => {
  await using sandbox = await Sandbox.make();

  const plain = await sandbox.momo(["config"]);
  const dash = await sandbox.momo(["config", "-o", "-"]);
  const device = await sandbox.momo(["config", "-o", "/dev/stdout"]);

  assert.ok(plain.stdout.length > 0);
  assert.equal(dash.stdout, plain.stdout);
  assert.equal(device.stdout, plain.stdout);
});

Deno.test("-o FILE.parquet is a Parquet file", async () => {
  await using sandbox = await Sandbox.make();

  const run = await sandbox.momo(["config", "-o", "a.parquet"]);

  const bytes = await Deno.readFile(join(sandbox.work, "a.parquet"));
  assert.equal(run.code, 0);
  assert.equal(new TextDecoder().decode(bytes.subarray(0, 4)), "PAR1");
  assert.equal(new TextDecoder().decode(bytes.subarray(-4)), "PAR1");
});

Deno.test("-o FILE.arrow is an Arrow file, -o FILE.arrows and standard output are a stream", async () => {
  await using sandbox = await Sandbox.make();
  const { tableFromIPC } = await import("apache-arrow");
  const { stdout: ndjson } = await sandbox.momo(["config"]);
  const rows = ndjson.trimEnd().split("\n").map((line) => JSON.parse(line));

  await sandbox.momo(["config", "-o", "a.arrow"]);
  await sandbox.momo(["config", "-o", "a.arrows"]);
  await sandbox.shell("momo config --format arrow > stdout");

  const [file, ...streams] = await Promise.all(
    ["a.arrow", "a.arrows", "stdout"].map((name) => Deno.readFile(join(sandbox.work, name))),
  );
  assert.equal(new TextDecoder().decode(file!.subarray(0, 6)), "ARROW1");
  for (const bytes of [file!, ...streams]) {
    const table = tableFromIPC(bytes);
    assert.deepEqual(table.toArray().map((row) => row.toJSON()), rows);
  }
  assert.deepEqual(streams[0], streams[1]);
});

Deno.test("-o /dev/null needs no --force", async () => {
  await using sandbox = await Sandbox.make();

  const run = await sandbox.momo(["config", "-o", "/dev/null", "--format", "csv"]);

  assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
});

Deno.test("--metrics and --log-file are written at the end of a run, also of one that fails", async () => {
  await using sandbox = await Sandbox.make();
  const observed = ["--metrics", "m.json", "--log-file", "log.ndjson"];

  await sandbox.momo(["config", ...observed]);
  const failed = await sandbox.momo(["config", ...observed, "-o", "m.json", "--format", "csv"]);

  const metrics = JSON.parse(await Deno.readTextFile(join(sandbox.work, "m.json")));
  const log = await Deno.readTextFile(join(sandbox.work, "log.ndjson"));
  assert.equal(metrics.momo_build_info.values[0].labels.version, "0.1.0");
  assert.equal(failed.code, 1);
  assert.equal(JSON.parse(log).message, 'Cannot write "m.json": it exists');
});

/** Runs a line under a pseudo-terminal of util-linux's script; its output has carriage returns. */
function onTerminal(sandbox: Sandbox, line: string, env: Record<string, string> = {}) {
  const inner = `stty cols 60 rows 20; ${line}`;
  return sandbox.shell(
    `export -f momo; script -qec "bash -c '${inner}'" /dev/null < /dev/null`,
    { env: { SHELL: "/bin/bash", ...env } },
  );
}

Deno.test("on a terminal momo config is a table that fits, its header bold", async () => {
  if (!await has("script")) return;
  await using sandbox = await Sandbox.make();

  const { stdout } = await onTerminal(sandbox, "momo config");

  const lines = stdout.trimEnd().split("\r\n");
  assert.ok(lines[0]!.startsWith("\x1b[1msetting "));
  assert.ok(lines[0]!.endsWith("\x1b[22m"));
  assert.match(lines[1]!, /^store +momo-store +default +MOMO_STORE$/);
  assert.equal(lines.at(-1), "1 more column does not fit: key");
  for (const line of lines.slice(1)) assert.ok(line.length <= 60, line);
});

Deno.test("on a terminal NO_COLOR=1 and --color never keep the header plain", async () => {
  if (!await has("script")) return;
  await using sandbox = await Sandbox.make();

  const variable = await onTerminal(sandbox, "momo config", { NO_COLOR: "1" });
  const flag = await onTerminal(sandbox, "momo config --color never");

  assert.match(variable.stdout, /^setting /);
  assert.match(flag.stdout, /^setting /);
});

Deno.test("on a terminal Parquet is refused", async () => {
  if (!await has("script")) return;
  await using sandbox = await Sandbox.make();

  const { stdout, code } = await onTerminal(sandbox, "momo config --format parquet", {
    NO_COLOR: "1",
  });

  assert.match(stdout, /^error: Cannot write parquet to a terminal: it is not text\r\n/);
  assert.equal(code, 2);
});
