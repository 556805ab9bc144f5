/**
 * Expressions as users write them: `eod_rvol >= 3 and (gap_pct > 0.1 or symbol in ('MLGO', 'ABCD'))`.
 *
 * ```text
 * or         = and { "or" and }
 * and        = not { "and" not }
 * not        = "not" not | comparison
 * comparison = sum [ ("=" | "!=" | "<" | "<=" | ">" | ">=") sum | ["not"] "in" "(" sum { "," sum } ")"
 *            | ["not"] "between" sum "and" sum | "is" ["not"] "null" ]
 * sum        = product { ("+" | "-") product }
 * product    = sign { ("*" | "/") sign }
 * sign       = "-" sign | value
 * value      = number | text | date | instant | "true" | "false" | "null" | name | "(" or ")"
 * ```
 */
import {
  type Comparison,
  COMPARISONS,
  type Expression,
  type Operator,
  type Span,
} from "./expression.ts";
import { expressionError } from "./expression_error.ts";
import { type Keyword, type Token, tokenize } from "./tokens.ts";

/** Parentheses, signs and `not` inside one another; more would only be a mistake, or an attack on the stack. */
const DEEPEST = 200;
/** Operators of one sum or product, for the same reason. */
const LONGEST_CHAIN = 1000;

function join(a: Span, b: Span): Span {
  return { from: a.from, to: b.to };
}

function nameOf(token: Token): string {
  switch (token.kind) {
    case "end":
      return "the end";
    case "text":
      return `the text "${token.value}"`;
    default:
      return `"${token.value}"`;
  }
}

/** Reads tokens from left to right; each method reads what the grammar names so. */
class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  whole(): Expression {
    const expression = this.#or();
    if (this.#next.kind !== "end") throw this.#unexpected("and, or, or the end");
    return expression;
  }

  get #next(): Token {
    return this.#tokens[this.#at]!; // the last one, the end, is never passed
  }

  #unexpected(wanted: string): Error {
    const token = this.#next;
    const what = `expected ${wanted}, got ${nameOf(token)}`;
    return expressionError(this.#text, token.span, what);
  }

  #take(): Token {
    const token = this.#next;
    if (token.kind !== "end") this.#at++;
    return token;
  }

  #takesKeyword(word: Keyword): boolean {
    const token = this.#next;
    const isIt = token.kind === "keyword" && token.value === word;
    if (isIt) this.#at++;
    return isIt;
  }

  #sign(): string | undefined {
    const token = this.#next;
    return token.kind === "sign" ? token.value : undefined;
  }

  #takesSign(sign: string): boolean {
    const isIt = this.#sign() === sign;
    if (isIt) this.#at++;
    return isIt;
  }

  #deeper(read: () => Expression): Expression {
    if (++this.#depth > DEEPEST) {
      throw expressionError(this.#text, this.#next.span, `more than ${DEEPEST} levels are nested`);
    }
    const expression = read();
    this.#depth--;
    return expression;
  }

  #chain(kind: "and" | "or", read: () => Expression): Expression {
    const parts = [read()];
    while (this.#takesKeyword(kind)) parts.push(read());
    if (parts.length === 1) return parts[0]!;
    return { kind, parts, span: join(parts[0]!.span, parts.at(-1)!.span) };
  }

  #or(): Expression {
    return this.#chain("or", () => this.#chain("and", () => this.#not()));
  }

  #not(): Expression {
    const { span } = this.#next;
    if (!this.#takesKeyword("not")) return this.#comparison();
    const of = this.#deeper(() => this.#not());
    return { kind: "not", of, span: join(span, of.span) };
  }

  #comparison(): Expression {
    const left = this.#sum();
    const sign = this.#sign();
    const comparison = COMPARISONS.find((known) => known === sign);
    if (comparison !== undefined) return this.#compare(left, comparison);
    if (this.#takesKeyword("is")) return this.#isNull(left);
    const isNegated = this.#takesKeyword("not");
    const condition = this.#takesKeyword("in")
      ? this.#oneOf(left)
      : this.#takesKeyword("between")
      ? this.#between(left)
      : undefined;
    if (condition === undefined) {
      if (isNegated) throw this.#unexpected("in or between after not");
      return left;
    }
    return isNegated ? { kind: "not", of: condition, span: condition.span } : condition;
  }

  #compare(left: Expression, comparison: Comparison): Expression {
    this.#at++;
    const right = this.#sum();
    const sign = this.#sign();
    if (COMPARISONS.some((known) => known === sign)) throw this.#unexpected("and, or, or the end");
    return { kind: "compare", comparison, left, right, span: join(left.span, right.span) };
  }

  #isNull(operand: Expression): Expression {
    const isNegated = this.#takesKeyword("not");
    const { span: end } = this.#next;
    if (!this.#takesKeyword("null")) {
      throw this.#unexpected(isNegated ? "null" : "null or not null");
    }
    const span = join(operand.span, end);
    const isNull: Expression = { kind: "isNull", operand, span };
    return isNegated ? { kind: "not", of: isNull, span } : isNull;
  }

  #oneOf(operand: Expression): Expression {
    if (!this.#takesSign("(")) throw this.#unexpected('"(" after in');
    const items: Expression[] = [];
    do items.push(this.#sum()); while (this.#takesSign(","));
    const { span: end } = this.#next;
    if (!this.#takesSign(")")) throw this.#unexpected('"," or ")"');
    return { kind: "oneOf", operand, items, span: join(operand.span, end) };
  }

  #between(operand: Expression): Expression {
    const low = this.#sum();
    if (!this.#takesKeyword("and")) throw this.#unexpected("and, then the upper bound");
    const high = this.#sum();
    const span = join(operand.span, high.span);
    const parts: Expression[] = [
      { kind: "compare", comparison: ">=", left: operand, right: low, span },
      { kind: "compare", comparison: "<=", left: operand, right: high, span },
    ];
    return { kind: "and", parts, span };
  }

  #calculation(operators: readonly Operator[], read: () => Expression): Expression {
    let left = read();
    for (let length = 1;; length++) {
      const sign = this.#sign();
      const operator = operators.find((known) => known === sign);
      if (operator === undefined) return left;
      if (length > LONGEST_CHAIN) {
        const what = `more than ${LONGEST_CHAIN} operators stand in a row`;
        throw expressionError(this.#text, this.#next.span, what);
      }
      this.#at++;
      const right = read();
      left = { kind: "calculate", operator, left, right, span: join(left.span, right.span) };
    }
  }

  #sum(): Expression {
    return this.#calculation(["+", "-"], () => {
      return this.#calculation(["*", "/"], () => this.#signed());
    });
  }

  #signed(): Expression {
    const { span } = this.#next;
    if (!this.#takesSign("-")) return this.#value();
    const of = this.#deeper(() => this.#signed());
    return { kind: "negate", of, span: join(span, of.span) };
  }

  #value(): Expression {
    const token = this.#next;
    if (this.#takesSign("(")) {
      const inner = this.#deeper(() => this.#or());
      if (!this.#takesSign(")")) throw this.#unexpected('")"');
      return inner;
    }
    const { span } = token;
    switch (token.kind) {
      case "number":
      case "text":
      case "moment":
        this.#take();
        return token;
      case "name":
        this.#take();
        return { kind: "name", name: token.value, span };
      case "keyword":
        if (this.#takesKeyword("null")) return { kind: "null", span };
        if (this.#takesKeyword("true")) return { kind: "flag", value: true, span };
        if (this.#takesKeyword("false")) return { kind: "flag", value: false, span };
    }
    throw this.#unexpected("a column or a value");
  }
}

/**
 * Reads an expression.
 *
 * @throws {MomoError} `usage` if it is not one, with a mark under the place.
 */
export function parseExpression(text: string): Expression {
  return new Parser(text).whole();
}
