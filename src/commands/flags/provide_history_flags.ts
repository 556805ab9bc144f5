import type { FlagTable } from "./flag.ts";

const GROUP = "Historical mode";

/** Flags of `momo provide --mode historical` alone. */
export const PROVIDE_HISTORY_FLAGS = {
  control: {
    type: { kind: "stream" },
    placeholder: "FILE|-",
    help: 'Follow JSON lines: {"type":"pause"}, "resume", {"type":"seek","ts":"10:30"}, ' +
      '{"type":"speed","speed":10}',
    group: GROUP,
    commands: ["provide"],
  },
  sparse: {
    type: { kind: "boolean" },
    help: "Leave out seconds in which nothing traded; by default they have a bar that says so",
    group: GROUP,
    commands: ["provide"],
  },
  raw: {
    type: { kind: "boolean" },
    help: "Print the records of one dataset as they are, as live and hybrid mode do",
    group: GROUP,
    commands: ["provide"],
  },
  provider: {
    type: { kind: "path" },
    placeholder: "FILE",
    help: "Take the days from a TypeScript or JavaScript module in place of Databento files; for " +
      "sessions too",
    group: GROUP,
    commands: ["provide"],
  },
} as const satisfies FlagTable;
