/** Copying fields of DBN records into columns of a day: exact numbers in typed arrays, no bigint on the way. */
import type { NumberColumns } from "../../core/columns/growing_columns.ts";
import type { Field, RecordLayout } from "../dbn/layouts/layout.ts";

/** 2^32: the weight of a 64-bit integer's high word. */
const HIGH = 4294967296;
/** High word of the largest int64, which stands for an undefined price. */
const UNDEFINED_HIGH = 0x7fffffff;
/** High word of the largest uint64, which stands for an undefined time: no real time comes near it. */
const UNDEFINED_TIME = 0xffffffff;
/** Rows that are copied field by field before going on: few enough that their records stay in the fast cache. */
const BLOCK_ROWS = 512;

/** Where a column's values are in a record, and how they are read. */
export interface FieldCopy {
  readonly column: string;
  readonly kind: "time" | "price" | "u64" | "u32" | "u16" | "u8";
  /** First 32-bit word of the field, from the start of the record. */
  readonly word: number;
  /** Bits below the field in its word. */
  readonly shift: number;
}

/** The records of a chunk that are wanted. */
export interface PickedRecords {
  readonly words: Int32Array;
  readonly unsigned: Uint32Array;
  /** First word of each record; `count` of them are valid. */
  readonly at: Int32Array;
  readonly count: number;
}

/** An instant in ns since the Unix epoch, as the two words that times are counted from. */
export interface TimeBase {
  readonly high: number;
  readonly low: number;
}

/** Splits an instant into words. @param base ns since the Unix epoch. */
export function timeBase(base: bigint): TimeBase {
  return { high: Number(base >> 32n), low: Number(base & 0xffff_ffffn) };
}

/**
 * How the fields of a layout get into columns.
 *
 * @param names Column names and the DBN names of their fields.
 */
export function fieldCopies(
  layout: RecordLayout,
  names: Readonly<Record<string, string>>,
): FieldCopy[] {
  return Object.entries(names).map(([column, name]) => {
    const field = layout.fields.find((candidate) => candidate.name === name);
    if (field === undefined) throw new TypeError(`Layout ${layout.name} has no field ${name}`);
    return {
      column,
      kind: kindOf(field),
      word: field.offset >> 2,
      shift: (field.offset & 3) * 8,
    };
  });
}

function kindOf({ name, type }: Field): FieldCopy["kind"] {
  switch (type) {
    case "timestamp":
      return "time";
    case "price":
    case "u64":
    case "u32":
    case "u16":
      return type;
    case "u8":
    case "char":
      return "u8";
    default:
      throw new TypeError(`Field ${name} of type ${type} has no column in a day`);
  }
}

/**
 * Copies fields of the picked records into columns, from row `row` on. Times are ns since `base`; undefined times and
 * prices are `NaN`.
 */
export function copyFields(
  records: PickedRecords,
  fields: readonly FieldCopy[],
  base: TimeBase,
  columns: NumberColumns,
  row: number,
): void {
  for (let from = 0; from < records.count; from += BLOCK_ROWS) {
    const to = Math.min(from + BLOCK_ROWS, records.count);
    for (const field of fields) {
      copyField(records, field, base, columns[field.column]!.subarray(row + from), from, to);
    }
  }
}

function copyField(
  { words, unsigned, at }: PickedRecords,
  { kind, word, shift }: FieldCopy,
  base: TimeBase,
  target: NumberColumns[string],
  from: number,
  to: number,
): void {
  switch (kind) {
    case "time":
      return copyTimes(unsigned, at, word, base, target, from, to);
    case "price":
      return copyPrices(words, unsigned, at, word, target, from, to);
    case "u64":
      return copyLongs(unsigned, at, word, target, from, to);
    case "u32":
      return copyBits(unsigned, at, word, 0, 0xffff_ffff, target, from, to);
    case "u16":
      return copyBits(unsigned, at, word, shift, 0xffff, target, from, to);
    case "u8":
      return copyBits(unsigned, at, word, shift, 0xff, target, from, to);
  }
}

function copyTimes(
  unsigned: Uint32Array,
  at: Int32Array,
  word: number,
  { high, low }: TimeBase,
  target: NumberColumns[string],
  from: number,
  to: number,
): void {
  for (let i = from, row = 0; i < to; i++, row++) {
    const w = at[i]! + word;
    const upper = unsigned[w + 1]!;
    target[row] = upper === UNDEFINED_TIME ? NaN : (upper - high) * HIGH + (unsigned[w]! - low);
  }
}

function copyPrices(
  words: Int32Array,
  unsigned: Uint32Array,
  at: Int32Array,
  word: number,
  target: NumberColumns[string],
  from: number,
  to: number,
): void {
  for (let i = from, row = 0; i < to; i++, row++) {
    const w = at[i]! + word;
    const high = words[w + 1]!;
    target[row] = high === UNDEFINED_HIGH ? NaN : high * HIGH + unsigned[w]!;
  }
}

function copyLongs(
  unsigned: Uint32Array,
  at: Int32Array,
  word: number,
  target: NumberColumns[string],
  from: number,
  to: number,
): void {
  for (let i = from, row = 0; i < to; i++, row++) {
    const w = at[i]! + word;
    target[row] = unsigned[w + 1]! * HIGH + unsigned[w]!;
  }
}

function copyBits(
  unsigned: Uint32Array,
  at: Int32Array,
  word: number,
  shift: number,
  mask: number,
  target: NumberColumns[string],
  from: number,
  to: number,
): void {
  for (let i = from, row = 0; i < to; i++, row++) {
    target[row] = ((unsigned[at[i]! + word]! >>> shift) & mask) >>> 0;
  }
}
