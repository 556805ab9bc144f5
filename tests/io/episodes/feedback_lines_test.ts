import assert from "node:assert/strict";
import { MomoError } from "../../../src/core/error.ts";
import { parseResult, readResults } from "../../../src/io/episodes/feedback_lines.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";

const LINE = {
  episode: 7,
  reward: -0.5,
  success: 1,
  trades: 3,
  steps: 100,
  phase_steps: { dormant: 40, momentum: 60 },
};

Deno.test("parseResult() reads a result, with and without what is optional", () => {
  const plain = parseResult(JSON.stringify(LINE), "line 1");
  const full = parseResult(
    JSON.stringify({
      ...{ ...LINE, success: false, run: "mine" },
      ...{ phase_trades: { dormant: 1 }, step_seconds: 0.5, td_abs: 0.25 },
    }),
    "line 1",
  );

  assert.deepEqual(plain, {
    episode: 7,
    reward: -0.5,
    trades: 3,
    steps: 100,
    success: true,
    phaseSteps: { dormant: 40, momentum: 60 },
    phaseTrades: undefined,
    stepSeconds: undefined,
    tdAbs: undefined,
  });
  assert.deepEqual(full, {
    ...plain,
    success: false,
    phaseTrades: { dormant: 1 },
    stepSeconds: 0.5,
    tdAbs: 0.25,
  });
});

const PHASES = "whole numbers by phase (dormant, accumulation, breakout, momentum, distribution)";

const CASES: readonly (readonly [unknown, string])[] = [
  ["{", "it is not JSON, wanted one object per line"],
  [[1], "it is no JSON object"],
  [null, "it is no JSON object"],
  [{ ...LINE, episode: undefined }, "it lacks episode, wanted a whole number of at least 0"],
  [{ ...LINE, episode: 1.5 }, "episode is 1.5, wanted a whole number of at least 0"],
  [{ ...LINE, reward: "1" }, 'reward is "1", wanted a number'],
  [{ ...LINE, success: 2 }, "success is 2, wanted 0, 1, true or false"],
  [{ ...LINE, trades: -1 }, "trades is -1, wanted a whole number of at least 0"],
  [{ ...LINE, phase_steps: undefined }, `it lacks phase_steps, wanted ${PHASES}`],
  [{ ...LINE, phase_steps: { sleepy: 1 } }, `phase_steps is {"sleepy":1}, wanted ${PHASES}`],
  [{ ...LINE, phase_steps: [1] }, `phase_steps is [1], wanted ${PHASES}`],
  [{ ...LINE, steps: 99 }, "phase_steps has 100 steps in all, wanted at most steps (99)"],
  [{ ...LINE, td_abs: -1 }, "td_abs is -1, wanted a number of at least 0"],
  [{ ...LINE, step_seconds: 0 }, "step_seconds is 0, wanted a number above 0"],
];

for (const [line, reason] of CASES) {
  Deno.test(`parseResult() refuses a line: ${reason}`, () => {
    const text = typeof line === "string" ? line : JSON.stringify(line);

    assert.throws(() => parseResult(text, 'line 3 of "r"'), (error: unknown) => {
      assert.ok(error instanceof MomoError);
      assert.equal(error.code, "bad_data");
      assert.equal(error.message, `Cannot read line 3 of "r": ${reason}`);
      return true;
    });
  });
}

Deno.test("readResults() numbers lines, skips empty ones and needs no final line end", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("r.ndjson");
  const lines = [0, 1, 2].map((episode) => JSON.stringify({ ...LINE, episode }));
  await Deno.writeTextFile(path, `${lines[0]}\n\n \r\n${lines[1]}\r\n${lines[2]}`);

  const results = await Array.fromAsync(readResults(path));

  assert.deepEqual(results.map(({ line, result }) => [line, result.episode]), [[1, 0], [4, 1], [
    5,
    2,
  ]]);
});

Deno.test("readResults() reads lines across the chunks of a large file", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("r.ndjson");
  const note = "é".repeat(300);
  const lines = Array.from(
    { length: 2000 },
    (_, episode) => JSON.stringify({ ...LINE, note, episode }),
  );
  await Deno.writeTextFile(path, lines.join("\n"));

  const results = await Array.fromAsync(readResults(path));

  assert.deepEqual(results.map(({ result }) => result.episode), lines.map((_, i) => i));
});

Deno.test("readResults() gives what comes before a malformed line, then names the line", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("r.ndjson");
  await Deno.writeTextFile(path, `${JSON.stringify(LINE)}\n{}\n`);
  const seen: number[] = [];

  await assert.rejects(
    async () => {
      for await (const { line } of readResults(path)) seen.push(line);
    },
    (error: MomoError) =>
      error.message.startsWith(`Cannot read line 2 of "${path}": it lacks episode`),
  );

  assert.deepEqual(seen, [1]);
});

Deno.test("readResults() of a missing file says so", async () => {
  await assert.rejects(
    Array.fromAsync(readResults("/none/r.ndjson")),
    (error: MomoError) =>
      error.code === "not_found" && /Cannot open "\/none\/r.ndjson"/.test(error.message),
  );
});
