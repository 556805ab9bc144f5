/** Own fills from a file of lines. */
import { type OwnFill, parseOwnFill } from "../../core/execution/own_fills.ts";
import { inputLines, sourceName } from "./input_lines.ts";

/**
 * Reads all fills of a file.
 *
 * @param path `-` for standard input.
 * @throws {MomoError} `io` if it cannot be read, `bad_data` with line and field if a line is no fill.
 */
export async function readOwnFills(path: string): Promise<OwnFill[]> {
  const source = sourceName(path);
  const fills: OwnFill[] = [];
  for await (const [line, text] of inputLines(path)) {
    const fill = parseOwnFill(text, { line, source });
    if (fill !== null) fills.push(fill);
  }
  return fills;
}
