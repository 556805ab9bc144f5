import { ioError } from "./io_error.ts";

/**
 * Makes a directory, and those above it, unless it is there.
 *
 * @throws {MomoError} `io` if it cannot be made.
 */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (error) {
    throw ioError("create", path, error);
  }
}
