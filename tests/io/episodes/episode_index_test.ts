import assert from "node:assert/strict";
import { NO_STRATUM } from "../../../src/core/episodes/strata.ts";
import type { MomoError } from "../../../src/core/error.ts";
import { readEpisodeIndex } from "../../../src/io/episodes/episode_index.ts";
import { candidatesOf, makeCandidates } from "../../core/episodes/made_candidates.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { writeMadeIndex } from "./made_index.ts";

Deno.test("readEpisodeIndex() finds days, strata and points as they were written", async () => {
  await using directory = await TemporaryDirectory.create();
  const made = makeCandidates({ days: 150, symbols: 9 });
  await writeMadeIndex(directory.path, made);

  const { candidates, points } = await readEpisodeIndex(directory.path);

  const isIn = (day: number) => made.dayStratum[day] !== NO_STRATUM;
  assert.deepEqual(candidates, {
    ...made,
    // A day of no category has no quality in this index, which counts as 0.
    dayQuality: made.dayQuality.map((quality, day) => isIn(day) ? quality : 0),
  });
  const last = made.pointQuality.length - 1;
  assert.equal(points.bucket[last], "open");
  assert.equal(points.pattern[0], "flush");
  assert.equal(points.ts[0], BigInt(made.dayDate[0]!) * 86_400_000_000_000n + 48_600_000_000_000n);
  assert.equal(points.localQuality[last], made.pointQuality[last]);
});

Deno.test("readEpisodeIndex() has a hash that changes with the tables and with nothing else", async () => {
  await using directory = await TemporaryDirectory.create();
  const made = makeCandidates({ days: 20 });
  const hashOf = async (candidates: typeof made) => {
    await writeMadeIndex(directory.path, candidates);
    return (await readEpisodeIndex(directory.path)).hash;
  };
  const better = { ...made, pointQuality: made.pointQuality.map((q) => Math.min(1, q + 0.01)) };

  const hashes = [await hashOf(made), await hashOf(made), await hashOf(better)];

  assert.equal(hashes[0], hashes[1]);
  assert.notEqual(hashes[0], hashes[2]);
  assert.match(hashes[0]!, /^[0-9a-f]{64}$/);
});

Deno.test("readEpisodeIndex() takes days without reset points", async () => {
  await using directory = await TemporaryDirectory.create();
  const day = { symbol: 0, date: 19_000, stratum: 0, quality: 0.5, points: [] };
  const points = [[NO_STRATUM, 0.5], [4, 0.25]] as const;
  const made = candidatesOf([
    day,
    { ...day, date: 19_001, points },
    { ...day, date: 19_002 },
    { ...day, date: 19_003, points },
    { ...day, date: 19_004 },
  ]);
  await writeMadeIndex(directory.path, made);

  const { candidates } = await readEpisodeIndex(directory.path);

  assert.deepEqual([...candidates.firstPoint], [0, 0, 2, 2, 4, 4]);
});

Deno.test("readEpisodeIndex() of a store without an index says which command makes one", async () => {
  await using directory = await TemporaryDirectory.create();

  await assert.rejects(readEpisodeIndex(`${directory.path}/none`), (error: MomoError) => {
    assert.equal(error.code, "not_found");
    assert.equal(
      error.message,
      `Cannot select episodes of "${directory.path}/none": it has no index`,
    );
    assert.match(error.hint ?? "", /^run `momo scan --store .*none --data DIR` to make one$/);
    return true;
  });
});

Deno.test("readEpisodeIndex() refuses an index of another schema version", async () => {
  await using directory = await TemporaryDirectory.create();
  await writeMadeIndex(directory.path, makeCandidates({ days: 5 }), 99);

  await assert.rejects(readEpisodeIndex(directory.path), (error: MomoError) => {
    return error.code === "bad_data" && /schema version is 99/.test(error.message);
  });
});

Deno.test("readEpisodeIndex() refuses reset points of days that are not there", async () => {
  await using directory = await TemporaryDirectory.create();
  const made = makeCandidates({ days: 30 });
  await writeMadeIndex(directory.path, made);
  const points = await Deno.readFile(`${directory.path}/index/reset_points.parquet`);
  await writeMadeIndex(directory.path, makeCandidates({ days: 10 }));
  await Deno.writeFile(`${directory.path}/index/reset_points.parquet`, points);

  await assert.rejects(readEpisodeIndex(directory.path), (error: MomoError) => {
    return error.code === "bad_data" && /belongs to day 10, wanted 9 to 9/.test(error.message);
  });
});
