import assert from "node:assert/strict";
import { flagName, kebabCase } from "../../../src/core/config/setting.ts";
import { thresholdSettings } from "../../../src/core/config/threshold_settings.ts";

Deno.test("kebabCase() takes camelCase and snake_case", () => {
  assert.equal(kebabCase("logFile"), "log-file");
  assert.equal(kebabCase("gate_min_range"), "gate-min-range");
  assert.equal(kebabCase("accumulation_rvol5"), "accumulation-rvol5");
});

Deno.test("flagName() of a boolean that is on by default starts with no-", () => {
  const spec = { type: { kind: "boolean" }, help: "Fills gaps" } as const;

  assert.equal(flagName("fillGaps", { ...spec, default: true }), "no-fill-gaps");
  assert.equal(flagName("fillGaps", spec), "fill-gaps");
});

Deno.test("thresholdSettings() makes flag, variable and key of each threshold", () => {
  const settings = thresholdSettings("scan", [
    {
      key: "min_gap",
      unit: "fraction",
      default: 0.1,
      min: 0,
      max: 1,
      since: 1,
      help: "Smallest gap",
      group: "Gates",
    },
    {
      key: "statistic",
      unit: "name",
      default: "median",
      choices: ["median", "mean"],
      since: 1,
      help: "How",
      group: "Gates",
    },
    { key: "knots", unit: "knots", default: "0:1", since: 1, help: "Curve", group: "Gates" },
    { key: "use_quotes", unit: "", default: false, since: 1, help: "Whether", group: "Gates" },
  ]);

  assert.deepEqual(settings["min_gap"], {
    type: { kind: "number", min: 0, max: 1 },
    default: 0.1,
    unit: "fraction",
    env: "MOMO_SCAN_MIN_GAP",
    key: "scan.min_gap",
    help: "Smallest gap",
    group: "Gates",
  });
  assert.deepEqual(settings["statistic"]?.type, { kind: "choice", choices: ["median", "mean"] });
  assert.deepEqual(settings["knots"]?.type, { kind: "string" });
  assert.deepEqual(settings["use_quotes"]?.type, { kind: "boolean" });
});
