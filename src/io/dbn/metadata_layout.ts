/**
 * Positions in the fixed part of DBN metadata, in bytes from the start of the stream. From the symbology types on
 * they differ between version 1, which carries a record count, and the later ones.
 */
export const MAGIC: readonly number[] = [0x44, 0x42, 0x4e]; // "DBN"
/** Bytes before the metadata proper: magic, version, length. */
export const PRELUDE_SIZE = 8;
/** Smallest length that the prelude may state: the fixed part. */
export const FIXED_SIZE = 100;
/** Where the fixed part ends with the length of a schema definition, always 0. */
export const SCHEMA_DEFINITION_AT = 108;
/** Where the lists of symbols start. */
export const LISTS_AT = 112;
/** Code of mixed or no schema. */
export const SCHEMA_NONE = 0xffff;
/** Bytes of the dataset name, its NUL included. */
export const DATASET_SIZE = 16;

/** Positions that are the same in all versions. */
export const AT = {
  version: 3,
  length: 4,
  dataset: 8,
  schema: 24,
  start: 26,
  end: 34,
  limit: 42,
  /** Version 1 only; ignored on reading. */
  recordCount: 50,
} as const;

/** Position of the input symbology type; the output type and the ts_out flag follow, one byte each. */
export function stypeInAt(version: number): number {
  return version === 1 ? 58 : 50;
}

/** Position of the symbol length; not in version 1. */
export const SYMBOL_LENGTH_AT = 53;
