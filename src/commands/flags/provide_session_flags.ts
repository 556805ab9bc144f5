import { COMMON_GROUP, type FlagTable } from "./flag.ts";

const GROUP = "Session with a trainer";

const GIB = 2 ** 30;

/** Flags of `momo provide` for sessions with trainers; some share their name with flags of other commands. */
export const PROVIDE_SESSION_FLAGS = {
  stdio: {
    type: { kind: "boolean" },
    help:
      "Speak the session protocol on standard input and output: episodes, days, observations, " +
      "orders",
    group: COMMON_GROUP,
    commands: ["provide"],
  },
  socket: {
    type: { kind: "path" },
    placeholder: "PATH",
    help: "Speak it on a Unix socket, with any number of trainers at once",
    group: COMMON_GROUP,
    commands: ["provide"],
  },
  sessionExchangeDir: {
    flag: "exchange-dir",
    type: { kind: "path" },
    placeholder: "DIR",
    help: "Hand arrays over as files in DIR in place of bytes in the stream",
    group: GROUP,
    commands: ["provide"],
  },
  sessionMemory: {
    flag: "memory",
    type: { kind: "size" },
    placeholder: "SIZE",
    default: GIB,
    help:
      "Most memory for the days loaded ahead, and as much again for those that environments use",
    group: GROUP,
    commands: ["provide"],
  },
} as const satisfies FlagTable;
