import assert from "node:assert/strict";
import { compareVolume, priorLevels, profileBaseline } from "../../../src/core/market/levels.ts";
import { indexMarketDay } from "../../../src/core/market/market_day.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { DOLLAR, HOUR, madeMarket, SECOND } from "./made_market.ts";

const DAY = parseDate("2025-03-24");

Deno.test("prior levels span the whole session, the close is the regular one", () => {
  const { bars1s } = madeMarket({
    bars: [
      [5 * HOUR, 4, 4, 4, 4, 100],
      [16 * HOUR - SECOND, 5, 5, 5, 5, 300],
      [17 * HOUR, 6, 6, 6, 6, 100],
    ],
  });

  const levels = priorLevels(bars1s, DAY);

  assert.deepEqual([levels.high, levels.low, levels.close], [6, 4, 5].map((p) => p * DOLLAR));
  assert.equal(levels.vwap, 5 * DOLLAR);
  assert.ok(Math.abs(levels.pointOfControl - 5 * DOLLAR) <= 1e7);
});

Deno.test("the levels of a session without bars are unknown", () => {
  const levels = priorLevels(madeMarket({}).bars1s, DAY);

  assert.ok(Object.values(levels).every(Number.isNaN));
});

Deno.test("volume so far is compared with what is usual by the same time, by session too", () => {
  const day = indexMarketDay(
    madeMarket({ trades: [[8 * HOUR, 5, 1000], [10 * HOUR, 5, 3000], [17 * HOUR, 5, 500]] }),
  );
  const baseline = profileBaseline(DAY, 1_120_000); // 80 000 pre, 1 000 000 regular, 40 000 post

  const noon = compareVolume(day, baseline, 12 * HOUR + 30e6, 30e6);
  const end = compareVolume(day, baseline, 20 * HOUR + 30e6, 30e6);

  assert.equal(noon.volume, 4000);
  assert.deepEqual(noon.sessionVolumes, [1000, 3000, 0]);
  const usual = [80_000, (13.5 + 8.5 + 7 + 6 + 5.5) * 10_000, 0];
  for (const [i, value] of usual.entries()) {
    assert.ok(Math.abs(noon.sessionUsual[i]! - value) < 1, `${noon.sessionUsual[i]} ${value}`);
  }
  assert.ok(Math.abs(noon.ratio - 4000 / (80_000 + 405_000)) < 1e-9);
  assert.deepEqual(end.sessionVolumes, [1000, 3000, 500]);
  assert.ok(Math.abs(end.usual - 1_120_000) < 1);
});

Deno.test("volume that is not visible yet does not count", () => {
  const day = indexMarketDay(madeMarket({ trades: [[10 * HOUR, 5, 1000]] }));
  const baseline = profileBaseline(DAY, 1000);

  assert.equal(compareVolume(day, baseline, 10 * HOUR + 30e6 - 1, 30e6).volume, 0);
  assert.equal(compareVolume(day, baseline, 10 * HOUR + 30e6, 30e6).volume, 1000);
});
