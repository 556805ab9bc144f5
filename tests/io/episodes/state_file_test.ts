import assert from "node:assert/strict";
import { EpisodeSampler } from "../../../src/core/episodes/sampler.ts";
import { formatState, type SamplerState } from "../../../src/core/episodes/sampler_state.ts";
import { MomoError } from "../../../src/core/error.ts";
import { parseState, readState, writeState } from "../../../src/io/episodes/state_file.ts";
import { identityOf, makeCandidates } from "../../core/episodes/made_candidates.ts";
import { nextVisits, resultOf } from "../../core/episodes/trainer.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";

function makeState(): SamplerState {
  const sampler = new EpisodeSampler(makeCandidates(), identityOf({ priority: "td" }));
  for (let i = 0; i < 500; i++) sampler.report(resultOf(sampler.nextEpisode().episode));
  return sampler.state();
}

Deno.test("a state read from its file is the state that was written, and no temporary file is left", async () => {
  await using directory = await TemporaryDirectory.create();
  const state = makeState();

  await writeState(directory.file("s.json"), state);
  const read = await readState(directory.file("s.json"));

  assert.deepEqual(read, state);
  assert.equal(formatState(read!), await Deno.readTextFile(directory.file("s.json")));
  assert.deepEqual(await directory.names(), ["s.json"]);
});

Deno.test("the keys of a state file have a fixed order, one line each", () => {
  const text = formatState(makeState());

  const keys = text.trimEnd().split("\n").slice(1, -1).map((line) =>
    /^ {2}"(\w+)": /.exec(line)?.[1]
  );
  assert.deepEqual(keys, [
    "version",
    "seed",
    "indexHash",
    "configHash",
    "config",
    "visit",
    "episode",
    "positionInVisit",
    "credits",
    "counts",
    "factors",
    "averages",
    "feedbackSeq",
    "usage",
    "recentDays",
    "recentSymbols",
    "relaxCounts",
    "current",
    "log",
    "reported",
    "scores",
  ]);
});

Deno.test("readState() of no file is undefined", async () => {
  await using directory = await TemporaryDirectory.create();

  assert.equal(await readState(directory.file("none.json")), undefined);
});

Deno.test("parseState() says what is wrong with a file, and where", () => {
  const state = makeState();
  const without = (key: string) =>
    JSON.stringify(Object.fromEntries(Object.entries(state).filter(([name]) => name !== key)));
  const cases: readonly (readonly [string, RegExp])[] = [
    ["{", /"s.json": it is not JSON/],
    ["[]", /"s.json": at the top, /],
    [JSON.stringify({ ...state, version: 2 }), /its version is 2, and this program reads 1/],
    [without("credits"), /at credits, /],
    [JSON.stringify({ ...state, more: 1 }), /at the top, .*more/],
    [JSON.stringify({ ...state, episode: -1 }), /at episode, /],
    [
      JSON.stringify({ ...state, factors: { ...state.factors, risk: "much" } }),
      /at factors.risk, /,
    ],
    [JSON.stringify({ ...state, config: { ...state.config, mode: "x" } }), /at config.mode, /],
  ];

  for (const [text, pattern] of cases) {
    assert.throws(() => parseState(text, "s.json"), (error: unknown) => {
      assert.ok(error instanceof MomoError);
      assert.equal(error.code, "bad_data");
      assert.match(error.message, pattern);
      return true;
    });
  }
});

Deno.test("the state of 100 000 days, all used in all their strata, stays below 1 MB", () => {
  const candidates = makeCandidates({ days: 100_000, symbols: 1000, points: [3, 6] });
  const identity = identityOf({ mode: "episode" });
  const start = new EpisodeSampler(candidates, identity);
  nextVisits(start, 3000); // fills the log of visits
  const usage: Record<string, string> = {};
  for (const [day, symbol] of candidates.daySymbol.entries()) {
    const name = candidates.symbols[symbol]!;
    const before = usage[name];
    const step = candidates.dayDate[day]! - candidates.dayDate[day - 1]!;
    usage[name] = before === undefined
      ? `${new Date(candidates.dayDate[day]! * 86_400_000).toISOString().slice(0, 10)}=9,9,9`
      : `${before} ${step}=9,9,9`;
  }

  const state = { ...start.state(), usage };
  const sampler = new EpisodeSampler(candidates, identity, { state });

  assert.deepEqual(sampler.state().usage, usage);
  const size = formatState(sampler.state()).length;
  assert.ok(size < 1_000_000, `${size} bytes`);
});
