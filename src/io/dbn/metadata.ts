import type { EpochDay } from "../../core/time/dates.ts";
import type { Schema } from "./schema.ts";
import type { SType } from "./stype.ts";
import { CURRENT_VERSION, type DbnVersion, symbolLengthOf } from "./version.ts";

/** What stands before the records of a DBN stream. */
export interface DbnMetadata {
  /** Version of the format, which decides the layouts of the records. */
  readonly version: DbnVersion;
  /** For example `EQUS.MINI`. */
  readonly dataset: string;
  /** Schema of all records, or null where schemas are mixed, as in live streams. */
  readonly schema: Schema | null;
  /** Start of the requested range, inclusive, ns since the Unix epoch. */
  readonly start: bigint;
  /** End of the requested range, exclusive, ns since the Unix epoch, or null if open. */
  readonly end: bigint | null;
  /** Largest number of records that was asked for, or null. */
  readonly limit: bigint | null;
  /** Symbology of the requested symbols, or null as in live streams. */
  readonly stypeIn: SType | null;
  /** Symbology that they were resolved to. */
  readonly stypeOut: SType;
  /** Whether every record ends with eight more bytes: the gateway's send time in ns. */
  readonly tsOut: boolean;
  /** Bytes of each symbol below, its NUL included. */
  readonly symbolCstrLen: number;
  /** Symbols as requested. */
  readonly symbols: readonly string[];
  /** Symbols that resolved for a part of the range only. */
  readonly partial: readonly string[];
  /** Symbols that did not resolve. */
  readonly notFound: readonly string[];
  /** What each requested symbol stands for. */
  readonly mappings: readonly SymbolMappings[];
}

/** What one requested symbol stands for over time. */
export interface SymbolMappings {
  /** Symbol as requested. */
  readonly rawSymbol: string;
  /** Meanings over time, by date. */
  readonly intervals: readonly MappingInterval[];
}

/** What a symbol stands for from one UTC date to another. */
export interface MappingInterval {
  /** First day, inclusive. */
  readonly startDate: EpochDay;
  /** Day after the last, exclusive. */
  readonly endDate: EpochDay;
  /** Symbol in the output symbology: usually an instrument id in decimal; empty where there is no mapping. */
  readonly symbol: string;
}

/** Metadata with neutral values in every field that is not given: as a live stream has them. */
export function newMetadata(
  fields: Partial<DbnMetadata> & Pick<DbnMetadata, "dataset">,
): DbnMetadata {
  const version = fields.version ?? CURRENT_VERSION;
  return {
    version,
    schema: null,
    start: 0n,
    end: null,
    limit: null,
    stypeIn: null,
    stypeOut: "instrument_id",
    tsOut: false,
    symbolCstrLen: symbolLengthOf(version),
    symbols: [],
    partial: [],
    notFound: [],
    mappings: [],
    ...fields,
  };
}
