import assert from "node:assert/strict";
import { marketModel } from "../../../src/core/execution/market_model.ts";
import { executionSettings } from "../../../src/core/execution/settings.ts";
import { MARKET_MODEL } from "../../../src/core/market/market_model.ts";
import { indexMarketDay } from "../../../src/core/market/market_day.ts";
import { createTouch, VenueMarket } from "../../../src/core/market/venue_market.ts";
import { clock, makeInput } from "./made_market.ts";

Deno.test("the settings' defaults are the market's own priors", () => {
  assert.deepEqual(marketModel(executionSettings()), MARKET_MODEL);
});

Deno.test("settings change the synthetic spread that orders meet", () => {
  const spreadAt = (changed: object) => {
    const model = marketModel(executionSettings(changed));
    const input = makeInput({ trades: [[clock(10), 100, 10]] });
    const market = new VenueMarket(indexMarketDay(input, model));
    const touch = createTouch();
    market.setNow(clock(11));
    market.touchAt(clock(10), touch);
    return Math.round((touch.ask - touch.bid) / 1e7); // cents
  };

  assert.equal(spreadAt({}), 40);
  assert.equal(spreadAt({ spread_prior: 0.01 }), 100);
  assert.equal(spreadAt({ print_volatility: 0.002, spread_volatilities: 3 }), 60);
});

Deno.test("a volume profile is thirteen numbers, brought to a sum of 100", () => {
  const ones = Array(13).fill("1").join("  ");
  const { regular } = marketModel(executionSettings({ volume_profile: ones })).volume;
  assert.ok(regular.every((share) => Math.abs(share - 100 / 13) < 1e-12));
  for (const text of ["", "1 2 3", `${ones} 1`, ones.replace("1", "-1"), ones.replace("1", "x")]) {
    assert.throws(() => marketModel(executionSettings({ volume_profile: text })), {
      code: "usage",
      message: /Cannot use volume profile/,
    });
  }
});
