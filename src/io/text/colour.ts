/** Whether and how text to a terminal is coloured. Meaning never rests on it. */
import type { ReadVariable } from "../config/environment.ts";

/** What `--color` says. */
export type ColourChoice = "auto" | "always" | "never";

/**
 * Whether a stream gets colour: by the flag, then `NO_COLOR`, then `FORCE_COLOR` (`0` is off), then whether the stream
 * is a terminal that understands it.
 *
 * @see https://no-color.org
 */
export function usesColour(choice: ColourChoice, isTerminal: boolean, read: ReadVariable): boolean {
  if (choice !== "auto") return choice === "always";
  if (read("NO_COLOR")) return false;
  const force = read("FORCE_COLOR");
  if (force) return force !== "0";
  return isTerminal && read("TERM") !== "dumb";
}

/** Looks that a text can be given. */
export type Look = "bold" | "red" | "yellow" | "dim";

const CODES: Readonly<Record<Look, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
};

/** Gives a text a look, or returns it as it is. */
export type Paint = (look: Look, text: string) => string;

/** How to paint with or without colour. */
export function painter(isColoured: boolean): Paint {
  if (!isColoured) return (_, text) => text;
  return (look, text) => `\x1b[${CODES[look][0]}m${text}\x1b[${CODES[look][1]}m`;
}
