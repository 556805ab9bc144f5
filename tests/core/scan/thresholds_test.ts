import assert from "node:assert/strict";
import { SCAN_THRESHOLDS, scanThresholds } from "../../../src/core/scan/thresholds.ts";

Deno.test("each threshold has its own key, a unit, a help text and a default within its range", () => {
  const keys = SCAN_THRESHOLDS.map(({ key }) => key);
  assert.equal(new Set(keys).size, keys.length);
  for (const spec of SCAN_THRESHOLDS) {
    assert.match(spec.key, /^[a-z][a-z0-9_]*$/);
    assert.ok(spec.unit.length > 0 && spec.help.length > 0, spec.key);
    if (typeof spec.default !== "number") continue;
    assert.ok(
      spec.default >= (spec.min ?? -Infinity) && spec.default <= (spec.max ?? Infinity),
      spec.key,
    );
    assert.ok(!spec.integer || Number.isInteger(spec.default), spec.key);
  }
});

Deno.test("scanThresholds() has every key, at its default unless changed", () => {
  const changed = scanThresholds({ momentum_min_range: 0.3 });

  assert.deepEqual(Object.keys(changed), SCAN_THRESHOLDS.map(({ key }) => key));
  assert.equal(changed.momentum_min_range, 0.3);
  assert.equal(changed.momentum_min_rvol, 2);
  assert.equal(scanThresholds().momentum_min_range, 0.1);
});

Deno.test("the published limits are the defaults", () => {
  const limits = scanThresholds();
  const published = {
    ...{ gate_min_range: 0.05, gate_min_bars: 100, gate_min_slots: 12 },
    ...{ momentum_min_range: 0.1, momentum_min_rvol: 2, prime_min_range: 0.2, prime_min_rvol: 3 },
    ...{ baseline_sessions: 20, baseline_min_sessions: 5, split_ratio: 1.8, split_max_rvol: 2 },
    ...{ squeeze_min_return: 0.03, squeeze_sigmas: 3, squeeze_volume: 3, squeeze_retrace: 0.382 },
    ...{ prime_quality: 0.8, secondary_quality: 0.6, risk_category: 0.6, risk_over_prime: 0.85 },
    ...{ max_reset_points: 24, points_spacing: 60, points_per_bucket: 2, prime_points: 3 },
  };

  for (const [key, value] of Object.entries(published)) {
    assert.equal(limits[key as keyof typeof limits], value, key);
  }
});
