import type { FlagTable } from "./flag.ts";

const STREAM_GROUP = "Streams of days";

const GIB = 2 ** 30;
const MOST_VISITS = 1_000_000_000;

/** Flags of `momo load --days` and `momo load --plan`: one day after another, loaded before it is asked for. */
export const LOAD_STREAM_FLAGS = {
  days: {
    type: { kind: "stream" },
    placeholder: "FILE|-",
    help: "Stream the days that FILE or standard input (-) lists, one SYMBOL:DATE per line, as " +
      "Arrow",
    group: STREAM_GROUP,
    commands: ["load"],
  },
  plan: {
    type: { kind: "choice", choices: ["select"] },
    placeholder: "PLAN",
    help: "Stream the days that `momo index select` would select; the state moves on with them",
    group: STREAM_GROUP,
    commands: ["load"],
  },
  ack: {
    type: { kind: "choice", choices: ["none", "stdin"] },
    placeholder: "HOW",
    default: "none",
    help: "When the next day comes: as soon as the one before is written, or when a JSON line on " +
      "stdin says that it is done",
    group: STREAM_GROUP,
    commands: ["load"],
  },
  visits: {
    type: { kind: "integer", min: 1, max: MOST_VISITS },
    placeholder: "N",
    help: "Stop after N days",
    group: STREAM_GROUP,
    commands: ["load"],
  },
  exchangeDir: {
    type: { kind: "path" },
    placeholder: "DIR",
    help: "Hand days over as files in DIR, which are removed when they are done; their headers " +
      "on standard output name them",
    group: STREAM_GROUP,
    commands: ["load"],
  },
  memory: {
    type: { kind: "size" },
    placeholder: "SIZE",
    default: GIB,
    env: "MOMO_LOAD_MEMORY",
    key: "load.memory",
    help: "Most memory for the day in use, the session before it and the days loaded ahead",
    group: STREAM_GROUP,
    commands: ["load"],
  },
  cacheDir: {
    type: { kind: "path" },
    placeholder: "DIR",
    env: "MOMO_LOAD_CACHE_DIR",
    key: "load.cache_dir",
    help: "Keep the days loaded ahead on a disk, as files in DIR, in place of memory",
    group: STREAM_GROUP,
    commands: ["load"],
  },
  cacheSize: {
    type: { kind: "size" },
    placeholder: "SIZE",
    default: 8 * GIB,
    env: "MOMO_LOAD_CACHE_SIZE",
    key: "load.cache_size",
    help: "Most room for them there",
    group: STREAM_GROUP,
    commands: ["load"],
  },
} as const satisfies FlagTable;
