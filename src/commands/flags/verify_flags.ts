import { COMMON_GROUP, type FlagTable } from "./flag.ts";

/** Flags of `momo index verify` alone. */
export const VERIFY_FLAGS = {
  hash: {
    type: { kind: "boolean" },
    help: "Read all inputs and compare them with the hashes that their deliveries state",
    group: COMMON_GROUP,
    commands: ["index verify"],
  },
} as const satisfies FlagTable;
