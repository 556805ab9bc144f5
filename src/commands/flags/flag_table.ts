/** The one table of flags: parser, help, settings files and variables are made from it. */
import type { SettingTable, SettingValues } from "../../core/config/setting.ts";
import { COMMON_FLAGS } from "./common_flags.ts";
import type { CommandName, FlagTable } from "./flag.ts";
import { LOAD_FLAGS } from "./load_flags.ts";
import { SCAN_FLAGS, THRESHOLD_FLAGS } from "./scan_flags.ts";
import { SELECT_FLAGS } from "./select_flags.ts";

const NAMED_FLAGS = { ...COMMON_FLAGS, ...SCAN_FLAGS, ...LOAD_FLAGS, ...SELECT_FLAGS } as const;

type NamedFlags = typeof NAMED_FLAGS;

type NamesOf<C extends CommandName> = {
  [K in keyof NamedFlags]: C extends NamedFlags[K]["commands"][number] ? K : never;
}[keyof NamedFlags];

/** The values of a command's flags by name, scanner thresholds apart. */
export type SettingsOf<C extends CommandName> = SettingValues<Pick<NamedFlags, NamesOf<C>>>;

/** Every flag of the program by name. */
export const FLAGS: FlagTable = { ...NAMED_FLAGS, ...THRESHOLD_FLAGS };

/** The flags of a command, in the order of the table. */
export function flagsOf(command: CommandName): FlagTable {
  return Object.fromEntries(
    Object.entries(FLAGS).filter(([, flag]) => flag.commands.includes(command)),
  );
}

/** Everything that a settings file or a variable can set. */
export function persistentSettings(): SettingTable {
  return Object.fromEntries(
    Object.entries(FLAGS).filter(([, { key, env }]) => key !== undefined || env !== undefined),
  );
}
