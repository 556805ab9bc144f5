/** Loading a user's scoring strategy. */
import { pathToFileURL } from "node:url";
import { messageOf, MomoError } from "../../core/error.ts";
import type { ScanStrategy } from "../../core/scan/strategy.ts";
import { sha256OfFile } from "../store/fingerprint.ts";

/** Where a strategy is imported from, and the hash of its content. */
export interface StrategyFile {
  readonly url: string;
  readonly sha256: string;
}

/**
 * Looks at a strategy file and makes sure that it loads.
 *
 * @throws {MomoError} `not_found` if it does not exist, `usage` if it cannot be used.
 */
export async function readStrategyFile(path: string): Promise<StrategyFile> {
  const sha256 = await sha256OfFile(path);
  const url = pathToFileURL(await Deno.realPath(path)).href;
  await loadStrategy(url);
  return { url, sha256 };
}

/**
 * Imports a strategy file and checks its shape.
 *
 * @param url URL of a TypeScript or JavaScript module whose default export is a {@link ScanStrategy}.
 * @throws {MomoError} `usage` if the file cannot be loaded or exports something else.
 */
export async function loadStrategy(url: string): Promise<ScanStrategy> {
  let loaded: { default?: unknown };
  try {
    loaded = await import(url);
  } catch (error) {
    throw new MomoError("usage", `Cannot load the strategy "${url}": ${messageOf(error)}`, {
      cause: error,
    });
  }
  const candidate = loaded.default;
  if (isStrategy(candidate)) return candidate;
  throw new MomoError(
    "usage",
    `Cannot use the strategy "${url}": expected a default export { name, scorePoint?, scoreDay? }`,
  );
}

function isStrategy(value: unknown): value is ScanStrategy {
  if (typeof value !== "object" || value === null) return false;
  const { name, scorePoint, scoreDay } = value as Record<string, unknown>;
  const isOptionalFunction = (member: unknown) =>
    member === undefined || typeof member === "function";
  return typeof name === "string" && isOptionalFunction(scorePoint) && isOptionalFunction(scoreDay);
}
