import { ioError } from "../store/io_error.ts";
import type { ByteSink } from "../text/byte_sink.ts";

const ACTION = "write the log file";

/** A file that log lines are appended to; its failures name it. */
export class LogFile implements ByteSink, Disposable {
  readonly #file: Deno.FsFile;
  readonly #path: string;

  private constructor(file: Deno.FsFile, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /**
   * Opens the file, creating it if it is not there.
   *
   * @throws {MomoError} `not_found` if the directory is missing, `io` if it cannot be opened.
   */
  static async open(path: string): Promise<LogFile> {
    try {
      return new LogFile(await Deno.open(path, { append: true, create: true }), path);
    } catch (error) {
      throw ioError(ACTION, path, error);
    }
  }

  /**
   * Appends some of the bytes.
   *
   * @throws {MomoError} `io` if the disk is full or writing fails otherwise.
   */
  async write(bytes: Uint8Array): Promise<number> {
    try {
      return await this.#file.write(bytes);
    } catch (error) {
      if (error instanceof Deno.errors.WouldBlock) throw error; // a pipe: the caller tries again
      throw ioError(ACTION, this.#path, error);
    }
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#file.close();
  }
}
