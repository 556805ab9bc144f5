import { MomoError } from "../../core/error.ts";

/**
 * Reads a speed.
 *
 * @param name What it is the value of, for messages: `--speed`.
 * @returns Seconds of a day in a second; infinite for `max`.
 * @throws {MomoError} `usage` if the text has another form.
 */
export function parseSpeed(name: string, text: string): number {
  if (text === "max") return Infinity;
  const speed = /^\d+(?:\.\d+)?x?$/.test(text) ? Number.parseFloat(text) : NaN;
  if (speed > 0) return speed;
  throw new MomoError(
    "usage",
    `Cannot use ${name} "${text}": expected a number above 0, such as 10 or 0.5x, or max`,
  );
}
