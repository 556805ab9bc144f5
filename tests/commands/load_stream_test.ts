import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tableFromIPC } from "apache-arrow";
import { type Run, Sandbox } from "./run_momo.ts";
import { TrainerProcess, type TrainerVisit } from "./trainer_process.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
const READER = fileURLToPath(new URL("read_days.py", import.meta.url));
const DAYS = ["QZAF:2024-11-25", "QZAF:2024-11-26", "XUVO:2024-11-25", "WZTO:2024-12-06"];

async function makeSandbox(days: readonly string[] = DAYS): Promise<Sandbox> {
  const sandbox = await Sandbox.make();
  await sandbox.write("work/days.txt", days.join("\n") + "\n");
  return sandbox;
}

const LIST = ["--data", SAMPLE, "--days", "days.txt"];

async function load(sandbox: Sandbox, ...args: readonly string[]): Promise<Run> {
  return await sandbox.momo(["load", "--no-config", ...args]);
}

async function names(sandbox: Sandbox, directory: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(join(sandbox.work, directory)));
  return entries.map(({ name }) => name).sort();
}

/** Checks that each table is the Arrow stream its header promises. */
function checkTables({ header, tables }: TrainerVisit): void {
  assert.equal(tables.length, header.tables.length);
  for (const [i, { rows, bytes }] of header.tables.entries()) {
    assert.equal(tables[i]!.length, bytes);
    assert.equal(tableFromIPC(tables[i]).numRows, rows);
  }
}

function tableNames({ header }: TrainerVisit): string[] {
  return header.tables.map(({ name }: { name: string }) => name);
}

Deno.test("a trainer reads days as Arrow and acknowledges them", async () => {
  await using sandbox = await makeSandbox();
  const trainer = new TrainerProcess(sandbox, [...LIST, "--ack", "stdin", "--lookback"]);
  const seen: string[] = [];

  for (let visit: TrainerVisit | undefined; (visit = await trainer.next()) !== undefined;) {
    const { header } = visit;
    seen.push(header.day);
    checkTables(visit);
    await trainer.done(header.visit, 1, 3);
    await trainer.done(header.visit, 3, 3);
    if (header.visit !== 0) continue;
    assert.equal(header.previous.trade_date, "2024-11-22");
    assert.deepEqual(tableNames(visit).slice(0, 2), ["ohlcv-1s", "status"]);
    assert.ok(tableNames(visit).includes("previous_ohlcv-1s"));
    const bars = tableFromIPC(visit.tables[0]!);
    assert.deepEqual(bars.schema.fields.slice(0, 3).map(({ name, type }) => [name, `${type}`]), [
      ["ts_event", "Timestamp<NANOSECOND, UTC>"],
      ["ts_end", "Timestamp<NANOSECOND, UTC>"],
      ["open", "Float64"],
    ]);
  }
  const { code, stderr } = await trainer.ended();

  assert.deepEqual(seen, DAYS);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^4 days served \(.* MB in .* s\); hits L1 1 of 8, L2 [0-7] of 7; waited /);
});

Deno.test("the tables are those of momo load --day", async () => {
  await using sandbox = await makeSandbox(["QZAF:2024-11-25"]);
  const trainer = new TrainerProcess(sandbox, LIST);
  const visit = await trainer.next();
  await trainer.ended();
  const day = await load(sandbox, "--data", SAMPLE, "--day", "QZAF:2024-11-25");

  const rows = day.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  const trades = tableFromIPC(visit!.tables[tableNames(visit!).indexOf("trades")]!);
  const expected = rows.filter(({ schema }) => schema === "trades");
  assert.ok(expected.length > 100);
  assert.equal(trades.numRows, expected.length);
  const prices = trades.getChild("price")!;
  assert.deepEqual([...prices], expected.map(({ price }) => price));
});

Deno.test("a reader with nothing but Python's standard library gets the same", async (t) => {
  await using sandbox = await makeSandbox();
  try {
    await new Deno.Command("python3", { args: ["--version"], stdout: "null" }).output();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    await Deno.stderr.write(new TextEncoder().encode("skipped: python3 is not here\n"));
    return;
  }
  const days = [...DAYS, "QZAF:2024-12-27"];
  await sandbox.write("work/days.txt", days.join("\n"));

  const run = await sandbox.shell(
    `mkfifo acks; momo load --no-config --data '${SAMPLE}' --days days.txt --ack stdin --lookback ` +
      `-q < acks | python3 '${READER}' acks; echo "exit \${PIPESTATUS[0]}"`,
  );

  await t.step("all days and tables were read, and momo ended with 0", () => {
    const lines = run.stdout.trimEnd().split("\n");
    assert.equal(lines.pop(), "exit 0", run.stderr);
    assert.deepEqual(lines.map((line) => line.split(" ")[0]), days);
    for (const line of lines) assert.match(line, / ohlcv-1s=\d+ /);
  });
});

Deno.test("with --exchange-dir the tables are files until the visit is done", async () => {
  await using sandbox = await makeSandbox();
  const args = [...LIST, "--ack", "stdin", "--exchange-dir", "exchange"];
  const trainer = new TrainerProcess(sandbox, args);

  const first = await trainer.next(true);
  checkTables(first!);
  const during = await names(sandbox, "exchange");
  await trainer.done(0);
  const second = await trainer.next(true);
  checkTables(second!);
  const later = await names(sandbox, "exchange");
  const { code } = await trainer.leave();

  assert.ok(during.includes("visit-0-ohlcv-1s.arrows"));
  assert.ok(later.includes("visit-1-ohlcv-1s.arrows"));
  assert.ok(!later.some((name) => name.startsWith("visit-0-")));
  assert.equal(code, 0);
  assert.deepEqual(await names(sandbox, "exchange"), [".momo.lock"]);
});

Deno.test("killed at any point, nothing stale is left for the next run", async () => {
  await using sandbox = await makeSandbox();
  const args = [...LIST, "--ack", "stdin", "--exchange-dir", "exchange", "--cache-dir", "cache"];
  for (let visits = 0; visits < 3; visits++) {
    const killed = new TrainerProcess(sandbox, args);
    for (let i = 0; i < visits; i++) {
      await killed.next(true);
      await killed.done(i);
    }
    killed.child.kill("SIGKILL");
    await killed.ended();
    const next = new TrainerProcess(sandbox, args);
    const visit = await next.next(true);
    checkTables(visit!);
    const files = await names(sandbox, "exchange");
    const { code } = await next.leave();

    assert.ok(files.every((name) => name === ".momo.lock" || name.startsWith("visit-0-")));
    assert.equal(code, 0);
    assert.deepEqual(await names(sandbox, "exchange"), [".momo.lock"]);
    assert.deepEqual(await names(sandbox, "cache"), [".momo.lock"]);
  }
});

Deno.test("with --cache-dir the same days come out", async () => {
  await using sandbox = await makeSandbox();
  const read = async (...args: string[]) => {
    const trainer = new TrainerProcess(sandbox, [...LIST, "--ack", "stdin", "--lookback", ...args]);
    const visits: TrainerVisit[] = [];
    for (let visit; (visit = await trainer.next()) !== undefined;) {
      visits.push(visit);
      await trainer.done(visit.header.visit);
    }
    assert.equal((await trainer.ended()).code, 0);
    return visits;
  };

  assert.deepEqual(await read("--cache-dir", "cache"), await read());
  assert.deepEqual(await names(sandbox, "cache"), [".momo.lock"]);
});

Deno.test("Ctrl-C ends it with 130 and removes its files", async () => {
  await using sandbox = await makeSandbox();
  const args = [...LIST, "--ack", "stdin", "--exchange-dir", "exchange"];
  const trainer = new TrainerProcess(sandbox, args);
  await trainer.next(true);

  trainer.child.kill("SIGINT");
  const { code, stderr } = await trainer.ended();

  assert.equal(code, 130);
  assert.equal(stderr, "Stopping, because momo was interrupted; once more stops at once\n");
  assert.deepEqual(await names(sandbox, "exchange"), [".momo.lock"]);
});

Deno.test("a reader that leaves ends it silently", async () => {
  await using sandbox = await makeSandbox();

  const run = await sandbox.shell(
    `momo load --no-config --data '${SAMPLE}' --days days.txt | head -c 100 > part; ` +
      "exit ${PIPESTATUS[0]}",
  );

  assert.deepEqual([run.code, run.stderr], [0, ""]);
});

Deno.test("the list may come from standard input", async () => {
  await using sandbox = await makeSandbox();

  const run = await sandbox.shell(
    `printf 'VJAX:2024-12-09\\n' | momo load --no-config --data '${SAMPLE}' --days - | head -n 1`,
  );

  assert.equal(JSON.parse(run.stdout).day, "VJAX:2024-12-09");
});

Deno.test("a day without data is skipped and said, and the run ends with 1", async () => {
  await using sandbox = await makeSandbox([
    "QZAF:2024-11-25",
    "QZAF:2023-11-27",
    "QZAF:2024-11-26",
  ]);
  const trainer = new TrainerProcess(sandbox, [...LIST, "--ack", "stdin"]);

  const first = await trainer.next();
  await trainer.done(0);
  const second = await trainer.next();
  const third = await trainer.next();
  await trainer.done(2);
  const { code, stderr } = await trainer.ended();

  assert.deepEqual([first?.header.type, second?.header.type, third?.header.type], [
    "day",
    "skipped",
    "day",
  ]);
  assert.deepEqual(second?.header.tables, []);
  assert.equal(code, 1);
  const [error, ...rest] = stderr.trimEnd().split("\n");
  assert.match(
    error!,
    /^error: Visit 1 of QZAF:2023-11-27 is skipped: Cannot load QZAF on 2023-11-27: no file has data/,
  );
  assert.match(rest.join("\n"), /^2 days served, 1 skipped \(/);
});

Deno.test("a malformed acknowledgement ends it with a sentence", async () => {
  await using sandbox = await makeSandbox();
  const trainer = new TrainerProcess(sandbox, [...LIST, "--ack", "stdin"]);
  await trainer.next();

  await trainer.say({ type: "done", visit: 5, finished: 1, of: 1 });
  const { code, stderr } = await trainer.ended();

  assert.equal(code, 1);
  assert.equal(
    stderr,
    "error: Cannot use line 1 of standard input: it is about visit 5, and visit 0 is under way\n",
  );
});

function failed(run: Run, code: number, error: string, hint?: string): void {
  const hintText = hint === undefined ? "" : `\nhint: ${hint}\n`;
  assert.equal(run.stderr, `error: ${error}\n${hintText}`);
  assert.equal(run.stdout, "");
  assert.equal(run.code, code);
}

Deno.test("an unknown symbol in the list is named by its line, before anything is loaded", async () => {
  await using sandbox = await makeSandbox(["QZAF:2024-11-25", "QZAG:2024-11-25"]);

  const run = await load(sandbox, ...LIST);

  assert.match(
    run.stderr,
    /^error: Cannot use line 2 of "days.txt": cannot find the symbol "QZAG": .*\n\nhint: did you mean QZAF\?\n$/,
  );
  assert.deepEqual([run.code, run.stdout], [1, ""]);
});

Deno.test("memory below one day is an error at once, with what is needed", async () => {
  await using sandbox = await makeSandbox();

  const run = await load(sandbox, ...LIST, "--lookback", "--memory", "10KiB");

  assert.match(
    run.stderr,
    /^error: Cannot hold the day "QZAF:2024-11-25": it and its lookback take(?: about)? [\d.]+ (?:KiB|MiB), wanted at most 10\.0 KiB\n\nhint: raise the limit: --memory \d+MiB\n$/,
  );
  assert.deepEqual([run.code, run.stdout], [1, ""]);
});

Deno.test("flags that make no sense together are refused", async () => {
  await using sandbox = await makeSandbox();
  const refused = async (args: readonly string[], error: string, hint?: string) =>
    failed(await load(sandbox, ...args), 2, error, hint);

  await refused(
    ["--days", "days.txt", "--plan", "select"],
    "Cannot use --days with --plan: they exclude each other",
    "leave one of them out",
  );
  await refused(
    ["a.dbn", "--days", "days.txt"],
    'Cannot use --days with the file "a.dbn"',
    "leave one of them out; the data are given with --data",
  );
  await refused(
    ["--days", "-", "--ack", "stdin"],
    "Cannot read both the list of days and acknowledgements from standard input",
    "name a file: --days FILE",
  );
  await refused(
    ["--plan", "select"],
    "Cannot stream the plan: it has no end",
    "add --ack stdin or --visits N",
  );
  await refused(
    ["--days", "days.txt", "--exchange-dir", "x"],
    "Cannot use --exchange-dir without acknowledgements: nothing would tell when a file is done",
    "add --ack stdin",
  );
  await refused(
    ["--days", "days.txt", "--limit", "3"],
    "Cannot use --limit with --days: it is about files",
  );
  await refused(
    ["--days", "days.txt", "-o", "days.arrow"],
    "Cannot use --output with --days: days go to standard output",
    "add --exchange-dir DIR to have files",
  );
  await refused(
    ["--days", "days.txt", "--format", "csv"],
    "Cannot use --format csv with --days: days are streamed as arrow",
  );
});

Deno.test("the counters are in the metrics", async () => {
  await using sandbox = await makeSandbox();
  const args = [...LIST, "--ack", "stdin", "--lookback", "--metrics", "m.json"];
  const trainer = new TrainerProcess(sandbox, args);
  for (let visit; (visit = await trainer.next()) !== undefined;) {
    await trainer.done(visit.header.visit);
  }
  await trainer.ended();

  const metrics = JSON.parse(await Deno.readTextFile(join(sandbox.work, "m.json")));
  const sum = (name: string) =>
    metrics[name].values.reduce((total: number, { value }: { value: number }) => total + value, 0);
  const { values: [{ buckets }] } = metrics.momo_cache_wait_ms;
  assert.equal(buckets.reduce((total: number, count: number) => total + count, 0), 4);
  assert.equal(sum("momo_cache_visits_total"), 4);
  // QZAF:2024-11-25 is the lookback of the day after it: seven days for eight roles.
  assert.equal(sum("momo_cache_loads_total"), 7);
  assert.deepEqual(
    metrics.momo_cache_hits_total.values[0],
    { labels: { tier: "l1" }, value: 1 },
  );
  const l2 = (name: string) => metrics[name].values[1].value;
  assert.equal(l2("momo_cache_hits_total") + l2("momo_cache_misses_total"), 7);
  assert.ok(sum("momo_cache_peak_bytes") > 0 && sum("momo_cache_load_ms") > 0);
  assert.equal(sum("momo_cache_evictions_total"), 0);
});

Deno.test("--plan select gives what momo index select would, and moves its state on", async () => {
  await using sandbox = await makeSandbox();
  await sandbox.momo(["scan", "--data", SAMPLE, "-q"]);
  const peek = await sandbox.momo(["index", "select", "--peek", "4"]);
  const planned = peek.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  const trainer = new TrainerProcess(sandbox, ["--plan", "select", "--ack", "stdin", "--lookback"]);

  for (const { visit, symbol, trade_date, episodes } of planned.slice(0, 3)) {
    const came = await trainer.next();
    checkTables(came!);
    const { header } = came!;
    assert.deepEqual([header.visit, header.day], [visit, `${symbol}:${trade_date}`]);
    assert.deepEqual(header.episodes, episodes);
    await trainer.done(visit, episodes.length, episodes.length);
  }
  await trainer.next(); // handed out, not done
  const { code, stderr } = await trainer.leave();
  const counted = new TrainerProcess(sandbox, ["--plan", "select", "--visits", "1"]);
  const again = await counted.next();
  await counted.ended();

  assert.equal(code, 0, stderr);
  assert.deepEqual([again?.header.visit, again?.header.symbol], [3, planned[3].symbol]);
});
