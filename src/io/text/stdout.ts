import { ioError } from "../store/io_error.ts";
import type { ByteSink } from "./byte_sink.ts";
import { LineWriter } from "./line_writer.ts";

/** Standard output. That its reader has left stays a `BrokenPipe`; other failures are `MomoError`s. */
export const STANDARD_OUTPUT: ByteSink = {
  async write(bytes) {
    try {
      return await Deno.stdout.write(bytes);
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) throw error;
      if (error instanceof Deno.errors.WouldBlock) throw error; // the caller tries again
      throw ioError("write", "standard output", error);
    }
  },
};

/**
 * Writes lines to standard output.
 *
 * @throws {Deno.errors.BrokenPipe} If the reader has left.
 */
export async function printLines(lines: Iterable<string>): Promise<void> {
  const writer = new LineWriter(STANDARD_OUTPUT);
  await writer.lines(lines);
  await writer.flush();
}
