/** Generated data for `momo demo`. */
import { ioError } from "../store/io_error.ts";
import { writeSample } from "./write_sample.ts";

/**
 * Writes the sample into a directory, and further files.
 *
 * @param files Texts by path.
 * @throws {MomoError} `io` if something cannot be written.
 */
export async function writeDemo(
  directory: string,
  files: ReadonlyMap<string, string>,
): Promise<void> {
  try {
    writeSample(directory);
    for (const [path, text] of files) await Deno.writeTextFile(path, text);
  } catch (error) {
    throw ioError("write", directory, error);
  }
}
