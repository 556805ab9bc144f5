/** What `momo scan` prints and writes, read by others. */
import assert from "node:assert/strict";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { tableFromIPC } from "apache-arrow";
import type { ColumnType } from "../../src/core/columns/table.ts";
import { DAY_COLUMNS, POINT_COLUMNS } from "../../src/core/scan/index_columns.ts";
import { formatDate } from "../../src/core/time/dates.ts";
import { Sandbox } from "../commands/run_momo.ts";
import { indexRows, type Row } from "../io/scan/scanning.ts";
import { deliverAll } from "../io/scan/small_market.ts";

type JsonRow = Readonly<Record<string, unknown>>;

const DAYS = 45;
const SCAN = "scan --data data --keep all -q";

/** A sandbox with deliveries of every kind, scanned once. */
const sandbox = await Sandbox.make();
addEventListener("unload", () => Deno.removeSync(sandbox.directory, { recursive: true }));
deliverAll(`${sandbox.work}/data`);
const printed = await sandbox.momo(SCAN.split(" "));
const rows: readonly JsonRow[] = printed.stdout.trimEnd().split("\n").map((line) =>
  JSON.parse(line)
);
const index = await indexRows(`${sandbox.work}/momo-store`);

Deno.test("scan prints a JSON object a day, with every column of the index in its order", () => {
  assert.equal(printed.code, 0);
  assert.equal(printed.stderr, "");
  assert.equal(rows.length, DAYS);
  const names = DAY_COLUMNS.map(({ name }) => name);
  for (const row of rows) assert.deepEqual(Object.keys(row), names);
  const keys = rows.map(({ symbol, trade_date }) => `${symbol} ${trade_date}`);
  assert.deepEqual(keys, keys.toSorted());
  assert.ok(!/NaN|Infinity|undefined/.test(printed.stdout));
});

Deno.test("values print as their types ask: dates as text, counts as numbers, nothing as null", () => {
  const day = rows.find(({ symbol, trade_date }) =>
    symbol === "ZZQB" && trade_date === "2024-11-25"
  )!;

  assert.equal(typeof day.eod_volume, "number");
  assert.equal(typeof day.eod_vwap, "number");
  assert.equal(day.is_half_day, false);
  assert.equal(day.eod_rvol_summary === null || typeof day.eod_rvol_summary === "number", true);
  assert.deepEqual(rows[0]!.prev_close, null); // there is no day before the first
  assert.ok(Array.isArray(day.files) && day.files.every((file) => /^[A-Z]+\//.test(file)));
  assert.equal(day.quote_source, "mbp-1");
});

/** Runs a line of shell in the sandbox. */
async function shell(line: string): Promise<string> {
  const run = await sandbox.shell(line);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(run.stderr, "");
  return run.stdout;
}

Deno.test("a terminal's table is also there to be asked for in a pipe", async () => {
  const table = await shell(`momo ${SCAN} --format table`);

  const lines = table.trimEnd().split("\n");
  assert.match(lines[0]!, /symbol/);
  assert.equal(lines.filter((line) => /\b2024-1[12]-\d\d\b/.test(line)).length, DAYS);
});

/** A line of CSV without quoted commas in it, as fields; lists are quoted and stay whole. */
function fieldsOf(line: string): string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, field]) => field!)
    .slice(0, DAY_COLUMNS.length);
}

Deno.test("CSV has the rows of NDJSON, in a pipe and in a file", async () => {
  const text = await shell(`momo ${SCAN} --format csv`);
  await shell(`momo ${SCAN} -o out.csv`);

  assert.equal(await Deno.readTextFile(`${sandbox.work}/out.csv`), text);
  const [header, ...lines] = text.trimEnd().split("\n");
  const names = fieldsOf(header!);
  assert.deepEqual(names, DAY_COLUMNS.map(({ name }) => name));
  assert.equal(lines.length, DAYS);
  for (const [i, line] of lines.entries()) {
    for (const [k, field] of fieldsOf(line).entries()) {
      const value: unknown = rows[i]![names[k]!];
      if (Array.isArray(value)) continue;
      assert.equal(field, value === null ? "" : String(value), names[k]);
    }
  }
});

Deno.test("NDJSON in a file is what goes to a pipe", async () => {
  await shell(`momo ${SCAN} -o out.ndjson`);

  assert.equal(await Deno.readTextFile(`${sandbox.work}/out.ndjson`), printed.stdout);
});

/** A value of an Arrow table as it is printed. */
function asPrinted(value: unknown, type: ColumnType): unknown {
  if (value === null) return null;
  if (type === "date") return formatDate(Math.round(Number(value) / 86_400_000));
  if (type === "int32[]") return [...value as Iterable<unknown>]; // names of files
  return typeof value === "bigint" ? Number(value) : value;
}

Deno.test("Arrow has the rows of NDJSON: a stream in a pipe, a file with -o", async () => {
  await shell(`momo ${SCAN} --format arrow > piped`);
  await shell(`momo ${SCAN} -o out.arrow`);

  for (const name of ["piped", "out.arrow"]) {
    const table = tableFromIPC(await Deno.readFile(`${sandbox.work}/${name}`));
    assert.equal(table.numRows, DAYS);
    assert.deepEqual(
      table.schema.fields.map((field) => field.name),
      DAY_COLUMNS.map((c) => c.name),
    );
    for (const [i, expected] of rows.entries()) {
      const row = table.get(i)!;
      for (const { name, type } of DAY_COLUMNS) {
        const printedValue: unknown = expected[name];
        // what is printed are the fewest digits that lead back to the value in its own precision
        const value = type === "float32" && typeof printedValue === "number"
          ? Math.fround(printedValue)
          : printedValue;
        assert.deepEqual(asPrinted(row[name], type), value, `${name} of row ${i}`);
      }
    }
  }
});

/** Runs SQL over the files of the sandbox. */
async function withDuckDb(use: (query: (sql: string) => Promise<unknown[][]>) => Promise<void>) {
  const instance = await DuckDBInstance.create(":memory:");
  const connection: DuckDBConnection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    await use(async (sql) => (await connection.runAndReadAll(sql)).getRowsJson());
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  ...{ string: "VARCHAR", bool: "BOOLEAN", date: "DATE", timestamp: "TIMESTAMP WITH TIME ZONE" },
  ...{ int8: "TINYINT", int16: "SMALLINT", int32: "INTEGER", int64: "BIGINT" },
  ...{ uint8: "UTINYINT", uint16: "USMALLINT", uint32: "UINTEGER", uint64: "UBIGINT" },
  ...{ float32: "FLOAT", float64: "DOUBLE", "string[]": "VARCHAR[]", "int32[]": "INTEGER[]" },
};

Deno.test("DuckDB reads the printed Parquet, piped or in a file, with the type of each column", async () => {
  await shell(`momo ${SCAN} --format parquet > piped.parquet`);
  await shell(`momo ${SCAN} -o out.parquet`);

  await withDuckDb(async (query) => {
    for (const name of ["piped", "out"]) {
      const path = `${sandbox.work}/${name}.parquet`;
      const [[count]] = await query(`SELECT count(*) FROM '${path}'`) as [[string]];
      const types = await query(`SELECT column_name, column_type FROM (DESCRIBE FROM '${path}')`);
      assert.equal(count, String(DAYS));
      assert.deepEqual(
        types,
        DAY_COLUMNS.map(({ name, type }) => [
          name,
          SQL_TYPES[name === "files" ? "string[]" : type], // printed rows name their files
        ]),
      );
    }
  });
});

Deno.test("DuckDB reads both files of the index with proper types", async () => {
  await withDuckDb(async (query) => {
    for (
      const [name, columns] of [["days", DAY_COLUMNS], ["reset_points", POINT_COLUMNS]] as const
    ) {
      const path = `${sandbox.work}/momo-store/index/${name}.parquet`;
      const types = await query(
        `SELECT column_name, column_type, "null" FROM (DESCRIBE FROM '${path}')`,
      );

      assert.deepEqual(
        types.map(([column, type]) => [column, type]),
        columns.map(
          (column) => [column.name, SQL_TYPES[column.type]],
        ),
      );
      const stored = await query(
        `SELECT name, repetition_type, logical_type FROM parquet_schema('${path}')`,
      );
      const ts = stored.find(([column]) => column === "ts");
      if (name === "reset_points") {
        assert.match(String(ts![2]), /isAdjustedToUTC=1, .*NANOS=NanoSeconds/);
      }
      for (const column of columns.filter(({ type }) => !type.endsWith("[]"))) {
        const [, repetition] = stored.find(([candidate]) => candidate === column.name)!;
        assert.equal(repetition, column.nullable ? "OPTIONAL" : "REQUIRED", column.name);
      }
    }
  });
});

Deno.test("strings that repeat are stored in dictionaries", async () => {
  await withDuckDb(async (query) => {
    const columns = await query(
      `SELECT path_in_schema FROM parquet_metadata('${sandbox.work}/momo-store/index/reset_points.parquet')
       WHERE encodings LIKE '%DICTIONARY%' AND type = 'BYTE_ARRAY' ORDER BY column_id`,
    );

    for (const name of ["trigger", "bucket", "pattern", "phase"]) {
      assert.ok(columns.flat().includes(name), name);
    }
  });
});

Deno.test("DuckDB joins reset points with their days, by row and by name, to what momo itself reads", async () => {
  const [days, points] = ["days", "reset_points"].map((name) =>
    `${sandbox.work}/momo-store/index/${name}.parquet`
  );

  await withDuckDb(async (query) => {
    const joined = await query(
      `SELECT d.symbol, d.trade_date, d.eod_volume, count(*), min(p.ts), max(p.price), sum(p.day_row)
       FROM read_parquet('${points}') p
       JOIN read_parquet('${days}', file_row_number = true) d ON p.day_row = d.file_row_number
       WHERE p.symbol = d.symbol AND p.trade_date = d.trade_date
       GROUP BY ALL ORDER BY 1, 2`,
    );
    const [[lost]] = await query(
      `SELECT count(*) FROM '${points}' p ANTI JOIN '${days}' d USING (symbol, trade_date)`,
    ) as [[string]];

    const byDay = Map.groupBy(index.points, ({ day_row }) => Number(day_row));
    const expected = [...byDay].map(([row, own]) => [
      index.days[row]!.symbol,
      formatDate(Number(index.days[row]!.trade_date)),
      String(index.days[row]!.eod_volume),
      String(own.length),
      timeText(own[0]!),
      Math.max(...own.map(({ price }) => Number(price))),
      String(row * own.length),
    ]);
    assert.ok(expected.length > 20);
    assert.deepEqual(joined, expected);
    assert.equal(lost, "0");
  });
});

/** The time of a reset point as DuckDB prints it, which has microseconds. */
function timeText({ ts }: Row): string {
  const iso = new Date(Number(BigInt(String(ts)) / 1_000_000n)).toISOString();
  return `${iso.replace("T", " ").replace(".000Z", "").replace("Z", "")}+00`;
}

Deno.test("file ids of the days lead to the file table of the manifest", async () => {
  await withDuckDb(async (query) => {
    const found = await query(
      `WITH inputs AS (SELECT unnest(inputs) AS input FROM '${sandbox.work}/momo-store/index/manifest.json')
       SELECT d.symbol, d.trade_date, list(i.input.key ORDER BY i.input.key)
       FROM (SELECT symbol, trade_date, unnest(files) AS id FROM '${sandbox.work}/momo-store/index/days.parquet') d
       JOIN inputs i ON i.input.id = d.id GROUP BY ALL ORDER BY 1, 2`,
    );

    assert.deepEqual(
      found,
      rows.map(({ symbol, trade_date, files }) => [
        symbol,
        trade_date,
        [...files as string[]].sort(),
      ]),
    );
  });
});

for (const format of ["ndjson", "csv", "table", "arrow", "parquet"]) {
  Deno.test(`scan --format ${format} | head ends at once, without a word, and the index is whole`, async () => {
    const run = await sandbox.shell(
      `momo scan --data data --keep all --store headed-${format} --format ${format} | head -c 100 | wc -c; ` +
        `exit \${PIPESTATUS[0]}`,
    );

    assert.equal(run.code, 0);
    assert.equal(run.stdout.trim(), "100");
    assert.match(run.stderr, /^(headed-\w+\/index: 45 days of 3 symbols; [^\n]+\n)?$/);
    const { days } = await indexRows(`${sandbox.work}/headed-${format}`);
    assert.equal(days.length, DAYS);
  });
}

Deno.test("-o keeps a file that is there, before any work is done", async () => {
  await sandbox.write("work/kept.csv", "old");

  const run = await sandbox.momo(["scan", "--data", "data", "--store", "new", "-o", "kept.csv"]);

  assert.deepEqual(run, {
    code: 1,
    stdout: "",
    stderr: 'error: Cannot write "kept.csv": it exists\n\nhint: add `--force` to replace it\n',
  });
  await assert.rejects(Deno.stat(`${sandbox.work}/new`));
});

Deno.test("--dry-run lists what would be read and written, and touches nothing", async () => {
  const run = await sandbox.momo(
    ["scan", "--data", "data", "--store", "untouched", "--dry-run", "--start", "2024-12-02"],
  );

  const listed: { action: string; path: string }[] = run.stdout.trimEnd().split("\n")
    .map((line) => JSON.parse(line));
  assert.equal(run.code, 0, run.stderr);
  assert.ok(listed.some(({ action, path }) => action === "read" && path.startsWith("data/BARS/")));
  assert.deepEqual(listed.filter(({ action }) => action === "write").map(({ path }) => path), [
    "untouched/index/days.parquet",
    "untouched/index/reset_points.parquet",
    "untouched/index/manifest.json",
  ]);
  await assert.rejects(Deno.stat(`${sandbox.work}/untouched`));
});
