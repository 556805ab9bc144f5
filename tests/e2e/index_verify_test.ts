/** `momo index verify` and `momo index merge` on indexes of the sample, whole and damaged. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ColumnData, Table } from "../../src/core/columns/table.ts";
import { encodeParquet } from "../../src/io/parquet/encoder.ts";
import { openParquet } from "../../src/io/parquet/parquet_file.ts";
import { MAIN, type Run, RUNTIME_ARGS, Sandbox } from "../commands/run_momo.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
const STORE = "momo-store";

const sandbox = await Sandbox.make();
globalThis.addEventListener("unload", () => {
  Deno.removeSync(sandbox.directory, { recursive: true });
});
const scanned = await sandbox.momo(["scan", "--data", SAMPLE, "-q"]);
assert.equal(scanned.code, 0, scanned.stderr);

let stores = 0;

/** A copy of the sample's index in a store of its own. Returns the store. */
async function copyIndex(): Promise<string> {
  const store = `copy-${stores++}`;
  const directory = join(sandbox.work, store, "index");
  await Deno.mkdir(directory, { recursive: true });
  for (const name of ["days.parquet", "reset_points.parquet", "manifest.json"]) {
    await Deno.copyFile(join(sandbox.work, STORE, "index", name), join(directory, name));
  }
  return store;
}

async function readTable(path: string): Promise<Table> {
  using file = openParquet(await Deno.readFile(path));
  return file.read();
}

/** Writes a table of an index anew, and its hash and size into the manifest. */
async function rewrite(store: string, name: "days" | "reset_points", change: (t: Table) => Table) {
  const directory = join(sandbox.work, store, "index");
  const path = join(directory, `${name}.parquet`);
  const bytes = encodeParquet(change(await readTable(path)));
  await Deno.writeFile(path, bytes);
  const manifest = JSON.parse(await Deno.readTextFile(join(directory, "manifest.json")));
  manifest[name] = {
    ...manifest[name],
    size_bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
  await Deno.writeTextFile(join(directory, "manifest.json"), JSON.stringify(manifest));
}

/** The table with one column changed. */
function withColumn(table: Table, name: string, change: (data: ColumnData) => ColumnData): Table {
  const data = table.columns.map((spec, i) =>
    spec.name === name ? change(table.data[i]!) : table.data[i]!
  );
  return { ...table, data };
}

async function verify(store: string, ...args: string[]): Promise<Run & { errors: string[] }> {
  const run = await sandbox.momo(["index", "verify", "--store", store, ...args]);
  const findings = run.stdout.trimEnd().split("\n").filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  const errors = findings.filter(({ severity }) => severity === "error")
    .map(({ check, message }) => `${check}: ${message}`);
  return { ...run, errors };
}

Deno.test("an index as it was written has no errors, with and without its inputs", async () => {
  const own = await verify(STORE);
  const alone = await verify(await copyIndex());

  assert.deepEqual([own.errors, alone.errors], [[], []]);
  assert.deepEqual([own.code, alone.code], [0, 0]);
  assert.match(own.stdout, /"check":"inputs","message":"\d+ files are unchanged"/);
});

Deno.test("a file that is not the one of the manifest is an error", async () => {
  const store = await copyIndex();
  const path = join(sandbox.work, store, "index/days.parquet");
  const bytes = encodeParquet(await readTable(path));
  await Deno.writeFile(path, bytes);

  const { errors, code } = await verify(store);

  assert.deepEqual(errors, ["hashes: the sha256 of days.parquet differs from the manifest's"]);
  assert.equal(code, 1);
});

Deno.test("reset points without their day are errors", async () => {
  const store = await copyIndex();
  await rewrite(store, "reset_points", (table) =>
    withColumn(table, "day_row", (data) => {
      const rows = Int32Array.from(data as Int32Array);
      rows[rows.length - 1] = 9999;
      return rows;
    }));

  const { errors, code } = await verify(store);

  assert.deepEqual(errors[0], "references: 1 of 1759 reset points do not belong to their day");
  assert.match(
    errors[1]!,
    /^references: ZQIB on 2024-12-\d\d has 23 reset points, its row says 24$/,
  );
  assert.equal(code, 1);
});

Deno.test("rows out of order are errors", async () => {
  const store = await copyIndex();
  await rewrite(
    store,
    "days",
    (table) =>
      withColumn(table, "trade_date", (data) => Int32Array.from(data as Int32Array).reverse()),
  );
  await rewrite(
    store,
    "reset_points",
    (table) =>
      withColumn(table, "ts", (data) => BigInt64Array.from(data as BigInt64Array).reverse()),
  );

  const { errors } = await verify(store);

  const order = errors.filter((error) => error.startsWith("order"));
  assert.match(order[0]!, /^order: days are out of order at [A-Z]{4} 2024-/);
  assert.equal(order[1], "order: reset points are out of order at row 1");
});

Deno.test("a table without a column is an error", async () => {
  const store = await copyIndex();
  await rewrite(store, "days", ({ columns, data, length }) => ({
    ...{ columns: columns.slice(0, -1), data: data.slice(0, -1), length },
  }));

  const { errors, code } = await verify(store);

  assert.equal(errors[0], "schema: days.parquet does not have the columns of this version");
  assert.equal(code, 1);
});

/** A copy of one of the sample's deliveries, alone in a data directory. Returns the directory and the path of a file. */
async function copyDelivery(directory: string): Promise<{ data: string; file: string }> {
  const name = "EQUS-20250106-5MQGYMNQQZ";
  const data = join(sandbox.work, directory);
  await Deno.mkdir(join(data, name), { recursive: true });
  for await (const entry of Deno.readDir(join(SAMPLE, name))) {
    await Deno.copyFile(join(SAMPLE, name, entry.name), join(data, name, entry.name));
  }
  const manifest = JSON.parse(await Deno.readTextFile(join(data, name, "manifest.json")));
  const { filename }: { filename: string } = manifest.files
    .find(({ filename }: { filename: string }) => filename.includes(".dbn"));
  return { data, file: `${name}/${filename}` };
}

/** Changes the last byte of a file and gives it a time, in ms since the Unix epoch. */
async function damage(path: string, timeMs: number): Promise<void> {
  const bytes = await Deno.readFile(path);
  bytes[bytes.length - 1]! ^= 1;
  await Deno.writeFile(path, bytes);
  await Deno.utime(path, timeMs / 1000, timeMs / 1000);
}

const CHANGED = "has changed: its sha256 is not that of its delivery";

Deno.test("an input of the same size but another content is found, by its time or with --hash", async () => {
  const { data, file } = await copyDelivery("touched");
  const path = join(data, file);
  const written = 1_700_000_000_000;
  await Deno.utime(path, written / 1000, written / 1000);
  const scan = await sandbox.momo(["scan", "--data", data, "--store", "touched-store", "-q"]);
  assert.equal(scan.code, 0, scan.stderr);
  const fine = await verify("touched-store", "--hash");
  await Deno.utime(path, written / 1000 + 60, written / 1000 + 60);
  const touched = await verify("touched-store");
  await damage(path, written + 60_000);
  const later = await verify("touched-store");
  await Deno.utime(path, written / 1000, written / 1000);
  const hidden = await verify("touched-store");
  const hashed = await verify("touched-store", "--hash");

  assert.match(fine.stdout, /"(\d+) files? (is|are) unchanged, \1 of them by their hash"/);
  assert.match(touched.stdout, /unchanged, 1 of them by their hash"/);
  assert.deepEqual(later.errors, [`inputs: "${file}" ${CHANGED}`]);
  assert.deepEqual(hidden.errors, []);
  assert.deepEqual(hashed.errors, [`inputs: "${file}" ${CHANGED}`]);
  assert.deepEqual([fine.code, touched.code, later.code, hashed.code], [0, 0, 1, 1]);
});

Deno.test("data that are elsewhere now are read only with --hash", async () => {
  const store = await copyIndex();
  const { data, file } = await copyDelivery("elsewhere");
  await damage(join(data, file), 1_700_000_000_000);

  const quick = await verify(store, "--data", data);
  const hashed = await verify(store, "--data", data, "--hash");

  assert.deepEqual(quick.errors, []);
  assert.deepEqual(hashed.errors, [`inputs: "${file}" ${CHANGED}`]);
});

Deno.test("on a narrow terminal findings are not cut, however long", async () => {
  const store = await copyIndex();
  const { data } = await copyDelivery("whole");
  const words = [Deno.execPath(), ...RUNTIME_ARGS, MAIN];
  const momo = [...words, "index", "verify", "--store", store, "--data", data].join(" ");

  const run = await sandbox.shell(
    `command -v script >/dev/null || { echo skipped: no script; exit; }
    NO_COLOR=1 COLUMNS=80 script -qec "${momo}" /dev/null < /dev/null | tr -d '\\r'`,
  );

  if (run.stdout.startsWith("skipped")) return;
  assert.match(run.stdout, /severity {2}check {7}message\nok {8}schema/);
  assert.match(run.stdout, /\nwarning {3}inputs {6}".*\.dbn\.zst" is gone\n/);
});

Deno.test("inputs that are gone are warned of, changed ones are errors", async () => {
  const store = await copyIndex();
  const { data, file } = await copyDelivery("data");
  const same = await verify(store, "--data", data);
  await Deno.writeFile(join(data, file), new Uint8Array(3), { append: true });

  const changed = await verify(store, "--data", data);

  assert.deepEqual(same.errors, []);
  assert.match(same.stdout, /"severity":"warning","check":"inputs","message":"\\".*\\" is gone"/);
  assert.deepEqual(changed.errors, [`inputs: "${file}" has changed`]);
  assert.equal(changed.code, 1);
});

Deno.test("an index of another version or none at all cannot be verified", async () => {
  const store = await copyIndex();
  const manifest = join(sandbox.work, store, "index/manifest.json");
  const text = await Deno.readTextFile(manifest);
  await Deno.writeTextFile(manifest, text.replace(/"schema_version": \d+/, '"schema_version": 99'));

  const other = await verify(store);
  const none = await verify("nowhere");

  assert.match(other.errors[0]!, /^schema: .* its schema version is 99/);
  assert.equal(other.code, 1);
  assert.match(
    none.stderr,
    /^error: Cannot verify "nowhere": it has no index\n\nhint: run `momo scan --store nowhere /,
  );
  assert.equal(none.code, 1);
});

Deno.test("parts that hold different rows for one day do not merge, and which it is is said", async () => {
  const store = await copyIndex();
  await rewrite(store, "days", (table) =>
    withColumn(table, "eod_volume", (data) => {
      const volumes = BigInt64Array.from(data as BigInt64Array);
      volumes[0] = 1n;
      return volumes;
    }));

  const run = await sandbox.momo(["index", "merge", "--store", "merged", STORE, store]);
  const same = await sandbox.momo(["index", "merge", "--store", "merged", STORE, STORE]);

  assert.match(
    run.stderr,
    /^error: Cannot merge "momo-store" and "copy-\d+": JYND on 2024-11-\d\d differs in eod_volume \(\d+, 1\)\n/,
  );
  assert.equal(run.code, 1);
  assert.equal(same.code, 0, same.stderr);
  const read = (name: string) => Deno.readFile(join(sandbox.work, name, "index/days.parquet"));
  assert.deepEqual(await read("merged"), await read(STORE));
});
