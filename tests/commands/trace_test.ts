/** `--trace FILE`: what a run spent its time on. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Sandbox } from "./run_momo.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));

interface Event {
  readonly ph: string;
  readonly name: string;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly args?: { readonly name: string };
}

async function traced(sandbox: Sandbox, path = "trace.json"): Promise<Event[]> {
  return JSON.parse(await Deno.readTextFile(`${sandbox.work}/${path}`)).traceEvents;
}

Deno.test("a traced scan tells of its threads' tasks, one after the other on each, all within the run", async () => {
  await using sandbox = await Sandbox.make();

  const args = ["scan", "--data", SAMPLE, "--workers", "2", "--trace", "trace.json", "-q"];
  const run = await sandbox.momo([...args, "-o", "days.csv"]);

  assert.equal(run.code, 0, run.stderr);
  const events = await traced(sandbox);
  const tracks = new Map(
    events.filter(({ ph }) => ph === "M").map(({ tid, args }) => [tid, args!.name]),
  );
  const spans = events.filter(({ ph }) => ph === "X");
  const whole = spans.find(({ name }) => name === "run")!;
  assert.equal(tracks.get(whole.tid), "momo");
  const tasks = spans.filter(({ tid }) => tracks.get(tid)!.startsWith("scan-"));
  assert.deepEqual(
    [...new Set(tasks.map(({ name }) => name))].sort(),
    ["analyse", "summarise"],
  );
  for (const { ts, dur } of spans) {
    assert.ok(ts >= whole.ts && ts + dur <= whole.ts + whole.dur + 1);
  }
  for (const tid of new Set(tasks.map((task) => task.tid))) {
    const own = tasks.filter((task) => task.tid === tid).sort((a, b) => a.ts - b.ts);
    for (const [i, { ts, dur }] of own.slice(0, -1).entries()) {
      assert.ok(ts + dur <= own[i + 1]!.ts + 1, "a thread does one thing at a time");
    }
  }
});

Deno.test("a run that fails is traced too", async () => {
  await using sandbox = await Sandbox.make();

  const run = await sandbox.momo(["load", "nothing.dbn.zst", "--trace", "trace.json"]);

  assert.equal(run.code, 1);
  assert.ok((await traced(sandbox)).some(({ name }) => name === "run"));
});

Deno.test("a trace that cannot be written is an error that names it", async () => {
  await using sandbox = await Sandbox.make();

  const run = await sandbox.momo(["config", "--trace", "none/trace.json"]);

  assert.equal(run.code, 1);
  assert.match(run.stderr, /^error: Cannot write "none\/trace\.json": /);
});
