/** One setting: what it accepts and where it may come from. The flag table and the configuration files share it. */
import type { EpochDay } from "../time/dates.ts";

/** What texts a setting accepts and what value they become (see `ValueOf`). */
export type SettingType =
  /** A flag without a value; in files and variables `true` or `false`. */
  | { readonly kind: "boolean" }
  /** How often the flag was given. */
  | { readonly kind: "count" }
  | { readonly kind: "string" }
  /** A symbol or dataset: no comma, no control character. */
  | { readonly kind: "name" }
  /** A file or directory; in a configuration file relative to that file. */
  | { readonly kind: "path" }
  /** A file, or `-` for standard input or output. */
  | { readonly kind: "stream" }
  /** A whole number; bounds inclusive. */
  | { readonly kind: "integer"; readonly min?: number; readonly max?: number }
  /** A finite number; bounds inclusive. */
  | { readonly kind: "number"; readonly min?: number; readonly max?: number }
  /** `YYYY-MM-DD`. */
  | { readonly kind: "date" }
  /** `YYYY-MM-DD`, or an ISO 8601 instant with its zone; kept as text (see `parseTimePoint`). */
  | { readonly kind: "time" }
  /** A number of bytes such as `64MiB`. */
  | { readonly kind: "size" }
  /** A length of time such as `30s`, to the nanosecond. */
  | { readonly kind: "duration" }
  /** An IANA time zone such as `America/New_York`. */
  | { readonly kind: "zone" }
  /** Part `i` of `n` as `i/n`, counted from 1. */
  | { readonly kind: "shard" }
  | { readonly kind: "choice"; readonly choices: readonly string[] };

/** Part `index` (1 to `count`) of work split into `count` parts. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** One value of a setting. */
export type SettingScalar = string | number | boolean | Shard;

/** The value of a setting; a list if it is repeatable. */
export type SettingValue = SettingScalar | readonly SettingScalar[];

/** One setting, apart from its name, which is its key in the table it stands in. */
export interface SettingSpec {
  readonly type: SettingType;
  /** Name of the flag, where commands share it but not its values; otherwise it is made from the setting's name. */
  readonly flag?: string;
  /** Whether it takes a list: the flag is repeated, a file holds an array, a variable is split at `:`. */
  readonly repeatable?: boolean;
  /** Value when nobody says anything. Booleans without one are false, counts 0, lists empty, the rest undefined. */
  readonly default?: SettingScalar;
  /** Unit of a number, for help texts. */
  readonly unit?: string;
  /** Environment variable that sets it. */
  readonly env?: string;
  /** Key in `momo.toml`; a dot separates a table from the key in it. */
  readonly key?: string;
  /** One sentence, without a final period. */
  readonly help: string;
}

/** Settings by name: camelCase, or snake_case for scanner thresholds. */
export type SettingTable = Readonly<Record<string, SettingSpec>>;

/** The value a text of this type becomes: dates are day numbers, sizes bytes, durations nanoseconds. */
export type ValueOf<T extends SettingType> = T extends { readonly kind: "boolean" } ? boolean
  : T extends { readonly kind: "date" } ? EpochDay
  : T extends { readonly kind: "count" | "integer" | "number" | "size" | "duration" } ? number
  : T extends { readonly kind: "shard" } ? Shard
  : T extends { readonly kind: "choice"; readonly choices: readonly (infer C)[] } ? C
  : string;

type IsAlwaysSet<S extends SettingSpec> = S extends { readonly default: SettingScalar } ? true
  : S["type"]["kind"] extends "boolean" | "count" ? true
  : false;

/** The resolved values of a table of settings: lists where repeatable, `undefined` where neither set nor defaulted. */
export type SettingValues<T extends SettingTable> = {
  readonly [K in keyof T]: T[K] extends { readonly repeatable: true }
    ? readonly ValueOf<T[K]["type"]>[]
    : IsAlwaysSet<T[K]> extends true ? ValueOf<T[K]["type"]>
    : ValueOf<T[K]["type"]> | undefined;
};

/** `logFile` and `log_file` as `log-file`. */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll("_", "-");
}

/** Whether the flag of this setting switches it off: a boolean that is on unless told otherwise. */
export function isNegated(spec: SettingSpec): boolean {
  return spec.type.kind === "boolean" && spec.default === true;
}

/** The long flag of a setting without its dashes: `log-file`, or `no-NAME` for a boolean that is on by default. */
export function flagName(name: string, spec: SettingSpec): string {
  const base = spec.flag ?? kebabCase(name);
  return isNegated(spec) ? `no-${base}` : base;
}
