/** A list of symbol-days as a user writes it: one `SYMBOL:YYYY-MM-DD` per line. */
import { type DayName, parseDayName, requireSession } from "../../core/day/day_name.ts";
import { MomoError } from "../../core/error.ts";
import { ioError } from "../store/io_error.ts";
import { readLines } from "../text/read_lines.ts";

const COMMENT = "#";

/**
 * Reads a list. Blank lines and lines that start with `#` are left out.
 *
 * @param path A file, or `-` for standard input.
 * @param checkSymbol Throws a `MomoError` if there are no data of a symbol.
 * @throws {MomoError} `not_found` or `io` if it cannot be read; at the first line that is no trading day or whose symbol
 * is not known, naming the line; `bad_data` if there is no day in it.
 */
export async function readDayList(
  path: string,
  checkSymbol: (symbol: string) => void,
): Promise<DayName[]> {
  const name = path === "-" ? "standard input" : `"${path}"`;
  const days: DayName[] = [];
  for await (const [line, text] of listLines(path)) {
    if (text.trimStart().startsWith(COMMENT)) continue;
    days.push(checkedDay(text.trim(), checkSymbol, `line ${line} of ${name}`));
  }
  if (days.length > 0) return days;
  throw new MomoError(
    "bad_data",
    `Cannot use the list of days in ${name}: it is empty, expected lines such as MLGO:2025-03-24`,
  );
}

function checkedDay(text: string, checkSymbol: (symbol: string) => void, place: string): DayName {
  try {
    const day = parseDayName(text);
    requireSession(day);
    checkSymbol(day.symbol);
    return day;
  } catch (error) {
    if (!(error instanceof MomoError)) throw error;
    const { code, message, hint } = error;
    const what = `${message[0]!.toLowerCase()}${message.slice(1)}`;
    throw new MomoError(
      code === "usage" ? "bad_data" : code, // the command line is fine
      `Cannot use ${place}: ${what}`,
      { hint, cause: error },
    );
  }
}

async function* listLines(path: string): AsyncGenerator<readonly [number, string]> {
  try {
    const stream = path === "-" ? Deno.stdin.readable : (await Deno.open(path)).readable;
    yield* readLines(stream);
  } catch (error) {
    throw ioError("read", path, error);
  }
}
