/** Names of the outputs of a split. */
import { dirname } from "node:path";
import { MomoError } from "../../core/error.ts";
import type { Split } from "./splits.ts";

/** What a pattern has in the place of a key. */
const PLACEHOLDERS: Readonly<Record<Split, string>> = {
  symbol: "{symbol}",
  schema: "{schema}",
  day: "{date}",
  week: "{date}",
  month: "{date}",
  year: "{date}",
};

/**
 * Refuses a pattern that would give all outputs one name.
 *
 * @throws {MomoError} `usage` if the placeholder of the split is missing, or there is another one.
 */
export function checkPattern(pattern: string, split: Split): void {
  const placeholder = PLACEHOLDERS[split];
  if (!pattern.includes(placeholder)) {
    throw new MomoError(
      "usage",
      `Cannot split by ${split} into "${pattern}": expected ${placeholder} in it`,
      { hint: `write it as --output-pattern 'DIR/${placeholder}.csv'` },
    );
  }
  const other = /\{[^}]*\}/g;
  const wrong = pattern.match(other)?.find((found) => found !== placeholder);
  if (wrong === undefined) return;
  throw new MomoError(
    "usage",
    `Cannot split by ${split} into "${pattern}": ${wrong} is not known there, expected ${placeholder} alone`,
  );
}

/** The path for a key. Characters that would lead elsewhere, as in `../A/B`, are percent-encoded. */
export function pathOfKey(pattern: string, split: Split, key: string): string {
  return pattern.replaceAll(PLACEHOLDERS[split], () => fileNameOf(key));
}

/** The directory that all outputs lie in or below. */
export function commonDirectory(pattern: string, split: Split): string {
  const [before = ""] = pattern.split(PLACEHOLDERS[split]);
  return dirname(before + "x"); // the key continues a name, also where nothing stands before it
}

/** Whether outputs lie in directories of their own, which may have to be made. */
export function hasKeyedDirectory(pattern: string, split: Split): boolean {
  return dirname(pattern).includes(PLACEHOLDERS[split]);
}

function fileNameOf(key: string): string {
  // deno-lint-ignore no-control-regex
  const safe = key.replace(/[/\\%\x00-\x1f\x7f]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  });
  return safe.replace(/^\.+$/, (dots) => "%2E".repeat(dots.length));
}
