import { MomoError } from "../core/error.ts";
import type { CommandDefinition } from "./command.ts";

/** `momo index verify`. */
export const INDEX_VERIFY: CommandDefinition<"index verify"> = {
  name: "index verify",
  examples: [
    { says: "Check the index of ./momo-store", line: "momo index verify" },
    {
      says: "Check another store, and its inputs where they are now",
      line: "momo index verify --store merged --data testdata",
    },
    { says: "List the findings as JSON lines", line: "momo index verify --format ndjson" },
  ],
  resolves: "own",

  run({ settings }) {
    throw new MomoError(
      "not_found",
      `Cannot verify the index of "${settings.store}": this build has no index`,
    );
  },
};
