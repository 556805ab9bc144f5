/** Which format a command writes, and where to. */
import { extname } from "node:path";
import { MomoError } from "../../core/error.ts";

/** Formats that tables can be written in. */
export const TABLE_FORMATS = ["table", "ndjson", "csv", "arrow", "parquet"] as const;

/** One of `TABLE_FORMATS`. */
export type TableFormat = typeof TABLE_FORMATS[number];

const FORMAT_OF_EXTENSION: ReadonlyMap<string, TableFormat> = new Map([
  [".ndjson", "ndjson"],
  [".jsonl", "ndjson"],
  [".csv", "csv"],
  [".arrow", "arrow"], // Arrow IPC as a file
  [".arrows", "arrow"], // Arrow IPC as a stream
  [".parquet", "parquet"],
  [".txt", "table"],
]);

/** What the user said about the output, and where standard output goes. */
export interface OutputChoice {
  readonly format: TableFormat | undefined;
  /** `--output`: a path, `-` for standard output, or undefined. */
  readonly output: string | undefined;
  readonly isTerminal: boolean;
}

/** A decided output. */
export interface OutputPlan {
  readonly format: TableFormat;
  /** Path of the file, or undefined for standard output. */
  readonly path: string | undefined;
}

/** Whether a format is not text. */
export function isBinary(format: TableFormat): boolean {
  return format === "arrow" || format === "parquet";
}

function formatOfFile(path: string): TableFormat {
  const extension = extname(path).toLowerCase();
  const format = FORMAT_OF_EXTENSION.get(extension);
  if (format !== undefined) return format;
  throw new MomoError(
    "usage",
    `Cannot tell the format of "${path}": expected one of ${
      [...FORMAT_OF_EXTENSION.keys()].join(" ")
    }`,
    { hint: "add `--format ndjson`, or another format" },
  );
}

/**
 * The format: as said, else by the extension of the file, else a table on a terminal and NDJSON in a pipe.
 *
 * @throws {MomoError} `usage` if the extension is not known, or binary output would go to a terminal unasked.
 */
export function planOutput({ format, output, isTerminal }: OutputChoice): OutputPlan {
  const path = output === "-" ? undefined : output;
  const byDefault = () => {
    if (path !== undefined) return formatOfFile(path);
    return isTerminal ? "table" : "ndjson";
  };
  const chosen = format ?? byDefault();
  if (isBinary(chosen) && output === undefined && isTerminal) {
    throw new MomoError("usage", `Cannot write ${chosen} to a terminal: it is not text`, {
      hint: `add \`-o FILE.${chosen}\`, or \`-o -\` if that is what you want`,
    });
  }
  return { format: chosen, path };
}
