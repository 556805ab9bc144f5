/**
 * A lock that lets one writer at a time into a directory.
 *
 * The lock is the operating system's lock on a small file (`flock`), which ends with the process that holds it, however it
 * ends: a killed writer blocks nobody, and no process id has to be looked up or guessed. The file's content names the
 * holder, for messages; it is emptied on release and the file stays, since removing it would let two processes lock two
 * files of one name.
 *
 * Some network file systems keep such locks within each host. So a holder also touches the file every few seconds, and a
 * file that names a holder on another host is respected until it has not been touched for a while, by the clock of the
 * file system. Two hosts that take the lock in the same instant on such a file system are not told apart.
 */
import { dirname } from "node:path";
import { MomoError } from "../../core/error.ts";
import { writeAll } from "../text/byte_sink.ts";
import { ioError } from "./io_error.ts";
import { encodeHolder, type LockHolder, parseHolder } from "./lock_holder.ts";
import { randomToken } from "./temporary_file.ts";

/** How a lock is taken. */
export interface LockOptions {
  /** What the holder is doing, in words for messages: `momo scan`. */
  readonly purpose: string;
  /** How long to wait for another holder, in ms; default 0. */
  readonly waitMs?: number;
  /** Ends the waiting with its reason. */
  readonly signal?: AbortSignal | undefined;
}

const HEARTBEAT_MS = 10_000;
const EXPIRY_MS = 120_000; // of holders on other hosts; several heartbeats, since a busy process may be late
const POLL_MS = 50;

async function openLockFile(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { read: true, write: true, create: true });
  } catch (error) {
    throw ioError("lock", path, error);
  }
}

async function readHolder(path: string): Promise<LockHolder | undefined> {
  try {
    return parseHolder(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw ioError("lock", path, error);
  }
}

/** Age of a file in ms by the clock of the file system that it is on, which a new file beside it tells. */
async function ageMs(path: string): Promise<number> {
  const probe = await Deno.makeTempFile({ dir: dirname(path), suffix: ".tmp" });
  try {
    const [now, then] = [await Deno.stat(probe), await Deno.stat(path)];
    return (now.mtime?.getTime() ?? 0) - (then.mtime?.getTime() ?? 0);
  } finally {
    await Deno.remove(probe);
  }
}

async function holdsFromElsewhere(path: string, holder: LockHolder): Promise<boolean> {
  return holder.host !== Deno.hostname() && await ageMs(path) < EXPIRY_MS;
}

/** Whether the path still leads to the open file. */
async function isSameFile(path: string, file: Deno.FsFile): Promise<boolean> {
  const [there, opened] = [await Deno.stat(path), await file.stat()];
  return there.ino === opened.ino && there.dev === opened.dev;
}

/** A lock that is held until it is disposed of. */
export class Lock implements AsyncDisposable {
  /** Path of the lock file. */
  readonly path: string;
  /** Who held the lock before and did not release it: it was killed. */
  readonly abandonedBy: LockHolder | undefined;
  readonly #file: Deno.FsFile;
  readonly #holder: LockHolder;
  readonly #heartbeat: ReturnType<typeof setInterval>;

  /** Takes the open and locked file, which names the holder already. */
  constructor(
    path: string,
    file: Deno.FsFile,
    holder: LockHolder,
    abandonedBy: LockHolder | undefined,
  ) {
    this.path = path;
    this.abandonedBy = abandonedBy;
    this.#file = file;
    this.#holder = holder;
    this.#heartbeat = setInterval(() => this.#touch(), HEARTBEAT_MS);
    this.#heartbeat.unref(); // keeps no process alive
  }

  #touch(): void {
    const now = new Date();
    this.#file.utime(now, now).catch(() => {}); // `check` notices if the lock is lost
  }

  /**
   * Makes sure that nobody took the lock from this process, which another host may if this one slept for long. To be
   * called before what the lock protects becomes visible.
   *
   * @throws {MomoError} `conflict` if it is lost.
   */
  async check(): Promise<void> {
    const holder = await readHolder(this.path);
    if (holder?.token === this.#holder.token) return;
    throw new MomoError(
      "conflict",
      `Cannot go on writing: the lock "${this.path}" was taken over${holder ? by(holder) : ""}`,
    );
  }

  /** Releases the lock. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#heartbeat);
    try {
      const holder = await readHolder(this.path);
      if (holder?.token === this.#holder.token) await this.#file.truncate();
    } catch {
      // The name of the last holder stays in the file; the lock ends all the same.
    }
    this.#file.close();
  }
}

function by({ pid, host, purpose, since }: LockHolder): string {
  return ` by process ${pid} on ${host} (${purpose}, since ${since})`;
}

/** Takes the lock if it is free; otherwise says who holds it, if that is known. */
async function tryLock(
  path: string,
  purpose: string,
): Promise<Lock | { readonly heldBy: LockHolder | undefined }> {
  using stack = new DisposableStack();
  const file = await openLockFile(path);
  stack.defer(() => file.close());
  if (!await file.tryLock(true)) return { heldBy: await readHolder(path) };
  if (!await isSameFile(path, file)) return { heldBy: undefined }; // removed by hand; the next try finds a new one
  const before = await readHolder(path);
  if (before && await holdsFromElsewhere(path, before)) return { heldBy: before };
  const holder: LockHolder = {
    pid: Deno.pid,
    host: Deno.hostname(),
    purpose,
    since: new Date().toISOString(),
    token: randomToken(),
  };
  await file.truncate();
  await writeAll(file, encodeHolder(holder));
  stack.move();
  return new Lock(path, file, holder, before);
}

/**
 * Takes a lock, or fails if another process holds it.
 *
 * @param path Path of the lock file, in a directory that exists.
 * @throws {MomoError} `conflict`, naming the holder, if it is not free in time; `not_found` if the directory is missing;
 * `io` if the file cannot be locked.
 * @throws The reason of the signal, if it is aborted.
 */
export async function acquireLock(path: string, options: LockOptions): Promise<Lock> {
  const { purpose, waitMs = 0, signal } = options;
  const deadline = performance.now() + waitMs;
  for (;;) {
    signal?.throwIfAborted();
    const result = await attempt(path, purpose);
    if (result instanceof Lock) return result;
    if (performance.now() >= deadline) throw occupied(path, result.heldBy);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function attempt(path: string, purpose: string): ReturnType<typeof tryLock> {
  try {
    return await tryLock(path, purpose);
  } catch (error) {
    throw ioError("lock", path, error);
  }
}

function occupied(path: string, holder: LockHolder | undefined): MomoError {
  const who = holder ? by(holder) : " by another process";
  return new MomoError("conflict", `Cannot lock "${path}": it is held${who}`, {
    hint: holder && hintFor(holder),
  });
}

function hintFor({ host, pid }: LockHolder): string {
  if (host === Deno.hostname()) return `wait until process ${pid} has ended`;
  return `wait until it has ended; if ${host} is down, try again in ${EXPIRY_MS / 1000} seconds`;
}
