/** Parameters of the execution model as a trainer gives them. */
import { closest } from "../../core/config/closest.ts";
import { thresholdSettings } from "../../core/config/threshold_settings.ts";
import { expectation, parseValue } from "../../core/config/value_text.ts";
import { MomoError } from "../../core/error.ts";
import {
  EXECUTION_SETTINGS,
  type ExecutionSettings,
  executionSettings,
} from "../../core/execution/settings.ts";

const SETTINGS = thresholdSettings("execution", EXECUTION_SETTINGS);

/**
 * The parameters with some of them changed.
 *
 * @throws {MomoError} `usage` if one is not known or out of its range.
 */
export function changedExecution(
  base: ExecutionSettings,
  changed: Readonly<Record<string, unknown>> = {},
): ExecutionSettings {
  const values = Object.entries(changed).map(([key, given]) => {
    const setting = Object.hasOwn(SETTINGS, key) ? SETTINGS[key] : undefined;
    if (setting === undefined) throw unknown(key);
    const value = parseValue(setting.type, String(given));
    if (value !== undefined) return [key, value];
    throw new MomoError(
      "usage",
      `Cannot use ${key} ${JSON.stringify(given)}: expected ${expectation(setting.type)}`,
    );
  });
  // Each value has the type of its setting's default, from which ExecutionSettings is made.
  return executionSettings({ ...base, ...Object.fromEntries(values) });
}

function unknown(key: string): MomoError {
  const near = closest(key, Object.keys(SETTINGS));
  const hint = near === undefined ? undefined : `did you mean "${near}"?`;
  return new MomoError("usage", `Cannot set "${key}": execution has no such parameter`, { hint });
}
