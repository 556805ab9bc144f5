/** `momo load --day` and `--to-store` as a user runs them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openParquet } from "../../src/io/parquet/parquet_file.ts";
import { runMomo, Sandbox } from "./run_momo.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
const DAY = ["load", "--data", SAMPLE, "--day", "QZAF:2024-11-25"] as const;

interface Line {
  readonly schema: string;
  readonly trade_date: string;
  readonly context: boolean;
  readonly ts_recv?: string;
  readonly ts_end?: string;
}

function linesOf(stdout: string): Line[] {
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("load --day prints all tables as JSON lines in the order of availability", async () => {
  const { code, stdout, stderr } = await runMomo([...DAY, "--lookback"]);

  const lines = linesOf(stdout);
  const times = lines.map(({ ts_recv, ts_end }) => ts_end ?? ts_recv!);
  assert.equal(code, 0, stderr);
  assert.deepEqual(times, times.toSorted());
  assert.deepEqual(
    [...new Set(lines.map(({ schema }) => schema))].sort(),
    ["mbp-1", "ohlcv-1s", "status", "trades"],
  );
  assert.deepEqual([...new Set(lines.map(({ trade_date }) => trade_date))], [
    ...["2024-11-22", "2024-11-25"],
  ]);
  const context = lines.filter((line) => line.context);
  assert.ok(context.length > 0);
  assert.ok(context.every(({ trade_date }) => trade_date === "2024-11-22"));
  assert.match(stderr, /^warning: 2024-11-25: No file has the trades from 19:00 to 20:00$/m);
});

Deno.test("load --day into a directory writes a file for each table, bars as asked for", async () => {
  await using sandbox = await Sandbox.make();

  const args = [...DAY, "--bars", "1m", "--bars", "1h", "--format", "parquet", "-o", "out/"];
  const { code, stdout, stderr } = await sandbox.momo(args);

  const names = (await Array.fromAsync(Deno.readDir(`${sandbox.work}/out`), ({ name }) => name))
    .sort();
  using hours = openParquet(`${sandbox.work}/out/ohlcv-1h.parquet`);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "");
  assert.deepEqual(names, [
    ...["mbp-1.parquet", "ohlcv-1h.parquet", "ohlcv-1m.parquet", "status.parquet"],
    "trades.parquet",
  ]);
  assert.ok(hours.length > 7 && hours.length <= 17);
  assert.equal(hours.metadata.get("momo.day"), "QZAF:2024-11-25");
  const again = await sandbox.momo(args);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /exists/);
});

Deno.test("one schema goes into one file of any format; several only into JSON lines", async () => {
  const one = await runMomo([...DAY, "--schema", "status", "--format", "csv"]);
  const several = await runMomo([...DAY, "--format", "csv"]);

  assert.equal(one.code, 0, one.stderr);
  assert.match(one.stdout, /^symbol,trade_date,context,ts_recv,/);
  assert.equal(several.code, 2);
  assert.equal(several.stdout, "");
  assert.match(several.stderr, /hint: add --schema to choose one, or -o DIRECTORY\//);
});

Deno.test("load --day --dry-run lists the files and writes nothing", async () => {
  await using sandbox = await Sandbox.make();

  const { code, stdout } = await sandbox.momo([...DAY, "--dry-run", "-o", "out.ndjson"]);

  const tables = stdout.trimEnd().split("\n").map((line) => JSON.parse(line).table);
  assert.equal(code, 0);
  assert.deepEqual([...new Set(tables)], ["bars1s", "trades", "quotes", "status"]);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(sandbox.work)), []);
});

Deno.test("the reader of the lines may leave at any time", async () => {
  await using sandbox = await Sandbox.make();

  const line = `momo ${
    DAY.map((word) => `'${word}'`).join(" ")
  } -q | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = await sandbox.shell(line);

  assert.match(stdout, /^\{"schema":"status",.*\}\n0\n$/);
  assert.equal(stderr, "");
});

Deno.test("a day is the same from the store, also when its files are gone", async () => {
  await using sandbox = await Sandbox.make();
  const fill = [
    "load",
    "--to-store",
    "--data",
    SAMPLE,
    "--symbols",
    "QZAF",
    "--start",
    "2024-11-25",
  ];

  const filled = await sandbox.momo([...fill, "--end", "2024-11-25", "--metrics", "m.json"]);
  const plain = await sandbox.momo([...DAY, "--store", "none"]);
  const stored = await sandbox.momo([...DAY, "--dry-run"]);
  const gone = await sandbox.momo(["load", "--day", "QZAF:2024-11-25"]);

  assert.equal(filled.code, 0, filled.stderr);
  assert.match(
    filled.stderr,
    /^momo-store\/symbols: \d+ symbol-days of [\d,]+ records in \d+ files/m,
  );
  const metrics = JSON.parse(await Deno.readTextFile(join(sandbox.work, "m.json")));
  for (const name of ["days_total", "records_total", "written_bytes_total"]) {
    assert.ok(metrics[`momo_store_${name}`].values[0].value > 0, name);
  }
  assert.match(stored.stdout, /momo-store\/symbols\/QZAF\/EQUS\.MINI\/mbp-1\/2024-11-25\.parquet/);
  assert.equal(gone.code, 0, gone.stderr);
  assert.equal(gone.stdout, plain.stdout);
});

Deno.test("load --to-store --dry-run lists what would be read and written, and touches nothing", async () => {
  await using sandbox = await Sandbox.make();
  const fill = ["load", "--to-store", "--data", SAMPLE, "--symbols", "QZAF", "--schema", "trades"];

  const planned = await sandbox.momo([...fill, "--dry-run"]);
  const untouched = await sandbox.momo(["load", "--day", "QZAF:2024-11-25"]);
  await sandbox.momo(fill);
  const again = await sandbox.momo([...fill, "--dry-run"]);
  const repeated = await sandbox.momo(fill);

  const rows = planned.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  const paths = (action: string) =>
    rows.filter((row) => row.action === action).map((row) => row.path);
  assert.equal(planned.stderr, "3 symbol-days to store, 0 unchanged\n");
  assert.deepEqual(paths("write"), [
    "momo-store/symbols/QZAF/EQUS.MINI/trades/2024-11-25.parquet",
    "momo-store/symbols/QZAF/EQUS.MINI/trades/2024-11-27.parquet",
    "momo-store/symbols/QZAF/EQUS.MINI/trades/2024-11-29.parquet",
  ]);
  assert.ok(paths("read").length > 0);
  assert.deepEqual(rows.length, paths("read").length + 3);
  assert.equal(untouched.code, 2); // neither data nor a store
  assert.deepEqual(
    [again.code, again.stdout, again.stderr],
    [0, "", "0 symbol-days to store, 3 unchanged\n"],
  );
  assert.match(repeated.stderr, /^momo-store\/symbols: nothing new, 3 symbol-days unchanged/m);
});

Deno.test("a cut file is stored as far as it goes, and is an error that --quiet does not hide", async () => {
  await using sandbox = await Sandbox.make();
  const name = "equs-mini-20241125.trades.dbn.zst";
  const bytes = await Deno.readFile(join(SAMPLE, "EQUS-20250106-N68MD56SMT", name));
  await Deno.mkdir(join(sandbox.work, "data"));
  await Deno.writeFile(join(sandbox.work, "data", name), bytes.subarray(0, -100));

  const run = await sandbox.momo(["load", "--to-store", "--data", "data", "--quiet"]);

  assert.match(
    run.stderr,
    /^error: Cannot read all of "data\/equs-mini-20241125\.trades\S+": [^\n]+\n$/,
  );
  assert.deepEqual([run.code, run.stdout], [1, ""]);
});

Deno.test("scan --to-store stores the days that it keeps and the sessions before them", async () => {
  await using sandbox = await Sandbox.make();

  const scan = await sandbox.momo(["scan", "--data", SAMPLE, "--symbols", "XUVO", "--to-store"]);
  const kept = scan.stdout.trimEnd().split("\n").map((line) => JSON.parse(line).trade_date);
  const days = kept.map((date) => `XUVO:${date}`);
  const plans = await Promise.all(
    days.map((day) =>
      sandbox.momo(["load", "--data", SAMPLE, "--day", day, "--lookback", "--dry-run"])
    ),
  );

  assert.equal(scan.code, 0, scan.stderr);
  assert.ok(days.length > 2);
  for (const { stdout } of plans) {
    const paths = linesOf(stdout).map((line) => (line as unknown as { path: string }).path);
    assert.ok(paths.every((path) => path.startsWith("momo-store/symbols/XUVO/")), stdout);
  }
});

for (
  const { says, args, code, error } of [
    {
      says: "a flag about files",
      args: [...DAY, "--symbols", "QZAF"],
      code: 2,
      error: "error: Cannot use --symbols with --day: it is about files\n",
    },
    {
      says: "a flag about streams",
      args: [...DAY, "--days", "days.txt"],
      code: 2,
      error: "error: Cannot use --days with --day: it is about streams of days\n",
    },
    {
      says: "one of its flags without a day",
      args: ["load", "--lookback", "a.dbn"],
      code: 2,
      error: "error: Cannot use --lookback with files: it is about symbol-days\n",
    },
    {
      says: "a day to store",
      args: ["load", "--to-store", "--data", SAMPLE, "--day", "QZAF:2024-11-25"],
      code: 2,
      error: "error: Cannot use --day with --to-store: it is about symbol-days\n",
    },
    {
      says: "bars that are both made and read",
      args: [...DAY, "--bars", "1d", "--schema", "ohlcv-1d"],
      code: 2,
      error: "error: Cannot use --bars 1d with --schema ohlcv-1d: both are called ohlcv-1d\n\n" +
        "hint: leave one of them out: --bars makes them, --schema takes those of the files\n",
    },
    {
      says: "a schema that the day does not have",
      args: [
        "load",
        "--data",
        SAMPLE,
        "--store",
        "none",
        "--day",
        "QZAF:2024-11-07",
        "--schema",
        "mbp-1",
      ],
      code: 1,
      error: "error: Cannot load QZAF on 2024-11-07: no file has data of mbp-1 of that day\n\n" +
        "hint: there is ohlcv-1s, ohlcv-1d, definition, status of that day; --schema names what to load\n",
    },
    {
      says: "a malformed day",
      args: ["load", "--day", "QZAF"],
      code: 2,
      error:
        'error: Cannot read the day "QZAF": expected SYMBOL:YYYY-MM-DD, such as MLGO:2025-03-24\n',
    },
    {
      says: "a holiday",
      args: ["load", "--data", SAMPLE, "--day", "QZAF:2024-11-28"],
      code: 1,
      error: "error: Cannot load QZAF on 2024-11-28: the exchanges are closed (Thanksgiving)\n",
    },
    {
      says: "a symbol that is not there",
      args: ["load", "--data", SAMPLE, "--day", "QZAG:2024-11-25"],
      code: 1,
      error: 'error: Cannot find the symbol "QZAG": none of the 56 data files has it\n\n' +
        "hint: did you mean QZAF?\n",
    },
    {
      says: "a date before the data",
      args: ["load", "--data", SAMPLE, "--day", "QZAF:2024-10-01"],
      code: 1,
      error: "error: Cannot load QZAF on 2024-10-01: no file has data of that day\n\n" +
        "hint: the files have QZAF from 2024-10-31 to 2024-12-27\n",
    },
    {
      says: "no data directory",
      args: ["load", "--day", "QZAF:2024-11-25"],
      code: 2,
      error: "error: Cannot load a day: no data directory is given\n\n" +
        "hint: add --data DIR, or set MOMO_DATA\n",
    },
    {
      says: "a day and a file at once",
      args: ["load", "--day", "QZAF:2024-11-25", "a.dbn"],
      code: 2,
      error:
        'error: Cannot use --day with the file "a.dbn"\n\nhint: leave one of them out; the data are given with --data\n',
    },
    {
      says: "a format that days have not",
      args: ["load", "--data", SAMPLE, "--day", "QZAF:2024-11-25", "--format", "dbn"],
      code: 2,
      error:
        "error: Cannot write a day as dbn: expected one of table, ndjson, csv, arrow, parquet\n",
    },
  ]
) {
  Deno.test(`load --day refuses ${says} with exit code ${code} and one sentence`, async () => {
    const run = await runMomo(args);

    assert.deepEqual([run.code, run.stdout, run.stderr], [code, "", error]);
  });
}
