import assert from "node:assert/strict";
import { join } from "node:path";
import { hasProgram, ScanSandbox, skip } from "../e2e/scan_sandbox.ts";
import { MAIN, RUNTIME_ARGS, Sandbox } from "./run_momo.ts";

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

/**
 * A directory with a program `momo` that completes as momo does and otherwise notes its arguments in the file `typed`.
 *
 * @returns The variables of a shell that finds it.
 */
async function noteTyped({ sandbox }: ScanSandbox): Promise<Record<string, string>> {
  const momo = [Deno.execPath(), ...RUNTIME_ARGS, MAIN].map((word) => `'${word}'`).join(" ");
  const path = await sandbox.write(
    "bin/momo",
    `#!/bin/sh\ncase $1 in complet*) exec ${momo} "$@" ;; *) echo "$@" >>typed ;; esac\n`,
  );
  await Deno.chmod(path, 0o755);
  return { PATH: `${join(path, "..")}:${Deno.env.get("PATH")}` };
}

/** Types lines into a shell on a terminal; returns what its commands were given. */
async function typed(scans: ScanSandbox, shell: string, lines: readonly string[]) {
  const env = { ...await noteTyped(scans), PS1: "", HISTFILE: "" };
  await scans.sandbox.write("work/lines", lines.join("\n") + "\nexit\n");
  const run = scans.sandbox.command(
    ["-c", `timeout 60 script -qec '${shell}' /dev/null <lines >screen`],
    { env },
    "bash",
  );
  await run.output();
  return (await Deno.readTextFile(scans.path("typed"))).trim().split("\n");
}

/** The beginning that texts have in common. */
function commonStart(texts: readonly string[]): string {
  const [first = "", ...others] = texts;
  let length = first.length;
  while (others.some((text) => !text.startsWith(first.slice(0, length)))) length--;
  return first.slice(0, length);
}

for (
  const [shell, start, setUp] of [
    ["bash", "bash --norc --noprofile -i", ["source <(momo completions bash)"]],
    ["zsh", "zsh -f -i", [
      ...["autoload -U compinit; compinit -u -D", "source <(momo completions zsh)"],
    ]],
  ] as const
) {
  Deno.test(`the Tab key in ${shell} completes commands, flags, and days of the index`, async () => {
    if (!await hasProgram(shell)) return skip(`there is no ${shell}`);
    if (!await hasProgram("script")) return skip("there is no script to type with");
    await using scans = await ScanSandbox.make();
    await scans.scan();
    const days = await scans.days();
    const symbol = days[0]!.split(" ")[0]!;
    const dates = days.filter((day) => day.startsWith(`${symbol} `)).map((d) => d.split(" ")[1]!);

    const lines = await typed(scans, start, [
      ...setUp,
      "momo simu\t --dat\t",
      `momo simulate --day ${symbol}:\t`,
      "momo index query --start 2\t",
      "momo scan --format=pa\t",
    ]);

    assert.deepEqual(lines.map((line) => line.trim()), [
      "simulate --data",
      `simulate --day ${symbol}:${commonStart(dates)}`,
      `index query --start ${commonStart(days.map((day) => day.split(" ")[1]!))}`,
      "scan --format=parquet",
    ]);
  });
}

Deno.test("fish completes commands, and days of the index", async () => {
  if (!await hasProgram("fish")) return skip("there is no fish");
  await using scans = await ScanSandbox.make();
  await scans.scan();
  const env = await noteTyped(scans);
  const [symbol] = (await scans.days())[0]!.split(" ");
  const days = (await scans.days()).filter((day) => day.startsWith(`${symbol} `));
  const offered = async (line: string) => {
    const script = `momo completions fish | source; complete -C '${line}'`;
    const run = await scans.sandbox.command(["--no-config", "-c", script], { env }, "fish")
      .output();
    const lines = new TextDecoder().decode(run.stdout).trim().split("\n");
    return lines.map((text) => text.split("\t")[0]!);
  };

  assert.deepEqual(await offered("momo si"), ["simulate"]);
  assert.deepEqual(
    await offered(`momo simulate --day ${symbol}:`),
    days.map((day) => day.replace(" ", ":")),
  );
});

Deno.test("momo completions refuses an unknown shell", async () => {
  await using sandbox = await Sandbox.make();

  const { code, stderr } = await sandbox.momo(["completions", "zhs"]);

  assert.equal(code, 2);
  assert.match(stderr, /expected bash, zsh or fish\n\nhint: did you mean `momo completions zsh`\?/);
});
