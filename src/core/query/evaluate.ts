/** Conditions on columns, one loop per part of a condition and no object per row. */
import type { Cell } from "../columns/table.ts";
import { compareUtf8 } from "../columns/text_order.ts";
import type { Condition, NumberTerm, Operand, TextTerm, TimeTerm } from "./condition.ts";
import type { Operator } from "./expression.ts";
import type { RowBatch } from "./row_batch.ts";
import { EQUAL, FALSE, GREATER, LESS, RELATIONS, TRUE, UNKNOWN } from "./truth.ts";

/**
 * The truth of a condition in each row.
 *
 * @returns One of `FALSE`, `UNKNOWN` and `TRUE` per row.
 */
export function evaluate(condition: Condition, batch: RowBatch): Uint8Array {
  switch (condition.kind) {
    case "truth":
      return new Uint8Array(batch.length).fill(condition.value ? TRUE : FALSE);
    case "flagColumn":
      return batch.truths(condition.column);
    case "compareNumbers": {
      const { left, right, comparison } = condition;
      return compareNumbers(
        numbersOf(left, batch),
        numbersOf(right, batch),
        RELATIONS[comparison],
      );
    }
    case "compareTexts": {
      const { left, right, comparison } = condition;
      return compareTexts(textsOf(left, batch), textsOf(right, batch), RELATIONS[comparison]);
    }
    case "compareTimes": {
      const { left, right, comparison } = condition;
      return compareTimes(timesOf(left, batch), timesOf(right, batch), RELATIONS[comparison]);
    }
    case "compareFlags":
      return compareFlags(
        evaluate(condition.left, batch),
        evaluate(condition.right, batch),
        RELATIONS[condition.comparison],
      );
    case "oneOfTexts":
      return oneOfTexts(batch.cells(condition.column), condition.values);
    case "isNull":
      return isNull(condition.operand, batch);
    case "not":
      return evaluate(condition.of, batch).map((truth) => TRUE - truth);
    case "and":
      return combine(condition.parts, batch, Math.min);
    case "or":
      return combine(condition.parts, batch, Math.max);
  }
}

/** With false before unknown before true, `and` is the least and `or` the greatest of its parts. */
function combine(
  parts: readonly Condition[],
  batch: RowBatch,
  pick: (a: number, b: number) => number,
): Uint8Array {
  const truths = evaluate(parts[0]!, batch);
  for (const part of parts.slice(1)) {
    const others = evaluate(part, batch);
    for (let i = 0; i < truths.length; i++) truths[i] = pick(truths[i]!, others[i]!);
  }
  return truths;
}

function numbersOf(term: NumberTerm, batch: RowBatch): Float64Array {
  switch (term.kind) {
    case "number":
      return new Float64Array(batch.length).fill(term.value);
    case "numberColumn":
      return batch.numbers(term.column);
    case "negate":
      return numbersOf(term.of, batch).map((value) => -value);
    case "calculate":
      return calculate(numbersOf(term.left, batch), numbersOf(term.right, batch), term.operator);
  }
}

/** One step of arithmetic; null (`NaN`) of a null, and of a division by zero. */
export function calculateOne(a: number, b: number, operator: Operator): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0 ? NaN : a / b;
  }
}

function calculate(left: Float64Array, right: Float64Array, operator: Operator): Float64Array {
  const results = new Float64Array(left.length);
  for (let i = 0; i < results.length; i++) results[i] = calculateOne(left[i]!, right[i]!, operator);
  return results;
}

function compareNumbers(left: Float64Array, right: Float64Array, wanted: number): Uint8Array {
  const truths = new Uint8Array(left.length);
  for (let i = 0; i < truths.length; i++) {
    const a = left[i]!;
    const b = right[i]!;
    const relation = a < b ? LESS : a > b ? GREATER : a === b ? EQUAL : 0; // 0: a null
    truths[i] = relation === 0 ? UNKNOWN : (relation & wanted) !== 0 ? TRUE : FALSE;
  }
  return truths;
}

/** Values of a term: those of the rows, or one for all of them. */
type Values<T> = { readonly cells: ArrayLike<Cell> } | { readonly same: T; readonly rows: number };

function textsOf(term: TextTerm, batch: RowBatch): Values<string> {
  if (term.kind === "text") return { same: term.value, rows: batch.length };
  return { cells: batch.cells(term.column) };
}

function timesOf(term: TimeTerm, batch: RowBatch): Values<bigint> {
  if (term.kind === "time") return { same: term.value, rows: batch.length };
  return { cells: batch.cells(term.column) };
}

function lengthOf<T>(values: Values<T>): number {
  return "cells" in values ? values.cells.length : values.rows;
}

function valueAt<T extends Cell>(values: Values<T>, row: number): Cell {
  return "cells" in values ? values.cells[row]! : values.same;
}

function relationOfTexts(a: string, b: string): number {
  if (a === b) return EQUAL;
  return compareUtf8(a, b) < 0 ? LESS : GREATER;
}

/** The usual case: a column and one text. */
function equalTexts(cells: ArrayLike<Cell>, text: string, isWanted: boolean): Uint8Array {
  const truths = new Uint8Array(cells.length);
  for (let i = 0; i < truths.length; i++) {
    const cell = cells[i]!;
    truths[i] = cell === null ? UNKNOWN : (cell === text) === isWanted ? TRUE : FALSE;
  }
  return truths;
}

function compareTexts(left: Values<string>, right: Values<string>, wanted: number): Uint8Array {
  const isOnlyEquality = wanted === EQUAL || wanted === (LESS | GREATER);
  if (isOnlyEquality && "cells" in left && "same" in right) {
    return equalTexts(left.cells, right.same, wanted === EQUAL);
  }
  const truths = new Uint8Array(lengthOf(left));
  for (let i = 0; i < truths.length; i++) {
    const a = valueAt(left, i);
    const b = valueAt(right, i);
    if (typeof a !== "string" || typeof b !== "string") {
      truths[i] = UNKNOWN;
      continue;
    }
    const relation = isOnlyEquality ? (a === b ? EQUAL : LESS) : relationOfTexts(a, b);
    truths[i] = (relation & wanted) !== 0 ? TRUE : FALSE;
  }
  return truths;
}

function compareTimes(left: Values<bigint>, right: Values<bigint>, wanted: number): Uint8Array {
  const truths = new Uint8Array(lengthOf(left));
  for (let i = 0; i < truths.length; i++) {
    const a = valueAt(left, i);
    const b = valueAt(right, i);
    if (typeof a !== "bigint" || typeof b !== "bigint") {
      truths[i] = UNKNOWN;
      continue;
    }
    const relation = a < b ? LESS : a > b ? GREATER : EQUAL;
    truths[i] = (relation & wanted) !== 0 ? TRUE : FALSE;
  }
  return truths;
}

function compareFlags(left: Uint8Array, right: Uint8Array, wanted: number): Uint8Array {
  return left.map((a, i) => {
    const b = right[i]!;
    if (a === UNKNOWN || b === UNKNOWN) return UNKNOWN;
    return ((a === b ? EQUAL : LESS) & wanted) !== 0 ? TRUE : FALSE;
  });
}

function oneOfTexts(cells: ArrayLike<Cell>, values: readonly string[]): Uint8Array {
  const wanted = new Set<Cell>(values);
  const truths = new Uint8Array(cells.length);
  // Neighbours are often equal, and always so in a sorted column.
  let previous: Cell = null;
  let truth = UNKNOWN;
  for (let i = 0; i < truths.length; i++) {
    const cell = cells[i]!;
    if (cell !== previous) {
      previous = cell;
      truth = cell === null ? UNKNOWN : wanted.has(cell) ? TRUE : FALSE;
    }
    truths[i] = truth;
  }
  return truths;
}

function isNull(operand: Operand, batch: RowBatch): Uint8Array {
  const truths = new Uint8Array(batch.length);
  const mark = (isNullAt: (row: number) => boolean) => {
    for (let i = 0; i < truths.length; i++) truths[i] = isNullAt(i) ? TRUE : FALSE;
    return truths;
  };
  switch (operand.kind) {
    case "text":
    case "time":
      return truths;
    case "textColumn":
    case "timeColumn": {
      const cells = batch.cells(operand.column);
      return mark((row) => cells[row] === null);
    }
    case "number":
    case "numberColumn":
    case "negate":
    case "calculate": {
      const numbers = numbersOf(operand, batch);
      return mark((row) => Number.isNaN(numbers[row]));
    }
    default: {
      const values = evaluate(operand, batch);
      return mark((row) => values[row] === UNKNOWN);
    }
  }
}
