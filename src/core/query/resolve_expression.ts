/** Looking up the names of an expression and checking that its parts fit together. */
import type { ColumnSpec } from "../columns/table.ts";
import { MomoError } from "../error.ts";
import { parseDate } from "../time/dates.ts";
import { parseTimePoint } from "../time/time_point.ts";
import type { QueryColumns } from "./column_names.ts";
import { suggestValue, valuesOf } from "./column_values.ts";
import type { Condition, NumberTerm, Operand, TextTerm, TimeTerm } from "./condition.ts";
import type { Comparison, Expression, Operator, Span } from "./expression.ts";
import { expressionError } from "./expression_error.ts";
import { parseExpression } from "./parse_expression.ts";

/** What names mean, and what to say about those that mean nothing. */
export interface Names {
  readonly columns: QueryColumns;
  /** A hint for an unknown name. */
  readonly suggest: (name: string) => string | undefined;
}

/** A part of an expression and what it is. */
type Value =
  | { readonly type: "number" | "date"; readonly term: NumberTerm; readonly isFloat32?: boolean }
  | { readonly type: "text"; readonly term: TextTerm }
  | { readonly type: "instant"; readonly term: TimeTerm }
  | { readonly type: "flag"; readonly term: Condition }
  | { readonly type: "null" };

const TYPE_NAMES: Readonly<Record<Value["type"], string>> = {
  number: "a number",
  date: "a date",
  text: "a text",
  instant: "a time",
  flag: "true or false",
  null: "null",
};

/**
 * Reads an expression as a condition on rows.
 *
 * Constants are compared with float32 columns in the precision of these, so that `= 0.1` finds what is printed as 0.1.
 *
 * @throws {MomoError} `usage` if it is malformed, names no column, compares what cannot be compared, or looks for a text
 * that the column never holds; the message shows the place.
 */
export function resolveExpression(text: string, names: Names): Condition {
  return new Resolver(text, names).condition(parseExpression(text));
}

class Resolver {
  readonly #text: string;
  readonly #names: Names;

  constructor(text: string, names: Names) {
    this.#text = text;
    this.#names = names;
  }

  condition(expression: Expression): Condition {
    const value = this.#value(expression);
    if (value.type === "flag") return value.term;
    const what = `expected a condition, got ${TYPE_NAMES[value.type]}`;
    throw this.#error(expression.span, what, "compare it, such as `eod_rvol >= 3`");
  }

  #error(span: Span, what: string, hint?: string): MomoError {
    return expressionError(this.#text, span, what, hint);
  }

  #value(expression: Expression): Value {
    switch (expression.kind) {
      case "number":
        return { type: "number", term: { kind: "number", value: expression.value } };
      case "text":
        return { type: "text", term: { kind: "text", value: expression.value } };
      case "moment":
        return this.#moment(expression.value, expression.span);
      case "null":
        return { type: "null" };
      case "name":
        return this.#column(expression.name, expression.span);
      case "negate":
        return { type: "number", term: { kind: "negate", of: this.#number(expression.of) } };
      case "calculate":
        return this.#calculation(expression);
      default:
        return { type: "flag", term: this.#truth(expression) };
    }
  }

  #truth(
    expression: Extract<
      Expression,
      { kind: "flag" | "compare" | "oneOf" | "isNull" | "not" | "and" | "or" }
    >,
  ): Condition {
    switch (expression.kind) {
      case "flag":
        return { kind: "truth", value: expression.value };
      case "not":
        return { kind: "not", of: this.condition(expression.of) };
      case "and":
      case "or":
        return {
          kind: expression.kind,
          parts: expression.parts.map((part) => this.condition(part)),
        };
      case "isNull":
        return { kind: "isNull", operand: this.#operand(expression.operand) };
      case "oneOf":
        return this.#oneOf(expression.operand, expression.items);
      case "compare":
        return this.#compare(expression.comparison, expression.left, expression.right);
    }
  }

  #operand(expression: Expression): Operand {
    const value = this.#value(expression);
    if (value.type !== "null") return value.term;
    throw this.#error(expression.span, "expected a column before is null, got null");
  }

  #column(name: string, span: Span): Value {
    const spec = this.#names.columns.get(name);
    if (spec !== undefined) return this.#columnValue(spec, name, span);
    const hint = this.#names.suggest(name) ?? `write a text in quotes: '${name}'`;
    throw this.#error(span, `there is no column "${name}"`, hint);
  }

  #columnValue({ type }: ColumnSpec, column: string, span: Span): Value {
    switch (type) {
      case "string":
        return { type: "text", term: { kind: "textColumn", column } };
      case "bool":
        return { type: "flag", term: { kind: "flagColumn", column } };
      case "timestamp":
        return { type: "instant", term: { kind: "timeColumn", column } };
      case "date":
        return { type: "date", term: { kind: "numberColumn", column } };
      case "string[]":
      case "int32[]":
        throw this.#error(span, `"${column}" is a list, which no condition can use`);
      default: {
        const term: NumberTerm = { kind: "numberColumn", column };
        return { type: "number", term, isFloat32: type === "float32" };
      }
    }
  }

  #moment(text: string, span: Span): Value {
    const point = parseTimePoint(text);
    if (point === undefined) throw this.#error(span, `"${text}" is no date or time that exists`);
    if (point.kind === "instant") {
      return { type: "instant", term: { kind: "time", value: point.epochNs } };
    }
    return { type: "date", term: { kind: "number", value: point.day } };
  }

  #number(expression: Expression): NumberTerm {
    const value = this.#value(expression);
    if (value.type === "number") return value.term;
    const what = `expected a number, got ${TYPE_NAMES[value.type]}`;
    throw this.#error(expression.span, what);
  }

  #calculation(expression: Extract<Expression, { kind: "calculate" }>): Value {
    const { operator, left, right } = expression;
    const [a, b] = [this.#value(left), this.#value(right)];
    const type = calculatedType(a.type, operator, b.type);
    const areNumbers = (a.type === "number" || a.type === "date") &&
      (b.type === "number" || b.type === "date");
    if (type !== undefined && areNumbers) {
      return { type, term: { kind: "calculate", operator, left: a.term, right: b.term } };
    }
    const what = `cannot calculate ${TYPE_NAMES[a.type]} ${operator} ${TYPE_NAMES[b.type]}`;
    throw this.#error(expression.span, what);
  }

  #compare(comparison: Comparison, left: Expression, right: Expression): Condition {
    const [a, b] = [this.#value(left), this.#value(right)];
    this.#refuseNull(comparison, a, left.span);
    this.#refuseNull(comparison, b, right.span);
    this.#refuseUnknownText(comparison, a, b, right.span);
    this.#refuseUnknownText(comparison, b, a, left.span);
    const span = { from: left.span.from, to: right.span.to };
    return this.#compareValues(
      comparison,
      this.#like(a, b, left.span),
      this.#like(b, a, right.span),
      span,
    );
  }

  #refuseNull(comparison: Comparison, value: Value, span: Span): void {
    if (value.type !== "null") return;
    const hint = comparison === "!=" ? "write `is not null`" : "write `is null`";
    throw this.#error(span, "nothing is equal to null, larger or smaller", hint);
  }

  /** A text that a column never holds, which no row would equal. */
  #refuseUnknownText(comparison: Comparison, column: Value, text: Value, span: Span): void {
    if (comparison !== "=" && comparison !== "!=") return;
    if (column.type !== "text" || column.term.kind !== "textColumn") return;
    if (text.type !== "text" || text.term.kind !== "text") return;
    const values = valuesOf(column.term.column);
    if (values === undefined || values.includes(text.term.value)) return;
    const what = `"${text.term.value}" is no value of ${column.term.column}`;
    throw this.#error(span, what, suggestValue(text.term.value, values));
  }

  #compareValues(comparison: Comparison, a: Value, b: Value, span: Span): Condition {
    if ((a.type === "number" || a.type === "date") && b.type === a.type) {
      const left = b.isFloat32 ? narrowed(a.term) : a.term;
      const right = a.isFloat32 ? narrowed(b.term) : b.term;
      return { kind: "compareNumbers", comparison, left, right };
    }
    if (a.type === "text" && b.type === "text") {
      return { kind: "compareTexts", comparison, left: a.term, right: b.term };
    }
    if (a.type === "instant" && b.type === "instant") {
      return { kind: "compareTimes", comparison, left: a.term, right: b.term };
    }
    if (a.type === "flag" && b.type === "flag") {
      if (comparison === "=" || comparison === "!=") {
        return { kind: "compareFlags", comparison, left: a.term, right: b.term };
      }
      throw this.#error(span, `true and false cannot be compared by "${comparison}"`);
    }
    const isDay = [a.type, b.type].sort().join() === "date,instant";
    const hint = isDay ? "write an instant such as 2025-03-24T13:30:00Z" : undefined;
    throw this.#error(
      span,
      `cannot compare ${TYPE_NAMES[a.type]} with ${TYPE_NAMES[b.type]}`,
      hint,
    );
  }

  /** A written text where a date or a time is wanted is read as one. */
  #like(value: Value, other: Value, span: Span): Value {
    if (value.type !== "text" || value.term.kind !== "text") return value;
    if (other.type !== "date" && other.type !== "instant") return value;
    const text = value.term.value;
    if (other.type === "instant") return this.#moment(text, span);
    try {
      return { type: "date", term: { kind: "number", value: parseDate(text) } };
    } catch (error) {
      if (!(error instanceof MomoError)) throw error;
      throw this.#error(span, `"${text}" is no date, wanted YYYY-MM-DD`);
    }
  }

  #oneOf(operand: Expression, items: readonly Expression[]): Condition {
    const value = this.#value(operand);
    if (value.type === "text" && value.term.kind === "textColumn") {
      const values = items.map((item) => {
        const text = this.#value(item);
        this.#refuseUnknownText("=", value, text, item.span);
        return text.type === "text" && text.term.kind === "text" ? text.term.value : undefined;
      });
      if (values.every((text) => text !== undefined)) {
        return { kind: "oneOfTexts", column: value.term.column, values };
      }
    }
    const parts = items.map((item) => this.#compare("=", operand, item));
    return parts.length === 1 ? parts[0]! : { kind: "or", parts };
  }
}

/** What can be calculated. Dates move by days, and the difference of two is a number. */
const CALCULATIONS: Readonly<Record<string, "number" | "date">> = {
  "date - date": "number",
  "date + number": "date",
  "date - number": "date",
  "number + date": "date",
};

function calculatedType(left: string, operator: Operator, right: string) {
  if (left === "number" && right === "number") return "number";
  return CALCULATIONS[`${left} ${operator} ${right}`];
}

/** A constant in the precision of float32. */
function narrowed(term: NumberTerm): NumberTerm {
  if (term.kind === "negate") return { kind: "negate", of: narrowed(term.of) };
  return term.kind === "number" ? { kind: "number", value: Math.fround(term.value) } : term;
}
