/**
 * Several files of one directory that are replaced together: a reader finds all old ones or all new ones, at any moment
 * and after any crash.
 *
 * How: (1) the new files are written under temporary names and synced; (2) one rename puts a note in the directory that
 * names them: this is the commit; (3) each file is renamed to its final name; (4) the note is removed.
 *
 * - A crash before (2) leaves the old files and some temporary ones, which the next writer removes.
 * - A crash after (2) leaves the note. Readers then take each file under its temporary name if it still has that one, else
 *   under its final name: all new ones. The next writer finishes the renames.
 * - A reader that looks while all this happens takes none of the files until it knows that no commit came between; see
 *   `openGroup`.
 *
 * Writers exclude each other by a lock (`acquireLock`); readers need none.
 */
import { join } from "node:path";
import { MomoError } from "../../core/error.ts";
import type { WriteContent } from "./atomic_file.ts";
import { type CommitRecord, encodeRecord, readRecord, recordPath } from "./commit_record.ts";
import { ioError } from "./io_error.ts";
import { HashingSink, type WrittenFile } from "./hashing_sink.ts";
import { randomToken, syncDirectory, TemporaryFile } from "./temporary_file.ts";

const TEMPORARY_NAME = /\.[0-9a-f]{16}\.tmp$/;

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw ioError("read", path, error);
  }
}

/** Renames a file of a commit, unless that was done before an interruption. */
async function putInPlace(directory: string, name: string, temporary: string): Promise<void> {
  const target = join(directory, name);
  try {
    await Deno.rename(join(directory, temporary), target);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw ioError("write", target, error);
    if (await exists(target)) return;
    throw new MomoError("bad_data", `Cannot write "${target}": "${temporary}" is missing`);
  }
}

async function finish(directory: string, record: CommitRecord): Promise<void> {
  for (const { name, temporary } of record.files) await putInPlace(directory, name, temporary);
  await syncDirectory(directory); // the renames outlast a power failure before the note is gone
  const path = recordPath(directory);
  try {
    await Deno.remove(path);
  } catch (error) {
    throw ioError("remove", path, error);
  }
  await syncDirectory(directory);
}

/** Removes what interrupted writers left in a directory. For writers that hold the lock. @throws {MomoError} `io`. */
export async function removeTemporaries(directory: string): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(directory)) {
      if (TEMPORARY_NAME.test(name)) await Deno.remove(join(directory, name));
    }
  } catch (error) {
    throw ioError("clean", directory, error);
  }
}

/**
 * Finishes a commit that was interrupted and removes what interrupted writers left. For writers that hold the lock.
 *
 * @throws {MomoError} `bad_data` if a file of the commit is missing, `io` if the directory cannot be written.
 */
export async function recoverGroup(directory: string): Promise<void> {
  const record = await readRecord(directory);
  if (record) await finish(directory, record);
  await removeTemporaries(directory);
}

/** New versions of the files of a directory, none of which shows before all are complete. */
export class AtomicGroup implements AsyncDisposable {
  readonly #directory: string;
  readonly #signal: AbortSignal | undefined;
  readonly #token = randomToken();
  readonly #files = new Map<string, TemporaryFile>();

  private constructor(directory: string, signal: AbortSignal | undefined) {
    this.#directory = directory;
    this.#signal = signal;
  }

  /**
   * Begins a group, after tidying up behind interrupted writers. The caller holds the lock of the directory.
   *
   * @param directory Created if it is missing.
   * @param signal Aborting it makes the next write fail with its reason.
   * @throws {MomoError} `io` if the directory cannot be written, `bad_data` if an interrupted commit cannot be finished.
   */
  static async begin(directory: string, signal?: AbortSignal): Promise<AtomicGroup> {
    try {
      await Deno.mkdir(directory, { recursive: true });
    } catch (error) {
      throw ioError("create", directory, error);
    }
    await recoverGroup(directory);
    return new AtomicGroup(directory, signal);
  }

  /**
   * Writes the new version of a file and puts it on the disk.
   *
   * @param name Letters, digits and `_.-`.
   * @returns Its size and hash, for a manifest that is written later in the same group.
   * @throws {MomoError} `io` if the disk is full or writing fails otherwise.
   */
  async write(name: string, write: WriteContent): Promise<WrittenFile> {
    if (this.#files.has(name)) throw new RangeError(`${name} is written twice`);
    const target = join(this.#directory, name);
    const file = await TemporaryFile.create(target, this.#token, this.#signal);
    this.#files.set(name, file);
    const hashing = new HashingSink(file);
    await write(hashing);
    await file.seal();
    return hashing.finish();
  }

  /**
   * Replaces the files. Once this resolves, the new files are there after any crash.
   *
   * @throws {MomoError} `io` if the directory cannot be written. The old files are in force then, or the new ones if the
   * commit itself was done.
   * @throws The reason of the signal, if it is aborted.
   */
  async commit(): Promise<void> {
    this.#signal?.throwIfAborted();
    const files = [...this.#files.keys()].map((name) => ({
      name,
      temporary: `${name}.${this.#token}.tmp`,
    }));
    const record: CommitRecord = { token: this.#token, files };
    await using note = await TemporaryFile.create(recordPath(this.#directory), this.#token);
    await note.write(encodeRecord(record));
    await note.seal();
    await note.move(); // the commit
    for (const file of this.#files.values()) file.keep();
    await syncDirectory(this.#directory);
    await finish(this.#directory, record);
  }

  /** Removes what was written, unless it was committed. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const file of this.#files.values()) await file[Symbol.asyncDispose]();
  }
}
