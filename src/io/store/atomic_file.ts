import { dirname } from "node:path";
import { type ByteSink, writeAll } from "../text/byte_sink.ts";
import { ioError } from "./io_error.ts";
import { randomToken, syncDirectory, TemporaryFile } from "./temporary_file.ts";

/** Writes a file's content to a sink. */
export type WriteContent = (file: ByteSink) => Promise<unknown>;

interface Target {
  /** Behind symbolic links, which stay what they are. */
  readonly path: string;
  /** Whether it is a terminal, a pipe or another device, which no file may take the place of. */
  readonly isDevice: boolean;
}

async function resolveTarget(path: string): Promise<Target> {
  try {
    const real = await Deno.realPath(path);
    const { isFile, isDirectory } = await Deno.stat(real);
    if (isDirectory) throw new Deno.errors.IsADirectory();
    return { path: real, isDevice: !isFile };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { path, isDevice: false };
    throw ioError("write", path, error);
  }
}

/** An open device; that its reader has left is no failure of momo's and keeps its own error. */
class DeviceSink implements ByteSink, Disposable {
  readonly #file: Deno.FsFile;
  readonly #path: string;
  readonly #signal: AbortSignal | undefined;

  constructor(file: Deno.FsFile, path: string, signal: AbortSignal | undefined) {
    this.#file = file;
    this.#path = path;
    this.#signal = signal;
  }

  async write(bytes: Uint8Array): Promise<number> {
    this.#signal?.throwIfAborted();
    try {
      await writeAll(this.#file, bytes);
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) throw error;
      throw ioError("write", this.#path, error);
    }
    return bytes.length;
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

async function openDevice(path: string, signal?: AbortSignal): Promise<DeviceSink> {
  try {
    return new DeviceSink(await Deno.open(path, { write: true }), path, signal);
  } catch (error) {
    throw ioError("write", path, error);
  }
}

/**
 * Writes a file that appears under its name only when it is complete: a temporary file beside it, sync, rename. A reader
 * finds the old file or the new one. On any failure the temporary file is removed and the old file stays.
 *
 * Symbolic links are followed and stay; terminals, pipes and devices are written to directly.
 *
 * @param write Writes the content; what it throws is passed on.
 * @param signal Aborting it makes the next write fail with its reason.
 * @throws {MomoError} `not_found` if the directory is missing; `io` if the target is a directory, may not be written, or
 * the disk is full.
 */
export async function writeFileAtomic(
  path: string,
  write: WriteContent,
  signal?: AbortSignal,
): Promise<void> {
  const target = await resolveTarget(path);
  if (target.isDevice) {
    using device = await openDevice(target.path, signal);
    await write(device);
    return;
  }
  await using file = await TemporaryFile.create(target.path, randomToken(), signal);
  await write(file);
  await file.seal();
  await file.move();
  await syncDirectory(dirname(target.path));
}
