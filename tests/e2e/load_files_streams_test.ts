/** `momo load` between pipes, devices and files that are there already, as a user's shell sees it. */
import assert from "node:assert/strict";
import { MAIN, RUNTIME_ARGS } from "../commands/run_momo.ts";
import { has, LoadSandbox } from "./load_files_sandbox.ts";

/** Writes a DBN file whose records never end, as long as somebody reads them. */
const ENDLESS = "{ cat good.dbn; while cat records.dbn.frag 2> /dev/null; do :; done; }";

Deno.test("- and /dev/stdin are standard input, -o - and /dev/stdout standard output", async () => {
  await using sandbox = await LoadSandbox.make();
  const { stdout: expected } = await sandbox.load("good.dbn --csv");

  const dash = await sandbox.shell("momo load - --csv -o - < good.dbn.zst");
  const device = await sandbox.shell("cat good.dbn | momo load /dev/stdin --csv -o /dev/stdout");

  assert.equal(expected.split("\n").length, 8);
  assert.deepEqual(dash, { code: 0, stdout: expected, stderr: "" });
  assert.deepEqual(device, dash);
});

Deno.test("a file goes through DBN, fragment and zstd pipes and comes out as it was", async () => {
  await using sandbox = await LoadSandbox.make();

  const run = await sandbox.shell(
    "momo load good.dbn --dbn --zstd | momo load - --dbn | cmp - good.dbn && " +
      "momo load good.dbn --fragment --zstd | momo load - --input-zstd-fragment --fragment | " +
      "cmp - records.dbn.frag",
  );

  assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
});

for (const format of ["json", "csv", "dbn", "parquet", "arrow", "table"]) {
  Deno.test(`momo load --format ${format} into a reader that leaves ends silently with 0`, async () => {
    await using sandbox = await LoadSandbox.make();
    const many = Array(60).fill("good.dbn").join(" ");
    await sandbox.makeMany();

    const large = await sandbox.shell(
      `momo load many.dbn --format ${format} | head -c 100 > /dev/null; exit \${PIPESTATUS[0]}`,
    );
    const merged = await sandbox.shell(
      `momo load ${many} --format ${format} | head -c 1 > /dev/null; exit \${PIPESTATUS[0]}`,
    );

    assert.deepEqual(large, { code: 0, stdout: "", stderr: "" });
    assert.deepEqual(merged, { code: 0, stdout: "", stderr: "" });
  });
}

for (const format of ["json", "ndjson", "csv", "tsv", "dbn", "fragment", "table"]) {
  Deno.test(`${format} | head does not wait for an endless input`, async () => {
    await using sandbox = await LoadSandbox.make();

    const run = await sandbox.shell(
      `${ENDLESS} | momo load - --format ${format} | head -c 90 | wc -c; exit \${PIPESTATUS[1]}`,
    );

    assert.deepEqual(run, { code: 0, stdout: "90\n", stderr: "" });
  });
}

Deno.test("--limit does not wait for an endless input", async () => {
  await using sandbox = await LoadSandbox.make();

  const run = await sandbox.shell(`${ENDLESS} | momo load - --omit-header --csv --limit 9 | wc -l`);

  assert.deepEqual(run, { code: 0, stdout: "9\n", stderr: "" });
});

Deno.test("a full disk behind standard output or a file is named", async () => {
  if (!await has("/dev/full")) return;
  await using sandbox = await LoadSandbox.make();

  for (const format of ["json", "csv", "dbn", "parquet", "arrow", "table"]) {
    const run = await sandbox.shell(`momo load good.dbn --format ${format} > /dev/full`);

    assert.equal(run.code, 1, format);
    assert.equal(run.stderr, 'error: Cannot write "standard output": no space left on device\n');
  }
});

Deno.test("a disk that fills up leaves no file and names the one that did not fit", async () => {
  await using sandbox = await LoadSandbox.make();
  await sandbox.makeMany();

  // a limit on the size of files stands for the disk; the signal that comes with it is ignored as on a full disk
  const run = await sandbox.shell("trap '' XFSZ; ulimit -f 100; momo load many.dbn -o x.csv");

  assert.equal(run.code, 1);
  assert.match(run.stderr, /^error: Cannot write ".*x\.csv.*": file too large\n$/);
  assert.deepEqual(await sandbox.made(), ["many.dbn"]);
});

Deno.test("a target in a directory that may not be written to is named", async () => {
  await using sandbox = await LoadSandbox.make();
  await Deno.mkdir(sandbox.path("closed"), { mode: 0o555 });
  const isRoot = Deno.uid() === 0;
  if (isRoot) return; // whom no mode keeps out

  const run = await sandbox.load("good.dbn -o closed/x.csv");

  assert.equal(run.code, 1);
  assert.equal(run.stderr, 'error: Cannot write "closed/x.csv": permission denied\n');
});

Deno.test("an existing target is kept unless --force is given, also when the input turns out to be bad", async () => {
  await using sandbox = await LoadSandbox.make();
  await Deno.writeTextFile(sandbox.path("x.csv"), "old");

  const refused = await sandbox.load("good.dbn -o x.csv");
  const failed = await sandbox.load("mixed.dbn -f -o x.csv");
  const kept = await sandbox.text("x.csv");
  const forced = await sandbox.load("good.dbn -f -q -o x.csv");

  assert.deepEqual(refused, {
    code: 1,
    stdout: "",
    stderr: 'error: Cannot write "x.csv": it exists\n\nhint: add `--force` to replace it\n',
  });
  assert.equal(failed.code, 1);
  assert.equal(kept, "old");
  assert.deepEqual(forced, { code: 0, stdout: "", stderr: "" });
  assert.match(await sandbox.text("x.csv"), /^ts_recv,/);
  assert.deepEqual(await sandbox.made(), ["x.csv"]);
});

Deno.test("an input can be replaced by its own conversion", async () => {
  await using sandbox = await LoadSandbox.make();

  const run = await sandbox.load("good.dbn --limit 2 -f -q -o good.dbn");

  assert.deepEqual(run, { code: 0, stdout: "", stderr: "" });
  assert.equal((await sandbox.load("good.dbn")).stdout.split("\n").length, 3);
});

Deno.test("binary output goes to a terminal only when it is asked to; text does", async () => {
  if (!await has("script")) return;
  await using sandbox = await LoadSandbox.make();
  const momo = [Deno.execPath(), ...RUNTIME_ARGS, MAIN].join(" ");
  const onTerminal = (args: string) =>
    sandbox.shell(
      `NO_COLOR=1 script -qec "${momo} load good.dbn ${args}" /dev/null < /dev/null | tr -d '\\r'`,
    );

  const refused = await onTerminal("--arrow");
  const packed = await onTerminal("--zstd");
  const asked = await onTerminal("--dbn -o -");
  const text = await onTerminal("--csv --limit 1");

  assert.match(refused.stdout, /^error: Cannot write arrow to a terminal: it is not text\n/);
  assert.match(packed.stdout, /^error: Cannot write compressed output to a terminal/);
  assert.match(asked.stdout, /^DBN/);
  assert.equal(text.stdout, (await sandbox.load("good.dbn --csv --limit 1")).stdout);
});

Deno.test("an interrupted run whose input has stalled leaves at once and leaves nothing behind", async () => {
  await using sandbox = await LoadSandbox.make();
  await sandbox.shell("mkfifo pipe");
  using watcher = Deno.watchFs(sandbox.path("."));
  const momo = [Deno.execPath(), ...RUNTIME_ARGS, MAIN, "load", "-", "-o", "x.csv"];
  const child = sandbox.command(["-c", 'exec "$@" < pipe', "bash", ...momo], {}, "bash").spawn();
  using pipe = await Deno.open(sandbox.path("pipe"), { write: true });
  await pipe.write(await Deno.readFile(sandbox.path("good.dbn")));
  for await (const { paths } of watcher) {
    if (paths.some((path) => path.endsWith(".tmp"))) break;
  }

  child.kill("SIGINT");
  const { code, stderr } = await child.output();

  assert.equal(code, 130);
  assert.equal(
    new TextDecoder().decode(stderr),
    "Stopping, because momo was interrupted; once more stops at once\n",
  );
  assert.deepEqual(await sandbox.made(), ["pipe"]);
});

Deno.test("--dry-run lists inputs and output and touches nothing", async () => {
  await using sandbox = await LoadSandbox.make();

  const run = await sandbox.load("good.dbn later.dbn -n -o x.parquet");

  const rows = run.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(run.code, 0);
  assert.deepEqual(rows.map(({ action, path, format }) => [action, path, format]), [
    ["read", "good.dbn", null],
    ["read", "later.dbn", null],
    ["write", "x.parquet", "parquet"],
  ]);
  assert.deepEqual(await sandbox.made(), []);
});

Deno.test("the closing line says what was written; the flags of the official tool give the same bytes", async () => {
  await using sandbox = await LoadSandbox.make();

  const run = await sandbox.load("good.dbn later.dbn -o x.csv");
  const flag = await sandbox.load("good.dbn later.dbn --csv");

  assert.match(run.stderr, /^x\.csv: 7 records \(0\.00 MB\) in \d+\.\d s\n$/);
  assert.equal(flag.stdout, await sandbox.text("x.csv"));
});
