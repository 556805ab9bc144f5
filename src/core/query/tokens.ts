/** The text of an expression as words and signs. */
import type { Span } from "./expression.ts";
import { expressionError } from "./expression_error.ts";

/** Words with a meaning of their own, in any case. */
const KEYWORDS = ["and", "or", "not", "in", "is", "null", "between", "true", "false"] as const;

/** One of the words with a meaning. */
export type Keyword = (typeof KEYWORDS)[number];

/** A word or sign and where it stands. */
export type Token =
  | { readonly kind: "number"; readonly value: number; readonly span: Span }
  | { readonly kind: "text"; readonly value: string; readonly span: Span }
  | { readonly kind: "moment"; readonly value: string; readonly span: Span }
  | { readonly kind: "name"; readonly value: string; readonly span: Span }
  | { readonly kind: "keyword"; readonly value: Keyword; readonly span: Span }
  | { readonly kind: "sign"; readonly value: string; readonly span: Span }
  | { readonly kind: "end"; readonly span: Span };

const SPACE = /\s+/y;
const MOMENT = /\d{4}-\d{2}-\d{2}(T[0-9:.]+(Z|[+-]\d{2}:?\d{2}))?(?![\w.])/y;
const NUMBER = /(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?(?![\w.])/y;
const NAME = /[A-Za-z_]\w*(\.[A-Za-z_]\w*)?/y;
const SIGN = /<=|>=|!=|<>|==|[=<>+\-*/(),]/y;

/** Spellings that mean another sign. */
const SAME_SIGN: Readonly<Record<string, string>> = { "==": "=", "<>": "!=" };

function isKeyword(word: string): word is Keyword {
  const words: readonly string[] = KEYWORDS;
  return words.includes(word);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** A text in single or double quotes; a quote inside is written twice. */
function readText(text: string, from: number): Token {
  const quote = text[from]!;
  let value = "";
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] !== quote) value += text[at];
    else if (text[at + 1] === quote) value += text[at++];
    else return { kind: "text", value, span: { from, to: at + 1 } };
  }
  throw expressionError(text, { from, to: from + 1 }, `the text that begins here has no end`);
}

function readWord(text: string, from: number): Token | undefined {
  const moment = matchAt(MOMENT, text, from);
  if (moment !== undefined) {
    return { kind: "moment", value: moment, span: { from, to: from + moment.length } };
  }
  const number = matchAt(NUMBER, text, from);
  if (number !== undefined) {
    return { kind: "number", value: Number(number), span: { from, to: from + number.length } };
  }
  const name = matchAt(NAME, text, from);
  if (name !== undefined) {
    const span = { from, to: from + name.length };
    const word = name.toLowerCase();
    return isKeyword(word)
      ? { kind: "keyword", value: word, span }
      : { kind: "name", value: name, span };
  }
  const sign = matchAt(SIGN, text, from);
  if (sign === undefined) return undefined;
  return { kind: "sign", value: SAME_SIGN[sign] ?? sign, span: { from, to: from + sign.length } };
}

function unknownCharacter(text: string, from: number): Error {
  const malformed = matchAt(/[\w.]+/y, text, from);
  if (malformed !== undefined) {
    const what = `"${malformed}" is neither a number nor a name`;
    return expressionError(text, { from, to: from + malformed.length }, what);
  }
  const character = String.fromCodePoint(text.codePointAt(from)!);
  const hint = character === "&" || character === "|" || character === "!"
    ? "write and, or, not"
    : undefined;
  const span = { from, to: from + character.length };
  return expressionError(text, span, `"${character}" has no meaning here`, hint);
}

/**
 * Splits an expression; the last token is `end`.
 *
 * @throws {MomoError} `usage` at the first character that has no meaning.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const space = matchAt(SPACE, text, at);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const isQuote = text[at] === "'" || text[at] === '"';
    const token = isQuote ? readText(text, at) : readWord(text, at);
    if (token === undefined) throw unknownCharacter(text, at);
    tokens.push(token);
    at = token.span.to;
  }
  tokens.push({ kind: "end", span: { from: text.length, to: text.length } });
  return tokens;
}
