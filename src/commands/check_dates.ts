import { MomoError } from "../core/error.ts";
import { type EpochDay, formatDate } from "../core/time/dates.ts";

/**
 * Refuses a range of trade dates that ends before it starts.
 *
 * @param verb What cannot be done with such a range: `scan`.
 * @throws {MomoError} `usage` naming both flags.
 */
export function checkDates(
  verb: string,
  start: EpochDay | undefined,
  end: EpochDay | undefined,
): void {
  if (start === undefined || end === undefined || start <= end) return;
  throw new MomoError(
    "usage",
    `Cannot ${verb} from --start ${formatDate(start)} to --end ${formatDate(end)}: ` +
      "expected a start that is not after the end",
    { hint: "both dates are included; swap them" },
  );
}
