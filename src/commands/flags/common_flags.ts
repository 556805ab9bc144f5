import { TABLE_FORMATS } from "../../io/text/output_format.ts";
import { COMMON_GROUP, type FlagTable } from "./flag.ts";

const SETTINGS_GROUP = "Settings";
const MESSAGES_GROUP = "Messages and measurements";
const INPUT_GROUP = "Input and work";

/** Commands that read the store or the data. */
const WORKING = [
  "scan",
  "index merge",
  "index verify",
  "index select",
  "index query",
  "index stats",
  "index usage",
  "index report",
] as const;
/** Commands that look at a part of the index. */
const LOOKING = ["index query", "index stats", "index usage"] as const;
/** Those, and the one that draws it. */
const PICKING = [...LOOKING, "index report"] as const;
/** Commands that take their settings from files and variables, and tell what they do. */
const TELLING = [...WORKING, "load", "simulate", "provide"] as const;
/** Commands that take their settings from files and variables. */
const CONFIGURED = [...TELLING, "config"] as const;

/** Commands that take their flags and nothing else. */
const PLAIN = [
  "demo",
  "completions",
  "complete",
  "man",
  "self",
  "self clean",
  "version",
  "help",
] as const;

/** Flags that mean the same in every command that has them. */
export const COMMON_FLAGS = {
  store: {
    type: { kind: "path" },
    placeholder: "DIR",
    default: "momo-store",
    env: "MOMO_STORE",
    key: "store",
    help: "Directory of the index and the day store",
    group: COMMON_GROUP,
    commands: [...TELLING, "config"],
  },
  data: {
    type: { kind: "path" },
    repeatable: true,
    placeholder: "DIR",
    env: "MOMO_DATA",
    key: "data",
    help: "Directory with Databento deliveries or DBN files",
    group: COMMON_GROUP,
    commands: ["scan", "index verify", "index report", "load", "simulate", "provide", "config"],
  },
  symbols: {
    type: { kind: "name" },
    repeatable: true,
    placeholder: "SYMBOL",
    env: "MOMO_SYMBOLS",
    key: "symbols",
    help: "Only this raw symbol",
    group: COMMON_GROUP,
    commands: ["scan", ...PICKING, "simulate", "config"],
  },
  start: {
    type: { kind: "date" },
    placeholder: "DATE",
    help: "First trade date in New York, included",
    group: COMMON_GROUP,
    commands: ["scan", ...PICKING, "simulate"],
  },
  end: {
    type: { kind: "date" },
    placeholder: "DATE",
    help: "Last trade date in New York, included",
    group: COMMON_GROUP,
    commands: ["scan", ...PICKING, "simulate"],
  },
  format: {
    type: { kind: "choice", choices: TABLE_FORMATS },
    placeholder: "FORMAT",
    help: "Format of the output; by default that of the file's extension, else a table on a " +
      "terminal and ndjson in a pipe",
    group: COMMON_GROUP,
    commands: ["scan", ...LOOKING, "index verify", "index select", "config"],
  },
  output: {
    type: { kind: "stream" },
    short: "o",
    placeholder: "FILE|-",
    help: "Write to FILE in place of standard output (-)",
    group: COMMON_GROUP,
    commands: ["scan", ...PICKING, "index verify", "index select", "load", "simulate", "config"],
  },
  force: {
    type: { kind: "boolean" },
    short: "f",
    help: "Replace existing files",
    group: COMMON_GROUP,
    commands: [
      "demo",
      "scan",
      ...PICKING,
      "index verify",
      "index select",
      "load",
      "simulate",
      "config",
    ],
  },
  dryRun: {
    type: { kind: "boolean" },
    short: "n",
    help: "List what would be read and written, and touch nothing",
    group: COMMON_GROUP,
    commands: ["self clean", "scan", "index merge", "load"],
  },
  quiet: {
    type: { kind: "boolean" },
    short: "q",
    help: "Say nothing but errors",
    group: COMMON_GROUP,
    commands: ["self clean", "demo", ...TELLING],
  },
  verbose: {
    type: { kind: "count" },
    short: "v",
    help: "Say what is done; twice: in detail",
    group: COMMON_GROUP,
    commands: [...TELLING],
  },
  help: {
    type: { kind: "boolean" },
    short: "h",
    help: "Print this help",
    group: COMMON_GROUP,
    commands: ["momo", "index", ...CONFIGURED, ...PLAIN],
  },
  version: {
    type: { kind: "boolean" },
    short: "V",
    help: "Print the version",
    group: COMMON_GROUP,
    commands: ["momo"],
  },
  json: {
    type: { kind: "boolean" },
    help: "As one JSON object, with commit, date and the versions of Deno and DBN",
    group: COMMON_GROUP,
    commands: ["version"],
  },
  dataset: {
    type: { kind: "name" },
    repeatable: true,
    placeholder: "DATASET",
    env: "MOMO_DATASET",
    key: "dataset",
    help: "Only this dataset; by default the most complete one for bars and ticks, the " +
      "listing venue's for status",
    group: INPUT_GROUP,
    commands: ["load", "scan", "load", "simulate", "provide", "config"],
  },
  workers: {
    type: { kind: "integer", min: 1, max: 1024 },
    placeholder: "N",
    env: "MOMO_WORKERS",
    key: "workers",
    help: "Threads that work at the same time; by default one per processor",
    group: INPUT_GROUP,
    commands: ["scan", "index report", "load", "provide", "config"],
  },
  seed: {
    type: { kind: "integer", min: 0 },
    placeholder: "N",
    default: 0,
    env: "MOMO_SEED",
    key: "seed",
    help: "Seed of all random choices; recorded in the output",
    group: INPUT_GROUP,
    commands: ["scan", "index select", "simulate", "provide", "config"],
  },
  tz: {
    type: { kind: "zone" },
    placeholder: "ZONE",
    default: "UTC",
    env: "MOMO_TZ",
    key: "tz",
    help: "Time zone that times are printed in",
    group: INPUT_GROUP,
    commands: ["scan", ...LOOKING, "index verify", "index select", "simulate", "config"],
  },
  config: {
    type: { kind: "path" },
    placeholder: "FILE",
    env: "MOMO_CONFIG",
    help: "Settings file, in place of momo.toml and the user's own",
    group: SETTINGS_GROUP,
    commands: [...CONFIGURED],
  },
  noConfig: {
    type: { kind: "boolean" },
    help: "Read no settings file",
    group: SETTINGS_GROUP,
    commands: [...CONFIGURED],
  },
  profile: {
    type: { kind: "string" },
    placeholder: "NAME",
    env: "MOMO_PROFILE",
    help: "Table [profile.NAME] of the settings file that goes before the rest of it",
    group: SETTINGS_GROUP,
    commands: [...CONFIGURED],
  },
  logFile: {
    type: { kind: "path" },
    placeholder: "FILE",
    env: "MOMO_LOG_FILE",
    key: "log_file",
    help: "Append all messages to FILE as JSON lines",
    group: MESSAGES_GROUP,
    commands: [...CONFIGURED],
  },
  logFormat: {
    type: { kind: "choice", choices: ["text", "json"] },
    placeholder: "FORMAT",
    default: "text",
    env: "MOMO_LOG_FORMAT",
    key: "log_format",
    help: "Form of the messages on standard error",
    group: MESSAGES_GROUP,
    commands: [...CONFIGURED],
  },
  metrics: {
    type: { kind: "path" },
    placeholder: "FILE|:PORT",
    env: "MOMO_METRICS",
    key: "metrics",
    help: "Write the run's counters to FILE at its end, as JSON if it ends in .json, else in " +
      "Prometheus' text format; or serve them at http://127.0.0.1:PORT/metrics",
    group: MESSAGES_GROUP,
    commands: [...CONFIGURED],
  },
  trace: {
    type: { kind: "path" },
    placeholder: "FILE",
    env: "MOMO_TRACE",
    key: "trace",
    help: "Write what the run spent its time on to FILE, for Perfetto or chrome://tracing",
    group: MESSAGES_GROUP,
    commands: [...CONFIGURED],
  },
  noProgress: {
    type: { kind: "boolean" },
    env: "MOMO_NO_PROGRESS",
    key: "no_progress",
    help: "Show no progress line",
    group: MESSAGES_GROUP,
    commands: [...CONFIGURED],
  },
  color: {
    type: { kind: "choice", choices: ["auto", "always", "never"] },
    placeholder: "WHEN",
    default: "auto",
    key: "color",
    help: "Colour; auto: on terminals, unless NO_COLOR is set",
    group: MESSAGES_GROUP,
    commands: [...CONFIGURED],
  },
} as const satisfies FlagTable;
