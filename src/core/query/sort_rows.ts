/** Ordering rows by columns. */
import { isCells } from "../columns/packed_cells.ts";
import type { Cell, ColumnData, ColumnType } from "../columns/table.ts";
import { compareUtf8 } from "../columns/text_order.ts";
import { toNumbers } from "./row_batch.ts";

/** A column to sort by; of several the first counts most. */
export interface SortKey {
  readonly type: ColumnType;
  readonly data: ColumnData;
  readonly isDescending: boolean;
}

/** Numbers in the order of the values, `NaN` for null. */
interface Ranks {
  readonly ranks: Float64Array;
  readonly sign: 1 | -1;
}

/** Texts by their place among the distinct ones. */
function textRanks(cells: ColumnData): Float64Array {
  const distinct = new Set<Cell | number | bigint>(cells);
  const texts = [...distinct].filter((cell) => typeof cell === "string").sort(compareUtf8);
  const rankOf = new Map<unknown, number>(texts.map((text, rank) => [text, rank]));
  return Float64Array.from(cells, (cell: unknown) => rankOf.get(cell) ?? NaN);
}

/** Times as two numbers, since one float64 does not hold every nanosecond. */
function timeRanks(data: ColumnData): Float64Array[] {
  const unit = 2n ** 32n;
  const part = (of: (value: bigint) => bigint) =>
    Float64Array.from(
      data,
      (value: unknown) => typeof value === "bigint" ? Number(of(value)) : NaN,
    );
  return [part((value) => value >> 32n), part((value) => value % unit)];
}

function ranksOf({ type, data, isDescending }: SortKey): Ranks[] {
  const sign = isDescending ? -1 : 1;
  const columns = type === "timestamp"
    ? timeRanks(data)
    : type === "string" && isCells(data)
    ? [textRanks(data)]
    : [toNumbers(data)];
  return columns.map((ranks) => ({ ranks, sign }));
}

/**
 * Numbers of rows in order: by the first key, among equals by the second, and so on; equal rows in the order they have.
 * Nulls come last, whatever the direction.
 *
 * @param length Number of rows.
 */
export function sortRows(keys: readonly SortKey[], length: number): Uint32Array {
  const ranked = keys.flatMap(ranksOf);
  const order = Uint32Array.from({ length }, (_, row) => row);
  return order.sort((a, b) => {
    for (const { ranks, sign } of ranked) {
      const difference = compareRanks(ranks[a]!, ranks[b]!, sign);
      if (difference !== 0) return difference;
    }
    return a - b;
  });
}

function compareRanks(a: number, b: number, sign: number): number {
  if (a === b) return 0; // also where both are infinite
  if (a !== a || b !== b) return Number(a !== a) - Number(b !== b);
  return (a < b ? -1 : 1) * sign;
}
