import { MomoError } from "../../core/error.ts";
import { ioError } from "./io_error.ts";

/**
 * Refuses to replace a file. Devices and pipes exist to be written to; a directory is refused when it comes to writing.
 *
 * @throws {MomoError} `conflict` if the file exists.
 */
export async function refuseExisting(path: string): Promise<void> {
  try {
    if (!(await Deno.stat(path)).isFile) return;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw ioError("write", path, error);
  }
  throw new MomoError("conflict", `Cannot write "${path}": it exists`, {
    hint: "add `--force` to replace it",
  });
}
