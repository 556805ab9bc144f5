/** Observations of real days against a scan over their records, and what is known of those days. */
import assert from "node:assert/strict";
import { indexMarketDay } from "../../src/core/market/market_day.ts";
import { Observer } from "../../src/core/market/observer.ts";
import { parseDate } from "../../src/core/time/dates.ts";
import { openCatalog } from "../../src/io/catalog/catalog.ts";
import { DaySources } from "../../src/io/day/day_sources.ts";
import { loadDay } from "../../src/io/day/load_day.ts";
import { HOUR, seeded } from "../core/market/made_market.ts";
import { observedByScan } from "../core/market/observed_by_scan.ts";
import { deliveredFiles, DELIVERY } from "../io/day/delivered_records.ts";

const isThere = deliveredFiles("trades") !== null;
const LATENCY = 30e6;

function load(date: string) {
  const sources = new DaySources(openCatalog([DELIVERY]));
  const request = { symbol: "MLGO", tradeDate: parseDate(date), lookback: true };
  return loadDay(sources, request, new AbortController().signal).day;
}

for (const date of ["2025-02-24", "2025-03-24", "2025-03-25", "2025-04-01"]) {
  Deno.test({
    name: `observations of MLGO on ${date} equal a scan over its records`,
    ignore: !isThere,
    fn() {
      const day = load(date);
      const observer = new Observer(indexMarketDay(day), LATENCY);
      const random = seeded(parseDate(date));
      for (let i = 0; i < 120; i++) {
        const t = Math.floor((3.5 + random() * 17) * HOUR);
        const observed = observer.observe(t);

        const expected = observedByScan(day, t, LATENCY);
        assert.deepEqual(
          [observed.last, observed.volume, observed.get("vwap"), observed.get("bars")],
          [expected.last, expected.volume, expected.vwap, expected.bars],
          `at ${t}`,
        );
        assert.equal(observed.isHalted, expected.isHalted, `at ${t}`);
        assert.equal(observed.session, expected.session);
        if (expected.quote === null) {
          assert.ok(observed.isSynthetic);
          continue;
        }
        assert.equal(observed.quality, expected.quality, `at ${t}`);
        assert.deepEqual([observed.bid, observed.ask], [expected.quote.bid, expected.quote.ask]);
      }
    },
  });
}

Deno.test({
  name: "the pause of 2025-02-24 14:36:10.119 UTC is seen when its message is, and not before",
  ignore: !isThere,
  fn() {
    const day = load("2025-02-24");
    const observer = new Observer(indexMarketDay(day), 0);
    const at = (text: string) =>
      observer.observe(Number(Temporal.Instant.from(text).epochNanoseconds - day.base));

    assert.equal(at("2025-02-24T14:36:10.119Z").isHalted, false);
    assert.equal(at("2025-02-24T14:36:10.2Z").isHalted, true);
    assert.equal(at("2025-02-24T14:41:00Z").isHalted, true);
  },
});

Deno.test({
  name: "a day without quotes has a synthetic spread all day, and says so",
  ignore: !isThere,
  fn() {
    const observer = new Observer(indexMarketDay(load("2025-03-24")));
    for (let second = 4 * 3600; second < 20 * 3600; second += 17) {
      const observed = observer.observe(second * 1e9);

      assert.equal(observed.isSynthetic, true);
      assert.ok(observed.quality === "synthetic" || observed.quality === "halted");
      assert.ok(observed.bid > 0 && observed.ask > observed.bid);
    }
  },
});
