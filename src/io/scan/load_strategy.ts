/** Loading a user's scoring strategy. */
import { fileURLToPath, pathToFileURL } from "node:url";
import { MomoError } from "../../core/error.ts";
import type { ScanStrategy } from "../../core/scan/strategy.ts";
import { sha256OfFile } from "../store/fingerprint.ts";
import { forbidExit } from "../workers/forbid_exit.ts";
import { checkedStrategy, firstLine } from "./checked_strategy.ts";

/** Where a strategy is imported from, and the hash of its content. */
export interface StrategyFile {
  readonly url: string;
  /** Of the file itself; modules that it imports are not part of it. */
  readonly sha256: string;
}

/**
 * Looks at a strategy file and makes sure that it loads.
 *
 * @throws {MomoError} `not_found` if it does not exist, `bad_data` if it cannot be used.
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
 * @returns The strategy, whose results are checked.
 * @throws {MomoError} `bad_data` if the file cannot be loaded or exports something else.
 */
export async function loadStrategy(url: string): Promise<ScanStrategy> {
  const path = fileURLToPath(url);
  let loaded: { default?: unknown };
  forbidExit();
  try {
    loaded = await import(url);
  } catch (error) {
    throw new MomoError("bad_data", `Cannot load the strategy "${path}": ${reasonOf(error, url)}`, {
      cause: error,
    });
  }
  const candidate = loaded.default;
  if (isStrategy(candidate)) return checkedStrategy(candidate, path);
  throw new MomoError(
    "bad_data",
    `Cannot use the strategy "${path}": expected a default export { name, scorePoint?, scoreDay? }`,
  );
}

/** What the runtime says in one line, with the place if it names one in the file. */
function reasonOf(error: unknown, url: string): string {
  const text = firstLine(error);
  const place = String(error).split(`${url}:`)[1]?.match(/^\d+:\d+/)?.[0];
  return place === undefined ? text : `${text} (at ${place})`;
}

function isStrategy(value: unknown): value is ScanStrategy {
  if (typeof value !== "object" || value === null) return false;
  const { name, scorePoint, scoreDay } = value as Record<string, unknown>; // checked below
  const isOptionalFunction = (member: unknown) =>
    member === undefined || typeof member === "function";
  return typeof name === "string" && isOptionalFunction(scorePoint) && isOptionalFunction(scoreDay);
}
