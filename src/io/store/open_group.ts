import { join } from "node:path";
import { MomoError } from "../../core/error.ts";
import type { ByteSource } from "../bytes/byte_source.ts";
import { fileSource } from "../bytes/file_source.ts";
import { type CommitRecord, readRecord } from "./commit_record.ts";
import { ioError } from "./io_error.ts";

/** Files of one state of a directory, by name, open for reading. Disposing of the group closes those still open. */
export interface OpenGroup extends Disposable {
  readonly sources: ReadonlyMap<string, ByteSource>;
}

/** A file that was found, and the source that closes it, be it twice. */
interface Opened {
  readonly file: Deno.FsFile;
  readonly source: ByteSource;
}

/** One of the files wanted. */
interface Member {
  readonly name: string;
  /** Path that it was opened at; of a missing file, where it should be. */
  readonly path: string;
  readonly opened: Opened | undefined;
}

const MAX_ATTEMPTS = 100; // each one fails only if a commit happens within it

async function openIfThere(path: string, label: string): Promise<Opened | undefined> {
  try {
    const file = await Deno.open(path);
    return { file, source: fileSource(file, label) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw ioError("open", label, error);
  }
}

/** Opens a file where the record says that it may be, else under its own name. */
async function openMember(
  directory: string,
  name: string,
  record: CommitRecord | undefined,
): Promise<Member> {
  const ownPath = join(directory, name);
  const temporary = record?.files.find((file) => file.name === name)?.temporary;
  const paths = temporary === undefined ? [ownPath] : [join(directory, temporary), ownPath];
  for (const path of paths) {
    const opened = await openIfThere(path, ownPath);
    if (opened) return { name, path, opened };
  }
  return { name, path: ownPath, opened: undefined };
}

function identity({ dev, ino, size, mtime }: Deno.FileInfo): string {
  return [dev, ino, size, mtime?.getTime()].join();
}

/** Whether the path still leads to the file that was opened there, or still to none. */
async function isInPlace({ path, opened }: Member): Promise<boolean> {
  try {
    const there = await Deno.stat(path);
    return opened !== undefined && identity(there) === identity(await opened.file.stat());
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return opened === undefined;
    throw ioError("open", path, error);
  }
}

/**
 * Whether all files are of one state. The record is read after the last file was opened; call that moment t.
 *
 * With a commit under way at t that was so before the first file was opened, each file was found under its temporary name,
 * or under its own because it had been renamed already: all are new. With none at t, nobody is between two renames; if
 * then every path still leads to the file that was opened there, it also did at t: all were in force at t.
 */
async function isConsistent(
  directory: string,
  before: CommitRecord | undefined,
  members: readonly Member[],
): Promise<boolean> {
  const after = await readRecord(directory);
  if (before?.token !== after?.token) return false;
  if (after) return true;
  for (const member of members) {
    if (!await isInPlace(member)) return false;
  }
  return true;
}

/** The files of one state; undefined if they may be of two, because a commit came between. */
async function tryOpen(
  directory: string,
  names: readonly string[],
): Promise<OpenGroup | undefined> {
  using stack = new DisposableStack();
  const record = await readRecord(directory);
  const members: Member[] = [];
  for (const name of names) {
    const member = await openMember(directory, name, record);
    stack.use(member.opened?.source);
    members.push(member);
  }
  if (!await isConsistent(directory, record, members)) return undefined;
  const sources = members.map(({ name, path, opened }): [string, ByteSource] => {
    if (opened) return [name, opened.source];
    throw new MomoError("not_found", `Cannot open "${path}": no such file`);
  });
  const kept = stack.move();
  return { sources: new Map(sources), [Symbol.dispose]: () => kept.dispose() };
}

/**
 * Opens files that are replaced together (`AtomicGroup`), all old or all new, without waiting for a writer.
 *
 * @param names The files wanted.
 * @throws {MomoError} `not_found` if one is missing; `conflict` if the files are replaced again and again meanwhile; `io`
 * if one cannot be opened; `bad_data` if the record of a commit is damaged.
 */
export async function openGroup(directory: string, names: readonly string[]): Promise<OpenGroup> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const group = await tryOpen(directory, names);
    if (group) return group;
  }
  throw new MomoError(
    "conflict",
    `Cannot open "${directory}": its files are replaced all the time, ${MAX_ATTEMPTS} attempts failed`,
  );
}
