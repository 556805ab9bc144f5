import { MomoError } from "../error.ts";
import type { Span } from "./expression.ts";

/** Characters of a long expression that are shown on either side of the place. */
const SHOWN = 40;

/** What stands before and after a place of a long text, on one line. */
function excerpt(text: string, from: number): { line: string; column: number } {
  const start = from <= SHOWN ? 0 : from - SHOWN;
  const end = Math.min(text.length, from + SHOWN);
  const head = start > 0 ? "…" : "";
  const tail = end < text.length ? "…" : "";
  const line = head + text.slice(start, end).replace(/\p{Cc}/gu, " ") + tail;
  return { line, column: head.length + from - start };
}

/**
 * The failure of an expression: says what is wrong, shows the expression, and marks the place.
 *
 * @param what The state and what was wanted, after `Cannot read the expression: `.
 */
export function expressionError(
  text: string,
  { from, to }: Span,
  what: string,
  hint?: string,
): MomoError {
  const { line, column } = excerpt(text, from);
  const width = Math.max(1, Math.min(to - from, line.length - column));
  const mark = `${" ".repeat(column)}${"^".repeat(width)}`;
  const message = `Cannot read the expression at character ${from + 1}: ${what}`;
  return new MomoError("usage", `${message}\n\n  ${line}\n  ${mark}`, { hint });
}
