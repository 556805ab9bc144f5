/** Loading a user's scoring strategy. */
import { messageOf, MomoError } from "../../core/error.ts";
import type { ScanStrategy } from "../../core/scan/strategy.ts";

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
