/** Conditions on rows, with names and types resolved: what expressions and flags become. */
import type { Comparison, Operator } from "./expression.ts";

/** A number per row: numbers, and dates as days since 1970-01-01. */
export type NumberTerm =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "numberColumn"; readonly column: string }
  | { readonly kind: "negate"; readonly of: NumberTerm }
  | {
    readonly kind: "calculate";
    readonly operator: Operator;
    readonly left: NumberTerm;
    readonly right: NumberTerm;
  };

/** A text per row. */
export type TextTerm =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "textColumn"; readonly column: string };

/** An instant per row, in nanoseconds since the Unix epoch. */
export type TimeTerm =
  | { readonly kind: "time"; readonly value: bigint }
  | { readonly kind: "timeColumn"; readonly column: string };

/**
 * A condition: true, false or, where a null keeps it from being either, unknown. A comparison with a null is unknown,
 * `and`, `or` and `not` follow SQL, and only rows where the whole is true are found.
 */
export type Condition =
  | { readonly kind: "truth"; readonly value: boolean }
  | { readonly kind: "flagColumn"; readonly column: string }
  | {
    readonly kind: "compareNumbers";
    readonly comparison: Comparison;
    readonly left: NumberTerm;
    readonly right: NumberTerm;
  }
  | {
    readonly kind: "compareTexts";
    readonly comparison: Comparison;
    readonly left: TextTerm;
    readonly right: TextTerm;
  }
  | {
    readonly kind: "compareTimes";
    readonly comparison: Comparison;
    readonly left: TimeTerm;
    readonly right: TimeTerm;
  }
  | {
    readonly kind: "compareFlags";
    readonly comparison: "=" | "!=";
    readonly left: Condition;
    readonly right: Condition;
  }
  | { readonly kind: "oneOfTexts"; readonly column: string; readonly values: readonly string[] }
  | { readonly kind: "isNull"; readonly operand: Operand }
  | { readonly kind: "not"; readonly of: Condition }
  | { readonly kind: "and" | "or"; readonly parts: readonly Condition[] };

/** Whatever a null test can be about. */
export type Operand = NumberTerm | TextTerm | TimeTerm | Condition;

/** Fulfilled by every row. */
export const ALWAYS: Condition = { kind: "truth", value: true };

/** Fulfilled where all parts are. */
export function all(parts: readonly Condition[]): Condition {
  if (parts.length === 1) return parts[0]!;
  return parts.length === 0 ? ALWAYS : { kind: "and", parts };
}

/** The names of the columns that a condition depends on, each once. */
export function columnsOf(condition: Condition): string[] {
  const names = new Set<string>();
  gather(condition, names);
  return [...names];
}

function gather(term: Operand, names: Set<string>): void {
  if ("column" in term) names.add(term.column);
  if ("left" in term) {
    gather(term.left, names);
    gather(term.right, names);
  }
  if ("of" in term) gather(term.of, names);
  if ("operand" in term) gather(term.operand, names);
  if ("parts" in term) { for (const part of term.parts) gather(part, names); }
}
