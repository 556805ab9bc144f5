import type { CacheDecision } from "../../core/cache/cache_decision.ts";
import { MomoError } from "../../core/error.ts";

const KIB = 2 ** 10;
const MIB = 2 ** 20;

/** A number of bytes for people: in MiB, or in KiB if it is less than a tenth of one. */
export function mebibytes(bytes: number): string {
  if (bytes < MIB / 10) return `${(bytes / KIB).toFixed(1)} KiB`;
  return `${(bytes / MIB).toFixed(1)} MiB`;
}

const ESTIMATE_MARGIN = 1.25;

/** The failure of a visit that alone needs more memory than there is. */
export function budgetError(
  { need, needBytes, isEstimate }: CacheDecision & { readonly kind: "overflow" },
  memoryBytes: number,
): MomoError {
  const what = need.lookback === null ? "it takes" : "it and its lookback take";
  const limit = Math.ceil((isEstimate ? ESTIMATE_MARGIN : 1) * needBytes / MIB);
  return new MomoError(
    "budget",
    `Cannot hold the day "${need.day}": ${what}${isEstimate ? " about" : ""} ` +
      `${mebibytes(needBytes)}, wanted at most ${mebibytes(memoryBytes)}`,
    { hint: `raise the limit: --memory ${limit}MiB` },
  );
}
