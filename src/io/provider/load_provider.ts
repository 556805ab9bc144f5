/** Loading a user's data provider. */
import { pathToFileURL } from "node:url";
import { MomoError } from "../../core/error.ts";
import type { DataProvider } from "../../core/provider/data_provider.ts";
import { firstLine } from "../scan/checked_strategy.ts";
import { ioError } from "../store/io_error.ts";
import { forbidExit } from "../workers/forbid_exit.ts";

/**
 * Imports a provider file and checks its shape.
 *
 * @param path TypeScript or JavaScript module whose default export is a {@link DataProvider}.
 * @throws {MomoError} `not_found` if it does not exist; `bad_data` if it cannot be used.
 */
export async function loadProvider(path: string): Promise<DataProvider> {
  let url: string;
  try {
    url = pathToFileURL(await Deno.realPath(path)).href;
  } catch (error) {
    throw ioError("load the provider", path, error);
  }
  let loaded: { default?: unknown };
  forbidExit();
  try {
    loaded = await import(url);
  } catch (error) {
    throw new MomoError("bad_data", `Cannot load the provider "${path}": ${firstLine(error)}`, {
      cause: error,
    });
  }
  if (isProvider(loaded.default)) return loaded.default;
  throw new MomoError(
    "bad_data",
    `Cannot use the provider "${path}": expected a default export { name, day }`,
  );
}

function isProvider(value: unknown): value is DataProvider {
  return typeof value === "object" && value !== null && "name" in value && "day" in value &&
    typeof value.name === "string" && typeof value.day === "function";
}
