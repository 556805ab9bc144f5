/** Records of a file as plain objects, read through the DBN reader; for small files. */
import { memorySource } from "../../../src/io/bytes/memory_source.ts";
import { decodeColumns } from "../../../src/io/dbn/columns/decode_columns.ts";
import { TextColumn } from "../../../src/io/dbn/columns/text_column.ts";
import { DbnFile } from "../../../src/io/dbn/dbn_file.ts";
import type { DbnMetadata } from "../../../src/io/dbn/metadata.ts";
import { SymbolMap } from "../../../src/io/dbn/symbol_map.ts";
import type { ZstdFrame } from "../../../src/io/zstd/frames.ts";

/** Values by DBN field name; chars as text, 64-bit integers as bigint; and the symbol that the id stands for. */
export type DecodedRecord = Readonly<Record<string, number | bigint | string>>;

/** A file and its records in file order. */
export interface DecodedFile {
  readonly name: string;
  readonly metadata: DbnMetadata;
  readonly records: readonly DecodedRecord[];
  readonly frames: readonly ZstdFrame[];
  /** Bytes before the first record. */
  readonly recordsOffset: number;
}

const CHARS = new Set([
  "action",
  "side",
  "is_trading",
  "is_quoting",
  "is_short_sell_restricted",
  "instrument_class",
]);

/** Reads all records; throws if the file is damaged, cut, or a record has no symbol. */
export function decodeFile(name: string, bytes: Uint8Array): DecodedFile {
  const file = DbnFile.open(memorySource(bytes, name));
  const metadata = file.header.metadata!;
  const map = SymbolMap.fromMetadata(metadata, name);
  const records: DecodedRecord[] = [];
  for (const chunk of file.chunks()) {
    const { all, rows } = decodeColumns(chunk);
    for (let row = 0; row < rows; row++) {
      const record: Record<string, number | bigint | string> = {};
      for (const [field, column] of all) {
        const value = column instanceof TextColumn ? column.at(row) : column[row]!;
        const isChar = CHARS.has(field) && metadata.schema !== "status" || field.startsWith("is_");
        record[field] = isChar && typeof value === "number" ? String.fromCharCode(value) : value;
      }
      record.symbol = symbolOf(map, record, name);
      records.push(record);
    }
  }
  if (file.truncation) throw new Error(`${name} is cut`);
  const { recordsOffset } = file.header;
  return { name, metadata, records, frames: [...file.frames()], recordsOffset };
}

const DAY_NS = 86_400_000_000_000n;

function symbolOf(map: SymbolMap, record: DecodedRecord, name: string): string {
  const time = indexTime(record);
  const symbol = map.symbolOf(Number(record.instrument_id), Number(time / DAY_NS));
  if (symbol === undefined) throw new Error(`${name}: no symbol for ${record.instrument_id}`);
  return symbol;
}

/** `ts_recv` where there is one, otherwise `ts_event`. */
export function indexTime(record: DecodedRecord): bigint {
  return BigInt(record.ts_recv ?? record.ts_event!);
}

/** The records of some files, one file after the other. */
export function recordsOf(files: readonly DecodedFile[]): DecodedRecord[] {
  return files.flatMap(({ records }) => records);
}

/** Undefined price. */
export const NO_PRICE = 2n ** 63n - 1n;
