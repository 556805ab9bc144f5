import assert from "node:assert/strict";
import { latencyProfile } from "../../../src/core/execution/latency.ts";
import { REASON, REASON_CODES } from "../../../src/core/execution/reason_codes.ts";
import { EXECUTION_SETTINGS, executionSettings } from "../../../src/core/execution/settings.ts";

Deno.test("every parameter has a default within its range, a unit, a help text and a source", () => {
  for (const spec of EXECUTION_SETTINGS) {
    const { key, default: value } = spec;
    assert.match(key, /^[a-z][a-z_]*$/);
    assert.ok(spec.help.length > 10 && !spec.help.endsWith("."), key);
    assert.ok(spec.unit.length > 0 && spec.source.length > 0, key);
    if (typeof value === "number") {
      assert.ok(value >= (spec.min ?? -Infinity) && value <= (spec.max ?? Infinity), key);
      assert.ok(!spec.integer || Number.isInteger(value), key);
    }
    if (spec.choices !== undefined) assert.ok(spec.choices.includes(String(value)), key);
  }
  assert.equal(new Set(EXECUTION_SETTINGS.map(({ key }) => key)).size, EXECUTION_SETTINGS.length);
});

Deno.test("executionSettings() is the table's defaults with changes", () => {
  const settings = executionSettings({ leverage: 2 });

  assert.equal(settings.leverage, 2);
  assert.equal(settings.impact_coefficient, 1);
  assert.doesNotThrow(() => latencyProfile(settings.latency_profile));
  assert.doesNotThrow(() => latencyProfile(settings.latency_trigger_profile));
});

Deno.test("reason codes keep their numbers", () => {
  assert.deepEqual(
    [REASON.NONE, REASON.HALTED, REASON.PAUSED_LULD, REASON.TECHNICAL, REASON_CODES.length],
    [0, 1, 2, 25, 26],
  );
});
