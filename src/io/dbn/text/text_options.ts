import type { SymbolMap } from "../symbol_map.ts";
import type { TextFormat } from "./escapes.ts";

/** How records are written as text. Without options: integers as they are, one line a record. */
export interface TextOptions {
  /** JSON as the official tool writes it, JSON that is always valid, CSV or TSV. */
  readonly format: TextFormat;
  /** Prices as decimals with nine places, undefined ones as null or empty; default false. */
  readonly prettyPrices?: boolean | undefined;
  /** Times as ISO 8601 in UTC, undefined ones and 0 as null or empty; default false. */
  readonly prettyTimes?: boolean | undefined;
  /** JSON objects over several lines, indented by four spaces; default false. Only with format `json`. */
  readonly indent?: boolean | undefined;
  /** Adds a last field `symbol`, null or empty where nothing is mapped. */
  readonly symbols?: SymbolMap | undefined;
}

/** Whether a format makes JSON objects. */
export function isJson(format: TextFormat): boolean {
  return format === "json" || format === "ndjson";
}
