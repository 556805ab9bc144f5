import assert from "node:assert/strict";
import { flagSyntax } from "../../src/commands/help_text.ts";
import { allPages } from "../../src/commands/man_page.ts";
import { flagsOf } from "../../src/commands/flags/flag_table.ts";
import { hasProgram, skip } from "../e2e/scan_sandbox.ts";
import { Sandbox } from "./run_momo.ts";

Deno.test("momo man prints one page, momo man -o DIR writes all of them", async () => {
  await using sandbox = await Sandbox.make();
  const page = await sandbox.momo(["man", "index", "query"]);
  const all = await sandbox.momo(["man", "-o", "man/man1"]);
  const names = await Array.fromAsync(Deno.readDir(`${sandbox.work}/man/man1`), ({ name }) => name);

  assert.deepEqual([page.code, page.stderr], [0, ""]);
  assert.match(page.stdout, /^\.TH MOMO\\-INDEX\\-QUERY 1 /);
  assert.deepEqual([all.code, all.stdout], [0, ""]);
  assert.equal(all.stderr, `man/man1: ${names.length} pages\n`);
  assert.equal(
    await Deno.readTextFile(`${sandbox.work}/man/man1/momo-index-query.1`),
    page.stdout,
  );
  assert.ok(["momo.1", "momo-scan.1", "momo-self-clean.1"].every((name) => names.includes(name)));
  assert.ok(!names.includes("momo-complete.1"));
});

Deno.test("the page of a command has each of its flags", async () => {
  const pages = new Map((await allPages()).map(({ file, text }) => [file, text]));
  for (const command of ["scan", "load", "simulate"] as const) {
    const text = pages.get(`momo-${command}.1`)!.replaceAll("\\-", "-");
    for (const [name, spec] of Object.entries(flagsOf(command))) {
      assert.ok(text.includes(`\\fB${flagSyntax(name, spec)}\\fR`), `${command} ${name}`);
    }
  }
});

Deno.test("the manual pages are well-formed", async () => {
  if (!await hasProgram("mandoc")) return skip("there is no mandoc");
  await using sandbox = await Sandbox.make();
  await sandbox.momo(["man", "-o", "man"]);
  const { stdout } = await sandbox.shell("mandoc -Tlint -Wwarning man/*.1");

  const serious = stdout.split("\n").filter((line) => line && !line.includes("missing date"));
  assert.deepEqual(serious, []);
});
