import type { ColumnData } from "../../core/columns/table.ts";
import type { ChunkBounds } from "./predicate.ts";

/** Some neighbouring rows of a file, as their statistics describe them. */
export interface RowSpan {
  /** Number of the first row in the file. */
  readonly firstRow: number;
  /** Number of rows. */
  readonly length: number;
  /** What is known of a column; of columns without useful statistics nothing. */
  boundsOf(column: string): ChunkBounds;
}

/** A condition on rows that can be of any form, besides the simple ones of `Predicate`. */
export interface RowFilter {
  /** Names of the columns that `strikeOut` looks at. */
  readonly columns: readonly string[];
  /** Whether some row may fulfil it; where it says no, the rows are not read. */
  mayMatch(span: RowSpan): boolean;
  /**
   * Strikes out the rows that do not fulfil it.
   *
   * @param column The values of one of `columns`, one per row of the span.
   * @param kept One byte per row of the span; those of rows that fail are set to 0.
   */
  strikeOut(span: RowSpan, column: (name: string) => ColumnData, kept: Uint8Array): void;
}
