import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { namesIn } from "../tools/compile/stub_sandbox.ts";
import { Sandbox } from "../commands/run_momo.ts";
import { runGateway } from "../commands/running_gateway.ts";
import { indexRows } from "../io/scan/scanning.ts";
import { build, BuiltMomo } from "./built_momo.ts";
import { hasProgram, skip } from "./scan_sandbox.ts";

const DAY = "QZAF:2024-11-25";
const SAMPLE_DAY = `--data testdata/sample --day ${DAY}`;
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

  await t.step("works for another user without a home as the sources do", async () => {
    const temporary = momo.path("tmp");
    await Deno.mkdir(temporary);
    for (const path of [temporary, momo.path("work")]) await Deno.chmod(path, 0o1777);
    const before = ["/usr/bin/env", "-u", "MOMO_CACHE"];
    const isOther = Deno.uid() === 0 && await hasProgram("setpriv");
    if (isOther) before.push("/usr/bin/setpriv", ...NOBODY);
    else skip("a start as another user needs root and setpriv: this is the same one");
    await using sources = await Sandbox.make();
    await Deno.symlink(momo.path("work/testdata/"), `${sources.work}/testdata`);
    for (const directory of [sources.work, momo.path("work")]) {
      for (const [name, text] of Object.entries(FILES)) {
        await Deno.writeTextFile(`${directory}/${name}`, text);
      }
    }

    for (const line of COMMANDS) {
      const script = [...before, "/bin/sh", "-c", `"$0" ${line}`];
      const run = await momo.run([], { TMPDIR: temporary }, script);
      const expected = await sources.shell(`momo ${line}`);
      assert.equal(run.code, 0, `${line}: ${run.stderr}`);
      assert.notEqual(run.stdout, "", line);
      assert.deepEqual(run, expected, line);
    }
    assert.deepEqual(namesIn(temporary), [`momo-${isOther ? 65534 : Deno.uid()}`]);
  });

  await t.step("serves a gateway and reads from it", async () => {
    const serve = `provide --gateway 127.0.0.1:0 --no-auth --speed max ${SAMPLE_DAY}`;
    await using gateway = await runGateway(momo.command(serve.split(" ")));
    const trades = "--dataset EQUS.MINI --schema trades --symbols QZAF";

    const stdout = await succeed(
      `provide --mode live --gateway-address ${gateway.address} ${trades}`,
      { MOMO_API_KEY: "db-unittestapikey1234567890FFFFF" },
    );

    assert.ok(stdout.split("\n").length > 1000);
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

/** What a training host does, each printing something. */
const COMMANDS = [
  "version | cut -d ' ' -f 1,2",
  "scan --data testdata/sample --format ndjson -q",
  "index query --where 'eod_rvol >= 3' --format csv",
  "index select --count 2",
  "load testdata/sample/*/*-20241125.trades.dbn.zst --limit 20",
  `load ${SAMPLE_DAY} --schema ohlcv-1s --format csv -q`,
  `load ${SAMPLE_DAY} --schema trades -o trades.parquet -q && sha256sum trades.parquet`,
  `load ${SAMPLE_DAY} --schema trades -o trades.arrow -q && sha256sum trades.arrow`,
  `simulate ${SAMPLE_DAY} --from 09:30 --to 09:31 -q`,
  `simulate ${SAMPLE_DAY} --orders orders.ndjson -q`,
  `provide --mode historical ${SAMPLE_DAY} --speed max --lookback -q`,
  `provide --stdio --data testdata/sample <requests.ndjson | cut -c 1-40`,
  "provide --mode historical --provider bars.ts --day ABCD:2024-11-25 --speed max -q",
];

/** What the commands read. */
const FILES = {
  "orders.ndjson":
    '{"ts":"10:30","side":"buy","qty":100}\n{"ts":"11:30","side":"sell","qty":100}\n',
  "requests.ndjson":
    `{"type":"reset","day":"${DAY}","ts":"10:30"}\n{"type":"step","by":60}\n{"type":"window","seconds":5}\n`,
  "bars.ts": `
const noon: bigint = 1_732_554_000_000_000_000n;
const day = () => ({
  bars: { seconds: 1, start: [noon], open: [2], high: [3], low: [1], close: [2], volume: [100] },
});
export default { name: "one-bar", day };
`,
};
