/** Hashes of what a scan is told, apart from the data. */
import { createHash } from "node:crypto";
import { SCAN_THRESHOLDS } from "../../core/scan/thresholds.ts";
import { INDEX_SCHEMA_VERSION } from "../store/index_manifest.ts";
import type { ScanSettings } from "./scan_settings.ts";

/** Changes whenever the same data and settings would give other rows than before. */
const ROW_VERSION = 1;

/** The settings that rows depend on, in the order of the table of thresholds. */
function rowSettings({ limits, strategy, corporateActions }: ScanSettings) {
  const thresholds = SCAN_THRESHOLDS.map(({ key }) => [key, limits[key as keyof typeof limits]]);
  return {
    versions: [INDEX_SCHEMA_VERSION, ROW_VERSION],
    thresholds,
    strategy: strategy?.sha256 ?? null,
    corporateActions,
  };
}

function sha256(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/** Hash of thresholds, strategy and corporate actions, which every index carries. */
export function configHash(settings: ScanSettings): string {
  return sha256(rowSettings(settings));
}

/** The same with the choice of days: while it stays the same, known rows may be taken over. */
export function rowsHash(settings: ScanSettings): string {
  return sha256([rowSettings(settings), settings.keep, settings.datasets]);
}

/** Thresholds that differ from their defaults. */
export function changedThresholds(
  { limits }: ScanSettings,
): Record<string, number | string | boolean> {
  return Object.fromEntries(
    SCAN_THRESHOLDS
      .map(({ key, default: value }) => [key, limits[key as keyof typeof limits], value] as const)
      .filter(([, value, byDefault]) => value !== byDefault)
      .map(([key, value]) => [key, value]),
  );
}
