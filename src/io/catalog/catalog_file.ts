/** One data file as the catalog knows it. */
import type { EpochDay } from "../../core/time/dates.ts";
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import { openFileSource } from "../bytes/file_source.ts";
import { DbnFile } from "../dbn/dbn_file.ts";
import type { Schema } from "../dbn/schema.ts";
import { SymbolMap } from "../dbn/symbol_map.ts";
import type { Delivery } from "./delivery.ts";
import { type FileSymbols, packSpans, type SymbolTable } from "./file_symbols.ts";

/** Where a file lies and what is said about it from outside. */
export interface FileLocation {
  /** `job_id/filename`, or for loose files the path below the data directory: the same on any host. */
  readonly key: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly delivery: Delivery | null;
}

/** A file whose metadata were read. */
export interface CatalogFile extends FileLocation {
  readonly dataset: string;
  /** `null` where schemas are mixed. */
  readonly schema: Schema | null;
  /** Range the file was made for, epoch seconds; `end` is exclusive and may be `Infinity`. */
  readonly start: number;
  readonly end: number;
  readonly symbols: FileSymbols;
  /** Whether neither the file nor its delivery says what its instrument ids stand for. */
  readonly isNameless: boolean;
  /** As the manifest states it, else `null`. */
  readonly sha256: string | null;
}

const NS_PER_SECOND = 1_000_000_000n;

/**
 * Reads the metadata of a file.
 *
 * @param table Numbers the symbols of the catalog.
 * @throws {MomoError} If the file cannot be read or is no DBN file.
 */
export function readCatalogFile(location: FileLocation, table: SymbolTable): CatalogFile {
  using source = openFileSource(location.path);
  const { header } = DbnFile.open(source);
  const metadata = header.metadata!; // only fragments have none
  const start = Number(metadata.start / NS_PER_SECOND);
  const end = metadata.end === null ? Infinity : Math.ceil(Number(metadata.end) / 1e9);
  const filename = location.path.split("/").at(-1)!;
  const own = metadata.mappings.length > 0
    ? SymbolMap.fromMetadata(metadata, location.path).spans
    : [];
  // the file's own mappings; a file without any (all symbols of a dataset) takes those of its delivery
  const spans = own.length > 0 ? own : location.delivery?.spans ?? [];
  return {
    ...location,
    dataset: metadata.dataset,
    schema: metadata.schema,
    ...{ start, end },
    symbols: packSpans(spans, table, Math.floor(start / DAY_SECONDS), lastUtcDay(end) + 1),
    isNameless: spans.length === 0 && metadata.notFound.length === 0,
    sha256: location.delivery?.manifest.find((entry) => entry.filename === filename)?.sha256 ??
      null,
  };
}

/** The last UTC day of a range that ends before `end` (epoch seconds). */
export function lastUtcDay(end: number): EpochDay {
  return Number.isFinite(end) ? Math.ceil(end / DAY_SECONDS) - 1 : Number.MAX_SAFE_INTEGER;
}
