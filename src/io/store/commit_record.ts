import { join } from "node:path";
import { MomoError } from "../../core/error.ts";
import { ioError } from "./io_error.ts";

/** One file of a group that is being put in place. */
export interface CommittedFile {
  /** Name in the directory. */
  readonly name: string;
  /** Name under which the file was written, in the same directory. */
  readonly temporary: string;
}

/** The note in a directory that says: these files are complete, and take the place of the ones of that name. */
export interface CommitRecord {
  /** Different for each commit. */
  readonly token: string;
  readonly files: readonly CommittedFile[];
}

const RECORD_NAME = ".commit.json";
const PLAIN_NAME = /^[A-Za-z0-9_.-]+$/;

/** Path of the note. It is there while a commit is under way, or after one that was interrupted. */
export function recordPath(directory: string): string {
  return join(directory, RECORD_NAME);
}

/** The note's content. */
export function encodeRecord(record: CommitRecord): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(record));
}

function isPlainName(value: unknown): value is string {
  return typeof value === "string" && PLAIN_NAME.test(value);
}

function parseFile(value: unknown): CommittedFile | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const name: unknown = Reflect.get(value, "name");
  const temporary: unknown = Reflect.get(value, "temporary");
  return isPlainName(name) && isPlainName(temporary) ? { name, temporary } : undefined;
}

function parseRecord(text: string): CommitRecord | undefined {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) return undefined;
  const token: unknown = Reflect.get(value, "token");
  const listed: unknown = Reflect.get(value, "files");
  if (!isPlainName(token) || !Array.isArray(listed)) return undefined;
  const files = listed.map(parseFile).filter((file) => file !== undefined);
  return files.length === listed.length ? { token, files } : undefined;
}

/**
 * Reads a directory's note.
 *
 * @returns undefined if no commit is under way.
 * @throws {MomoError} `bad_data` if it is not one that momo wrote, `io` if it cannot be read.
 */
export async function readRecord(directory: string): Promise<CommitRecord | undefined> {
  const path = recordPath(directory);
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw ioError("read", path, error);
  }
  const record = parseQuietly(text);
  if (record) return record;
  throw new MomoError("bad_data", `Cannot read "${path}": it is no commit record`, {
    hint: `remove it and write the files of "${directory}" again`,
  });
}

function parseQuietly(text: string): CommitRecord | undefined {
  try {
    return parseRecord(text);
  } catch {
    return undefined; // said by the caller
  }
}
