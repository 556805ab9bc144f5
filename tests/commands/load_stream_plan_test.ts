/** `momo load --days --dry-run`: what it says before, against what the days take then. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Sandbox } from "./run_momo.ts";
import { TrainerProcess, type TrainerVisit } from "./trainer_process.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
const DAYS = ["QZAF:2024-11-25", "QZAF:2024-11-26", "XUVO:2024-11-25", "WZTO:2024-12-06"];
const LIST = ["--data", SAMPLE, "--days", "days.txt", "--lookback"];

async function makeSandbox(days: readonly string[]): Promise<Sandbox> {
  const sandbox = await Sandbox.make();
  await sandbox.write("work/days.txt", days.join("\n") + "\n");
  return sandbox;
}

/** The rows of a dry run, and what it says in the end. */
async function planned(sandbox: Sandbox, ...args: readonly string[]) {
  const { code, stdout, stderr } = await sandbox.momo([
    ...["load", "--no-config", ...LIST, "--dry-run", ...args],
  ]);
  const rows = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  return { code, rows, stderr };
}

Deno.test("--dry-run tells memory and time, and writes nothing", async () => {
  await using sandbox = await makeSandbox(DAYS);

  const { code, rows, stderr } = await planned(sandbox, "--cache-dir", "cache");

  assert.deepEqual(rows.map(({ day }) => day), DAYS);
  assert.equal(rows[0].lookback, "QZAF:2024-11-22");
  for (const { source_bytes, memory_bytes, load_ms, problem } of rows) {
    assert.ok(source_bytes > 0 && memory_bytes > 0 && load_ms >= 0);
    assert.equal(problem, null);
  }
  assert.match(
    stderr,
    /^4 days: about .* MiB for the largest, .* MiB with 3 loaded ahead; .* s of /,
  );
  assert.equal(code, 0);
  await assert.rejects(Deno.stat(join(sandbox.work, "cache")), Deno.errors.NotFound);
});

Deno.test("the days then take the memory that --dry-run tells, to a fifth", async () => {
  await using sandbox = await makeSandbox(DAYS);
  const { rows } = await planned(sandbox);
  const trainer = new TrainerProcess(sandbox, LIST);

  for (const { day, memory_bytes } of rows) {
    const visit: TrainerVisit = (await trainer.next())!;
    const bytes = visit.tables.reduce((sum, table) => sum + table.length, 0);
    assert.equal(visit.header.day, day);
    assert.ok(Math.abs(memory_bytes / bytes - 1) < 0.2, `${day}: ${memory_bytes} for ${bytes}`);
  }
  assert.equal((await trainer.ended()).code, 0);
});

Deno.test("what the visit before has is not loaded again; a day without data is told", async () => {
  const day = "QZAF:2024-11-25";
  await using sandbox = await makeSandbox([day, day, "QZAF:2023-11-27"]);

  const { code, rows, stderr } = await planned(sandbox, "--memory", "10KiB");

  assert.equal(rows[1].memory_bytes, rows[0].memory_bytes);
  assert.equal(rows[1].load_ms, 0);
  assert.deepEqual([rows[2].source_bytes, rows[2].memory_bytes, rows[2].load_ms], [
    ...[null, null, null],
  ]);
  assert.match(rows[2].problem, /^Cannot load QZAF on 2023-11-27: no file has data/);
  assert.match(stderr, / for the largest, which is more than --memory allows, /);
  assert.equal(code, 1);
});
