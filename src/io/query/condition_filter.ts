import { columnsOf, type Condition } from "../../core/query/condition.ts";
import { evaluate } from "../../core/query/evaluate.ts";
import { type ColumnBounds, mayBeTrue } from "../../core/query/possible_truth.ts";
import { RowBatch } from "../../core/query/row_batch.ts";
import { TRUE } from "../../core/query/truth.ts";
import type { ChunkBounds } from "../parquet/predicate.ts";
import type { RowFilter } from "../parquet/row_filter.ts";

/** Bounds of values; those of other kinds, such as bytes, say nothing. */
function columnBounds({ min, max, hasNulls, isAllNull }: ChunkBounds): ColumnBounds {
  const plain = (bound: ChunkBounds["min"]) => typeof bound === "object" ? undefined : bound;
  return { min: plain(min), max: plain(max), hasNulls, isAllNull };
}

/** A condition on the columns of a file, as a filter of its rows. */
export function conditionFilter(condition: Condition): RowFilter {
  return {
    columns: columnsOf(condition),
    mayMatch: ({ boundsOf }) => mayBeTrue(condition, (name) => columnBounds(boundsOf(name))),
    strikeOut({ length }, column, kept) {
      const truths = evaluate(condition, new RowBatch(length, column));
      for (let row = 0; row < length; row++) if (truths[row] !== TRUE) kept[row] = 0;
    },
  };
}

/** Leaves the rows that are marked. */
export function markedRows(marks: Uint8Array): RowFilter {
  return {
    columns: [],
    mayMatch: ({ firstRow, length }) => marks.subarray(firstRow, firstRow + length).includes(1),
    strikeOut({ firstRow, length }, _, kept) {
      for (let row = 0; row < length; row++) if (marks[firstRow + row] === 0) kept[row] = 0;
    },
  };
}

/** Leaves the rows that both filters leave. */
export function both(a: RowFilter, b: RowFilter): RowFilter {
  return {
    columns: [...new Set([...a.columns, ...b.columns])],
    mayMatch: (span) => a.mayMatch(span) && b.mayMatch(span),
    strikeOut(span, column, kept) {
      a.strikeOut(span, column, kept);
      b.strikeOut(span, column, kept);
    },
  };
}

/**
 * A filter that also knows columns of another table, by which rows of this one belong to rows of that.
 *
 * @param key Column with the number of the other table's row.
 * @param isForeign Whether a column is of the other table.
 * @param lookUp Values of such a column for the given rows of the other table.
 */
export function joinedFilter(
  filter: RowFilter,
  key: string,
  isForeign: (column: string) => boolean,
  lookUp: (column: string, rows: Uint32Array) => ReturnType<Parameters<RowFilter["strikeOut"]>[1]>,
): RowFilter {
  if (!filter.columns.some(isForeign)) return filter;
  const unknown: ChunkBounds = { min: undefined, max: undefined, isAllNull: false, hasNulls: true };
  return {
    columns: [...new Set([...filter.columns.filter((name) => !isForeign(name)), key])],
    mayMatch: (span) =>
      filter.mayMatch({
        ...span,
        boundsOf: (name) => isForeign(name) ? unknown : span.boundsOf(name),
      }),
    strikeOut(span, column, kept) {
      const rows = Uint32Array.from(column(key) as Int32Array); // a reference, never null
      filter.strikeOut(
        span,
        (name) => isForeign(name) ? lookUp(name, rows) : column(name),
        kept,
      );
    },
  };
}
