/** Opening the index of a store for reading in part. */
import { MomoError } from "../../core/error.ts";
import { readRange } from "../bytes/byte_source.ts";
import { openParquet, type ParquetFile } from "../parquet/parquet_file.ts";
import { INDEX_FILES, type IndexManifest, parseManifest } from "../store/index_manifest.ts";
import { type OpenGroup, openGroup } from "../store/open_group.ts";
import { indexDirectory } from "./index_store.ts";

/** The files of an index, all of one state; rows are read on demand. */
export interface OpenIndex extends Disposable {
  /** Directory of the store. */
  readonly store: string;
  /** Directory of the index, for messages. */
  readonly directory: string;
  readonly manifest: IndexManifest;
  readonly days: ParquetFile;
  readonly points: ParquetFile;
}

/**
 * Opens the index of a store.
 *
 * @param purpose What cannot be done without it, for the message: `query`.
 * @throws {MomoError} `not_found`, with the command that makes one, if the store has no index; `bad_data`, with the
 * command that makes it anew, if it is damaged or of another schema version.
 */
export async function openIndex(store: string, purpose: string): Promise<OpenIndex> {
  try {
    return await openParts(store, purpose);
  } catch (error) {
    if (!(error instanceof MomoError) || error.code !== "bad_data") throw error;
    const hint = `run \`momo scan --store ${store}\` to make it anew`;
    throw new MomoError("bad_data", error.message, { hint, cause: error });
  }
}

async function openParts(store: string, purpose: string): Promise<OpenIndex> {
  const directory = indexDirectory(store);
  using stack = new DisposableStack();
  const group = stack.use(await openFiles(store, directory, purpose));
  const source = group.sources.get(INDEX_FILES.manifest)!;
  const text = new TextDecoder().decode(readRange(source, 0, source.size));
  const manifest = parseManifest(text, `${directory}/${INDEX_FILES.manifest}`);
  const days = stack.use(openParquet(group.sources.get(INDEX_FILES.days)!));
  const points = stack.use(openParquet(group.sources.get(INDEX_FILES.points)!));
  const open = stack.move();
  return { store, directory, manifest, days, points, [Symbol.dispose]: () => open.dispose() };
}

async function openFiles(store: string, directory: string, purpose: string): Promise<OpenGroup> {
  const { days, points, manifest } = INDEX_FILES;
  try {
    return await openGroup(directory, [manifest, days, points]);
  } catch (error) {
    if (!(error instanceof MomoError) || error.code !== "not_found") throw error;
    throw new MomoError("not_found", `Cannot ${purpose} "${store}": it has no index`, {
      hint: `run \`momo scan --store ${store} --data DIR\` to make one`,
      cause: error,
    });
  }
}
