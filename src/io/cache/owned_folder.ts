/** A folder that one process at a time keeps short-lived files in. */
import { ioError } from "../store/io_error.ts";
import { acquireLock, type Lock } from "../store/lock.ts";
import { makeDirectory } from "../store/make_directory.ts";

/** How a folder is taken. */
export interface OwnedFolderOptions {
  readonly path: string;
  /** Which entries are of this program: these are removed at the beginning and at the end, all others left alone. */
  readonly isOwn: (name: string) => boolean;
  /** What it is used for, for those who find it in use: `momo load`. */
  readonly purpose: string;
  readonly signal?: AbortSignal | undefined;
}

const LOCK_NAME = ".momo.lock";

/**
 * A folder under lock. What an earlier process left in it when it was killed is removed when it is opened; disposing of
 * it removes what this process left.
 */
export class OwnedFolder implements AsyncDisposable {
  readonly path: string;
  /** Entries that an earlier process had left. */
  readonly staleEntries: number;
  readonly #lock: Lock;
  readonly #isOwn: (name: string) => boolean;

  private constructor(
    { path, isOwn }: OwnedFolderOptions,
    lock: Lock,
    staleEntries: number,
  ) {
    this.path = path;
    this.staleEntries = staleEntries;
    this.#lock = lock;
    this.#isOwn = isOwn;
  }

  /**
   * Takes a folder, which is made if it is not there.
   *
   * @throws {MomoError} `conflict`, naming the process, if another one has it; `io` if it cannot be used.
   */
  static async open(options: OwnedFolderOptions): Promise<OwnedFolder> {
    const { path, isOwn, purpose, signal } = options;
    await makeDirectory(path);
    await using stack = new AsyncDisposableStack();
    const lock = stack.use(await acquireLock(`${path}/${LOCK_NAME}`, { purpose, signal }));
    const staleEntries = await removeEntries(path, isOwn);
    stack.move();
    return new OwnedFolder(options, lock, staleEntries);
  }

  /** Path of an entry. */
  entry(name: string): string {
    return `${this.path}/${name}`;
  }

  /** Removes an entry with all that is in it; one that is not there is no error. */
  async remove(name: string): Promise<void> {
    await removePath(this.entry(name));
  }

  /** Removes what is left, and releases the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await removeEntries(this.path, this.#isOwn);
    } finally {
      await this.#lock[Symbol.asyncDispose]();
    }
  }
}

async function removeEntries(path: string, isOwn: (name: string) => boolean): Promise<number> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(path)) if (isOwn(name)) names.push(name);
  } catch (error) {
    throw ioError("list", path, error);
  }
  for (const name of names) await removePath(`${path}/${name}`);
  return names.length;
}

async function removePath(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw ioError("remove", path, error);
  }
}
