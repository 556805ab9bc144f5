/** Finds and reads the configuration files that apply to a directory. */
import { dirname, join, resolve } from "node:path";
import { MomoError } from "../../core/error.ts";
import type { SettingTable } from "../../core/config/setting.ts";
import { ioError } from "../store/io_error.ts";
import { type ConfigFile, readConfigText } from "./config_file.ts";
import type { ReadVariable } from "./environment.ts";

/** Name of the file looked for from the working directory upwards. */
export const CONFIG_FILE_NAME = "momo.toml";

/** Which files to read. */
export interface ConfigChoice {
  /** The only file to read, in place of those found. */
  readonly file?: string | undefined;
  /** Whether to read no file at all. */
  readonly skip: boolean;
  /** Directory the search starts at. */
  readonly directory: string;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    // A path component that is a file means the same as one that is missing.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw ioError("read the configuration", path, error);
  }
}

async function readIfConfig(path: string, specs: SettingTable): Promise<ConfigFile | undefined> {
  const text = await readIfThere(path);
  return text === undefined ? undefined : readConfigText(path, text, specs);
}

async function nearest(directory: string, specs: SettingTable): Promise<ConfigFile | undefined> {
  for (let current = resolve(directory);; current = dirname(current)) {
    const file = await readIfConfig(join(current, CONFIG_FILE_NAME), specs);
    if (file !== undefined || dirname(current) === current) return file;
  }
}

/** `$XDG_CONFIG_HOME/momo/config.toml`, by default below `~/.config`; undefined without a home directory. */
function userConfigPath(read: ReadVariable): string | undefined {
  const home = read("HOME");
  const base = read("XDG_CONFIG_HOME") || (home ? join(home, ".config") : undefined);
  return base === undefined ? undefined : join(base, "momo", "config.toml");
}

/**
 * The configuration files that apply, the one with precedence first: the nearest `momo.toml` upwards, then the user's.
 *
 * @throws {MomoError} `not_found` if the chosen file is missing; `bad_data` or `io` if one cannot be read.
 */
export async function readConfigFiles(
  choice: ConfigChoice,
  specs: SettingTable,
  read: ReadVariable,
): Promise<readonly ConfigFile[]> {
  if (choice.skip) return [];
  if (choice.file !== undefined) {
    const file = await readIfConfig(resolve(choice.directory, choice.file), specs);
    if (file !== undefined) return [file];
    throw new MomoError(
      "not_found",
      `Cannot read the configuration "${choice.file}": no such file`,
    );
  }
  const userPath = userConfigPath(read);
  const files = [
    await nearest(choice.directory, specs),
    userPath === undefined ? undefined : await readIfConfig(userPath, specs),
  ];
  return files.filter((file) => file !== undefined);
}
