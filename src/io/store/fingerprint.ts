import { createHash } from "node:crypto";
import { ioError } from "./io_error.ts";

/** What tells whether a file has changed. */
export interface Fingerprint {
  readonly sizeBytes: number;
  /** Time of the last change in ms since the Unix epoch; undefined where a record must not depend on the host. */
  readonly mtimeMs?: number | undefined;
  /** Lower-case hexadecimal; undefined until someone has read the whole file. */
  readonly sha256?: string | undefined;
}

/** Whether two fingerprints are of the same content; `unknown` if only a hash of the content could tell. */
export type Comparison = "same" | "different" | "unknown";

const BUFFER_BYTES = 1024 * 1024;

/**
 * Size and time of a file, without reading it.
 *
 * @throws {MomoError} `not_found` if it does not exist, `io` if it cannot be looked at.
 */
export async function fileFingerprint(path: string): Promise<Fingerprint> {
  try {
    const { size, mtime } = await Deno.stat(path);
    return { sizeBytes: size, ...(mtime && { mtimeMs: mtime.getTime() }) };
  } catch (error) {
    throw ioError("read", path, error);
  }
}

/** Compares fingerprints; equal hashes count more than differing times, and equal times stand for equal content. */
export function compareFingerprints(a: Fingerprint, b: Fingerprint): Comparison {
  if (a.sizeBytes !== b.sizeBytes) return "different";
  if (a.sha256 !== undefined && b.sha256 !== undefined) {
    return a.sha256 === b.sha256 ? "same" : "different";
  }
  return a.mtimeMs !== undefined && a.mtimeMs === b.mtimeMs ? "same" : "unknown";
}

/**
 * SHA-256 of a file's content, read in pieces of 1 MiB.
 *
 * @returns Lower-case hexadecimal.
 * @throws {MomoError} `not_found` if it does not exist, `io` if it cannot be read.
 * @throws What `signal` gives as its reason, if it is aborted.
 */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  try {
    using file = await Deno.open(path);
    return await sha256OfReader(file, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw ioError("read", path, error);
  }
}

async function sha256OfReader(file: Deno.FsFile, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  const buffer = new Uint8Array(BUFFER_BYTES);
  for (;;) {
    signal?.throwIfAborted();
    const count = await file.read(buffer);
    if (count === null) return hash.digest("hex");
    hash.update(buffer.subarray(0, count));
  }
}

/**
 * Whether a file still has the content that was recorded. Its content is read only if size and time cannot tell.
 *
 * @param recorded An earlier fingerprint; without a hash, a file of another time counts as changed.
 * @throws {MomoError} `not_found` if the file does not exist, `io` if it cannot be read.
 */
export async function isUnchanged(
  path: string,
  recorded: Fingerprint,
  signal?: AbortSignal,
): Promise<boolean> {
  const now = await fileFingerprint(path);
  const comparison = compareFingerprints(recorded, now);
  if (comparison !== "unknown") return comparison === "same";
  if (recorded.sha256 === undefined) return false;
  return recorded.sha256 === await sha256OfFile(path, signal);
}
