/** The one table of flags: parser, help, settings files and variables are made from it. */
import type { SettingTable, SettingValues } from "../../core/config/setting.ts";
import { COMMON_FLAGS } from "./common_flags.ts";
import { EXECUTION_FLAGS, ORDER_FLAGS } from "./execution_flags.ts";
import type { CommandName, FlagTable } from "./flag.ts";
import { LOAD_DAY_FLAGS } from "./load_day_flags.ts";
import { LOAD_FLAGS } from "./load_flags.ts";
import { LOAD_STREAM_FLAGS } from "./load_stream_flags.ts";
import { PROVIDE_FLAGS } from "./provide_flags.ts";
import { PROVIDE_HISTORY_FLAGS } from "./provide_history_flags.ts";
import { PROVIDE_SESSION_FLAGS } from "./provide_session_flags.ts";
import { PROGRAM_FLAGS } from "./program_flags.ts";
import { QUERY_FLAGS } from "./query_flags.ts";
import { REPORT_FLAGS } from "./report_flags.ts";
import { SCAN_FLAGS, THRESHOLD_FLAGS } from "./scan_flags.ts";
import { SELECT_FLAGS } from "./select_flags.ts";
import { SIMULATE_FLAGS } from "./simulate_flags.ts";
import { USAGE_FLAGS } from "./usage_flags.ts";
import { VERIFY_FLAGS } from "./verify_flags.ts";

const NAMED_FLAGS = {
  ...COMMON_FLAGS,
  ...SCAN_FLAGS,
  ...LOAD_FLAGS,
  ...LOAD_DAY_FLAGS,
  ...LOAD_STREAM_FLAGS,
  ...QUERY_FLAGS,
  ...SELECT_FLAGS,
  ...USAGE_FLAGS,
  ...VERIFY_FLAGS,
  ...REPORT_FLAGS,
  ...SIMULATE_FLAGS,
  ...ORDER_FLAGS,
  ...PROGRAM_FLAGS,
  ...PROVIDE_FLAGS,
  ...PROVIDE_HISTORY_FLAGS,
  ...PROVIDE_SESSION_FLAGS,
} as const;

type NamedFlags = typeof NAMED_FLAGS;

type NamesOf<C extends CommandName> = {
  [K in keyof NamedFlags]: C extends NamedFlags[K]["commands"][number] ? K : never;
}[keyof NamedFlags];

/** The values of a command's flags by name, thresholds and model parameters apart. */
export type SettingsOf<C extends CommandName> = SettingValues<Pick<NamedFlags, NamesOf<C>>>;

/** Every flag of the program by name. */
export const FLAGS: FlagTable = { ...NAMED_FLAGS, ...THRESHOLD_FLAGS, ...EXECUTION_FLAGS };

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
