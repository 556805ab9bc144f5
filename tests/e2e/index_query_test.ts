/** `momo index query` and `momo index stats` on the index of the sample, as users run them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openParquet } from "../../src/io/parquet/parquet_file.ts";
import { type Run, Sandbox } from "../commands/run_momo.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));

/** What a row prints as JSON. */
type Row = Readonly<Record<string, string | number | boolean | null>>;

function rows({ stdout }: Run): Row[] {
  return stdout === "" ? [] : stdout.trimEnd().split("\n").map((line): Row => JSON.parse(line));
}

const sandbox = await Sandbox.make();
globalThis.addEventListener("unload", () => {
  Deno.removeSync(sandbox.directory, { recursive: true });
});
const scanned = await sandbox.momo(["scan", "--data", SAMPLE, "-q"]);
assert.equal(scanned.code, 0, scanned.stderr);
const DAYS = rows(scanned);
const POINTS = rows(await query("--points"));

function query(...args: string[]): Promise<Run> {
  return sandbox.momo(["index", "query", ...args]);
}

/** The rows that a query prints, which must not fail. */
async function found(...args: string[]): Promise<Row[]> {
  const run = await query(...args);
  assert.equal(run.stderr, "");
  assert.equal(run.code, 0);
  return rows(run);
}

function keyOf(row: Row): string {
  return `${row["symbol"]} ${row["trade_date"]}`;
}

function number(row: Row, name: string): number {
  return typeof row[name] === "number" ? row[name] : NaN;
}

async function failed(args: readonly string[], code: number, error: string, hint: string) {
  const run = await query(...args);
  assert.equal(run.stderr, `error: ${error}\n\nhint: ${hint}\n`);
  assert.equal(run.stdout, "");
  assert.equal(run.code, code);
}

Deno.test("without a condition it prints what the scan printed", async () => {
  assert.deepEqual(await found(), DAYS);
  assert.ok(DAYS.length > 50 && POINTS.length > 1000);
});

Deno.test("flags and expressions leave the days that a reader of all rows would pick", async () => {
  const cases: readonly (readonly [string[], (day: Row) => boolean])[] = [
    [
      ["--symbols", "QZAF", "--symbols", "KQEL"],
      (day) => ["QZAF", "KQEL"].includes(`${day["symbol"]}`),
    ],
    [
      ["--start", "2024-12-02", "--end", "2024-12-13"],
      (day) => `${day["trade_date"]}` >= "2024-12-02" && `${day["trade_date"]}` <= "2024-12-13",
    ],
    [
      ["--category", "prime", "--category", "risk"],
      (day) => ["prime", "risk"].includes(`${day["eod_category"]}`),
    ],
    [["--quality", "0.6"], (day) => number(day, "eod_quality") >= 0.6],
    [
      ["--where", "eod_rvol >= 3 and (gap_pct > 0.05 or gap_pct < -0.05)"],
      (day) => number(day, "eod_rvol") >= 3 && Math.abs(number(day, "gap_pct")) > 0.05,
    ],
    [["--where", "-gap_pct > 0.05"], (day) => number(day, "gap_pct") < -0.05],
    [["--where", "is_half_day"], (day) => day["is_half_day"] === true],
    [["--where", "eod_n_halts is null"], (day) => day["eod_n_halts"] === null],
    [
      ["--where", "eod_volume_pre / eod_volume > 0.2", "--where", "trade_date < 2024-12-15"],
      (day) =>
        number(day, "eod_volume_pre") / number(day, "eod_volume") > 0.2 &&
        `${day["trade_date"]}` < "2024-12-15",
    ],
    [
      ["--pattern", "flush", "--bucket", "open"],
      (day) =>
        POINTS.some((point) =>
          keyOf(point) === keyOf(day) && point["pattern"] === "flush" && point["bucket"] === "open"
        ),
    ],
    [
      ["--session", "post", "--phase", "momentum"],
      (day) =>
        POINTS.some((point) =>
          keyOf(point) === keyOf(day) && point["phase"] === "momentum" && point["bucket"] === "post"
        ),
    ],
  ];
  for (const [args, isWanted] of cases) {
    const expected = DAYS.filter(isWanted);
    assert.ok(expected.length < DAYS.length, args.join(" "));
    assert.deepEqual(await found(...args), expected, args.join(" "));
  }
});

Deno.test("reset points are found by what they and their days are", async () => {
  const dayOf = new Map(DAYS.map((day) => [keyOf(day), day]));
  const columns = ["symbol", "ts", "day.eod_quality"];
  const expected = POINTS.filter((point) => {
    const day = dayOf.get(keyOf(point))!;
    return day["eod_category"] === "risk" && number(day, "eod_rvol") >= 3 &&
      number(point, "local_quality") >= 0.5 && point["pattern"] === "breakout";
  });

  const points = await found(
    ...["--points", "--category", "risk", "--quality", "0.5", "--pattern", "breakout"],
    ...["--where", "day.eod_rvol >= 3", ...columns.flatMap((name) => ["--columns", name])],
  );

  assert.ok(expected.length > 0);
  assert.deepEqual(
    points,
    expected.map((point) => ({
      symbol: point["symbol"],
      ts: point["ts"],
      "day.eod_quality": dayOf.get(keyOf(point))!["eod_quality"],
    })),
  );
});

Deno.test("rows are sorted by several columns, nulls last, and cut after that", async () => {
  const sorted = await found("--sort", "-eod_quality", "--sort", "symbol", "--limit", "7");
  const expected = DAYS.toSorted((a, b) => number(b, "eod_quality") - number(a, "eod_quality"));
  assert.deepEqual(sorted, expected.slice(0, 7));

  const halts = await found("--sort=-eod_n_halts", "--columns", "eod_n_halts");
  const values = halts.map((row) => row["eod_n_halts"]);
  const known = values.filter((value) => value !== null);
  assert.ok(known.length > 0 && known.length < values.length);
  assert.deepEqual(values.slice(0, known.length), known.toSorted((a, b) => Number(b) - Number(a)));

  const points = await found("--points", "--sort", "day.eod_risk", "--sort", "-ts", "--limit", "3");
  assert.equal(points.length, 3);
  assert.deepEqual(await found("--limit", "0"), []);
});

Deno.test("all formats have the same rows", async () => {
  const args = ["--category", "prime", "--columns", "symbol", "--columns", "eod_quality"];
  const expected = DAYS.filter((day) => day["eod_category"] === "prime");
  assert.ok(expected.length > 0);

  const csv = await query(...args, "--format", "csv");
  const table = await query(...args, "--format", "table");
  await query(...args, "-o", "days.parquet");
  const arrow = await query(...args, "-o", "days.arrow");

  assert.equal(
    csv.stdout,
    `symbol,eod_quality\n${
      expected.map((day) => `${day["symbol"]},${day["eod_quality"]}\n`).join("")
    }`,
  );
  assert.equal(table.stdout.trimEnd().split("\n").length, expected.length + 1);
  using file = openParquet(join(sandbox.work, "days.parquet"));
  assert.deepEqual(
    [...file.read().data[1]!],
    expected.map((day) => day["eod_quality"]),
  );
  assert.equal(arrow.code, 0);
  const magic = (await Deno.readFile(join(sandbox.work, "days.arrow"))).subarray(0, 6);
  assert.equal(new TextDecoder().decode(magic), "ARROW1");
});

Deno.test("a table begins with what identifies a row, then what was asked about", async () => {
  const header = async (...args: string[]) => {
    const { stdout } = await query(...args, "--format", "table", "--limit", "1");
    return stdout.split("\n", 1)[0]!.split(/ +/);
  };

  const plain = await header();
  const asked = await header("--sort", "-eod_volume", "--where", "eod_fade > 0.5 or eod_risk > 2");
  const points = await header("--points", "--where", "day.eod_rvol > 0", "--sort", "price");
  const chosen = await header("--sort", "eod_risk", "--columns", "symbol");

  assert.deepEqual(asked.slice(0, 5), [
    ...["symbol", "trade_date", "eod_volume", "eod_fade", "eod_risk"],
  ]);
  assert.deepEqual(asked.toSorted(), [...plain, "eod_fade"].sort());
  assert.deepEqual(points.slice(0, 6), [
    ...["symbol", "trade_date", "ts", "price", "day.eod_rvol", "local_quality"],
  ]);
  assert.deepEqual(chosen, ["symbol"]);
});

Deno.test("into a JSON reader every line parses, into head it ends at once and silently", async () => {
  const reader = "const text = await new Response(Deno.stdin.readable).text();" +
    "Deno.stdout.writeSync(new TextEncoder().encode(" +
    "String(text.trimEnd().split(String.fromCharCode(10)).map(JSON.parse).length)));";
  const json = await sandbox.shell(
    `momo index query --points | '${Deno.execPath()}' eval "${reader}"; echo " \${PIPESTATUS[*]}"`,
  );
  const head = await sandbox.shell(
    'momo index query --points --format csv | head -n 1; echo "${PIPESTATUS[0]}"',
  );

  assert.equal(json.stdout, `${POINTS.length} 0 0\n`);
  assert.match(head.stdout, /^symbol,trade_date,day_row,ts,[^\n]*\n0\n$/);
  assert.equal(head.stderr, "");
});

Deno.test("a broken expression is shown with a mark under the place", async () => {
  const run = await query("--where", "eod_rvol >= ");

  assert.equal(
    run.stderr,
    "error: Cannot read the expression at character 13: expected a column or a value, got the end\n" +
      "\n  eod_rvol >= \n              ^\n",
  );
  assert.equal(run.code, 2);
});

Deno.test("unknown names are refused, with what they may have meant", async () => {
  await failed(
    ["--where", "quality > 0.5"],
    2,
    'Cannot read the expression at character 1: there is no column "quality"\n' +
      "\n  quality > 0.5\n  ^^^^^^^",
    "did you mean eod_quality?",
  );
  await failed(
    ["--columns", "eod_qualty"],
    2,
    'Cannot use --columns "eod_qualty": the index has no such column',
    "did you mean eod_quality?",
  );
  await failed(
    ["--sort", "-local_quality"],
    2,
    'Cannot use --sort "local_quality": the index has no such column',
    "add --points: it is a column of reset points",
  );
  await failed(
    ["--points", "--columns", "eod_rvol"],
    2,
    'Cannot use --columns "eod_rvol": the index has no such column',
    "did you mean day.eod_rvol?",
  );
  await failed(
    ["--category", "prmie"],
    2,
    'Cannot read --category "prmie": expected prime, secondary, risk, mixed or none',
    'did you mean "prime"?',
  );
  await failed(
    ["--symbols", "KQEZ"],
    1,
    'Cannot find the symbol "KQEZ": the index of "momo-store" has no day of it',
    "did you mean KQEL?",
  );
  await failed(
    ["--start", "2024-12-02", "--end", "2024-12-01"],
    2,
    "Cannot query from --start 2024-12-02 to --end 2024-12-01: expected a start that is not after the end",
    "both dates are included; swap them",
  );
});

Deno.test("a missing index says which command makes one, one of another version that it does", async () => {
  await failed(
    ["--store", "nowhere"],
    1,
    'Cannot query "nowhere": it has no index',
    "run `momo scan --store nowhere --data DIR` to make one",
  );
  const manifest = join(sandbox.work, "momo-store/index/manifest.json");
  const text = await Deno.readTextFile(manifest);
  await Deno.mkdir(join(sandbox.work, "old/index"), { recursive: true });
  for (const name of ["days.parquet", "reset_points.parquet"]) {
    await Deno.copyFile(
      join(sandbox.work, "momo-store/index", name),
      join(sandbox.work, "old/index", name),
    );
  }
  await sandbox.write(
    "work/old/index/manifest.json",
    text.replace(/"schema_version": \d+/, '"schema_version": 99'),
  );
  const run = await query("--store", "old");
  assert.match(
    run.stderr,
    /^error: Cannot use the index "old\/index\/manifest.json": its schema version is 99, and this program reads \d+\n\nhint: run `momo scan --store old` to make it anew\n$/,
  );
  assert.equal(run.code, 1);
});

Deno.test("stats count what the rows say, for all days or some", async () => {
  const counts = async (...args: string[]) => {
    const run = await sandbox.momo(["index", "stats", ...args]);
    assert.equal(run.code, 0, run.stderr);
    return rows(run);
  };
  const count = (list: readonly Row[], section: string, name: string) =>
    list.find((row) => row["section"] === section && row["name"] === name)?.["count"];

  const all = await counts();
  const some = await counts("--symbols", "QZAF", "--start", "2024-12-01");

  const own = DAYS.filter((day) => day["symbol"] === "QZAF" && `${day["trade_date"]}` > "2024-12");
  assert.equal(count(all, "index", "days"), DAYS.length);
  assert.equal(count(all, "index", "reset points"), POINTS.length);
  assert.equal(
    count(all, "category", "risk"),
    DAYS.filter((day) => day["eod_category"] === "risk").length,
  );
  assert.equal(
    count(all, "phase", "dormant"),
    POINTS.filter((point) => point["phase"] === "dormant").length,
  );
  assert.equal(count(some, "index", "days"), own.length);
  assert.equal(count(some, "coverage", "2024-12"), own.length);
  const table = await sandbox.momo(["index", "stats", "--format", "table"]);
  assert.match(table.stdout, new RegExp(`^${DAYS.length} days of \\d+ symbols, 2024-`));
  assert.match(table.stdout, /\n {2}QZAF {2}/);
});
