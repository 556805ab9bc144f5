/** `momo index usage` and the state of `momo index select`, as users run them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type Run, Sandbox } from "../commands/run_momo.ts";
import { makeCandidates } from "../core/episodes/made_candidates.ts";
import { writeMadeIndex } from "../io/episodes/made_index.ts";

async function makeSandbox(): Promise<Sandbox> {
  const sandbox = await Sandbox.make();
  await writeMadeIndex(join(sandbox.work, "a"), makeCandidates({ days: 60, symbols: 5 }));
  await writeMadeIndex(join(sandbox.work, "b"), makeCandidates({ days: 50, symbols: 5 }));
  return sandbox;
}

// deno-lint-ignore no-explicit-any -- what was printed, as JSON
function rows({ stdout }: Run): any[] {
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

function failed(run: Run, error: string, hint: string) {
  assert.equal(run.stderr, `error: ${error}\n\nhint: ${hint}\n`);
  assert.equal(run.code, 1);
}

Deno.test("usage counts the visits that were selected, by day, symbol and stratum", async () => {
  await using sandbox = await makeSandbox();
  const visits = rows(
    await sandbox.momo(["index", "select", "--store", "a", "--count", "30", "-q"]),
  );
  const usage = async (...args: string[]) =>
    rows(await sandbox.momo(["index", "usage", "--store", "a", ...args]));

  const strata = await usage();
  const symbols = await usage("--by", "symbol");
  const days = await usage("--by", "day");

  for (const row of strata) {
    const own = visits.filter(({ stratum }) => stratum === row.stratum);
    assert.equal(row.visits, own.length);
    assert.equal(row.episodes, own.reduce((sum, { planned }) => sum + planned, 0));
  }
  assert.equal(symbols.reduce((sum, row) => sum + row.visits, 0), 30);
  for (const row of days) {
    const own = visits.filter(({ symbol, trade_date }) =>
      symbol === row.symbol && trade_date === row.trade_date
    );
    assert.equal(row.visits, own.length);
  }
  const [{ symbol }] = symbols;
  const some = await usage("--by", "day", "--symbols", symbol);
  assert.deepEqual(some, days.filter((row) => row.symbol === symbol));
});

Deno.test("usage of a store without a state, or with that of another index, says what to do", async () => {
  await using sandbox = await makeSandbox();

  failed(
    await sandbox.momo(["index", "usage", "--store", "a"]),
    'Cannot tell the usage of "a": no "a/state/sampler.json"',
    "run `momo index select --store a` to begin, or name a state with --state",
  );
  await sandbox.momo(["index", "select", "--store", "a"]);
  failed(
    await sandbox.momo(["index", "usage", "--store", "b", "--state", "a/state/sampler.json"]),
    'Cannot tell the usage of "b": the state "a/state/sampler.json" belongs to another index',
    "run `momo index select --rebase` to take the usage over",
  );
  failed(
    await sandbox.momo(["index", "select", "--store", "b", "--state", "a/state/sampler.json"]),
    "Cannot go on from the sampler state: it belongs to another index",
    "add `--rebase` to take its usage over, or name another file with `--state`",
  );
});
