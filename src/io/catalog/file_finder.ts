/** Looking through directories for data files. */
import { basename, dirname } from "node:path";
import { MomoError } from "../../core/error.ts";
import { reasonOf } from "../store/io_error.ts";
import type { FileLocation } from "./catalog_file.ts";
import { compareText } from "./compare_text.ts";
import { type Delivery, isDelivery, readDelivery } from "./delivery.ts";
import type { Problems } from "./problem.ts";

const DATA_FILE = /\.dbn(\.zst)?$/;
const FRAGMENT = /\.dbn\.frag(\.zst)?$/;
const LEGACY = /\.dbz$/;

/** A directory still to be looked through. */
interface Visit {
  readonly path: string;
  /** Path below the root, for keys; empty at the root. */
  readonly below: string;
}

/** An entry of a directory; what a symbolic link leads to counts. */
interface Entry {
  readonly name: string;
  readonly isDirectory: boolean;
}

/** Finds each data file once, however many roots and links lead to it. */
export class FileFinder {
  /** The deliveries met so far; of one that only a file was given of, the manifest lists that file alone. */
  readonly deliveries: Delivery[] = [];
  readonly #problems: Problems;
  /** Real paths of the files and directories that were met. */
  readonly #seen = new Set<string>();

  /** @param problems Receives what cannot be looked at. */
  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /**
   * The data files of a root, in order of their names.
   *
   * @throws {MomoError} `not_found` if the root does not exist, `io` if it cannot be listed.
   */
  *locate(root: string): Generator<FileLocation> {
    if (!statRoot(root).isDirectory) {
      yield* this.#locateFile(root);
      return;
    }
    const visits: Visit[] = [{ path: root.replace(/\/+$/, "") || "/", below: "" }];
    for (let visit = visits.pop(); visit !== undefined; visit = visits.pop()) {
      if (!this.#isNew(visit.path)) continue;
      const entries = this.#entries(visit);
      yield* this.#locateHere(visit, entries);
      for (const { name, isDirectory } of entries.toReversed()) {
        if (!isDirectory || name.startsWith(".")) continue;
        visits.push({ path: `${visit.path}/${name}`, below: `${visit.below}${name}/` });
      }
    }
  }

  /** A file that was given itself: it may have any name, and belongs to its delivery if it lies in one. */
  *#locateFile(path: string): Generator<FileLocation> {
    if (this.#isRefused(path)) return;
    const directory = dirname(path);
    const name = basename(path);
    const names = namesIn(directory);
    const delivery = isDelivery(names) ? this.#readDelivery(directory, names) : null;
    const manifest = delivery?.manifest.filter(({ filename }) => filename === name) ?? [];
    if (delivery) this.deliveries.push({ ...delivery, manifest });
    yield* this.#place(path, delivery ? `${delivery.jobId}/${name}` : name, delivery);
  }

  *#locateHere({ path, below }: Visit, entries: readonly Entry[]): Generator<FileLocation> {
    const names = entries.filter((entry) => !entry.isDirectory).map(({ name }) => name);
    const delivery = isDelivery(new Set(names)) ? this.#readDelivery(path, new Set(names)) : null;
    if (delivery) this.deliveries.push(delivery);
    for (const name of names) {
      const full = `${path}/${name}`;
      if (this.#isRefused(full) || !DATA_FILE.test(name)) continue;
      yield* this.#place(
        full,
        delivery ? `${delivery.jobId}/${name}` : `${below}${name}`,
        delivery,
      );
    }
  }

  #readDelivery(directory: string, names: ReadonlySet<string>): Delivery {
    return readDelivery(directory, names, (message) => this.#problems.error(message));
  }

  /** Whether a name says that the file cannot be used here; says so then. */
  #isRefused(path: string): boolean {
    if (LEGACY.test(path)) {
      const state = "it is in the old DBZ format; convert it to DBN first";
      this.#problems.error(`Cannot read "${path}": ${state}`);
      return true;
    }
    if (!FRAGMENT.test(path)) return false;
    const state = "a fragment without metadata: its symbols are not known, left out";
    this.#problems.warn(`"${path}" is ${state}`);
    return true;
  }

  *#place(path: string, key: string, delivery: Delivery | null): Generator<FileLocation> {
    try {
      const { isFile, size, mtime } = Deno.statSync(path);
      if (!isFile) this.#problems.error(`Cannot read "${path}": it is not a file`);
      else if (this.#isNew(path)) {
        yield { key, path, sizeBytes: size, mtimeMs: mtime?.getTime() ?? 0, delivery };
      }
    } catch (error) {
      this.#problems.error(`Cannot read "${path}": ${reasonOf(error)}`);
    }
  }

  #isNew(path: string): boolean {
    const real = Deno.realPathSync(path);
    if (this.#seen.has(real)) return false;
    this.#seen.add(real);
    return true;
  }

  #entries({ path, below }: Visit): Entry[] {
    try {
      return [...Deno.readDirSync(path)].sort((a, b) => compareText(a.name, b.name))
        .map(({ name, isDirectory, isSymlink }) => ({
          name,
          isDirectory: isDirectory || (isSymlink && leadsToDirectory(`${path}/${name}`)),
        }));
    } catch (error) {
      const message = `Cannot list the directory "${path}": ${reasonOf(error)}`;
      if (below === "") throw new MomoError("io", message, { cause: error });
      this.#problems.error(message);
      return [];
    }
  }
}

function statRoot(root: string): Deno.FileInfo {
  try {
    return Deno.statSync(root);
  } catch (error) {
    throw new MomoError(
      error instanceof Deno.errors.NotFound ? "not_found" : "io",
      `Cannot read the data directory "${root}": ${reasonOf(error)}`,
      { cause: error },
    );
  }
}

function leadsToDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false; // a link to nowhere: said when it is read, if it is named like data
  }
}

/** Names in a directory; none if it cannot be listed, since the file that was given can be read all the same. */
function namesIn(directory: string): Set<string> {
  try {
    return new Set([...Deno.readDirSync(directory)].map(({ name }) => name));
  } catch {
    return new Set();
  }
}
