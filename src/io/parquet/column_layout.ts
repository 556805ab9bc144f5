import type { ColumnSpec, ColumnType } from "../../core/columns/table.ts";
import type { Codec } from "./codec.ts";

/**
 * How a column's values are laid out in its pages, before compression; `auto` tries what suits them and keeps the
 * smallest. Values that an encoding does not suit are written as they are (`plain`).
 */
export type ColumnEncoding = "auto" | "plain" | "dictionary" | "delta" | "split";

/** What a file is for: to be small, or to be decoded at once. */
export type Purpose = "size" | "speed";

/** How one column of a file is written. */
export interface ColumnLayout {
  readonly spec: ColumnSpec;
  readonly encoding: ColumnEncoding;
  readonly codec: Codec;
  readonly zstdLevel: number;
  /** Most rows in a page, the unit that readers decode. */
  readonly pageRows: number;
}

/** The encoding of columns for which none is asked, chosen by measurement (`bench/parquet_size.ts`). */
export function defaultEncoding(type: ColumnType, purpose: Purpose): ColumnEncoding {
  if (purpose === "size") return "auto";
  return type === "string" || type === "string[]" ? "dictionary" : "plain";
}
