/** What `momo load` is asked to do, and which of its flags go with that. */
import { flagName } from "../core/config/setting.ts";
import { MomoError } from "../core/error.ts";
import type { CommandContext } from "./command.ts";
import { FLAGS } from "./flags/flag_table.ts";
import { LOAD_DAY_FLAGS } from "./flags/load_day_flags.ts";
import { LOAD_FLAGS } from "./flags/load_flags.ts";
import { LOAD_STREAM_FLAGS } from "./flags/load_stream_flags.ts";

type LoadContext = CommandContext<"load">;

/** Converting files, one symbol-day, a stream of them, or filling the day store. */
export type LoadMode = "files" | "day" | "stream" | "store";

type LoadFlag =
  | keyof typeof LOAD_FLAGS
  | keyof typeof LOAD_DAY_FLAGS
  | keyof typeof LOAD_STREAM_FLAGS;

const DAY_CHOICE: readonly LoadFlag[] = ["schema", "loadFormat", "lookback", "bars", "adjust"];

/** Flags of `momo load` alone that mean something in a mode; those that all commands share are left to the mode. */
const FLAGS_OF_MODE: Readonly<Record<LoadMode, readonly string[]>> = {
  files: Object.keys(LOAD_FLAGS),
  day: ["day", "loadStrict", ...DAY_CHOICE],
  stream: [...Object.keys(LOAD_STREAM_FLAGS), ...DAY_CHOICE],
  store: ["toStore", "schema", "loadSymbols", "loadStart", "loadEnd"] satisfies LoadFlag[],
};

const TOPICS = [
  [LOAD_FLAGS, "it is about files"],
  [LOAD_DAY_FLAGS, "it is about symbol-days"],
  [LOAD_STREAM_FLAGS, "it is about streams of days"],
] as const;

/** What the flags ask for. */
export function loadMode({ toStore, day, days, plan }: LoadContext["settings"]): LoadMode {
  if (toStore) return "store";
  if (day !== undefined) return "day";
  return days !== undefined || plan !== undefined ? "stream" : "files";
}

/**
 * Refuses flags that would be ignored, and files where none are read.
 *
 * @throws {MomoError} `usage`.
 */
export function checkModeFlags({ settings, resolved, operands }: LoadContext): void {
  const mode = loadMode(settings);
  const name = nameOf(mode, settings);
  for (const [flags, topic] of TOPICS) {
    for (const flag of Object.keys(flags)) {
      const isGiven = resolved.get(flag)?.origin.startsWith("--") ?? false;
      if (!isGiven || FLAGS_OF_MODE[mode].includes(flag)) continue;
      throw new MomoError(
        "usage",
        `Cannot use --${flagName(flag, FLAGS[flag]!)} with ${name}: ${topic}`,
      );
    }
  }
  checkBars(settings);
  if (mode === "files" || operands.length === 0) return;
  throw new MomoError("usage", `Cannot use ${name} with the file "${operands[0]}"`, {
    hint: "leave one of them out; the data are given with --data",
  });
}

function nameOf(mode: LoadMode, { days }: LoadContext["settings"]): string {
  const names = { files: "files", day: "--day", store: "--to-store" } as const;
  return mode === "stream" ? (days === undefined ? "--plan" : "--days") : names[mode];
}

/** Bars of one length come from files or are made, not both. */
function checkBars({ bars, schema }: LoadContext["settings"]): void {
  const twice = bars.find((length) => schema.some((name) => name === `ohlcv-${length}`));
  if (twice === undefined || twice === "1s") return;
  throw new MomoError(
    "usage",
    `Cannot use --bars ${twice} with --schema ohlcv-${twice}: both are called ohlcv-${twice}`,
    { hint: "leave one of them out: --bars makes them, --schema takes those of the files" },
  );
}
