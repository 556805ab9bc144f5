/**
 * How the official tool escapes text. Strings and single characters follow different rules, and the rule for
 * characters gives JSON that is not valid for `'` and bytes that are not printable.
 */

/** How records are written as text. */
export type TextFormat = "json" | "ndjson" | "csv" | "tsv";

const SHORT_ESCAPES: Readonly<Record<number, string>> = {
  0x08: "\\b",
  0x09: "\\t",
  0x0a: "\\n",
  0x0c: "\\f",
  0x0d: "\\r",
  0x22: '\\"',
  0x2f: "\\/",
  0x5c: "\\\\",
};

/** A byte of a JSON string: the escape, or `undefined` if it stands for itself. */
export function jsonEscape(byte: number): string | undefined {
  return SHORT_ESCAPES[byte] ?? (byte < 0x20 ? unicodeEscape(byte) : undefined);
}

function unicodeEscape(code: number): string {
  return `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** A text as the inside of a JSON string. */
export function jsonText(text: string): string {
  return [...text].map((char) => jsonEscape(char.codePointAt(0)!) ?? char).join("");
}

/** The value of a `char` field. */
export function charValue(code: number, format: TextFormat): string {
  const isJson = format === "json" || format === "ndjson";
  if (code === 0) return isJson ? "null" : "";
  const text = format === "ndjson" ? validCharEscape(code) : charEscape(code);
  return isJson ? `"${text}"` : quoteField(text, format);
}

/** The value of an `enum_char` field. */
export function enumCharValue(code: number, format: TextFormat): string {
  const char = String.fromCharCode(code);
  const isJson = format === "json" || format === "ndjson";
  return isJson ? `"${jsonText(char)}"` : quoteField(char, format);
}

/** The rule of the official tool for characters: that of Rust's `escape_ascii`. */
function charEscape(code: number): string {
  const short: Readonly<Record<number, string>> = {
    0x09: "\\t",
    0x0a: "\\n",
    0x0d: "\\r",
    0x22: '\\"',
    0x27: "\\'",
    0x5c: "\\\\",
  };
  if (short[code]) return short[code];
  const isPrintable = code >= 0x20 && code < 0x7f;
  return isPrintable ? String.fromCharCode(code) : `\\x${code.toString(16).padStart(2, "0")}`;
}

/** The same where that is valid JSON, otherwise what JSON has for it. */
function validCharEscape(code: number): string {
  const escape = charEscape(code);
  if (code === 0x27) return "'";
  return escape.startsWith("\\x") ? unicodeEscape(code) : escape;
}

/** A field of CSV or TSV: in quotes only if it holds the delimiter, a quote or a line break. */
export function quoteField(text: string, format: TextFormat): string {
  const needsQuotes = text.includes(delimiterOf(format)) || /["\r\n]/.test(text);
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What separates the fields of a line. */
export function delimiterOf(format: TextFormat): string {
  return format === "tsv" ? "\t" : ",";
}
