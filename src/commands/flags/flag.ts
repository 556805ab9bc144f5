import type { SettingSpec } from "../../core/config/setting.ts";

/** Every command by its full name; `momo` is the program without a command. */
export type CommandName =
  | "momo"
  | "scan"
  | "index"
  | "index merge"
  | "index verify"
  | "index select"
  | "index report"
  | "index query"
  | "index stats"
  | "index usage"
  | "load"
  | "simulate"
  | "provide"
  | "config"
  | "demo"
  | "completions"
  | "complete"
  | "man"
  | "self"
  | "self clean"
  | "version"
  | "help";

/** One flag. Its key in the flag table is its name in camelCase; the flag is `--` and that name in kebab-case. */
export interface FlagSpec extends SettingSpec {
  /** One letter. */
  readonly short?: string;
  /** Letter that the official DBN tool has for it; momo has none, and says the name to those who write it. */
  readonly officialLetter?: string;
  /** Whether values may begin with a dash, as in `--sort -eod_quality`. */
  readonly takesDash?: boolean;
  /** What stands for the value in help texts; flags without a value have none. */
  readonly placeholder?: string;
  /** Heading it is listed under. */
  readonly group: string;
  readonly commands: readonly CommandName[];
}

/** Flags by name. */
export type FlagTable = Readonly<Record<string, FlagSpec>>;

/** The group that help lists first. */
export const COMMON_GROUP = "Common flags";
