/** Settings from environment variables. */
import type { SettingSpec, SettingTable, SettingValue } from "../../core/config/setting.ts";
import { expectation, parseValue } from "../../core/config/value_text.ts";
import { MomoError } from "../../core/error.ts";

/** Looks a variable up by name; only `MOMO_*` and the few named in `deno.json` may be asked for. */
export type ReadVariable = (name: string) => string | undefined;

/** The variables of this process. */
export const processVariables: ReadVariable = (name) => Deno.env.get(name);

/** A list is separated by `:` as in `PATH`; the colon of `s3://` separates nothing. */
const LIST_SEPARATOR = /:(?!\/\/)/;

function readVariable(variable: string, spec: SettingSpec, text: string): SettingValue {
  const texts = spec.repeatable === true ? text.split(LIST_SEPARATOR) : [text];
  const values = texts.map((part) => {
    const value = parseValue(spec.type, part);
    if (value !== undefined) return value;
    const wanted = expectation(spec.type);
    throw new MomoError("usage", `Cannot read ${variable} "${part}": expected ${wanted}`);
  });
  return spec.repeatable === true ? values : values[0]!;
}

/**
 * The settings that variables give a value to; a variable that is empty counts as not set.
 *
 * @throws {MomoError} `usage` naming the variable, its text and what was expected.
 */
export function environmentValues(
  specs: SettingTable,
  read: ReadVariable,
): ReadonlyMap<string, SettingValue> {
  const values = new Map<string, SettingValue>();
  for (const [name, spec] of Object.entries(specs)) {
    const text = spec.env === undefined ? undefined : read(spec.env);
    if (text) values.set(name, readVariable(spec.env!, spec, text));
  }
  return values;
}
