/** What data exist: every readable file of the data directories, found by its own metadata. */
import { MomoError } from "../../core/error.ts";
import { readPieces } from "../bytes/byte_source.ts";
import { openFileSource } from "../bytes/file_source.ts";
import { type CatalogFile, type FileLocation, readCatalogFile } from "./catalog_file.ts";
import type { Delivery } from "./delivery.ts";
import { FileFinder } from "./file_finder.ts";
import { compareText } from "./compare_text.ts";
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

/**
 * Looks through directories, and below them, for batch deliveries and loose DBN files. Symbolic links are followed; a
 * file that can be reached in several ways is listed once.
 *
 * Files that cannot be read become problems; the others are listed all the same.
 *
 * @param roots Directories or single files. A file may have any name; in a directory only `.dbn` and `.dbn.zst` count.
 * @throws {MomoError} `not_found` if a root does not exist, `io` if it cannot be listed.
 */
export function openCatalog(roots: readonly string[]): Catalog {
  const problems = new Problems();
  const symbols = new SymbolTable();
  const finder = new FileFinder(problems);
  const byKey = new Map<string, CatalogFile>();
  for (const root of roots) {
    for (const location of finder.locate(root)) {
      const file = tryRead(location, symbols, problems);
      if (file === null) continue;
      const known = byKey.get(file.key);
      if (known === undefined) byKey.set(file.key, file);
      else reportRepeated(known, file, problems);
    }
  }
  const files = [...byKey.values()].sort((a, b) => compareText(a.key, b.key));
  reportAbsent(finder.deliveries, problems);
  return { files, deliveries: finder.deliveries, symbols, problems };
}

function tryRead(
  location: FileLocation,
  symbols: SymbolTable,
  problems: Problems,
): CatalogFile | null {
  try {
    const file = readCatalogFile(location, symbols);
    const flaw = flawOf(file);
    if (flaw !== null) problems.warn(`"${file.path}" ${flaw}: its records are left out`);
    return file;
  } catch (error) {
    if (!(error instanceof MomoError)) throw error;
    problems.error(error.message);
    return null;
  }
}

/** Why nobody can use the records of a file, if so. */
function flawOf({ schema, isNameless }: CatalogFile): string | null {
  if (schema === null) return "mixes several schemas";
  return isNameless ? "names no symbols" : null;
}

/** Two files of one name: copies are harmless, others are not. */
function reportRepeated(known: CatalogFile, file: CatalogFile, problems: Problems): void {
  const message = `"${file.path}" goes by the same name (${file.key}) as "${known.path}"`;
  if (isCopy(known, file)) problems.warn(`${message}: only the latter is used`);
  else problems.error(`${message} and has another content: only the latter is used`);
}

function isCopy(a: CatalogFile, b: CatalogFile): boolean {
  if (a.sizeBytes !== b.sizeBytes) return false;
  if (a.sha256 !== null && b.sha256 !== null) return a.sha256 === b.sha256;
  using left = openFileSource(a.path);
  using right = openFileSource(b.path);
  const others = readPieces(right, 0, right.size);
  for (const piece of readPieces(left, 0, left.size)) {
    const other: Uint8Array | undefined = others.next().value ?? undefined;
    if (other === undefined || !equalBytes(piece, other)) return false;
  }
  return true;
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
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
