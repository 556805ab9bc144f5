import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { writeMadeIndex } from "../../bench/made_index.ts";
import type { Table } from "../../src/core/columns/table.ts";
import { readIndex, writeIndex } from "../../src/io/scan/index_store.ts";
import { Browser, hasBrowser } from "../io/report/browser.ts";
import { dayTexts } from "../io/report/in_page.js";
import { Sandbox } from "./run_momo.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
const SMALL = { symbols: 2, daysPerSymbol: 3, pointsPerDay: 2 };

/** A sandbox with an index of the sample data. */
async function withSample(): Promise<Sandbox> {
  const sandbox = await Sandbox.make();
  const scan = await sandbox.momo(["scan", "--data", SAMPLE, "-q", "-o", "days.csv"]);
  assert.equal(scan.code, 0, scan.stderr);
  return sandbox;
}

/** A sandbox with a small made-up index, whose data nobody knows. */
async function withMade(): Promise<Sandbox> {
  const sandbox = await Sandbox.make();
  await writeMadeIndex(join(sandbox.work, "momo-store", "index"), SMALL);
  return sandbox;
}

/** Gives the first symbol of a store's index another name. */
async function renameFirst(sandbox: Sandbox, name: string): Promise<void> {
  const directory = join(sandbox.work, "momo-store", "index");
  const { days, points, manifest } = (await readIndex(directory))!;
  const rename = (table: Table): Table => {
    const column = table.columns.findIndex((spec) => spec.name === "symbol");
    const symbols = Array.from(table.data[column]!, String);
    const data = symbols.map((symbol) => symbol === symbols[0] ? name : symbol);
    return { ...table, data: table.data.with(column, data) };
  };
  const tables = { days: rename(days), points: rename(points) };
  await writeIndex(
    directory,
    tables,
    manifest,
    new AbortController().signal,
    () => Promise.resolve(),
  );
}

/** Every file below a directory with its content. */
async function filesBelow(directory: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const visit = async (path: string) => {
    for await (const { name, isDirectory } of Deno.readDir(join(directory, path))) {
      const inner = join(path, name);
      if (isDirectory) await visit(inner);
      else files.set(inner, await Deno.readTextFile(join(directory, inner)));
    }
  };
  await visit(".");
  return new Map([...files].sort(([a], [b]) => a < b ? -1 : 1));
}

Deno.test("index report writes the same bytes for the same index, with any number of workers", async () => {
  await using sandbox = await withSample();
  for (const [directory, workers] of [["a", "1"], ["b", "3"]] as const) {
    await Deno.mkdir(join(sandbox.work, directory));
    const output = `${directory}/report.html`;

    const run = await sandbox.momo([
      "index",
      "report",
      "--charts",
      "3",
      "--workers",
      workers,
      "-o",
      output,
    ]);

    assert.equal(run.code, 0, run.stderr);
    assert.match(
      run.stderr,
      new RegExp(`${output}: 74 days, 3 charts in the page, 71 beside it \\(`),
    );
    assert.equal(run.stdout, "");
  }

  const [first, second] = [
    await filesBelow(join(sandbox.work, "a")),
    await filesBelow(join(sandbox.work, "b")),
  ];

  assert.ok(first.size > 5);
  assert.deepEqual([...first.keys()], [...second.keys()]);
  assert.ok([...first].every(([path, text]) => second.get(path) === text));
});

Deno.test("index report replaces the charts of the report before it", async () => {
  await using sandbox = await withSample();
  const report = (...flags: string[]) => sandbox.momo(["index", "report", "-q", ...flags]);

  assert.equal((await report("--charts", "3")).code, 0);
  assert.equal((await report("--charts", "70", "--force")).code, 0);
  const sets = await Array.fromAsync(Deno.readDir(join(sandbox.work, "report_files")));
  assert.equal((await report("--single-file", "--force")).code, 0);

  assert.equal(sets.length, 1);
  await assert.rejects(Deno.stat(join(sandbox.work, "report_files")), Deno.errors.NotFound);
});

Deno.test("index report keeps an existing report unless told otherwise", async () => {
  await using sandbox = await withMade();
  await sandbox.write("work/report.html", "mine");

  const refused = await sandbox.momo(["index", "report"]);

  assert.equal(refused.code, 1);
  assert.match(
    refused.stderr,
    /error: Cannot write "report.html": it exists\n\nhint: add `--force`/,
  );
  assert.equal(await Deno.readTextFile(join(sandbox.work, "report.html")), "mine");
});

Deno.test("index report without the data has everything but charts, and says so", async () => {
  await using sandbox = await withMade();

  const run = await sandbox.momo(["index", "report"]);

  assert.equal(run.code, 0);
  assert.match(
    run.stderr,
    /warning: There are no charts: nobody says where the data are; add --data DIR/,
  );
  assert.match(run.stderr, /report.html: 6 days, 0 charts in the page, 0 beside it/);
});

Deno.test("index report of a data directory that is not there fails", async () => {
  await using sandbox = await withMade();

  const run = await sandbox.momo(["index", "report", "--data", "nowhere"]);

  assert.equal(run.code, 1);
  assert.match(run.stderr, /error: Cannot .*nowhere/);
  await assert.rejects(Deno.stat(join(sandbox.work, "report.html")), Deno.errors.NotFound);
});

Deno.test("index report -o - writes one page to standard output, and no files", async () => {
  await using sandbox = await withSample();

  const run = await sandbox.momo(["index", "report", "-q", "-o", "-", "--symbols", "KQEL"]);

  assert.equal(run.code, 0, run.stderr);
  assert.match(run.stdout, /^<!doctype html>\n[^]*<\/html>\n$/);
  const names = (await Array.fromAsync(Deno.readDir(sandbox.work), ({ name }) => name)).sort();
  assert.deepEqual(names, ["days.csv", "momo-store"]);
});

Deno.test("index report --open prints the URL where it may not start a browser", async () => {
  await using sandbox = await withMade();

  const run = await sandbox.momo(["index", "report", "-q", "--open"]);

  assert.equal(run.stdout, `${pathToFileURL(join(sandbox.work, "report.html")).href}\n`);
});

Deno.test("index report --open with -o - is wrong usage", async () => {
  await using sandbox = await withMade();

  const run = await sandbox.momo(["index", "report", "--open", "-o", "-"]);

  assert.equal(run.code, 2);
  assert.match(run.stderr, /Cannot use --open with -o -: there is no file to open/);
});

Deno.test("index report of a store without an index tells how to make one", async () => {
  await using sandbox = await Sandbox.make();

  const run = await sandbox.momo(["index", "report"]);

  assert.equal(run.code, 1);
  assert.match(
    run.stderr,
    /error: Cannot report on "momo-store": it has no index\n\nhint: run `momo scan/,
  );
});

Deno.test("index report of a symbol that the index does not have names what may be meant", async () => {
  await using sandbox = await withMade();

  const run = await sandbox.momo(["index", "report", "--symbols", "S001"]);

  assert.equal(run.code, 1);
  assert.match(run.stderr, /Cannot find the symbol "S001"[^]*did you mean S0001\?/);
});

Deno.test("index report shows the days that were asked for", async () => {
  await using sandbox = await withMade();

  const run = await sandbox.momo([
    ...["index", "report", "--symbols", "S0001", "--start", "2020-01-01", "--end", "2020-01-20"],
  ]);

  assert.match(run.stderr, /report.html: 1 day, /);
});

Deno.test("a symbol that looks like markup is text in a report", async () => {
  const hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";
  await using sandbox = await withMade();
  await renameFirst(sandbox, hostile);
  const run = await sandbox.momo(["index", "report", "-q"]);
  const html = await Deno.readTextFile(join(sandbox.work, "report.html"));

  assert.equal(run.stdout, "");
  assert.ok(!html.includes("alert("));
  if (!hasBrowser()) return;
  await using browser = await Browser.launch();
  const page = await browser.open(pathToFileURL(join(sandbox.work, "report.html")).href);
  const days = await page.evaluate(dayTexts);

  assert.equal(days.filter((day: string) => day.startsWith(hostile)).length, SMALL.daysPerSymbol);
  assert.equal(await page.locator("#overview img").count(), 0);
  assert.deepEqual(page.misdeeds, { errors: [], requests: [] });
});
