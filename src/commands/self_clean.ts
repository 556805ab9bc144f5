import { findLeftovers } from "../io/unpacked/leftovers.ts";
import { ioError } from "../io/store/io_error.ts";
import { counted } from "../io/text/counted.ts";
import { printLines } from "../io/text/stdout.ts";
import type { CommandDefinition } from "./command.ts";

/** `momo self clean`. */
export const SELF_CLEAN: CommandDefinition<"self clean"> = {
  name: "self clean",
  examples: [
    { says: "Remove what other versions have unpacked", line: "momo self clean" },
    { says: "Print what that would be", line: "momo self clean --dry-run" },
    { says: "Remove it silently", line: "momo self clean --quiet" },
  ],
  notes: [
    "The one-file program unpacks itself on its first use, each version into a directory of its own " +
    "in MOMO_CACHE, XDG_CACHE_HOME/momo, ~/.cache/momo or TMPDIR/momo-UID. This keeps the version " +
    "that runs, and everything that momo did not make. No other version should be running.",
  ],
  resolves: "flags",

  async run({ settings, readVariable, clock, log }) {
    const found = await findLeftovers(readVariable, clock.wallMs());
    if (settings.dryRun) {
      await printLines(found.map(({ path }) => path));
      return 0;
    }
    for (const { path } of found) {
      try {
        await Deno.remove(path, { recursive: true });
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw ioError("remove", path, error);
      }
    }
    const sizeBytes = found.reduce((sum, leftover) => sum + leftover.sizeBytes, 0);
    log.notice(
      "clean",
      `Removed ${counted(found.length, "leftover")}, ${(sizeBytes / 1e6).toFixed(0)} MB`,
    );
    return 0;
  },
};
