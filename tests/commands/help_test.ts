import assert from "node:assert/strict";
import { parseArguments } from "../../src/commands/parse_arguments.ts";
import type { CommandName } from "../../src/commands/flags/flag.ts";
import { flagsOf } from "../../src/commands/flags/flag_table.ts";
import { findCommand } from "../../src/commands/find_command.ts";
import { type Entry, isGroup, type Leaf, PROGRAM } from "../../src/commands/registry.ts";
import { runMomo, Sandbox } from "./run_momo.ts";

function leaves(entry: Entry): Leaf[] {
  return isGroup(entry) ? entry.commands.flatMap(leaves) : [entry];
}

function allEntries(entry: Entry): Entry[] {
  return isGroup(entry) ? [entry, ...entry.commands.flatMap(allEntries)] : [entry];
}

function words(name: CommandName): string[] {
  return name === "momo" ? [] : name.split(" ");
}

for (const { name } of allEntries(PROGRAM)) {
  Deno.test(`momo help ${words(name).join(" ")} prints the help of ${name}`, async (t) => {
    const run = await runMomo(["help", ...words(name)]);

    assert.equal(run.code, 0);
    assert.equal(run.stderr, "");
    await t.assertSnapshot(run.stdout);
  });
}

Deno.test("--help, -h and momo help print the same, and momo alone does too", async () => {
  const texts = await Promise.all(
    [["help"], ["--help"], ["-h"], []].map((args) => runMomo(args)),
  );
  const scans = await Promise.all(
    [["help", "scan"], ["scan", "--help"], ["scan", "-h"]].map((args) => runMomo(args)),
  );

  assert.equal(new Set(texts.map((run) => run.stdout)).size, 1);
  assert.equal(new Set(scans.map((run) => run.stdout)).size, 1);
  assert.ok([...texts, ...scans].every((run) => run.code === 0 && run.stderr === ""));
});

Deno.test("--help goes before a wrong flag beside it", async () => {
  const run = await runMomo(["scan", "--bogus", "--workers", "many", "--help"]);

  assert.equal(run.code, 0);
  assert.match(run.stdout, /^Scan Databento deliveries/);
});

Deno.test("--help works with a broken configuration", async () => {
  await using sandbox = await Sandbox.make();
  await sandbox.write("work/momo.toml", "this is no TOML");

  for (const args of [["--help"], ["scan", "--help"], ["help", "config"], ["--version"]]) {
    const run = await sandbox.momo(args);
    assert.equal(run.code, 0);
    assert.equal(run.stderr, "");
  }
});

Deno.test("help of every command fits into 80 columns", async () => {
  for (const { name } of leaves(PROGRAM)) {
    const { stdout } = await runMomo(["help", ...words(name)]);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
  }
});

/** The words of a line; those with spaces are in single quotes. */
function shellWords(line: string): string[] {
  return Array.from(line.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, plain = ""]) => quoted ?? plain);
}

Deno.test("every example in a help text is understood", async () => {
  for (const { name, load } of leaves(PROGRAM)) {
    const { examples, operands } = await load();
    for (const { line } of examples) {
      const [program, ...args] = shellWords(line);
      const { entry, rest } = findCommand(args);

      assert.equal(program, "momo");
      if (isGroup(entry)) assert.deepEqual(rest, ["--version"]);
      else assert.equal(entry.name, name);
      const own = entry.name === name ? operands : undefined;
      parseArguments({ command: entry.name, flags: flagsOf(entry.name), operands: own }, rest);
    }
  }
});
