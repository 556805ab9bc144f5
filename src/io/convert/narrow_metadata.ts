/** Metadata of a part of a stream's records. */
import type { EpochDay } from "../../core/time/dates.ts";
import type { DbnMetadata, SymbolMappings } from "../dbn/metadata.ts";
import { UNDEF_TS } from "../dbn/layouts/layout.ts";
import { DAY_NS, type TimeWindow } from "./time_window.ts";
import type { RecordChoice } from "./record_filter.ts";

/**
 * The metadata of the records that a choice and a limit leave: schema, range, limit and mappings are those of the
 * result, as the official tool sets them.
 */
export function narrowMetadata(
  metadata: DbnMetadata,
  { schemas, window, symbols }: RecordChoice,
  limit: number | null,
): DbnMetadata {
  let narrowed = clipMetadata(metadata, window);
  if (symbols.length > 0) narrowed = keepSymbols(narrowed, new Set(symbols));
  if (limit !== null) narrowed = { ...narrowed, limit: leastOf(narrowed.limit, BigInt(limit)) };
  const [schema, ...others] = schemas;
  return schema === undefined || others.length > 0 ? narrowed : { ...narrowed, schema };
}

function leastOf(a: bigint | null, b: bigint): bigint {
  return a !== null && a < b ? a : b;
}

/**
 * Metadata of the records in a window of time: the range is cut to it, intervals of mappings to its UTC days; symbols
 * that stand for nothing in it are left out.
 */
export function clipMetadata(metadata: DbnMetadata, { from, to }: TimeWindow): DbnMetadata {
  if (from === null && to === null) return metadata;
  const start = latestOf(metadata.start, from);
  const end = to !== null && (metadata.end === null || to < metadata.end) ? to : metadata.end;
  const mappings = clipMappings(metadata.mappings, start, end);
  const kept = new Set(mappings.map(({ rawSymbol }) => rawSymbol));
  return {
    ...metadata,
    start,
    end: end !== null && end < start ? start : end,
    symbols: metadata.symbols.filter((symbol) => kept.has(symbol)),
    partial: metadata.partial.filter((symbol) => kept.has(symbol)),
    mappings,
  };
}

function latestOf(start: bigint, from: bigint | null): bigint {
  if (from === null) return start;
  return start === UNDEF_TS || start < from ? from : start;
}

function clipMappings(
  mappings: readonly SymbolMappings[],
  start: bigint,
  end: bigint | null,
): SymbolMappings[] {
  const firstDay = Number(start / DAY_NS);
  const endDay: EpochDay = end === null ? Infinity : Number((end + DAY_NS - 1n) / DAY_NS);
  return mappings.flatMap(({ rawSymbol, intervals }) => {
    const clipped = intervals
      .map(({ startDate, endDate, symbol }) => ({
        startDate: Math.max(startDate, firstDay),
        endDate: Math.min(endDate, endDay),
        symbol,
      }))
      .filter(({ startDate, endDate }) => startDate < endDate);
    return clipped.length === 0 ? [] : [{ rawSymbol, intervals: clipped }];
  });
}

/** Metadata of the records of some symbols: only these are listed and mapped. */
export function keepSymbols(metadata: DbnMetadata, symbols: ReadonlySet<string>): DbnMetadata {
  return {
    ...metadata,
    symbols: metadata.symbols.filter((symbol) => symbols.has(symbol)),
    partial: metadata.partial.filter((symbol) => symbols.has(symbol)),
    mappings: metadata.mappings.flatMap((mapping) => keepMapping(mapping, metadata, symbols)),
  };
}

/** Where ids were asked for, a mapping's own symbol is the id, and its intervals hold what it stands for. */
function keepMapping(
  mapping: SymbolMappings,
  { stypeOut, stypeIn }: DbnMetadata,
  symbols: ReadonlySet<string>,
): SymbolMappings[] {
  const isInverse = stypeOut !== "instrument_id" && stypeIn === "instrument_id";
  if (!isInverse) return symbols.has(mapping.rawSymbol) ? [mapping] : [];
  const intervals = mapping.intervals.filter(({ symbol }) => symbols.has(symbol));
  return intervals.length === 0 ? [] : [{ rawSymbol: mapping.rawSymbol, intervals }];
}
