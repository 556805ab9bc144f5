import assert from "node:assert/strict";
import { createBars } from "../../../src/core/columns/bars.ts";
import type { Candidate } from "../../../src/io/scan/analyse_batch.ts";
import { TickBatches } from "../../../src/io/scan/tick_batches.ts";

const NO_FILES = { quotes: [], trades: [], status: [] };

function candidate(day: number): Candidate {
  return {
    ...{ symbol: 1, name: "ABQX", day, bars: createBars(1e9, 0), files: [], sessions: [] },
    ...{ barSource: "ohlcv-1s", dataset: "EQUS.MINI", qualityBits: 0, condition: null },
    ...{ prevClose: NaN, prevCloseSource: null, summaryRvol: null },
    ...{ isSuspectSplit: false, gate: "pass" },
  };
}

Deno.test("days without ticks are analysed several at a time, each of them once and in order", () => {
  const batches = new TickBatches();

  const requests = Array.from({ length: 20 }, (_, day) => batches.add(candidate(day), NO_FILES));
  const last = batches.finish();

  const days = [...requests.flat(), ...last].map(({ candidates }) => candidates.map((c) => c.day));
  assert.deepEqual(days.flat(), Array.from({ length: 20 }, (_, day) => day));
  assert.ok(days.length <= 4, `20 days in ${days.length} requests`);
  assert.ok(requests.flat().length > 0, "the first need not wait for all");
  assert.deepEqual(batches.finish(), []);
});
