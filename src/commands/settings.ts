/** Flags, variables, files and defaults -> the settings of one run. */
import type { SettingTable, SettingValue } from "../core/config/setting.ts";
import { flagName } from "../core/config/setting.ts";
import { MomoError } from "../core/error.ts";
import { readConfigFiles } from "../io/config/config_files.ts";
import { environmentValues, type ReadVariable } from "../io/config/environment.ts";
import {
  fileLayers,
  type Layer,
  type ResolvedSettings,
  resolveSettings,
} from "../io/config/resolve.ts";
import type { CommandDefinition } from "./command.ts";
import type { CommandName } from "./flags/flag.ts";
import { FLAGS, flagsOf, persistentSettings, type SettingsOf } from "./flags/flag_table.ts";

/** Values of the flags that were given, by name. */
type GivenValues = ReadonlyMap<string, SettingValue>;

function flagLayer(values: GivenValues): Layer {
  return { origin: (spec, name) => `--${flagName(name, spec)}`, values };
}

function pick(specs: SettingTable, names: readonly string[]): SettingTable {
  return Object.fromEntries(Object.entries(specs).filter(([name]) => names.includes(name)));
}

/** The files that flags and variables choose, as layers. */
async function chosenFileLayers(strong: readonly Layer[], read: ReadVariable): Promise<Layer[]> {
  const choosing = pick(FLAGS, ["config", "noConfig", "profile"]);
  const choice = settingValues<"config">(resolveSettings(choosing, strong));
  const { config, noConfig, profile } = choice;
  const [flags] = strong;
  if (flags?.values.has("config") && noConfig) {
    throw new MomoError("usage", "Cannot use --config with --no-config: they exclude each other", {
      hint: "leave one of them out",
    });
  }
  const files = await readConfigFiles(
    { file: config, skip: noConfig, directory: Deno.cwd() },
    persistentSettings(),
    read,
  );
  return fileLayers(files, profile);
}

/**
 * The settings of a run of a command: flag, then variable, then file, then default.
 *
 * @throws {MomoError} If a variable or a file cannot be used.
 */
export async function resolveFor(
  { name, resolves }: CommandDefinition<CommandName>,
  given: GivenValues,
  read: ReadVariable,
): Promise<ResolvedSettings> {
  const own = flagsOf(name);
  if (resolves === "flags") return resolveSettings(own, [flagLayer(given)]);
  const specs = resolves === "everything" ? { ...own, ...persistentSettings() } : own;
  const environment: Layer = {
    origin: (spec) => spec.env ?? "environment",
    values: environmentValues(specs, read),
  };
  const strong = [flagLayer(given), environment];
  return resolveSettings(specs, [...strong, ...await chosenFileLayers(strong, read)]);
}

/** The bare values of resolved settings, under the names and types that the flag table gives them. */
export function settingValues<C extends CommandName>(resolved: ResolvedSettings): SettingsOf<C> {
  const values = Object.fromEntries([...resolved].map(([name, { value }]) => [name, value]));
  // Each value was made by parseValue for the type of its own spec, which is what SettingsOf is derived from.
  return values as SettingsOf<C>;
}
