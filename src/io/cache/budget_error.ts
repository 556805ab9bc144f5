import type { CacheDecision } from "../../core/cache/cache_decision.ts";
import { MomoError } from "../../core/error.ts";

const MIB = 2 ** 20;

/** A number of bytes for people, in MiB. */
export function mebibytes(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}

/** The failure of a visit that alone needs more memory than there is. */
export function budgetError(
  { need, needBytes }: CacheDecision & { readonly kind: "overflow" },
  memoryBytes: number,
): MomoError {
  const what = need.lookback === null ? "it" : "it and its lookback";
  return new MomoError(
    "budget",
    `Cannot hold the day "${need.day}": ${what} take${need.lookback === null ? "s" : ""} ` +
      `${mebibytes(needBytes)}, wanted at most ${mebibytes(memoryBytes)}`,
    { hint: `raise the limit: --memory ${Math.ceil(needBytes / MIB)}MiB` },
  );
}
