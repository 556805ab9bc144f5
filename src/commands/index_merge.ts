import { MomoError } from "../core/error.ts";
import type { CommandDefinition } from "./command.ts";

const MOST_PARTS = 10_000;

/** `momo index merge`. */
export const INDEX_MERGE: CommandDefinition<"index merge"> = {
  name: "index merge",
  examples: [
    { says: "Merge two parts into ./momo-store", line: "momo index merge part-1 part-2" },
    {
      says: "Merge them into another store",
      line: "momo index merge --store merged part-1 part-2",
    },
    {
      says: "See what would be read and written",
      line: "momo index merge --dry-run part-1 part-2",
    },
  ],
  operands: {
    name: "STORE",
    min: 1,
    max: MOST_PARTS,
    help: "Directory of a part: the --store of a scan with --shard",
  },
  resolves: "own",

  run({ settings, operands }) {
    const parts = operands.length;
    throw new MomoError(
      "not_found",
      `Cannot merge ${parts} parts into "${settings.store}": this build has no index`,
    );
  },
};
