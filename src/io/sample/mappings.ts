/** Which ids stand for a symbol over a range of dates. */
import type { EpochDay } from "../../core/time/dates.ts";
import type { SymbolMappings } from "../dbn/metadata.ts";
import type { Dataset } from "./instrument_ids.ts";
import type { SymbolHistory } from "./market.ts";

/** One id over UTC dates [from, to). */
export interface MappingInterval {
  readonly from: EpochDay;
  readonly to: EpochDay;
  readonly id: number;
  /** Whether the symbol had this id already before the range. */
  readonly isFirst: boolean;
}

/** What a requested symbol stands for. */
export interface Mapping {
  readonly symbol: string;
  readonly intervals: readonly MappingInterval[];
  /** Whether it could be resolved for the whole range, a part of it, or not at all. */
  readonly status: "full" | "partial" | "not found";
}

/** The mapping of a symbol over UTC dates [from, to); `undefined` stands for one that the market does not have. */
export function mappingOf(
  symbol: string,
  history: SymbolHistory | undefined,
  dataset: Dataset,
  from: EpochDay,
  to: EpochDay,
): Mapping {
  const spans = history?.ids[dataset] ?? [];
  const listed = history?.listedOn ?? -Infinity;
  const intervals = spans.map((span, i) => ({
    from: Math.max(span.from, listed, from),
    to: Math.min(spans[i + 1]?.from ?? Infinity, to),
    id: span.id,
    isFirst: Math.max(span.from, listed) < from,
  })).filter((interval) => interval.from < interval.to);
  const isFull = intervals[0]?.from === from;
  return {
    symbol,
    intervals,
    status: intervals.length === 0 ? "not found" : isFull ? "full" : "partial",
  };
}

/** The mappings as a DBN file of UTC dates [from, to) states them. */
export function metadataMappings(
  mappings: readonly Mapping[],
  from: EpochDay,
  to: EpochDay,
): SymbolMappings[] {
  return mappings.map(({ symbol, intervals }) => ({
    rawSymbol: symbol,
    intervals: intervals.filter((interval) => interval.from < to && interval.to > from)
      .map((interval) => ({
        startDate: Math.max(interval.from, from),
        endDate: Math.min(interval.to, to),
        symbol: String(interval.id),
      })),
  })).filter(({ intervals }) => intervals.length > 0);
}
