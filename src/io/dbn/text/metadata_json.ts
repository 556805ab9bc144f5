import { dateNumber, formatDate } from "../../../core/time/dates.ts";
import { UNDEF_TS } from "../layouts/layout.ts";
import type { DbnMetadata } from "../metadata.ts";
import { jsonText } from "./escapes.ts";
import { IsoTimeWriter } from "./iso_time.ts";

/** How metadata are written. The official tool's `--pretty` sets both. */
export interface MetadataJsonOptions {
  /** Times as ISO 8601, dates with hyphens; default false. */
  readonly prettyTimes?: boolean | undefined;
  /** Over several lines, indented by four spaces; default false. */
  readonly indent?: boolean | undefined;
}

/** A JSON value of which 64-bit integers are quoted. */
type Value = null | boolean | number | bigint | string | readonly Value[] | {
  [key: string]: Value;
};

/** The metadata as one JSON object and a line break, as the official tool prints them. */
export function metadataJson(metadata: DbnMetadata, options: MetadataJsonOptions = {}): string {
  const { prettyTimes = false } = options;
  const time = (value: bigint) => prettyTimes ? isoTime(value) : value;
  const date = prettyTimes ? formatDate : dateNumber;
  const value = {
    version: metadata.version,
    dataset: metadata.dataset,
    schema: metadata.schema,
    start: time(metadata.start),
    end: metadata.end === null ? null : time(metadata.end),
    limit: metadata.limit,
    stype_in: metadata.stypeIn,
    stype_out: metadata.stypeOut,
    ts_out: metadata.tsOut,
    symbol_cstr_len: metadata.symbolCstrLen,
    symbols: metadata.symbols,
    partial: metadata.partial,
    not_found: metadata.notFound,
    mappings: metadata.mappings.map(({ rawSymbol, intervals }) => ({
      raw_symbol: rawSymbol,
      intervals: intervals.map(({ startDate, endDate, symbol }) => ({
        start_date: date(startDate),
        end_date: date(endDate),
        symbol,
      })),
    })),
  };
  return writeValue(value, options.indent ?? false, 0) + "\n";
}

function isoTime(time: bigint): string | null {
  if (time === 0n || time === UNDEF_TS) return null;
  const words = new Int32Array(BigUint64Array.of(time).buffer);
  const bytes = new Uint8Array(40);
  const view = new DataView(bytes.buffer);
  const end = new IsoTimeWriter().write(view, 0, words[0]!, words[1]!);
  return new TextDecoder().decode(bytes.subarray(0, end));
}

function writeValue(value: Value, indent: boolean, depth: number): string {
  if (typeof value === "string") return `"${jsonText(value)}"`;
  if (typeof value === "bigint") return `"${value}"`;
  if (value === null || typeof value !== "object") return String(value);
  if (isArray(value)) {
    return writeList("[]", value.map((item) => writeValue(item, indent, depth + 1)), indent, depth);
  }
  const colon = indent ? ": " : ":";
  const members = Object.entries(value)
    .map(([key, item]) => `"${key}"${colon}${writeValue(item, indent, depth + 1)}`);
  return writeList("{}", members, indent, depth);
}

/** `Array.isArray`, which does not know read-only arrays. */
function isArray(value: object): value is readonly Value[] {
  return Array.isArray(value);
}

function writeList(
  brackets: string,
  items: readonly string[],
  indent: boolean,
  depth: number,
): string {
  const newLine = (depth: number) => indent && items.length > 0 ? "\n" + "    ".repeat(depth) : "";
  const separator = "," + newLine(depth + 1);
  return brackets[0] + newLine(depth + 1) + items.join(separator) + newLine(depth) + brackets[1];
}
