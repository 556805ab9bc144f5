/**
 * What a condition can be in rows of which only bounds are known: which row groups need not be read.
 *
 * Arithmetic on the ends of intervals rounds as that on the values does, and rounding keeps the order, so that no value
 * lies outside the interval computed.
 */
import type { Cell } from "../columns/table.ts";
import { compareUtf8 } from "../columns/text_order.ts";
import type { Condition, NumberTerm, Operand, TextTerm, TimeTerm } from "./condition.ts";
import { calculateOne } from "./evaluate.ts";
import type { Operator } from "./expression.ts";
import { EQUAL, FALSE, GREATER, LESS, RELATIONS, TRUE, UNKNOWN } from "./truth.ts";

/** What is known of the values of a column in some rows. */
export interface ColumnBounds {
  /** No value is smaller; undefined if unknown. */
  readonly min: Cell | undefined;
  /** No value is larger; undefined if unknown. */
  readonly max: Cell | undefined;
  /** Whether there may be nulls. */
  readonly hasNulls: boolean;
  /** Whether there is nothing but nulls. */
  readonly isAllNull: boolean;
}

/** The bounds of a column by its name. */
export type BoundsOf = (column: string) => ColumnBounds;

/** Sets of truths, one bit for each. */
const CAN_BE = { [FALSE]: 1, [UNKNOWN]: 2, [TRUE]: 4 } as const;
const ANYTHING = 7;

/** Whether the condition may be true in one of the rows; true where nothing is known. */
export function mayBeTrue(condition: Condition, boundsOf: BoundsOf): boolean {
  return (possible(condition, boundsOf) & CAN_BE[TRUE]) !== 0;
}

/** The truths that the condition may have, as a set. */
function possible(condition: Condition, boundsOf: BoundsOf): number {
  switch (condition.kind) {
    case "truth":
      return CAN_BE[condition.value ? TRUE : FALSE];
    case "flagColumn":
      return possibleFlags(boundsOf(condition.column));
    case "compareNumbers":
      return possibleRelations(
        numberRange(condition.left, boundsOf),
        numberRange(condition.right, boundsOf),
        RELATIONS[condition.comparison],
        (a, b) => a - b,
      );
    case "compareTexts":
      return possibleRelations(
        textRange(condition.left, boundsOf),
        textRange(condition.right, boundsOf),
        RELATIONS[condition.comparison],
        compareUtf8,
      );
    case "compareTimes":
      return possibleRelations(
        timeRange(condition.left, boundsOf),
        timeRange(condition.right, boundsOf),
        RELATIONS[condition.comparison],
        (a, b) => a < b ? -1 : Number(a > b),
      );
    case "compareFlags":
      return ANYTHING;
    case "oneOfTexts":
      return possibleMembers(textRangeOf(boundsOf(condition.column)), condition.values);
    case "isNull":
      return possibleNulls(condition.operand, boundsOf);
    case "not":
      return reversed(possible(condition.of, boundsOf));
    case "and":
      return condition.parts.map((part) => possible(part, boundsOf)).reduce(leastOf);
    case "or":
      return reversed(
        condition.parts.map((part) => reversed(possible(part, boundsOf))).reduce(leastOf),
      );
  }
}

/** False and true change places. */
function reversed(set: number): number {
  return ((set & 1) << 2) | (set & 2) | ((set & 4) >> 2);
}

/** The truths that the lesser of two can be. */
function leastOf(a: number, b: number): number {
  let result = 0;
  for (const left of [1, 2, 4]) {
    for (const right of [1, 2, 4]) {
      if ((a & left) !== 0 && (b & right) !== 0) result |= Math.min(left, right);
    }
  }
  return result;
}

/** Values between two ends, and whether there are nulls besides; without ends any value. */
interface Range<T> {
  readonly ends: readonly [T, T] | undefined;
  readonly hasNulls: boolean;
  /** No values at all. */
  readonly isAllNull: boolean;
}

function nullPart({ hasNulls }: { readonly hasNulls: boolean }): number {
  return hasNulls ? CAN_BE[UNKNOWN] : 0;
}

function possibleFlags({ min, max, hasNulls, isAllNull }: ColumnBounds): number {
  if (isAllNull) return CAN_BE[UNKNOWN];
  const isKnown = typeof min === "boolean" && typeof max === "boolean";
  const flags = !isKnown ? 5 : (min ? 0 : CAN_BE[FALSE]) | (max ? CAN_BE[TRUE] : 0);
  return flags | nullPart({ hasNulls });
}

function possibleRelations<T>(
  left: Range<T>,
  right: Range<T>,
  wanted: number,
  compare: (a: T, b: T) => number,
): number {
  const nulls = nullPart(left) | nullPart(right);
  if (left.isAllNull || right.isAllNull) return CAN_BE[UNKNOWN];
  if (!left.ends || !right.ends) return CAN_BE[FALSE] | CAN_BE[TRUE] | nulls;
  const [leftMin, leftMax] = left.ends;
  const [rightMin, rightMax] = right.ends;
  let relations = 0;
  if (compare(leftMin, rightMax) < 0) relations |= LESS;
  if (compare(leftMax, rightMin) > 0) relations |= GREATER;
  if (compare(leftMin, rightMax) <= 0 && compare(leftMax, rightMin) >= 0) relations |= EQUAL;
  const canBeTrue = (relations & wanted) !== 0 ? CAN_BE[TRUE] : 0;
  const canBeFalse = (relations & ~wanted) !== 0 ? CAN_BE[FALSE] : 0;
  return canBeTrue | canBeFalse | nulls;
}

function possibleMembers(range: Range<string>, values: readonly string[]): number {
  if (range.isAllNull) return CAN_BE[UNKNOWN];
  const { ends } = range;
  const canBeTrue = values.some((value) => {
    return !ends || (compareUtf8(ends[0], value) <= 0 && compareUtf8(value, ends[1]) <= 0);
  });
  return (canBeTrue ? CAN_BE[TRUE] : 0) | CAN_BE[FALSE] | nullPart(range);
}

function possibleNulls(operand: Operand, boundsOf: BoundsOf): number {
  const isColumn = operand.kind === "textColumn" || operand.kind === "timeColumn" ||
    operand.kind === "numberColumn" || operand.kind === "flagColumn";
  if (!isColumn) return CAN_BE[FALSE] | CAN_BE[TRUE];
  const { hasNulls, isAllNull } = boundsOf(operand.column);
  if (isAllNull) return CAN_BE[TRUE];
  return CAN_BE[FALSE] | (hasNulls ? CAN_BE[TRUE] : 0);
}

function constant<T>(value: T): Range<T> {
  return { ends: [value, value], hasNulls: false, isAllNull: false };
}

function textRangeOf({ min, max, hasNulls, isAllNull }: ColumnBounds): Range<string> {
  const isKnown = typeof min === "string" && typeof max === "string";
  return { ends: isKnown ? [min, max] : undefined, hasNulls, isAllNull };
}

function textRange(term: TextTerm, boundsOf: BoundsOf): Range<string> {
  return term.kind === "text" ? constant(term.value) : textRangeOf(boundsOf(term.column));
}

function timeRange(term: TimeTerm, boundsOf: BoundsOf): Range<bigint> {
  if (term.kind === "time") return constant(term.value);
  const { min, max, hasNulls, isAllNull } = boundsOf(term.column);
  const isKnown = typeof min === "bigint" && typeof max === "bigint";
  return { ends: isKnown ? [min, max] : undefined, hasNulls, isAllNull };
}

function numberRange(term: NumberTerm, boundsOf: BoundsOf): Range<number> {
  switch (term.kind) {
    case "number":
      return constant(term.value);
    case "numberColumn":
      return columnRange(boundsOf(term.column));
    case "negate": {
      const { ends, ...rest } = numberRange(term.of, boundsOf);
      return { ...rest, ends: ends && [-ends[1], -ends[0]] };
    }
    case "calculate":
      return calculatedRange(
        numberRange(term.left, boundsOf),
        numberRange(term.right, boundsOf),
        term.operator,
      );
  }
}

function columnRange({ min, max, hasNulls, isAllNull }: ColumnBounds): Range<number> {
  const ends = [min, max].map((end) => typeof end === "bigint" ? Number(end) : end);
  const [low, high] = ends;
  const isKnown = typeof low === "number" && typeof high === "number" && low <= high;
  return { ends: isKnown ? [low, high] : undefined, hasNulls, isAllNull };
}

function calculatedRange(
  left: Range<number>,
  right: Range<number>,
  operator: Operator,
): Range<number> {
  const isAllNull = left.isAllNull || right.isAllNull;
  const anything = { ends: undefined, hasNulls: true, isAllNull };
  if (!left.ends || !right.ends) return anything;
  if (operator === "/" && right.ends[0] <= 0 && right.ends[1] >= 0) return anything;
  const corners = left.ends.flatMap((a) => right.ends!.map((b) => calculateOne(a, b, operator)));
  // An infinite end can give NaN here or in a row.
  if (!corners.every(Number.isFinite)) return anything;
  const hasNulls = left.hasNulls || right.hasNulls;
  return { ends: [Math.min(...corners), Math.max(...corners)], hasNulls, isAllNull };
}
