import { MomoError } from "../../core/error.ts";
import { dateNumber } from "../../core/time/dates.ts";
import { UNDEF_TS } from "./layouts/layout.ts";
import type { DbnMetadata } from "./metadata.ts";
import {
  AT,
  DATASET_SIZE,
  LISTS_AT,
  MAGIC,
  PRELUDE_SIZE,
  SCHEMA_NONE,
  stypeInAt,
  SYMBOL_LENGTH_AT,
} from "./metadata_layout.ts";
import { SCHEMAS } from "./schema.ts";
import { STYPE_NONE, STYPES } from "./stype.ts";

/**
 * The bytes of a stream before its first record, exactly as the official encoder writes them.
 *
 * @throws {MomoError} `bad_data` if a text is not ASCII or too long for its field.
 */
export function encodeMetadata(metadata: DbnMetadata): Uint8Array {
  const bytes = new Uint8Array(encodedSize(metadata));
  writeFixedPart(bytes, metadata);
  writeLists(bytes, metadata);
  return bytes;
}

function encodedSize(metadata: DbnMetadata): number {
  const { symbolCstrLen: symbol, symbols, partial, notFound, mappings } = metadata;
  const lists = [symbols, partial, notFound].map((list) => 4 + list.length * symbol);
  const entries = mappings.map(({ intervals }) => symbol + 4 + intervals.length * (8 + symbol));
  const size = LISTS_AT + 4 + [...lists, ...entries].reduce((sum, part) => sum + part, 0);
  // the first record of version 3 is 8-aligned
  return metadata.version === 3 ? Math.ceil(size / 8) * 8 : size;
}

function writeFixedPart(bytes: Uint8Array, metadata: DbnMetadata): void {
  const view = new DataView(bytes.buffer);
  const { version, schema, stypeIn } = metadata;
  bytes.set(MAGIC);
  bytes[AT.version] = version;
  view.setUint32(AT.length, bytes.length - PRELUDE_SIZE, true);
  writeText(bytes, AT.dataset, metadata.dataset, DATASET_SIZE);
  view.setUint16(AT.schema, schema === null ? SCHEMA_NONE : SCHEMAS.indexOf(schema), true);
  view.setBigUint64(AT.start, metadata.start, true);
  view.setBigUint64(AT.end, metadata.end ?? UNDEF_TS, true);
  view.setBigUint64(AT.limit, metadata.limit ?? 0n, true);
  if (version === 1) view.setBigUint64(AT.recordCount, UNDEF_TS, true); // unused, always this
  const at = stypeInAt(version);
  bytes[at] = stypeIn === null ? STYPE_NONE : STYPES.indexOf(stypeIn);
  bytes[at + 1] = STYPES.indexOf(metadata.stypeOut);
  bytes[at + 2] = metadata.tsOut ? 1 : 0;
  if (version !== 1) view.setUint16(SYMBOL_LENGTH_AT, metadata.symbolCstrLen, true);
}

function writeLists(bytes: Uint8Array, metadata: DbnMetadata): void {
  const view = new DataView(bytes.buffer);
  let offset = LISTS_AT;
  const number = (value: number) => {
    view.setUint32(offset, value, true);
    offset += 4;
  };
  const symbol = (text: string) => {
    writeText(bytes, offset, text, metadata.symbolCstrLen);
    offset += metadata.symbolCstrLen;
  };
  for (const list of [metadata.symbols, metadata.partial, metadata.notFound]) {
    number(list.length);
    list.forEach(symbol);
  }
  number(metadata.mappings.length);
  for (const { rawSymbol, intervals } of metadata.mappings) {
    symbol(rawSymbol);
    number(intervals.length);
    for (const interval of intervals) {
      number(dateNumber(interval.startDate));
      number(dateNumber(interval.endDate));
      symbol(interval.symbol);
    }
  }
}

function writeText(bytes: Uint8Array, offset: number, text: string, size: number): void {
  // deno-lint-ignore no-control-regex
  if (!/^[\x00-\x7f]*$/.test(text)) {
    throw new MomoError("bad_data", `Cannot write "${text}" to DBN metadata: it is not ASCII`);
  }
  if (text.length >= size) {
    throw new MomoError(
      "bad_data",
      `Cannot write "${text}" to DBN metadata: it has ${text.length} characters, and at most ${
        size - 1
      } fit`,
    );
  }
  for (let i = 0; i < text.length; i++) bytes[offset + i] = text.charCodeAt(i);
}
