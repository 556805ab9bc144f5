import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { namesIn } from "../tools/compile/stub_sandbox.ts";
import { Sandbox } from "../commands/run_momo.ts";
import { indexRows } from "../io/scan/scanning.ts";
import { build, BuiltMomo } from "./built_momo.ts";
import { hasProgram, skip } from "./scan_sandbox.ts";

const DAY = "QZAF:2024-11-25";
const NOBODY = ["--reuid=65534", "--regid=65534", "--clear-groups"];

Deno.test("the built file", async (t) => {
  await using momo = await BuiltMomo.make();
  const succeed = async (args: string, env: Record<string, string> = {}) => {
    const run = await momo.run(args.split(" "), env);
    assert.equal(run.code, 0, `${args}: ${run.stderr}`);
    return run.stdout;
  };

  await t.step("has its hash beside it", async () => {
    const hash = createHash("sha256").update(await Deno.readFile(momo.path("momo"))).digest("hex");
    assert.equal(await Deno.readTextFile(momo.path("SHA256SUMS")), `${hash}  momo\n`);
  });

  await t.step("starts eight times at once, the first time", async () => {
    // as children of a program that ignores SIGPIPE, as many do
    const before = ["/bin/sh", "-c", "trap '' PIPE; exec \"$@\"", "sh"];
    const start = () => momo.run(["--version"], {}, before);
    const runs = await Promise.all(Array.from({ length: 8 }, start));
    const expected = { code: 0, stdout: "momo 0.1.0 (self-extracting)\n", stderr: "" };
    assert.deepEqual(runs, runs.map(() => expected));
    assert.equal(namesIn(momo.path("cache")).length, 1);
  });

  await t.step("says its form and versions", async () => {
    const info = JSON.parse(await succeed("version --json"));
    assert.deepEqual([info.form, info.deno], ["self-extracting", Deno.version.deno]);
  });

  await t.step("needs no other program once it is unpacked", async () => {
    assert.match(await succeed("help scan", { PATH: "/nowhere" }), /^Scan Databento deliveries/);
  });

  await t.step("runs as a user without a home", async () => {
    if (Deno.uid() !== 0 || !await hasProgram("setpriv")) {
      return skip("a start as another user needs root and setpriv");
    }
    const before = ["/usr/bin/env", "-u", "MOMO_CACHE", "/usr/bin/setpriv", ...NOBODY];
    const temporary = momo.path("tmp");
    await Deno.mkdir(temporary);
    await Deno.chmod(temporary, 0o1777);
    const run = await momo.run(["version"], { TMPDIR: temporary }, before);
    assert.deepEqual(run, { code: 0, stdout: "momo 0.1.0 (self-extracting)\n", stderr: "" });
    assert.deepEqual(namesIn(temporary), ["momo-65534"]);
  });

  await t.step("scans with worker threads, to what the sources make of it", async () => {
    await succeed("scan --data testdata/sample --workers 2 --store built");
    await using sources = await Sandbox.make();
    const data = momo.path("work/testdata/sample");
    const run = await sources.momo(["scan", "--data", data, "--store", momo.path("work/own")]);
    assert.equal(run.code, 0, run.stderr);
    const [built, own] = [
      await indexRows(momo.path("work/built")),
      await indexRows(momo.path("work/own")),
    ];
    assert.ok(built.days.length > 50);
    assert.deepEqual(built, own);
  });

  await t.step("loads a strategy in TypeScript, in its workers too", async () => {
    await Deno.writeTextFile(momo.path("work/flat.ts"), STRATEGY);
    await succeed("scan --data testdata/sample --store flat --workers 2 --strategy flat.ts");
    const { days } = await indexRows(momo.path("work/flat"));
    assert.ok(days.length > 50);
    assert.deepEqual(new Set(days.map((day) => day.eod_quality)), new Set([0.5]));
  });

  await t.step("reports, with the page's own sources", async () => {
    await succeed("index report --store built -o report.html");
    const page = await Deno.readTextFile(momo.path("work/report.html"));
    assert.match(page, /<title>/);
    assert.ok(page.length > 300_000);
  });

  await t.step("loads and simulates a day, and reads and writes Arrow and Parquet", async () => {
    const bars = `load --data testdata/sample --day ${DAY} --schema ohlcv-1s`;
    assert.match(await succeed(`${bars} --format csv`), /^symbol,trade_date,/);
    await succeed(`${bars} -o bars.parquet`);
    await succeed(`${bars} -o bars.arrow`);
    const steps = await succeed(
      `simulate --data testdata/sample --day ${DAY} --from 09:30 --to 09:31`,
    );
    assert.equal(steps.trim().split("\n").length, 60);
  });

  await t.step("demonstrates itself", async () => {
    assert.match(await succeed("demo tour"), /account: equity/);
  });

  await t.step("completes words", async () => {
    const env = { MOMO_STORE: "built" };
    assert.equal(
      await succeed("complete -- simulate --day QZAF:2024-11-25", env),
      `words\n${DAY}\n`,
    );
  });

  await t.step("cleans away what other versions have left, and not itself", async () => {
    const [own] = namesIn(momo.path("cache"));
    const old = momo.path("cache/0.0.1-0123456789abcdef");
    await Deno.mkdir(old);
    await Deno.writeTextFile(`${old}/main.js`, "");
    await succeed("self clean");
    assert.deepEqual(namesIn(momo.path("cache")), [own]);
  });

  await t.step("is the same bytes when it is built again elsewhere", async () => {
    const again = momo.path("again");
    await Deno.mkdir(again);
    await build(again, momo.path("sources"));
    const sums = (directory: string) => Deno.readTextFile(`${directory}/SHA256SUMS`);
    assert.equal(await sums(again), await sums(momo.directory));
  });
});

/** The same quality for every day. */
const STRATEGY = `
const quality: number = 0.5;
export default { name: "flat", scoreDay: () => ({ quality, risk: 0.25, category: "mixed" }) };
`;
