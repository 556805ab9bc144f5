/** Days whose files are damaged, or of which another delivery has what one lacks. */
import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseDate } from "../../../src/core/time/dates.ts";
import { openCatalog } from "../../../src/io/catalog/catalog.ts";
import { DaySources } from "../../../src/io/day/day_sources.ts";
import { loadDay } from "../../../src/io/day/load_day.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";

const SAMPLE = "testdata/sample";
const TRADES = "EQUS-20250106-N68MD56SMT";

function load(...data: readonly string[]) {
  const sources = new DaySources(openCatalog(data));
  const request = { symbol: "QZAF", tradeDate: parseDate("2024-11-25") };
  return loadDay(sources, request, new AbortController().signal);
}

/** A directory with the trades of one day alone, its stored bytes changed. */
function tradesIn(directory: string, change: (bytes: Uint8Array) => Uint8Array): string {
  cpSync(`${SAMPLE}/${TRADES}`, directory, { recursive: true });
  const name = readdirSync(directory).find((file) => file.includes("20241125.trades"))!;
  writeFileSync(`${directory}/${name}`, change(readFileSync(`${directory}/${name}`)));
  return directory;
}

Deno.test("of a cut file the readable part is used, the cut and the missing hours are told", async () => {
  await using directory = await TemporaryDirectory.create();
  const whole = load(`${SAMPLE}/${TRADES}`).day.trades;

  const data = tradesIn(directory.file("cut"), (bytes) => bytes.subarray(0, bytes.length >> 1));
  const { day: { trades, gaps }, problems } = load(data);

  assert.ok(trades.length > 0 && trades.length < whole.length);
  assert.deepEqual([...trades.tsRecv], [...whole.tsRecv.subarray(0, trades.length)]);
  assert.equal(problems.length, 1);
  assert.match(problems[0]!.message, /^Cannot read all of ".*20241125\.trades\.dbn\.zst"/);
  const missing = gaps.find(({ kind, table }) => kind === "coverage" && table === "trades")!;
  assert.equal(missing.start, trades.tsRecv[trades.length - 1]! + 1);
});

Deno.test("what a cut file lacks is read from another delivery, each trade once", async () => {
  await using directory = await TemporaryDirectory.create();
  const whole = load(`${SAMPLE}/${TRADES}`).day.trades;
  const cut = tradesIn(directory.file("a"), (bytes) => bytes.subarray(0, bytes.length >> 1));
  const spare = tradesIn(directory.file("b"), (bytes) => bytes);
  const metadata = JSON.parse(readFileSync(`${spare}/metadata.json`, "utf8"));
  writeFileSync(`${spare}/metadata.json`, JSON.stringify({ ...metadata, job_id: "Z-SPARE" }));

  const { day, problems } = load(cut, spare);

  assert.equal(problems.length, 1);
  assert.deepEqual([...day.trades.tsRecv], [...whole.tsRecv]);
  assert.deepEqual([...day.trades.sequence], [...whole.sequence]);
  assert.equal(day.source.tables.trades.files.length, 2);
});
