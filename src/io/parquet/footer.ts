import { type FileMetaData, parquetMetadata, type ParquetParsers } from "hyparquet";
import { messageOf, MomoError } from "../../core/error.ts";
import { type ByteSource, readRange } from "../bytes/byte_source.ts";

const FOOTER_GUESS = 64 * 1024; // bytes read from the end at first; most footers fit
const TAIL = 8; // bytes: length of the metadata, magic

/** Statistics in the form of the columns: days, and nanoseconds as bigint. */
const PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (ms: bigint) => ms * 1_000_000n,
  timestampFromMicroseconds: (us: bigint) => us * 1000n,
  timestampFromNanoseconds: (ns: bigint) => ns,
  dateFromDays: (days: number) => days,
};

/** A file that is damaged or no Parquet file. */
export function badFile(name: string, state: string, cause?: unknown): MomoError {
  return new MomoError("bad_data", `Cannot read Parquet file "${name}": ${state}`, { cause });
}

/** The bytes from the start of the metadata to the end of the file. */
function readFooter(source: ByteSource): Uint8Array {
  const { name, size } = source;
  if (size < TAIL + 4) {
    throw badFile(name, `it has ${size} bytes, wanted at least ${TAIL + 4}`);
  }
  const guess = Math.min(size, FOOTER_GUESS);
  const tail = readRange(source, size - guess, guess);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  if (new TextDecoder().decode(tail.subarray(-4)) !== "PAR1") {
    throw badFile(name, `it does not end with "PAR1"; it is cut off or no Parquet file`);
  }
  const length = view.getUint32(guess - TAIL, true) + TAIL;
  if (length > size) {
    throw badFile(name, `metadata of ${length} bytes in a file of ${size}`);
  }
  return length <= guess ? tail.subarray(guess - length) : readRange(source, size - length, length);
}

/** The error of damaged content as an expected failure; a `MomoError` is returned as it is. */
export function damaged(name: string, where: string, error: unknown): MomoError {
  if (error instanceof MomoError) return error;
  return badFile(name, `${where}: ${messageOf(error)}`, error);
}

/**
 * Reads a file's metadata, and nothing else of it. Bounds in the statistics have the form of column values.
 *
 * @throws {MomoError} `bad_data` if it is cut off, damaged or no Parquet file; `io` if it cannot be read.
 */
export function readMetadata(source: ByteSource): FileMetaData {
  const footer = readFooter(source);
  try {
    return parquetMetadata(footer, { parsers: PARSERS, geoparquet: false });
  } catch (error) {
    throw damaged(source.name, "its metadata is damaged", error);
  }
}
