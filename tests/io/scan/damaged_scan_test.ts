/** Damaged files: what comes through is used, and the rows say so in the same way however the work was split. */
import assert from "node:assert/strict";
import { formatDate } from "../../../src/core/time/dates.ts";
import { writeBenchFile } from "../../../tools/sample/bench_file.ts";
import { corruptByte, truncateFile } from "../sample/damage.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { indexFiles, indexRows, scan } from "./scanning.ts";
import { copyTree, deliver, deliverBars } from "./small_market.ts";

/** Dates of the rows with a condition, each once. */
async function datesOf(store: string, condition: string): Promise<string[]> {
  const { days } = await indexRows(store);
  const dates = days.filter((day) => day.condition === condition)
    .map(({ trade_date }) => formatDate(Number(trade_date)));
  return [...new Set(dates)].sort();
}

Deno.test("a damaged frame in the middle of a file gives the same index with any number of workers", async () => {
  await using directory = await TemporaryDirectory.create();
  const data = directory.file("data");
  const { path, storedBytes, records } = writeBenchFile(data, {
    ...{ megabytes: 28, barsPerDay: 5000, symbols: 6 },
  });
  corruptByte(path, Math.floor(storedBytes * 0.6));

  const indexes: Record<string, string>[] = [];
  for (const workers of [1, 2, 3]) {
    const store = directory.file(`store-${workers}`);
    const scanned = await scan(store, data, { workers });
    indexes.push(indexFiles(store));

    assert.equal(scanned.problems.length, 1);
    assert.match(scanned.problems[0]!, /^error: Cannot read ".*": the zstd frame at byte \d+ /);
    assert.ok(scanned.records > 0.9 * records && scanned.records < records);
  }

  for (const index of indexes) {
    for (const [name, bytes] of Object.entries(index)) {
      assert.ok(bytes === indexes[0]![name], `${name} differs`);
    }
  }
});

Deno.test("the days that lost something to a damaged file say so, and no others", async () => {
  await using directory = await TemporaryDirectory.create();
  const { dataFiles } = deliverBars(directory.file("data"), { jobId: "BARS" });
  truncateFile(dataFiles.find((path) => path.includes("-20241121"))!, -40);

  await scan(directory.file("store"), directory.file("data"));

  // the last hour of the 20th is on the UTC day of the 21st
  assert.deepEqual(await datesOf(directory.file("store"), "damaged"), ["2024-11-20", "2024-11-21"]);
  assert.equal((await datesOf(directory.file("store"), "available")).length, 13);
});

Deno.test("a damaged file of quotes marks the days it belongs to", async () => {
  await using directory = await TemporaryDirectory.create();
  deliverBars(directory.file("data"), { jobId: "BARS" });
  const order = { schema: "mbp-1", split: "day", jobId: "QUOTES" } as const;
  const { dataFiles } = deliver(directory.file("data"), order);
  corruptByte(dataFiles.find((path) => path.includes("-20241121"))!, 700);

  const scanned = await scan(directory.file("store"), directory.file("data"));

  assert.equal(scanned.hasErrors, true);
  assert.deepEqual(await datesOf(directory.file("store"), "damaged"), ["2024-11-20", "2024-11-21"]);
  assert.equal(scanned.manifest.days.rows, 45);
});

Deno.test("once the damaged file is whole again, the index is that of whole data", async () => {
  await using directory = await TemporaryDirectory.create();
  const [whole, data] = [directory.file("whole"), directory.file("data")];
  const { dataFiles } = deliverBars(whole, { jobId: "BARS" });
  await scan(directory.file("reference"), whole);
  copyTree(whole, data);
  const path = dataFiles[8]!.replace(whole, data);
  truncateFile(path, -40);
  await scan(directory.file("store"), data);

  await Deno.copyFile(dataFiles[8]!, path);
  const scanned = await scan(directory.file("store"), data);

  assert.deepEqual(scanned.problems, []);
  const [repaired, reference] = ["store", "reference"].map((name) =>
    indexFiles(directory.file(name))
  );
  assert.deepEqual(Object.keys(repaired!), Object.keys(reference!));
  for (const [name, bytes] of Object.entries(reference!)) {
    assert.ok(bytes === repaired![name], name);
  }
});
