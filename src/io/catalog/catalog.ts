/** What data exist: every readable file of the data directories, found by its own metadata. */
import { messageOf, MomoError } from "../../core/error.ts";
import { type CatalogFile, type FileLocation, readCatalogFile } from "./catalog_file.ts";
import { type Delivery, isDelivery, readDelivery } from "./delivery.ts";
import { SymbolTable } from "./file_symbols.ts";
import { Problems } from "./problem.ts";

/** All files of the data directories, and what was wrong with others. */
export interface Catalog {
  /** Sorted by key. */
  readonly files: readonly CatalogFile[];
  readonly deliveries: readonly Delivery[];
  readonly symbols: SymbolTable;
  readonly problems: Problems;
}

const DATA_FILE = /\.dbn(\.zst)?$/;
const FRAGMENT = /\.dbn\.frag(\.zst)?$/;
const LEGACY = /\.dbz$/;

/**
 * Looks through directories, and below them, for batch deliveries and loose DBN files.
 *
 * Files that cannot be read become problems; the others are listed all the same.
 *
 * @param roots Directories or single files.
 * @throws {MomoError} `not_found` if a root does not exist, `io` if it cannot be listed.
 */
export function openCatalog(roots: readonly string[]): Catalog {
  const problems = new Problems();
  const symbols = new SymbolTable();
  const deliveries: Delivery[] = [];
  const byKey = new Map<string, CatalogFile>();
  for (const root of roots) {
    for (const location of locateFiles(root, deliveries, problems)) {
      const file = tryRead(location, symbols, problems);
      const known = byKey.get(location.key);
      if (file === null) continue;
      if (known === undefined) byKey.set(file.key, file);
      else reportRepeated(known, file, problems);
    }
  }
  const files = [...byKey.values()].sort((a, b) => compareText(a.key, b.key));
  reportAbsent(deliveries, problems);
  return { files, deliveries, symbols, problems };
}

/** Order of texts by code unit: the same on any host, whatever its language settings. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function tryRead(
  location: FileLocation,
  symbols: SymbolTable,
  problems: Problems,
): CatalogFile | null {
  try {
    return readCatalogFile(location, symbols);
  } catch (error) {
    if (!(error instanceof MomoError)) throw error;
    problems.error(error.message);
    return null;
  }
}

/** The same key twice: the same delivery given twice is harmless, two different files are not. */
function reportRepeated(known: CatalogFile, file: CatalogFile, problems: Problems): void {
  if (known.path === file.path) return;
  const message = `"${file.path}" has the same job and name as "${known.path}"`;
  if (known.sizeBytes === file.sizeBytes) problems.warn(`${message}: only the latter is used`);
  else problems.error(`${message} and another size: only the latter is used`);
}

/** Files that manifests list and that are not there: counted, not fatal. */
function reportAbsent(deliveries: readonly Delivery[], problems: Problems): void {
  for (const { directory, manifest } of deliveries) {
    const absent = manifest.filter(({ filename }) => !exists(`${directory}/${filename}`));
    if (absent.length === 0) continue;
    const others = absent.length > 1 ? ` and ${absent.length - 1} more` : "";
    problems.warn(`"${directory}" lacks ${absent[0]!.filename}${others} of its manifest`);
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** A directory still to be looked through. */
interface Visit {
  readonly path: string;
  /** Path below the root, for keys; empty at the root. */
  readonly below: string;
}

function* locateFiles(
  root: string,
  deliveries: Delivery[],
  problems: Problems,
): Generator<FileLocation> {
  const info = statRoot(root);
  if (!info.isDirectory) {
    const name = root.split("/").at(-1)!;
    if (acceptName(root, problems)) yield locate(root, name, null);
    return;
  }
  const visits: Visit[] = [{ path: root.replace(/\/+$/, "") || "/", below: "" }];
  for (let visit = visits.pop(); visit !== undefined; visit = visits.pop()) {
    const entries = listDirectory(visit, problems);
    const names = new Set(entries.filter((entry) => !entry.isDirectory).map(({ name }) => name));
    const delivery = isDelivery(names)
      ? readDelivery(visit.path, names, (message) => problems.error(message))
      : null;
    if (delivery) deliveries.push(delivery);
    for (const name of [...names].sort(compareText)) {
      const path = `${visit.path}/${name}`;
      if (!acceptName(path, problems)) continue;
      yield locate(
        path,
        delivery ? `${delivery.jobId}/${name}` : `${visit.below}${name}`,
        delivery,
      );
    }
    for (const { name, isDirectory } of entries) {
      if (!isDirectory || name.startsWith(".")) continue;
      visits.push({ path: `${visit.path}/${name}`, below: `${visit.below}${name}/` });
    }
  }
}

function statRoot(root: string): Deno.FileInfo {
  try {
    return Deno.statSync(root);
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound;
    throw new MomoError(
      isMissing ? "not_found" : "io",
      `Cannot read the data directory "${root}": ${
        isMissing ? "no such file or directory" : messageOf(error)
      }`,
      { cause: error },
    );
  }
}

function listDirectory({ path, below }: Visit, problems: Problems): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(path)].sort((a, b) => compareText(b.name, a.name));
  } catch (error) {
    const message = `Cannot list the directory "${path}": ${messageOf(error)}`;
    if (below === "") throw new MomoError("io", message, { cause: error });
    problems.error(message);
    return [];
  }
}

/** Whether a name is that of a data file; refuses what looks like one but cannot be used here. */
function acceptName(path: string, problems: Problems): boolean {
  if (LEGACY.test(path)) {
    problems.error(`Cannot read "${path}": it is in the old DBZ format; convert it to DBN first`);
  }
  if (FRAGMENT.test(path)) {
    problems.warn(`"${path}" is a fragment without metadata: its symbols are not known, left out`);
  }
  return DATA_FILE.test(path);
}

function locate(path: string, key: string, delivery: Delivery | null): FileLocation {
  const info = Deno.statSync(path);
  return { key, path, sizeBytes: info.size, mtimeMs: info.mtime?.getTime() ?? 0, delivery };
}
