import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseState } from "../../src/io/episodes/state_file.ts";
import { makeCandidates } from "../core/episodes/made_candidates.ts";
import { resultOf } from "../core/episodes/trainer.ts";
import { writeMadeIndex } from "../io/episodes/made_index.ts";
import { type Run, Sandbox } from "./run_momo.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
const STATE = "momo-store/state/sampler.json";

/** A sandbox whose store has an index of made-up days. */
async function makeSandbox(days = 60): Promise<Sandbox> {
  const sandbox = await Sandbox.make();
  const candidates = makeCandidates({ days, symbols: 5 });
  await writeMadeIndex(join(sandbox.work, "momo-store"), candidates);
  return sandbox;
}

function select(sandbox: Sandbox, ...args: string[]): Promise<Run> {
  return sandbox.momo(["index", "select", ...args]);
}

// deno-lint-ignore no-explicit-any -- what was printed, as JSON
function rows({ stdout }: Run): any[] {
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

async function stateOf(sandbox: Sandbox, path = STATE) {
  return parseState(await Deno.readTextFile(join(sandbox.work, path)), path);
}

function failed(run: Run, code: number, error: string, hint: string) {
  assert.equal(run.stderr, `error: ${error}\n\nhint: ${hint}\n`);
  assert.equal(run.code, code);
}

Deno.test("momo index select prints the next visit and keeps its place", async () => {
  await using sandbox = await makeSandbox();

  const first = await select(sandbox);
  const others = await select(sandbox, "--count", "2");

  assert.equal(first.code, 0);
  assert.equal(first.stderr, `${STATE}: 1 visit selected; the last is number 0, stage early\n`);
  const visits = [...rows(first), ...rows(others)];
  assert.deepEqual(visits.map(({ visit }) => visit), [0, 1, 2]);
  assert.deepEqual(Object.keys(visits[0]), [
    ...["visit", "seed", "stage", "stratum", "symbol", "trade_date", "eod_quality", "uses"],
    ...["planned", "mix", "empty", "relaxed", "episodes"],
  ]);
  const [episode] = visits[0].episodes;
  assert.deepEqual(
    Object.keys(episode),
    ["episode", "ts", "bucket", "pattern", "phase", "local_quality"],
  );
  assert.match(episode.ts, /^20\d\d-\d\d-\d\dT\d\d:\d\d:00\.000000000Z$/);
  assert.deepEqual(visits[0].mix, {
    ...{ prime: 0.7, secondary: 0.2, risk: 0.1 },
    ...{ mixed: 0, accumulation: 0, dead_zone: 0 },
  });
  const numbers = visits.flatMap(({ episodes }) =>
    episodes.map((e: { episode: number }) => e.episode)
  );
  assert.deepEqual(numbers, numbers.map((_, i) => i));
  const state = await stateOf(sandbox);
  assert.equal(state.visit, 3);
  assert.equal(state.positionInVisit, visits[2].episodes.length);
});

Deno.test("--peek prints what comes next and leaves no trace", async () => {
  await using sandbox = await makeSandbox();

  const early = await select(sandbox, "--peek", "3");
  await assert.rejects(Deno.stat(join(sandbox.work, STATE)), Deno.errors.NotFound);
  const selected = await select(sandbox, "--count", "3", "-q");
  const before = await Deno.readTextFile(join(sandbox.work, STATE));
  const later = await select(sandbox, "--peek", "2");

  assert.equal(early.stderr, "");
  assert.equal(early.stdout, selected.stdout);
  assert.equal(await Deno.readTextFile(join(sandbox.work, STATE)), before);
  assert.deepEqual(rows(later).map(({ visit }) => visit), [3, 4]);
});

Deno.test("other formats have a row per episode", async () => {
  await using sandbox = await makeSandbox();

  const csv = await select(sandbox, "--peek", "2", "--format", "csv");
  const json = rows(await select(sandbox, "--peek", "2"));
  const table = await select(sandbox, "--peek", "2", "--format", "table");
  await select(sandbox, "--peek", "2", "-o", "plan.parquet");
  await select(sandbox, "--peek", "2", "-o", "plan.ndjson");

  const [header, ...lines] = csv.stdout.trimEnd().split("\n");
  assert.equal(
    header,
    "visit,episode,stage,stratum,symbol,trade_date,ts,bucket,pattern,phase,local_quality,eod_quality,uses",
  );
  assert.equal(lines.length, json[0].episodes.length + json[1].episodes.length);
  const { visit, stage, stratum, symbol, trade_date, episodes: [first] } = json[0];
  assert.equal(
    lines[0]!.split(",").slice(0, 7).join(),
    [visit, first.episode, stage, stratum, symbol, trade_date, first.ts].join(),
  );
  assert.equal(table.stdout.trimEnd().split("\n").length, lines.length + 1);
  const { openParquet } = await import("../../src/io/parquet/parquet_file.ts");
  using parquet = openParquet(join(sandbox.work, "plan.parquet"));
  assert.equal(parquet.length, lines.length);
  assert.equal(parquet.metadata.get("momo.seed"), "0");
  const text = await Deno.readTextFile(join(sandbox.work, "plan.ndjson"));
  assert.deepEqual(text.trimEnd().split("\n").map((line) => JSON.parse(line)), json);
});

Deno.test("settings come from flags and momo.toml, and after that from the state", async () => {
  await using sandbox = await makeSandbox();
  await sandbox.write("work/momo.toml", '[select]\nmode = "episode"\nstate = "mine.json"\n');

  await select(sandbox, "--seed", "9");
  const more = await select(sandbox, "--count", "2");
  const other = await select(sandbox, "--mode", "iid");

  const { seed, config, visit } = await stateOf(sandbox, "mine.json");
  assert.deepEqual([seed, config.mode, visit], [9, "episode", 3]);
  assert.deepEqual(rows(more).map(({ seed, episodes }) => [seed, episodes.length]), [[9, 1], [
    9,
    1,
  ]]);
  failed(
    other,
    1,
    "Cannot go on from the sampler state: its mode is episode, and this run has iid",
    "add `--rebase` to take its usage over, or name another file with `--state`",
  );
});

Deno.test("hosts print their own parts of one plan", async () => {
  await using sandbox = await makeSandbox();
  const all = rows(await select(sandbox, "--peek", "6"));

  const parts = await Promise.all(
    ["1/3", "2/3", "3/3"].map((host, i) =>
      select(sandbox, "--host", host, "--count", "2", "--state", `host-${i}.json`)
    ),
  );

  const union = parts.flatMap(rows).sort((a, b) => a.visit - b.visit);
  assert.deepEqual(union, all);
  assert.deepEqual(parts.map(rows).map((part) => part.map(({ visit }) => visit)), [[1, 4], [2, 5], [
    0,
    3,
  ]]);
});

Deno.test("--feedback takes results once, and shifts the mix", async () => {
  await using sandbox = await makeSandbox();
  const episodes = rows(await select(sandbox, "--count", "60")).flatMap(({ episodes }) => episodes);
  const lines = episodes.map(({ episode }) => {
    const { reward, trades, steps, phaseSteps } = resultOf(episode);
    return JSON.stringify({ episode, reward, success: 0, trades, steps, phase_steps: phaseSteps });
  });
  await sandbox.write("work/results.ndjson", lines.join("\n") + "\n");

  const first = await select(sandbox, "--feedback", "results.ndjson");
  const second = await sandbox.shell("momo index select --feedback - --count 0 < results.ndjson");
  const frozen = await select(sandbox, "--feedback", "results.ndjson", "--no-feedback");

  assert.match(first.stderr, new RegExp(`^Results: ${lines.length} counted\n`));
  assert.match(second.stderr, new RegExp(`^Results: ${lines.length} duplicate\n`));
  assert.match(frozen.stderr, new RegExp(`^Results: ${lines.length} ignored\n`));
  assert.equal(second.stdout, "");
  assert.ok(rows(first)[0].mix.risk > 0.1);
  assert.equal((await stateOf(sandbox)).feedbackSeq, lines.length);
});

Deno.test("a malformed or foreign result is named by its line, and nothing is selected", async () => {
  await using sandbox = await makeSandbox();
  await select(sandbox);
  const before = await Deno.readTextFile(join(sandbox.work, STATE));
  const line = { episode: 0, reward: 1, success: 1, trades: 0, steps: 1, phase_steps: {} };
  const good = JSON.stringify(line);
  await sandbox.write(
    "work/bad.ndjson",
    `${good}\n${JSON.stringify({ ...line, success: "yes" })}\n`,
  );
  await sandbox.write("work/late.ndjson", `${JSON.stringify({ ...line, episode: 5000 })}\n`);

  const bad = await select(sandbox, "--feedback", "bad.ndjson");
  const late = await select(sandbox, "--feedback", "late.ndjson");
  const missing = await select(sandbox, "--feedback", "none.ndjson");

  assert.equal(
    bad.stderr,
    'error: Cannot read line 2 of "bad.ndjson": success is "yes", wanted 0, 1, true or false\n',
  );
  failed(
    late,
    1,
    'Cannot use line 1 of "late.ndjson": episode 5000 is not planned yet',
    "check that the results belong to this state",
  );
  assert.equal(missing.stderr, 'error: Cannot open "none.ndjson": no such file or directory\n');
  assert.equal(bad.stdout + late.stdout + missing.stdout, "");
  assert.equal(await Deno.readTextFile(join(sandbox.work, STATE)), before);
});

Deno.test("without an index the command that makes one is named", async () => {
  await using sandbox = await Sandbox.make();

  failed(
    await select(sandbox, "--store", "none"),
    1,
    'Cannot select episodes of "none": it has no index',
    "run `momo scan --store none --data DIR` to make one",
  );
});

Deno.test("after another scan the state is refused; --rebase takes it over and says what is gone", async () => {
  await using sandbox = await makeSandbox();
  await select(sandbox, "--count", "20");
  await writeMadeIndex(join(sandbox.work, "momo-store"), makeCandidates({ days: 50, symbols: 4 }));

  const refused = await select(sandbox);
  const rebased = await select(sandbox, "--rebase");
  const next = await select(sandbox);

  failed(
    refused,
    1,
    "Cannot go on from the sampler state: it belongs to another index",
    "add `--rebase` to take its usage over, or name another file with `--state`",
  );
  assert.match(
    rebased.stderr,
    /^Usage of \d+ days taken over\nwarning: \d+ used days \(\d+ visits\) are not in the index: S\d+:/,
  );
  assert.deepEqual([...rows(rebased), ...rows(next)].map(({ visit }) => visit), [20, 21]);
});

Deno.test("while one selects another is told to wait", async () => {
  await using sandbox = await makeSandbox();
  await select(sandbox);

  // The first one holds the state until its results have come to an end.
  const run = await sandbox.shell(
    "mkfifo pipe; momo index select --feedback pipe -q > first & exec 3> pipe\n" +
      "while ! grep -q pid momo-store/state/sampler.json.lock; do :; done\n" +
      "momo index select; echo $?; exec 3>&-; wait; cat first",
  );

  assert.match(run.stderr, /^error: Cannot lock ".*sampler.json.lock": it is held by process \d+/);
  const [code, visit = ""] = run.stdout.trimEnd().split("\n");
  assert.equal(code, "1");
  assert.equal(JSON.parse(visit).visit, 1);
});

Deno.test("a reader that leaves ends it silently, and what it did not take is not selected", async () => {
  await using sandbox = await makeSandbox();

  const run = await sandbox.shell(
    "momo index select --count 100000 | head -n 1 > first; exit ${PIPESTATUS[0]}",
  );

  assert.deepEqual([run.code, run.stderr], [0, ""]);
  await assert.rejects(Deno.stat(join(sandbox.work, STATE)), Deno.errors.NotFound);
});

Deno.test("flags that make no sense are refused", async () => {
  await using sandbox = await makeSandbox();

  failed(
    await select(sandbox, "--peek", "3", "--count", "2"),
    2,
    "Cannot use --count with --peek: they exclude each other",
    "leave one of them out",
  );
  failed(
    await select(sandbox, "--host", "4/3"),
    2,
    'Cannot read --host "4/3": expected a part as i/n, such as 1/4',
    "write it as --host H/N",
  );
  failed(
    await select(sandbox, "--mode", "visits"),
    2,
    'Cannot read --mode "visits": expected visit, episode or iid',
    'did you mean "visit"?',
  );
});

Deno.test("with -v it says what the mix is and which strata have no days", async () => {
  await using sandbox = await Sandbox.make();
  const candidates = makeCandidates({ shares: [0.2, 0, 0.3, 0.4] });
  await writeMadeIndex(join(sandbox.work, "momo-store"), candidates);

  const run = await select(sandbox, "--peek", "1", "-v");

  assert.match(run.stderr, /^Stage early; shares of prime, .*: 0\.875 0\.000 0\.125 /);
  assert.match(run.stderr, /\nNo days in secondary: the others have its share\n$/);
  assert.deepEqual(rows(run)[0].empty, ["secondary"]);
});

Deno.test("what momo scan has written can be selected from", async () => {
  await using sandbox = await Sandbox.make();
  await sandbox.momo(["scan", "--data", SAMPLE, "-q"]);

  const run = await select(sandbox, "--count", "20");

  assert.equal(run.code, 0);
  const visits = rows(run);
  assert.equal(visits.length, 20);
  assert.ok(new Set(visits.map(({ symbol }) => symbol)).size > 3);
  for (const { episodes, planned } of visits) {
    assert.equal(episodes.length, planned);
    for (const { local_quality } of episodes) assert.ok(local_quality >= 0 && local_quality <= 1);
  }
});
