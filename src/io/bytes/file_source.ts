import { MomoError } from "../../core/error.ts";
import { reasonOf } from "../store/io_error.ts";
import type { ByteSource } from "./byte_source.ts";

/**
 * Opens a file for random access. Its size is taken once; bytes appended later are not seen.
 *
 * @throws {MomoError} `not_found` if there is no such file, `io` if it is a directory or cannot be opened.
 */
export function openFileSource(path: string): ByteSource {
  return fileSource(openFile(path), path);
}

/**
 * Wraps a file that is open already; the source closes it. Its size is taken once.
 *
 * @param path What messages call it.
 * @throws {MomoError} `io` if it is a directory, which is closed then.
 */
export function fileSource(file: Deno.FsFile, path: string): ByteSource {
  const info = file.statSync();
  if (info.isDirectory) {
    file.close();
    throw new MomoError("io", `Cannot open "${path}": it is a directory, and a file was wanted`);
  }
  return new FileSource(path, file, info.size);
}

function openFile(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new MomoError("not_found", `Cannot open "${path}": no such file`, { cause: error });
    }
    throw new MomoError("io", `Cannot open "${path}": ${reasonOf(error)}`, { cause: error });
  }
}

class FileSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #file: Deno.FsFile;
  #position = 0;
  #isOpen = true;

  constructor(name: string, file: Deno.FsFile, size: number) {
    this.name = name;
    this.size = size;
    this.#file = file;
  }

  readInto(target: Uint8Array, offset: number): number {
    try {
      return this.#fill(target, offset);
    } catch (error) {
      throw new MomoError(
        "io",
        `Cannot read "${this.name}" at byte ${offset}: ${reasonOf(error)}`,
        { cause: error },
      );
    }
  }

  #fill(target: Uint8Array, offset: number): number {
    if (offset !== this.#position) this.#file.seekSync(offset, Deno.SeekMode.Start);
    this.#position = offset;
    let count = 0;
    while (count < target.length) {
      const read = this.#file.readSync(count === 0 ? target : target.subarray(count));
      if (read === null) break;
      count += read;
      this.#position += read;
    }
    return count;
  }

  close(): void {
    if (this.#isOpen) this.#file.close();
    this.#isOpen = false;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
