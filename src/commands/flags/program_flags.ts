import { COMMON_GROUP, type FlagTable } from "./flag.ts";

/** Flags of the commands that are about the program itself. */
export const PROGRAM_FLAGS = {
  manOutput: {
    flag: "output",
    type: { kind: "path" },
    short: "o",
    placeholder: "DIR",
    help: "Write all pages into DIR, such as ~/.local/share/man/man1",
    group: COMMON_GROUP,
    commands: ["man"],
  },
} as const satisfies FlagTable;
