import assert from "node:assert/strict";
import { KeyedDraws, LEG } from "../../../src/core/execution/keyed_draws.ts";
import { latencyModel, latencyProfile, legNs } from "../../../src/core/execution/latency.ts";
import { executionSettings } from "../../../src/core/execution/settings.ts";
import { MS } from "./made_market.ts";

function delaysMs(profile: string, toVenue = true, count = 40_000): number[] {
  const model = latencyModel(profile, executionSettings());
  const draws = new KeyedDraws(11);
  const delays = Array.from({ length: count }, (_, i) => {
    draws.seek(0, i, toVenue ? LEG.entry : LEG.response, 0);
    return legNs(model, draws, toVenue, 1) / MS;
  });
  return delays.sort((a, b) => a - b);
}

Deno.test("each profile has the published quantiles", () => {
  // p1, p50, p95, p99 in ms
  const published: Record<string, number[]> = {
    seed: [49, 78, 131, 269],
    "retail-api": [51, 90, 165, 288],
    "retail-gui": [116, 243, 514, 788],
    dma: [1.8, 3, 4.9, 6.6],
  };
  for (const [profile, quantiles] of Object.entries(published)) {
    const delays = delaysMs(profile);
    [0.01, 0.5, 0.95, 0.99].forEach((p, i) => {
      const measured = delays[Math.floor(p * delays.length)]!;
      const tolerance = p === 0.99 ? 0.15 : 0.03;
      assert.ok(Math.abs(measured / quantiles[i]! - 1) < tolerance, `${profile} ${p}: ${measured}`);
    });
  }
});

Deno.test("97 % of the seed profile's orders take 50 to 200 ms, and its reports the network leg alone", () => {
  const delays = delaysMs("seed");
  const within = delays.filter((ms) => ms >= 50 && ms <= 200).length / delays.length;
  assert.ok(Math.abs(within - 0.97) < 0.01, `${within}`);

  const reports = delaysMs("seed", false);
  const middle = reports[reports.length / 2]!;
  assert.ok(Math.abs(middle - 25) < 1, `${middle}`); // 10 + 15
});

Deno.test("delays are whole microseconds within floor and cap", () => {
  for (const profile of ["seed", "retail-api", "retail-gui", "dma"]) {
    const model = latencyProfile(profile);
    for (const ms of delaysMs(profile, true, 5000)) {
      assert.equal(Math.round(ms * 1000), Number((ms * 1000).toFixed(6)));
      assert.ok(ms >= model.network.floor && ms <= model.cap);
    }
  }
});

Deno.test("a constant profile has no jitter and no factor; none has no delay", () => {
  const draws = new KeyedDraws(1);
  const settings = executionSettings();

  assert.equal(legNs(latencyModel("constant:100ms", settings), draws, true, 4), 100 * MS);
  assert.equal(legNs(latencyModel("constant:250us", settings), draws, false, 1), 0.25 * MS);
  assert.equal(legNs(latencyModel("none", settings), draws, true, 4), 0);
});

Deno.test("settings replace a profile's parameters one by one", () => {
  const settings = executionSettings({ latency_network_floor: 0, latency_cap: 1 });
  const model = latencyModel("retail-api", settings);

  assert.deepEqual(model.network, { floor: 0, median: 60, sigma: 0.45 });
  const draws = new KeyedDraws(1);
  draws.seek(0, 1, LEG.entry, 0);
  assert.equal(legNs(model, draws, true, 1), MS);
});

Deno.test("an unknown profile is a usage error that names the known ones", () => {
  for (const name of ["fast", "constant:", "constant:-5ms", "constant:abc", "toString"]) {
    assert.throws(() => latencyProfile(name), {
      name: "MomoError",
      code: "usage",
      message:
        `Cannot use latency profile "${name}": expected seed, retail-api, retail-gui, dma, ` +
        "none or constant:TIME such as constant:100ms",
    });
  }
});
