import type { ColumnData } from "../../core/columns/table.ts";
import { compareUtf8 } from "../../core/columns/text_order.ts";
import type { Bound } from "./statistics.ts";

/** What a column is compared with: days for `date`, nanoseconds as bigint for `timestamp`. */
export type Operand = string | number | bigint | boolean;

/** A condition on one column; a null fulfils none. */
export type Predicate =
  | {
    readonly column: string;
    readonly op: "=" | "!=" | "<" | "<=" | ">" | ">=";
    readonly value: Operand;
  }
  | { readonly column: string; readonly op: "in"; readonly values: readonly Operand[] };

/** What a row group's statistics say about one column. */
export interface ChunkBounds {
  /** Undefined if unknown. */
  readonly min: Bound | undefined;
  readonly max: Bound | undefined;
  readonly isAllNull: boolean;
  /** Whether there may be nulls. */
  readonly hasNulls: boolean;
}

/** Order of two operands; strings by their UTF-8 bytes, numbers and bigints by value, false before true. */
function compare(a: Operand, b: Operand): number {
  if (typeof a === "string" && typeof b === "string") return a === b ? 0 : compareUtf8(a, b);
  return a < b ? -1 : Number(a > b);
}

function isOperand(value: Bound | undefined): value is Operand {
  return value !== undefined && typeof value !== "object";
}

function mayEqual(min: Operand, max: Operand, value: Operand): boolean {
  return compare(min, value) <= 0 && compare(value, max) <= 0;
}

/** Whether some row of a row group may fulfil the condition; true where the statistics cannot tell. */
export function mayMatch(
  predicate: Predicate,
  { min, max, isAllNull }: ChunkBounds,
): boolean {
  if (isAllNull) return false;
  if (!isOperand(min) || !isOperand(max) || min !== min || max !== max) return true;
  if (predicate.op === "in") return predicate.values.some((value) => mayEqual(min, max, value));
  const { op, value } = predicate;
  switch (op) {
    case "=":
      return mayEqual(min, max, value);
    case "!=": // bounds of long strings may be shortened, so equal bounds say nothing about strings
      return typeof value === "string" || compare(min, value) !== 0 || compare(max, value) !== 0;
    case "<":
      return compare(min, value) < 0;
    case "<=":
      return compare(min, value) <= 0;
    case ">":
      return compare(max, value) > 0;
    case ">=":
      return compare(max, value) >= 0;
  }
}

/** As `compare` being 0; values of one type, the usual case, are compared directly. */
function isEqual(a: Operand, b: Operand): boolean {
  return a === b || (typeof a !== typeof b && compare(a, b) === 0);
}

/** The test of one value that is not null. */
function tester(predicate: Predicate): (value: Operand) => boolean {
  if (predicate.op === "in") {
    const { values } = predicate;
    if (values.every((value) => typeof value === "string")) {
      const set = new Set<Operand>(values);
      return (value) => set.has(value);
    }
    return (value) => values.some((wanted) => isEqual(value, wanted));
  }
  const { op, value: wanted } = predicate;
  switch (op) {
    case "=":
      return (value) => isEqual(value, wanted);
    case "!=":
      return (value) => !isEqual(value, wanted);
    case "<":
      return (value) => compare(value, wanted) < 0;
    case "<=":
      return (value) => compare(value, wanted) <= 0;
    case ">":
      return (value) => compare(value, wanted) > 0;
    case ">=":
      return (value) => compare(value, wanted) >= 0;
  }
}

/**
 * Strikes out the rows that do not fulfil the condition.
 *
 * @param kept One byte per row; those of rows that fail are set to 0.
 */
export function strikeOut(predicate: Predicate, data: ColumnData, kept: Uint8Array): void {
  const fulfils = tester(predicate);
  for (let row = 0; row < kept.length; row++) {
    const value = data[row]!;
    const isValue = value !== null && value === value && typeof value !== "object"; // NaN is null
    if (!isValue || !fulfils(value)) kept[row] = 0;
  }
}

/** The rows whose byte in `kept` is not 0, ascending. */
export function keptRows(kept: Uint8Array): Uint32Array {
  const rows = new Uint32Array(kept.length);
  let count = 0;
  for (let row = 0; row < kept.length; row++) if (kept[row] !== 0) rows[count++] = row;
  return rows.subarray(0, count);
}

/** All rows of so many, ascending. */
export function everyRow(length: number): Uint32Array {
  const rows = new Uint32Array(length);
  for (let row = 0; row < length; row++) rows[row] = row;
  return rows;
}
