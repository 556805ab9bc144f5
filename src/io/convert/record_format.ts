/** The formats that records are converted to, and how a file name tells one. */
import { MomoError } from "../../core/error.ts";
import type { Compression } from "../dbn/input_format.ts";

/** Formats that records can be written in. */
export const RECORD_FORMATS = [
  "json",
  "ndjson",
  "csv",
  "tsv",
  "dbn",
  "fragment",
  "parquet",
  "arrow",
  "table",
] as const;

/** One of `RECORD_FORMATS`. */
export type RecordFormat = typeof RECORD_FORMATS[number];

/** Formats that the text encoders write. */
export type EncodedText = Extract<RecordFormat, "json" | "ndjson" | "csv" | "tsv">;

const ZSTD_EXTENSION = ".zst";

/** Extensions without `.zst`; of two that fit, the first one counts. */
const EXTENSIONS: readonly (readonly [string, RecordFormat])[] = [
  [".ndjson", "ndjson"],
  [".jsonl", "ndjson"],
  [".json", "json"],
  [".csv", "csv"],
  [".tsv", "tsv"],
  [".xls", "tsv"], // the official tool's name for it
  [".dbn.frag", "fragment"],
  [".frag", "fragment"],
  [".dbn", "dbn"],
  [".parquet", "parquet"],
  [".arrow", "arrow"], // Arrow IPC as a file
  [".feather", "arrow"], // another name for it
  [".arrows", "arrow"], // Arrow IPC as a stream
  [".txt", "table"],
];

/** Whether the records are written by the text encoders. */
export function isEncodedText(format: RecordFormat): format is EncodedText {
  return format === "json" || format === "ndjson" || format === "csv" || format === "tsv";
}

/** Whether the records stay what they are. */
export function isDbn(format: RecordFormat): format is "dbn" | "fragment" {
  return format === "dbn" || format === "fragment";
}

/** Whether the records become typed columns of a file. */
export function isColumnFile(format: RecordFormat): format is "parquet" | "arrow" {
  return format === "parquet" || format === "arrow";
}

/** Whether the format is not text. */
export function isBinaryFormat(format: RecordFormat): boolean {
  return isDbn(format) || isColumnFile(format);
}

/** Whether a file with this name has records only. */
export function isFragmentName(path: string): boolean {
  return formatOfName(path) === "fragment";
}

/** Compression that a file's name promises. */
export function compressionOfName(path: string): Compression {
  return path.toLowerCase().endsWith(ZSTD_EXTENSION) ? "zstd" : "none";
}

/** The format that a file's name tells, compressed or not; `undefined` if it tells none. */
export function formatOfName(path: string): RecordFormat | undefined {
  const lower = path.toLowerCase();
  const name = lower.endsWith(ZSTD_EXTENSION) ? lower.slice(0, -ZSTD_EXTENSION.length) : lower;
  return EXTENSIONS.find(([extension]) => name.endsWith(extension))?.[1];
}

/** What was said about the output, and where standard output goes. */
export interface RecordOutputChoice {
  readonly format: RecordFormat | undefined;
  /** A path or a pattern of paths, `-` for standard output, or undefined. */
  readonly output: string | undefined;
  readonly zstd: boolean;
  readonly isTerminal: boolean;
}

/** A decided form of the output. */
export interface RecordOutputForm {
  readonly format: RecordFormat;
  readonly compression: Compression;
  /** Path or pattern, or undefined for standard output. */
  readonly path: string | undefined;
}

/**
 * The form of the output: the format as said, else by the extension, else NDJSON; compressed if said so or if the name
 * ends in `.zst`.
 *
 * @throws {MomoError} `usage` if the extension is not known, the format cannot be compressed, or binary output would go
 * to a terminal unasked.
 */
export function planRecordOutput(choice: RecordOutputChoice): RecordOutputForm {
  const path = choice.output === "-" ? undefined : choice.output;
  const format = choice.format ?? (path === undefined ? "ndjson" : requiredFormat(path));
  const isZstd = choice.zstd || (path !== undefined && compressionOfName(path) === "zstd");
  const compression = isZstd ? "zstd" : "none";
  if (isZstd && !isEncodedText(format) && !isDbn(format)) {
    throw new MomoError("usage", `Cannot compress ${format} output: only text and DBN are`, {
      hint: format === "parquet" ? "its pages are compressed as they are" : "leave out --zstd",
    });
  }
  const isBinary = isBinaryFormat(format) || isZstd;
  if (isBinary && choice.output === undefined && choice.isTerminal) {
    const what = isZstd ? "compressed output" : format;
    throw new MomoError("usage", `Cannot write ${what} to a terminal: it is not text`, {
      hint: "add `-o FILE`, or `-o -` if that is what you want",
    });
  }
  return { format, compression, path };
}

function requiredFormat(path: string): RecordFormat {
  const format = formatOfName(path);
  if (format !== undefined) return format;
  const known = EXTENSIONS.map(([extension]) => extension).join(" ");
  throw new MomoError("usage", `Cannot tell the format of "${path}": expected one of ${known}`, {
    hint: "add `--format ndjson`, or another format",
  });
}
