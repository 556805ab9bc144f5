import { COMMON_GROUP, type FlagTable } from "./flag.ts";

/** What usage can be counted by. */
export const USAGE_UNITS = ["day", "symbol", "stratum"] as const;

/** Flags of `momo index usage` alone. */
export const USAGE_FLAGS = {
  by: {
    type: { kind: "choice", choices: USAGE_UNITS },
    placeholder: "UNIT",
    default: "stratum",
    help: "What to count visits of",
    group: COMMON_GROUP,
    commands: ["index usage"],
  },
} as const satisfies FlagTable;
