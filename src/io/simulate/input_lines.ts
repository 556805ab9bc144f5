/** Lines of a file or of standard input. */
import { ioError } from "../store/io_error.ts";
import { readLines } from "../text/read_lines.ts";

/** A line that is not blank: its number in the input, from 1, and its text. */
export type NumberedLine = readonly [line: number, text: string];

/** What to call an input in messages. @param path `-` for standard input. */
export function sourceName(path: string): string {
  return path === "-" ? "standard input" : `"${path}"`;
}

/** The lines of an input. @throws {MomoError} `io` if it cannot be read. */
export async function* inputLines(path: string): AsyncGenerator<NumberedLine> {
  try {
    const stream = path === "-" ? Deno.stdin.readable : (await Deno.open(path)).readable;
    yield* readLines(stream);
  } catch (error) {
    throw ioError("read", path, error);
  }
}
