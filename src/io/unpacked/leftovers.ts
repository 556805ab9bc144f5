/** What the one-file program has unpacked and nobody uses any more. */
import { isAbsolute, join, resolve } from "node:path";
import type { ReadVariable } from "../config/environment.ts";
import { ioError } from "../store/io_error.ts";

/** A directory that can go. */
export interface Leftover {
  readonly path: string;
  readonly sizeBytes: number;
}

/** Version and the first digits of the payload's hash. */
const PROGRAM_NAME = /^\d+\.\d+\.\d+(-[\w.]+)?-[0-9a-f]{16}$/;
/** What a start that was killed leaves behind. */
const UNFINISHED_NAME = /^\.(unpacking\.\w+|lock-\d+\.\d+\.\d+(-[\w.]+)?-[0-9a-f]{16})$/;
/** Age from which an unfinished one is given up; unpacking takes seconds. */
const UNFINISHED_MS = 3600e3;

/**
 * Finds earlier unpacked programs, and what interrupted starts have left, in all directories where programs are unpacked.
 *
 * @param nowMs Time since the epoch.
 * @throws {MomoError} `io` if a directory cannot be read.
 */
export async function findLeftovers(read: ReadVariable, nowMs: number): Promise<Leftover[]> {
  const running = read("MOMO_UNPACKED");
  const found: Leftover[] = [];
  for (const directory of cacheDirectories(read, running)) {
    for (const name of await namesIn(directory)) {
      const path = join(directory, name);
      if (path === running || !await isLeftover(path, name, nowMs)) continue;
      found.push({ path, sizeBytes: await sizeOf(path) });
    }
  }
  return found;
}

/** Where the program may be unpacked; the shared directory for temporary files only if this one is there. */
function cacheDirectories(read: ReadVariable, running: string | undefined): Set<string> {
  const own = read("MOMO_CACHE");
  const [xdg, home] = [read("XDG_CACHE_HOME"), read("HOME")];
  const directories = [
    running && join(running, ".."),
    own && resolve(own),
    xdg && isAbsolute(xdg) ? join(xdg, "momo") : undefined,
    home && isAbsolute(home) ? join(home, ".cache/momo") : undefined,
  ];
  return new Set(directories.flatMap((path) => path ? [path] : []));
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(directory), ({ name }) => name)).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return [];
    }
    throw ioError("read", directory, error);
  }
}

async function isLeftover(path: string, name: string, nowMs: number): Promise<boolean> {
  const { isDirectory, mtime } = await Deno.lstat(path);
  if (!isDirectory) return false;
  if (UNFINISHED_NAME.test(name)) return nowMs - (mtime?.getTime() ?? nowMs) > UNFINISHED_MS;
  if (!PROGRAM_NAME.test(name)) return false;
  const names = await namesIn(path);
  return names.length === 0 || names.includes("main.js") || names.includes("deno");
}

async function sizeOf(path: string): Promise<number> {
  const { isDirectory, size } = await Deno.lstat(path);
  if (!isDirectory) return size;
  let sum = 0;
  for (const name of await namesIn(path)) sum += await sizeOf(join(path, name));
  return sum;
}
