import type { SettingSpec, SettingType } from "./setting.ts";
import type { ThresholdSpec } from "./spec.ts";

function typeOf(spec: ThresholdSpec): SettingType {
  if (typeof spec.default === "boolean") return { kind: "boolean" };
  if (typeof spec.default === "string") {
    return spec.choices === undefined
      ? { kind: "string" }
      : { kind: "choice", choices: spec.choices };
  }
  return {
    kind: "number",
    ...(spec.min === undefined ? {} : { min: spec.min }),
    ...(spec.max === undefined ? {} : { max: spec.max }),
  };
}

/**
 * Thresholds as settings, keyed by their own snake_case key.
 *
 * @param table Table of `momo.toml` they stand in, such as `scan`; also the middle of their variables (`MOMO_SCAN_KEY`).
 */
export function thresholdSettings(
  table: string,
  specs: readonly ThresholdSpec[],
): Record<string, SettingSpec & { readonly group: string }> {
  return Object.fromEntries(specs.map((spec) => [spec.key, {
    type: typeOf(spec),
    default: spec.default,
    unit: spec.unit,
    env: `MOMO_${table}_${spec.key}`.toUpperCase(),
    key: `${table}.${spec.key}`,
    help: spec.help,
    group: spec.group,
  }]));
}
