/** How old what an observer shows is, and so how good. */
import { OBSERVED, QUALITY_CODES } from "./observation.ts";
import { KEPT } from "./observer_slots.ts";

const EXACT = QUALITY_CODES.indexOf("exact");
const CARRIED = QUALITY_CODES.indexOf("carried");
const STALE = QUALITY_CODES.indexOf("stale");
const HALTED = QUALITY_CODES.indexOf("halted");

const { time: TIME, isHalted: IS_HALTED, quality: QUALITY } = OBSERVED;
const { quoteAge: QUOTE_AGE, lastAge: LAST_AGE } = OBSERVED;
const { visible: VISIBLE, staleAfter: STALE_AFTER } = KEPT;
const { quoteTime: QUOTE_TIME, lastTime: LAST_TIME } = KEPT;

/**
 * Writes the ages of quote and last print, and the quality of a quote that was seen.
 *
 * @param isLatest Whether the quote that is shown is the last one that was seen.
 */
export function rateObservation(values: Float64Array, isLatest: boolean): void {
  const quoteTime = values[QUOTE_TIME]!;
  const quoteAge = values[TIME]! - quoteTime;
  const lastAge = values[TIME]! - values[LAST_TIME]!;
  const staleAfter = values[STALE_AFTER]!;
  values[QUOTE_AGE] = quoteAge;
  values[LAST_AGE] = lastAge;
  if (values[IS_HALTED] === 1) values[QUALITY] = HALTED;
  else if (!isLatest || (quoteAge > staleAfter && lastAge > staleAfter)) values[QUALITY] = STALE;
  else if (quoteTime === values[VISIBLE]) values[QUALITY] = EXACT;
  else values[QUALITY] = CARRIED;
}
