/** Reading and replacing the index of a store. */
import type { Table } from "../../core/columns/table.ts";
import { MomoError } from "../../core/error.ts";
import { readRange } from "../bytes/byte_source.ts";
import { type ParquetOptions, parquetPieces } from "../parquet/encoder.ts";
import { openParquet } from "../parquet/parquet_file.ts";
import { AtomicGroup } from "../store/atomic_group.ts";
import {
  formatManifest,
  INDEX_FILES,
  type IndexManifest,
  parseManifest,
} from "../store/index_manifest.ts";
import { openGroup } from "../store/open_group.ts";
import type { WrittenFile } from "../store/hashing_sink.ts";
import { writeAll } from "../text/byte_sink.ts";
import { type IndexTables, mapFiles } from "./index_rows.ts";

/** Directory of the index in a store. */
export function indexDirectory(store: string): string {
  return `${store}/index`;
}

/** An index as read; the `files` of its days are keys of the file table. */
export interface StoredIndex extends IndexTables {
  readonly manifest: IndexManifest;
}

/** Rows of a row group: small enough that a query of one symbol reads little. */
const DAY_GROUP_ROWS = 8192;
/** Rows of a page of days, which have many columns: small enough that a few rows from all over cost little. */
const DAY_PAGE_ROWS = 1024;
const POINT_GROUP_ROWS = 65_536;

/**
 * Reads the whole index of a directory, all of one state.
 *
 * @returns `null` if there is none.
 * @throws {MomoError} `bad_data` if it is damaged or of another schema version.
 */
export async function readIndex(directory: string): Promise<StoredIndex | null> {
  const { days, points, manifest } = INDEX_FILES;
  try {
    using group = await openGroup(directory, [manifest, days, points]);
    const source = group.sources.get(manifest)!;
    const text = new TextDecoder().decode(readRange(source, 0, source.size));
    const parsed = parseManifest(text, `${directory}/${manifest}`);
    using dayFile = openParquet(group.sources.get(days)!);
    using pointFile = openParquet(group.sources.get(points)!);
    const keys = parsed.inputs.map((input) => input.key);
    return {
      manifest: parsed,
      days: mapFiles(dayFile.read({}), "string[]", (id: number) => keys[id]!),
      points: pointFile.read({}),
    };
  } catch (error) {
    if (error instanceof MomoError && error.code === "not_found") return null;
    throw error;
  }
}

/**
 * Symbol and trade date of every day of an index, as far as that can be told without the manifest. For the holder of the
 * lock.
 *
 * @returns `null` if there is no index, or one that cannot be read.
 */
export function readDayNames(directory: string): Table | null {
  try {
    using file = openParquet(`${directory}/${INDEX_FILES.days}`);
    return file.read({ columns: ["symbol", "trade_date"] });
  } catch (error) {
    if (error instanceof MomoError) return null;
    throw error;
  }
}

/** What the manifest says besides what the tables say themselves. */
export type ManifestFacts = Omit<IndexManifest, "days" | "reset_points">;

/**
 * Replaces the index of a directory: a reader sees the old one or the new one, never a mix. The caller holds the lock.
 *
 * @param tables Sorted; the `files` of the days are keys that `facts.inputs` lists.
 * @param beforeCommit Called last before the new index becomes visible; may throw.
 */
export async function writeIndex(
  directory: string,
  tables: IndexTables,
  facts: ManifestFacts,
  signal: AbortSignal,
  beforeCommit: () => Promise<void>,
): Promise<IndexManifest> {
  const ids = new Map(facts.inputs.map((input) => [input.key, input.id]));
  const days = mapFiles(tables.days, "int32[]", (key: string) => ids.get(key)!);
  const metadata = {
    "momo.schema_version": String(facts.schema_version),
    "momo.config_hash": facts.config_hash,
  };
  await using group = await AtomicGroup.begin(directory, signal);
  const write = (name: string, table: Table, layout: ParquetOptions) =>
    group.write(name, async (file) => {
      for (const piece of parquetPieces(table.columns, [table], { ...layout, metadata })) {
        await writeAll(file, piece);
      }
    });
  const dayFile = await write(INDEX_FILES.days, days, {
    rowGroupRows: DAY_GROUP_ROWS,
    pageRows: DAY_PAGE_ROWS,
    sortedBy: ["symbol", "trade_date"],
  });
  const pointFile = await write(INDEX_FILES.points, tables.points, {
    rowGroupRows: POINT_GROUP_ROWS,
    sortedBy: ["symbol", "trade_date", "ts"],
  });
  const manifest: IndexManifest = {
    ...facts,
    days: output(days, dayFile),
    reset_points: output(tables.points, pointFile),
  };
  const text = new TextEncoder().encode(formatManifest(manifest));
  await group.write(INDEX_FILES.manifest, (file) => writeAll(file, text));
  await beforeCommit();
  await group.commit();
  return manifest;
}

function output(table: Table, { sizeBytes, sha256 }: WrittenFile) {
  return { rows: table.length, size_bytes: sizeBytes, sha256 };
}
