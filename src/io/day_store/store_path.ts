/** Where the rows of a symbol-day lie in the day store. */
import { type EpochDay, formatDate } from "../../core/time/dates.ts";
import type { Schema } from "../dbn/schema.ts";

/** Directory of the day store in a store. */
export function dayStoreDirectory(store: string): string {
  return `${store}/symbols`;
}

/** What a file of the day store is about. */
export interface StoreKey {
  readonly symbol: string;
  readonly dataset: string;
  readonly schema: Schema;
}

const PLAIN = /[A-Za-z0-9+_-]/;

/** A text as the name of a directory: letters, digits and `+_-.` stand for themselves, the rest for its code. */
export function directoryName(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return [...bytes].map((byte, i) => {
    const character = String.fromCharCode(byte);
    const isPlain = PLAIN.test(character) || (character === "." && i > 0);
    return isPlain ? character : `%${byte.toString(16).padStart(2, "0").toUpperCase()}`;
  }).join("");
}

/** Whether the days of a month share a file: bars do, all other records have a file for each trade date. */
export function isByMonth(schema: Schema): boolean {
  return schema.startsWith("ohlcv-");
}

/** The last part of the file's name without its extension: a trade date, or the month of one. */
export function periodOf(schema: Schema, tradeDate: EpochDay): string {
  const date = formatDate(tradeDate);
  return isByMonth(schema) ? date.slice(0, 7) : date;
}

/** Directory of a symbol. */
export function symbolDirectory(store: string, symbol: string): string {
  return `${dayStoreDirectory(store)}/${directoryName(symbol)}`;
}

/** The file that holds a trade date. */
export function storePath(
  store: string,
  { symbol, dataset, schema }: StoreKey,
  tradeDate: EpochDay,
): string {
  const directory = `${symbolDirectory(store, symbol)}/${directoryName(dataset)}/${schema}`;
  return `${directory}/${periodOf(schema, tradeDate)}.parquet`;
}
