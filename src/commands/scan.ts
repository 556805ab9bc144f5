import { MomoError } from "../core/error.ts";
import { SCAN_THRESHOLDS, type ScanThresholds, scanThresholds } from "../core/scan/thresholds.ts";
import { formatDate } from "../core/time/dates.ts";
import type { ResolvedSettings } from "../io/config/resolve.ts";
import type { CommandDefinition } from "./command.ts";
import { TableOutput } from "./table_output.ts";

/** The scanner's thresholds out of the resolved settings. */
export function thresholdsOf(resolved: ResolvedSettings): ScanThresholds {
  const values = SCAN_THRESHOLDS.map(({ key }) => [key, resolved.get(key)?.value]);
  // Flags, keys and ScanThresholds come from the same table, and parseValue gave each value the type of its default.
  return scanThresholds(Object.fromEntries(values) as Partial<ScanThresholds>);
}

/**
 * Refuses a range of trade dates that ends before it starts.
 *
 * @throws {MomoError} `usage` naming both flags.
 */
export function checkDates(start: number | undefined, end: number | undefined): void {
  if (start === undefined || end === undefined || start <= end) return;
  throw new MomoError(
    "usage",
    `Cannot scan from --start ${formatDate(start)} to --end ${formatDate(end)}: ` +
      "expected a start that is not after the end",
    { hint: "both dates are included; swap them" },
  );
}

/** `momo scan`. */
export const SCAN: CommandDefinition<"scan"> = {
  name: "scan",
  examples: [
    { says: "Scan a directory of deliveries into ./momo-store", line: "momo scan --data testdata" },
    {
      says: "Keep all days of one symbol, print them as CSV",
      line: "momo scan --data testdata --symbols MLGO --keep all -o days.csv",
    },
    {
      says: "See what would be read and written",
      line: "momo scan --data testdata --start 2025-03-01 --end 2025-03-31 --dry-run",
    },
  ],
  notes: [
    "Each threshold can also be set as MOMO_SCAN_NAME and, as NAME in snake_case, under [scan] in " +
    "momo.toml. All of them are part of the index's configuration hash.",
  ],
  resolves: "own",

  async run(context) {
    const { settings, resolved, log } = context;
    checkDates(settings.start, settings.end);
    await TableOutput.plan(context);
    const { gate_min_range } = thresholdsOf(resolved);
    log.debug("scan", "Settings are read", { store: settings.store, gate_min_range });
    throw new MomoError("not_found", "Cannot scan: this build has no scanner");
  },
};
