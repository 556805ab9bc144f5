/** What an expression says, before names and types are looked up. */

/** A stretch of the text: `from` to `to`, the latter excluded. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Signs that compare, in their one spelling. */
export const COMPARISONS = ["=", "!=", "<", "<=", ">", ">="] as const;

/** One of `COMPARISONS`. */
export type Comparison = (typeof COMPARISONS)[number];

/** Signs that calculate. */
export type Operator = "+" | "-" | "*" | "/";

/** A written value: a date or an instant stands as its text. */
export type Literal =
  | { readonly kind: "number"; readonly value: number; readonly span: Span }
  | { readonly kind: "text"; readonly value: string; readonly span: Span }
  | { readonly kind: "moment"; readonly value: string; readonly span: Span }
  | { readonly kind: "flag"; readonly value: boolean; readonly span: Span }
  | { readonly kind: "null"; readonly span: Span };

/** An expression as a tree; chains of `and` and of `or` are one node each. */
export type Expression =
  | Literal
  | { readonly kind: "name"; readonly name: string; readonly span: Span }
  | { readonly kind: "negate"; readonly of: Expression; readonly span: Span }
  | {
    readonly kind: "calculate";
    readonly operator: Operator;
    readonly left: Expression;
    readonly right: Expression;
    readonly span: Span;
  }
  | {
    readonly kind: "compare";
    readonly comparison: Comparison;
    readonly left: Expression;
    readonly right: Expression;
    readonly span: Span;
  }
  | {
    readonly kind: "oneOf";
    readonly operand: Expression;
    readonly items: readonly Expression[];
    readonly span: Span;
  }
  | { readonly kind: "isNull"; readonly operand: Expression; readonly span: Span }
  | { readonly kind: "not"; readonly of: Expression; readonly span: Span }
  | {
    readonly kind: "and" | "or";
    readonly parts: readonly Expression[];
    readonly span: Span;
  };
