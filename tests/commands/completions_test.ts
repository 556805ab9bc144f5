import assert from "node:assert/strict";
import { hasProgram, ScanSandbox, skip } from "../e2e/scan_sandbox.ts";
import { Sandbox } from "./run_momo.ts";

/** Runs `momo complete` in a sandbox; the words are separated by spaces, the last one is begun. */
async function complete(sandbox: Sandbox, line: string) {
  const { code, stdout, stderr } = await sandbox.momo(["complete", "--", ...line.split(" ")]);
  assert.deepEqual([code, stderr], [0, ""]);
  const [kind, ...words] = stdout.trimEnd().split("\n");
  return { kind, words: words.map((word) => word.split("\t")[0]!) };
}

async function words(sandbox: Sandbox, line: string): Promise<string[]> {
  const { kind, words } = await complete(sandbox, line);
  assert.equal(kind, "words");
  return words;
}

Deno.test("momo complete offers commands, flags, choices, topics and shells", async () => {
  await using sandbox = await Sandbox.make();

  assert.deepEqual(await words(sandbox, "s"), ["scan", "simulate", "self"]);
  assert.deepEqual(await words(sandbox, "index me"), ["merge"]);
  assert.deepEqual(await words(sandbox, "scan --sto"), ["--store"]);
  assert.deepEqual(await words(sandbox, "scan --format p"), ["parquet"]);
  assert.deepEqual(await words(sandbox, "scan --format=p"), ["--format=parquet"]);
  assert.deepEqual(await words(sandbox, "scan -o x.csv --format t"), ["table"]);
  assert.deepEqual(await words(sandbox, "help ca"), ["causality"]);
  assert.deepEqual(await words(sandbox, "completions "), ["bash", "zsh", "fish"]);
  assert.deepEqual(await words(sandbox, "man index v"), ["verify"]);
  assert.deepEqual(await words(sandbox, "scan --tz America/New"), ["America/New_York"]);
  assert.deepEqual(await words(sandbox, "nonsense "), []);
});

Deno.test("momo complete never offers itself, nor a flag twice unless it is repeatable", async () => {
  await using sandbox = await Sandbox.make();

  assert.ok(!(await words(sandbox, "")).includes("complete"));
  assert.deepEqual(await words(sandbox, "scan --store x --sto"), []);
  assert.deepEqual(await words(sandbox, "scan --symbols A --symb"), ["--symbols"]);
});

Deno.test("momo complete leaves files and directories to the shell", async () => {
  await using sandbox = await Sandbox.make();

  assert.equal((await complete(sandbox, "load ")).kind, "files");
  assert.equal((await complete(sandbox, "scan -o ")).kind, "files");
  assert.equal((await complete(sandbox, "scan --data ")).kind, "directories");
  assert.equal((await complete(sandbox, "index merge ")).kind, "directories");
});

Deno.test("momo complete offers the symbols, dates and columns of the index, and nothing without one", async () => {
  await using scans = await ScanSandbox.make();
  const { sandbox } = scans;
  assert.deepEqual(await words(sandbox, "index query --symbols "), []);
  await scans.scan();
  const days = await scans.days();
  const symbols = [...new Set(days.map((day) => day.split(" ")[0]!))];
  const [symbol] = symbols;
  const dates = days.filter((day) => day.startsWith(`${symbol} `)).map((day) => day.split(" ")[1]);

  assert.deepEqual(await words(sandbox, "index query --symbols "), symbols);
  assert.deepEqual(
    await words(sandbox, "index query --start "),
    [...new Set(days.map((day) => day.split(" ")[1]!))].sort(),
  );
  assert.deepEqual(
    await words(sandbox, `simulate --day ${symbol}:`),
    dates.map((date) => `${symbol}:${date}`),
  );
  assert.deepEqual(await words(sandbox, "index query --sort eod_quali"), ["eod_quality"]);
  assert.deepEqual(await words(sandbox, "index query --sort -eod_quali"), ["-eod_quality"]);
  assert.deepEqual(await words(sandbox, "index query --store elsewhere --symbols "), []);
});

/** What bash would offer after these words, by the function that the script defines. */
async function inBash(scans: ScanSandbox, line: readonly string[]): Promise<string[]> {
  const list = line.map((word) => `'${word}'`).join(" ");
  const { stdout, stderr, code } = await scans.sandbox.shell(
    `source <(momo completions bash); COMP_WORDS=(momo ${list}); COMP_CWORD=${line.length}
     complete -p momo >/dev/null && _momo && printf '%s\\n' "\${COMPREPLY[@]}"`,
  );
  assert.deepEqual([code, stderr], [0, ""]);
  return stdout.split("\n").filter((word) => word !== "");
}

Deno.test("bash completes with the script, also words with colons and equals signs", async () => {
  await using scans = await ScanSandbox.make();
  await scans.scan();
  const days = await scans.days();
  const symbol = days[0]!.split(" ")[0]!;
  const dates = days.filter((day) => day.startsWith(`${symbol} `)).map((day) => day.split(" ")[1]);

  assert.deepEqual(await inBash(scans, ["sc"]), ["scan"]);
  assert.deepEqual(await inBash(scans, ["scan", "--form"]), ["--format"]);
  assert.deepEqual(await inBash(scans, ["scan", "--format", "=", "pa"]), ["parquet"]);
  assert.deepEqual(await inBash(scans, ["scan", "--format", "="]), [
    ...["table", "ndjson", "csv", "arrow", "parquet"],
  ]);
  assert.deepEqual(await inBash(scans, ["scan", "--data", "da"]), ["data"]);
  assert.deepEqual(await inBash(scans, ["simulate", "--day", symbol, ":"]), dates);
  assert.deepEqual(await inBash(scans, ["simulate", "--day", symbol, ":", "20"]), dates);
});

Deno.test("zsh takes the script and completes with it", async () => {
  if (!await hasProgram("zsh")) return skip("there is no zsh");
  await using sandbox = await Sandbox.make();
  const { stdout } = await sandbox.momo(["completions", "zsh"]);
  await sandbox.write("work/_momo", stdout);
  const words = sandbox.command(["-c", ZSH_TRY], {}, "zsh");

  const run = await words.output();

  assert.equal(new TextDecoder().decode(run.stdout), "scan simulate\n");
});

/** Stands in for zsh's own completion functions, and says what it was given. */
const ZSH_TRY = `
momo() { print -l words 'scan\tScan' 'simulate\tSimulate'; }
_describe() { print -- \${\${(P)2}%%:*}; }
fpath=(. $fpath); autoload -Uz _momo
words=(momo s); CURRENT=2
_momo
`;

Deno.test("fish completes with the script", async () => {
  if (!await hasProgram("fish")) return skip("there is no fish");
  await using sandbox = await Sandbox.make();
  await sandbox.write("work/momo.fish", (await sandbox.momo(["completions", "fish"])).stdout);
  const script = `function momo; printf 'words\\nscan\\tScan\\nsimulate\\tSimulate\\n'; end
    source momo.fish; complete -C 'momo s'`;

  const run = await sandbox.command(["--no-config", "-c", script], {}, "fish").output();

  assert.equal(new TextDecoder().decode(run.stdout), "scan\tScan\nsimulate\tSimulate\n");
});

Deno.test("momo completions refuses an unknown shell", async () => {
  await using sandbox = await Sandbox.make();

  const { code, stderr } = await sandbox.momo(["completions", "zhs"]);

  assert.equal(code, 2);
  assert.match(stderr, /expected bash, zsh or fish\n\nhint: did you mean `momo completions zsh`\?/);
});
