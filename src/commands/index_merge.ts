import { MomoError } from "../core/error.ts";
import { indexDirectory, readIndex, writeIndex } from "../io/scan/index_store.ts";
import { type IndexPart, mergeIndexes } from "../io/scan/merge_indexes.ts";
import { scanPaths } from "../io/scan/store_scan.ts";
import { makeDirectory } from "../io/store/make_directory.ts";
import { acquireLock } from "../io/store/lock.ts";
import type { CommandDefinition, ExitCode } from "./command.ts";

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
    completes: "directories",
    help: "Directory of a part: the --store of a scan with --shard",
  },
  resolves: "own",

  async run({ settings, operands, signal, log }): Promise<ExitCode> {
    const parts: IndexPart[] = [];
    for (const store of operands) parts.push(await openPart(store));
    const { tables, facts } = mergeIndexes(parts);
    const { store } = settings;
    const summary = `${tables.days.length} days, ${tables.points.length} reset points`;
    if (settings.dryRun) {
      log.notice("merge", `Would write ${store}/index: ${summary} from ${parts.length} parts`);
      return 0;
    }
    const paths = scanPaths(store);
    await makeDirectory(paths.state);
    await using lock = await acquireLock(paths.lock, { purpose: "momo index merge", signal });
    await writeIndex(paths.index, tables, facts, signal, () => lock.check());
    log.notice("merge", `${store}/index: ${summary} from ${parts.length} parts`);
    return 0;
  },
};

async function openPart(store: string): Promise<IndexPart> {
  const index = await readIndex(indexDirectory(store));
  if (index !== null) return { store, index };
  throw new MomoError("not_found", `Cannot merge "${store}": there is no index in it`, {
    hint: `run \`momo scan --store ${store} --data DIR\` to make one`,
  });
}
