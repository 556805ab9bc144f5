import { type ByteSink, writeAll } from "../text/byte_sink.ts";
import { ioError } from "./io_error.ts";

const TOKEN_BYTES = 8;

/** A name that no other process picks: 16 hexadecimal digits. */
export function randomToken(): string {
  return crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)).toHex();
}

/** Path of the temporary file beside its target: `FILE.<token>.tmp`. */
export function temporaryPath(path: string, token: string): string {
  return `${path}.${token}.tmp`;
}

/** Makes new names in a directory outlast a power failure, on systems where directories can be opened. */
export async function syncDirectory(path: string): Promise<void> {
  try {
    using directory = await Deno.open(path);
    await directory.sync();
  } catch {
    // Windows and some network file systems refuse; the content of the files is synced all the same.
  }
}

/**
 * A file being written under a temporary name.
 *
 * Disposing of it closes and removes it, unless it was moved to its final name before.
 */
export class TemporaryFile implements AsyncDisposable, ByteSink {
  /** Where the bytes are. */
  readonly path: string;
  readonly #file: Deno.FsFile;
  readonly #target: string;
  readonly #signal: AbortSignal | undefined;
  #isOpen = true;
  #isMoved = false;

  private constructor(file: Deno.FsFile, path: string, target: string, signal?: AbortSignal) {
    this.#file = file;
    this.path = path;
    this.#target = target;
    this.#signal = signal;
  }

  /**
   * Creates the file beside its target.
   *
   * @param target Its final path, which error messages name.
   * @param token Part of its name, see `randomToken`.
   * @param signal Aborting it makes the next write fail with its reason.
   * @throws {MomoError} `not_found` if the directory is missing, `io` if it cannot be created.
   */
  static async create(
    target: string,
    token: string,
    signal?: AbortSignal,
  ): Promise<TemporaryFile> {
    const path = temporaryPath(target, token);
    try {
      const file = await Deno.open(path, { write: true, createNew: true });
      return new TemporaryFile(file, path, target, signal);
    } catch (error) {
      throw ioError("write", target, error);
    }
  }

  /**
   * Appends all of the bytes.
   *
   * @returns Their number.
   * @throws {MomoError} `io` if the disk is full or writing fails otherwise.
   * @throws The reason of the signal, if it is aborted.
   */
  async write(bytes: Uint8Array): Promise<number> {
    this.#signal?.throwIfAborted();
    try {
      await writeAll(this.#file, bytes);
    } catch (error) {
      throw ioError("write", this.#target, error);
    }
    return bytes.length;
  }

  /**
   * Puts all bytes on the disk and closes the file.
   *
   * @throws {MomoError} `io` if the disk does not take them.
   * @throws The reason of the signal, if it is aborted.
   */
  async seal(): Promise<void> {
    this.#signal?.throwIfAborted();
    try {
      await this.#file.sync();
    } catch (error) {
      throw ioError("write", this.#target, error);
    }
    this.#close();
  }

  /** Gives the sealed file its final name, in the place of a file that may be there. */
  async move(): Promise<void> {
    try {
      await Deno.rename(this.path, this.#target);
    } catch (error) {
      throw ioError("write", this.#target, error);
    }
    this.#isMoved = true;
  }

  /** Leaves the sealed file where it is, also after disposal. */
  keep(): void {
    this.#isMoved = true;
  }

  #close(): void {
    if (this.#isOpen) this.#file.close();
    this.#isOpen = false;
  }

  /** Closes the file and removes it, unless it was moved or kept. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#close();
    if (this.#isMoved) return;
    await Deno.remove(this.path).catch(() => {}); // the failure that led here is worth more than this one
  }
}
