/** Whose days the days of a dataset are. */
import type { DbnMetadata } from "../dbn/metadata.ts";
import type { DayKind } from "./time_window.ts";

/**
 * First parts of the names of datasets that are not US equities: futures, options, and the venues of other countries
 * (the list of publishers in the DBN documentation). What is not known to be another is taken for US equities.
 */
const OTHER_MARKETS = new Set([
  "GLBX",
  "OPRA",
  "IFEU",
  "IFUS",
  "IFLL",
  "NDEX",
  "XEUR",
  "XEEE",
  "XCBF",
]);

/** Bars of a day are stamped with midnight UTC of their date, which in New York lies in the evening before. */
const DAILY_SCHEMAS: ReadonlySet<string | null> = new Set(["ohlcv-1d", "ohlcv-eod"]);

/**
 * What a day means for records with these metadata: a trade date in New York for US equities, a UTC day for other
 * datasets, for bars of a day, and where there are no metadata to tell.
 */
export function daysOf(metadata: DbnMetadata | null): DayKind {
  if (metadata === null || DAILY_SCHEMAS.has(metadata.schema)) return "utc";
  const [market = ""] = metadata.dataset.split(".");
  return market === "" || OTHER_MARKETS.has(market) ? "utc" : "trade";
}
