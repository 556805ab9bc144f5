/** The rules of text output once more, by strings; for comparison in tests. */
import { fieldsOf, type OracleField, type OracleRecord, oracleText } from "./oracle.ts";
import type { OracleLayout } from "./oracle_layouts.ts";

export interface OracleStyle {
  readonly format: "json" | "ndjson" | "csv" | "tsv";
  readonly prettyPrices?: boolean;
  readonly prettyTimes?: boolean;
  readonly indent?: boolean;
}

/** Null stands for an absent value; JSON text otherwise, or the raw text of a CSV field. */
interface Rendered {
  readonly text: string | null;
  readonly isQuoted: boolean;
}

const UNDEF_PX = 2n ** 63n - 1n;
const UNDEF_TS = 2n ** 64n - 1n;

function decimalPrice(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(10, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

function isoTime(value: bigint): string {
  const seconds = new Date(Number(value / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(value % 1_000_000_000n).padStart(9, "0")}Z`;
}

function jsonString(text: string): string {
  const short = new Map([['"', '\\"'], ["\\", "\\\\"], ["/", "\\/"], ["\b", "\\b"], ["\f", "\\f"]]);
  short.set("\n", "\\n").set("\r", "\\r").set("\t", "\\t");
  let out = "";
  for (const char of text) {
    const code = char.codePointAt(0)!;
    const long = "\\u00" + code.toString(16).padStart(2, "0").toUpperCase();
    out += short.get(char) ?? (code < 32 ? long : char);
  }
  return out;
}

function charText(code: number, format: OracleStyle["format"]): string {
  const char = String.fromCharCode(code);
  if (char === "'") return format === "ndjson" ? "'" : "\\'";
  if (char === '"') return '\\"';
  if (char === "\\") return "\\\\";
  if (char === "\t") return "\\t";
  if (char === "\r") return "\\r";
  if (char === "\n") return "\\n";
  if (code >= 32 && code <= 126) return char;
  const hex = code.toString(16).padStart(2, "0");
  return format === "ndjson" ? "\\u00" + hex.toUpperCase() : "\\x" + hex;
}

function render(field: OracleField, record: OracleRecord, style: OracleStyle): Rendered {
  const value = record[field.name]!;
  const isJson = style.format.endsWith("json");
  if (value instanceof Uint8Array) {
    const text = oracleText(value);
    return { text: isJson ? jsonString(text) : text, isQuoted: true };
  }
  if (field.type === "char") {
    return { text: value === 0 ? null : charText(Number(value), style.format), isQuoted: true };
  }
  if (field.type === "char!") {
    const text = String.fromCharCode(Number(value));
    return { text: isJson ? jsonString(text) : text, isQuoted: true };
  }
  if (typeof value === "number") return { text: String(value), isQuoted: false };
  if (field.type === "px" && style.prettyPrices) {
    return { text: value === UNDEF_PX ? null : decimalPrice(value), isQuoted: true };
  }
  if (field.type === "ts" && style.prettyTimes) {
    const isAbsent = value === UNDEF_TS || value === 0n;
    return { text: isAbsent ? null : isoTime(value), isQuoted: true };
  }
  return { text: String(value), isQuoted: true };
}

type Tree = string | [string, Tree][] | Tree[];

function printTree(tree: Tree, indent: boolean, depth: number): string {
  if (typeof tree === "string") return tree;
  const isObject = tree.length > 0 && Array.isArray(tree[0]) && typeof tree[0][0] === "string" &&
    tree[0].length === 2;
  const items = isObject
    ? (tree as [string, Tree][]).map(([key, value]) =>
      `"${key}":${indent ? " " : ""}${printTree(value, indent, depth + 1)}`
    )
    : (tree as Tree[]).map((value) => printTree(value, indent, depth + 1));
  const [open, close] = isObject ? "{}" : "[]";
  if (!indent) return open + items.join(",") + close;
  const inner = "\n" + " ".repeat(4 * (depth + 1));
  return open + inner + items.join("," + inner) + "\n" + " ".repeat(4 * depth) + close;
}

/** A record as text, line break included. `symbol` null is an unmapped one, `undefined` means no such field. */
export function oracleLine(
  layout: OracleLayout,
  record: OracleRecord,
  style: OracleStyle,
  extra: { tsOut?: bigint; symbol?: string | null } = {},
): string {
  return style.format.endsWith("json")
    ? jsonLine(layout, record, style, extra)
    : csvLine(layout, record, style, extra);
}

const TS_OUT: OracleField = { name: "ts_out", offset: 0, type: "ts", width: 0 };

function jsonLine(
  layout: OracleLayout,
  record: OracleRecord,
  style: OracleStyle,
  { tsOut, symbol }: { tsOut?: bigint; symbol?: string | null },
): string {
  const fields = new Map(fieldsOf(layout).map((field) => [field.name, field]));
  const leaf = (field: OracleField, values = record): string => {
    const { text, isQuoted } = render(field, values, style);
    return text === null ? "null" : isQuoted ? `"${text}"` : text;
  };
  const named = (name: string): [string, Tree] => [name, leaf(fields.get(name)!)];
  const tree: [string, Tree][] = [];
  for (const name of layout.order.trim().split(/\s+/)) {
    if (name === "hd") {
      tree.push(["hd", ["ts_event", "rtype", "publisher_id", "instrument_id"].map(named)]);
    } else if (name === "levels") {
      const levels: Tree[] = [];
      for (let i = 0; fields.has(`bid_px_0${i}`); i++) {
        const keys = [...fields.keys()].filter((key) => key.endsWith(`_0${i}`));
        levels.push(keys.map((key) => [key.slice(0, -3), leaf(fields.get(key)!)]));
      }
      tree.push(["levels", levels]);
    } else tree.push(named(name));
  }
  if (tsOut !== undefined) tree.push(["ts_out", leaf(TS_OUT, { ts_out: tsOut })]);
  if (symbol !== undefined) {
    tree.push(["symbol", symbol === null ? "null" : `"${jsonString(symbol)}"`]);
  }
  return printTree(tree, style.indent ?? false, 0) + "\n";
}

/** Names of the columns in order. */
export function oracleColumns(layout: OracleLayout): string[] {
  const names = fieldsOf(layout).map((field) => field.name);
  return layout.order.trim().split(/\s+/).flatMap((name) => {
    if (name === "hd") return ["ts_event", "rtype", "publisher_id", "instrument_id"];
    if (name === "levels") return names.filter((name) => /_(px|sz|ct|pb)_\d\d$/.test(name));
    return [name];
  });
}

function csvLine(
  layout: OracleLayout,
  record: OracleRecord,
  style: OracleStyle,
  { tsOut, symbol }: { tsOut?: bigint; symbol?: string | null },
): string {
  const delimiter = style.format === "tsv" ? "\t" : ",";
  const cell = (text: string): string =>
    [delimiter, '"', "\r", "\n"].some((special) => text.includes(special))
      ? '"' + text.split('"').join('""') + '"'
      : text;
  const fields = fieldsOf(layout);
  const cells = oracleColumns(layout).map((name) =>
    cell(render(fields.find((field) => field.name === name)!, record, style).text ?? "")
  );
  if (tsOut !== undefined) cells.push(render(TS_OUT, { ts_out: tsOut }, style).text ?? "");
  if (symbol !== undefined) cells.push(cell(symbol ?? ""));
  return cells.join(delimiter) + "\n";
}
