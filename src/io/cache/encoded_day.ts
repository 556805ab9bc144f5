/** A symbol-day as it goes over the wire: its tables as Arrow streams. */

/** What JSON can say. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** What is said about a day beside its tables. */
export type DayFacts = { readonly [name: string]: JsonValue };

/** One table. */
export interface EncodedTable {
  /** Schema of its records, or the like. */
  readonly name: string;
  /** Number of rows. */
  readonly rows: number;
  /** A whole Arrow IPC stream. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A day's tables, and what is to be known about them. */
export interface EncodedDay {
  /** What is said about the day. */
  readonly facts: DayFacts;
  /** Its tables, in the order in which they are written. */
  readonly tables: readonly EncodedTable[];
}

/** Bytes of all tables. */
export function encodedBytes({ tables }: EncodedDay): number {
  return tables.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
