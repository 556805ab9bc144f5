/** Which symbol-days still need a row, and which files have to be read for them. */
import type { EpochDay } from "../../core/time/dates.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import type { BarGroup } from "./bar_files.ts";
import type { ScanPlan } from "./scan_run.ts";

/** Files to read of a group, in order of time. */
export interface GroupWork {
  readonly group: BarGroup;
  readonly files: readonly CatalogFile[];
  /** Stored bytes of these files. */
  readonly bytes: number;
}

/** The work of a scan. */
export interface Work {
  /** Days whose rows are not known, with their keys, by symbol. */
  readonly needed: ReadonlyMap<number, ReadonlyMap<EpochDay, string>>;
  readonly files: readonly GroupWork[];
  /** Number of days that are needed, and that are known already. */
  readonly neededDays: number;
  readonly knownDays: number;
}

/**
 * Compares what there is with what is known. A needed day takes the files of the sessions it looks back to with it.
 *
 * @param isKnown Whether the row of a symbol-day with this key is known already.
 */
export function planWork(
  { bars, days, keys, catalog }: ScanPlan,
  isKnown: (name: string, day: EpochDay, key: string) => boolean,
): Work {
  const needed = new Map<number, Map<EpochDay, string>>();
  let knownDays = 0;
  let neededDays = 0;
  for (const [symbol, own] of days) {
    const name = catalog.symbols.nameOf(symbol);
    const missing = new Map([...own].filter(([day, key]) => !isKnown(name, day, key)));
    needed.set(symbol, missing);
    neededDays += missing.size;
    knownDays += own.size - missing.size;
  }
  const files = bars.groups.map((group): GroupWork => {
    const wanted = new Set<CatalogFile>();
    for (const symbol of group.symbols) {
      if (wanted.size === group.files.length) break;
      for (const day of sessionsToRead(needed.get(symbol)!, (day) => keys.lookback(day))) {
        for (const file of keys.barFiles(symbol, day)) wanted.add(file);
      }
    }
    const toRead = group.files.filter((file) => wanted.has(file));
    return { group, files: toRead, bytes: toRead.reduce((sum, file) => sum + file.sizeBytes, 0) };
  });
  return { needed, files, neededDays, knownDays };
}

/** The needed days and the sessions they look back to. */
function sessionsToRead(
  needed: ReadonlyMap<EpochDay, string>,
  lookback: (day: EpochDay) => readonly EpochDay[],
): Set<EpochDay> {
  const sessions = new Set<EpochDay>();
  for (const day of needed.keys()) {
    sessions.add(day);
    for (const earlier of lookback(day)) sessions.add(earlier);
  }
  return sessions;
}
