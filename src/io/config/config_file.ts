/** One configuration file: its text checked against the table of settings, value by value. */
import { dirname, isAbsolute, join } from "node:path";
import { parse, TomlDate, TomlError } from "smol-toml";
import { isNetworkTarget } from "../../core/config/network_target.ts";
import { closest } from "../../core/config/closest.ts";
import type {
  SettingScalar,
  SettingSpec,
  SettingTable,
  SettingType,
  SettingValue,
} from "../../core/config/setting.ts";
import { expectation, parseValue } from "../../core/config/value_text.ts";
import { messageOf, MomoError } from "../../core/error.ts";

/** Settings a file names, by setting name. */
export type FileValues = ReadonlyMap<string, SettingValue>;

/** A checked configuration file. */
export interface ConfigFile {
  readonly path: string;
  /** Settings outside `[profile.NAME]` tables. */
  readonly values: FileValues;
  /** Settings of each `[profile.NAME]` table. */
  readonly profiles: ReadonlyMap<string, FileValues>;
}

/** Where in which file a value stands, for messages and relative paths. */
interface Place {
  readonly path: string;
  /** Dotted keys before the value's own: empty, or `profile.NAME.`. */
  readonly prefix: string;
}

/** A value as a file would write it, for messages. */
function written(value: unknown): string {
  if (value instanceof TomlDate) return value.toISOString();
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof TomlDate);
}

/** The text a flag would take for a value of the file's own types, or `undefined` if the types do not fit. */
function textOf(type: SettingType, value: unknown): string | undefined {
  if (value instanceof TomlDate) return type.kind === "date" ? value.toISOString() : undefined;
  if (typeof value === "boolean") return type.kind === "boolean" ? String(value) : undefined;
  const isNumeric = type.kind === "integer" || type.kind === "number" || type.kind === "count";
  if (typeof value === "number") {
    return isNumeric || type.kind === "size" ? String(value) : undefined;
  }
  return typeof value === "string" && !isNumeric && type.kind !== "boolean" ? value : undefined;
}

function readScalar(key: string, spec: SettingSpec, value: unknown, place: Place): SettingScalar {
  const text = textOf(spec.type, value);
  const result = text === undefined ? undefined : parseValue(spec.type, text);
  if (result === undefined) {
    const wanted = expectation(spec.type);
    const choices = spec.type.kind === "choice" ? spec.type.choices : [];
    const meant = typeof value === "string" ? closest(value, choices) : undefined;
    throw new MomoError(
      "bad_data",
      `Cannot use "${place.prefix}${key}" of "${place.path}": expected ${wanted}, ` +
        `got ${written(value)}`,
      { hint: meant === undefined ? undefined : `did you mean "${meant}"?` },
    );
  }
  const isRelative = spec.type.kind === "path" && typeof result === "string" &&
    !isAbsolute(result) && !/^[a-z0-9]+:\/\//i.test(result) && !isNetworkTarget(result);
  return isRelative ? join(dirname(place.path), result) : result;
}

function readValue(key: string, spec: SettingSpec, value: unknown, place: Place): SettingValue {
  if (spec.repeatable !== true) return readScalar(key, spec, value, place);
  const elements = Array.isArray(value) ? value : [value];
  return elements.map((element) => readScalar(key, spec, element, place));
}

function unknownKey(key: string, known: Iterable<string>, place: Place): MomoError {
  const meant = closest(key, known);
  return new MomoError(
    "bad_data",
    `Cannot use "${place.prefix}${key}" of "${place.path}": there is no such setting`,
    {
      hint: meant === undefined
        ? "run `momo config --no-config` to list the settings"
        : `did you mean "${meant}"?`,
    },
  );
}

/** Reads one level of settings; `namesByKey` maps the dotted keys a file may use to setting names. */
function readTable(
  table: Record<string, unknown>,
  specs: SettingTable,
  namesByKey: ReadonlyMap<string, string>,
  place: Place,
): FileValues {
  const values = new Map<string, SettingValue>();
  const flat = Object.entries(table).flatMap(([key, value]) =>
    isTable(value)
      ? Object.entries(value).map(([inner, innerValue]) => [`${key}.${inner}`, innerValue] as const)
      : [[key, value] as const]
  );
  for (const [key, value] of flat) {
    const name = namesByKey.get(key);
    if (name === undefined) throw unknownKey(key, namesByKey.keys(), place);
    values.set(name, readValue(key, specs[name]!, value, place));
  }
  return values;
}

function parseToml(path: string, text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = messageOf(error).split("\n")[0]!.replace(/^Invalid TOML document: /, "");
    throw new MomoError(
      "bad_data",
      `Cannot read "${path}": line ${error.line}, column ${error.column}: ${reason}`,
      { cause: error, hint: "correct the file, or run with `--no-config`" },
    );
  }
}

function readProfiles(
  profiles: unknown,
  specs: SettingTable,
  namesByKey: ReadonlyMap<string, string>,
  path: string,
): ReadonlyMap<string, FileValues> {
  const wrong = (key: string, value: unknown) =>
    new MomoError(
      "bad_data",
      `Cannot use "${key}" of "${path}": expected a table, got ${written(value)}`,
      { hint: "profiles are tables: `[profile.dev]`" },
    );
  if (!isTable(profiles)) throw wrong("profile", profiles);
  const result = new Map<string, FileValues>();
  for (const [name, table] of Object.entries(profiles)) {
    if (!isTable(table)) throw wrong(`profile.${name}`, table);
    result.set(name, readTable(table, specs, namesByKey, { path, prefix: `profile.${name}.` }));
  }
  return result;
}

/**
 * Checks the text of a configuration file.
 *
 * @param path Absolute; relative paths in the file start at its directory.
 * @param specs All settings of the program; only those with a `key` may stand in a file.
 * @throws {MomoError} `bad_data` naming the file and the line or key, what was expected and what stands there.
 */
export function readConfigText(path: string, text: string, specs: SettingTable): ConfigFile {
  const { profile = {}, ...top } = parseToml(path, text);
  const namesByKey = new Map(
    Object.entries(specs).flatMap(([name, { key }]) => key === undefined ? [] : [[key, name]]),
  );
  return {
    path,
    values: readTable(top, specs, namesByKey, { path, prefix: "" }),
    profiles: readProfiles(profile, specs, namesByKey, path),
  };
}
