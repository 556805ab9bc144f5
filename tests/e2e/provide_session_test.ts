import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readState } from "../../src/io/episodes/state_file.ts";
import { MAIN, RUNTIME_ARGS, Sandbox } from "../commands/run_momo.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
const PROTOCOL = fileURLToPath(new URL("../../docs/protocol.md", import.meta.url));
const EPISODES = 50;
/** Lines after which a trainer is killed; by no rule. */
const KILLED_AFTER = [3, 11, 1, 7];

/** The program of the documentation, as it stands there. */
async function examplePython(): Promise<string> {
  const text = await Deno.readTextFile(PROTOCOL);
  const blocks = [...text.matchAll(/^```python\n(.*?)^```$/gms)];
  assert.equal(blocks.length, 1, "docs/protocol.md has one Python program");
  return blocks[0]![1]!;
}

async function hasPython(): Promise<boolean> {
  const command = new Deno.Command("python3", { args: ["--version"], stdout: "null" });
  const run = await command.output().catch(() => undefined);
  if (run?.success === true) return true;
  await Deno.stderr.write(new TextEncoder().encode("skipped: python3 is not here\n"));
  return false;
}

/** A trainer whose momo leaves its exit code in a file, after which it closes a pipe. */
class Trainer {
  readonly #child: Deno.ChildProcess;
  readonly #lines: AsyncGenerator<string>;
  readonly #stderr: Promise<string>;

  constructor(sandbox: Sandbox, count: number) {
    const momo = [Deno.execPath(), ...RUNTIME_ARGS, MAIN].map((word) => `'${word}'`).join(" ");
    const script = `${momo} "$@" 2>>momo-stderr; echo $? > exit-code`;
    this.#child = new Deno.Command("python3", {
      args: ["trainer.py", String(count), "--data", SAMPLE, "--no-config"],
      cwd: sandbox.work,
      env: {
        HOME: `${sandbox.directory}/home`,
        MOMO: `bash -c '${script.replaceAll("'", `'"'"'`)}' momo`,
      },
      stdout: "piped",
      stderr: "piped", // momo's shell has it too: it ends when both have
    }).spawn();
    this.#lines = linesOf(this.#child.stdout);
    this.#stderr = new Response(this.#child.stderr).text();
  }

  async line(): Promise<string | undefined> {
    return (await this.#lines.next()).value ?? undefined;
  }

  /** Ends the trainer in the middle of whatever it does. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    while (await this.line() !== undefined);
  }

  /** Waits for the trainer and its momo. @returns What the trainer said on standard error. */
  async ended(): Promise<{ code: number; stderr: string }> {
    const stderr = await this.#stderr;
    while (await this.line() !== undefined);
    return { code: (await this.#child.status).code, stderr };
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
}

Deno.test("a trainer in Python that is killed time and again gets 50 episodes, each once", async () => {
  if (!await hasPython()) return;
  await using sandbox = await Sandbox.make();
  await sandbox.write("work/trainer.py", await examplePython());
  const scan = await sandbox.momo(["scan", "--no-config", "--data", SAMPLE, "-q"]);
  assert.equal(scan.code, 0, scan.stderr);
  const statePath = join(sandbox.work, "momo-store/state/sampler.json");
  const seen: number[] = [];

  for (const after of [...KILLED_AFTER, Infinity]) {
    const trainer = new Trainer(sandbox, EPISODES);
    for (let i = 0; i < after && seen.length < EPISODES; i++) {
      const result = JSON.parse((await trainer.line())!);
      assert.equal(result.counted, 1);
      seen.push(result.episode);
    }
    if (after < Infinity) await trainer.kill();
    else while (await trainer.line() !== undefined);
    const { code, stderr } = await trainer.ended();

    const exitCode = await Deno.readTextFile(join(sandbox.work, "exit-code"));
    const said = await Deno.readTextFile(join(sandbox.work, "momo-stderr"));
    assert.deepEqual([exitCode.trim(), said], ["0", ""], "momo ends in order, and says nothing");
    if (after === Infinity) assert.deepEqual([code, stderr], [0, ""]);
    const state = await readState(statePath);
    assert.ok(state!.reported.length > 0, "the results are in the state");
  }

  assert.equal(seen.length, EPISODES);
  const sorted = [...new Set(seen)];
  assert.deepEqual(sorted, seen, "no episode comes twice");
  assert.deepEqual(seen, [...seen].sort((a, b) => a - b), "and they come in order");
  // what a trainer was in the middle of when it was killed is the only thing left out
  assert.ok(seen.at(-1)! < EPISODES + 2 * KILLED_AFTER.length);
});
