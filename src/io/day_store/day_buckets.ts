/** Records sorted by symbol and trade date while files are read. */
import type { EpochDay } from "../../core/time/dates.ts";
import { RecordBuffer } from "../day/record_buffer.ts";
import type { Schema } from "../dbn/schema.ts";
import type { DaySet } from "./day_set.ts";
import { monthOf, storedDateAt, storedSpan } from "./stored_date.ts";

/** The records of one symbol-day. */
export interface SymbolDay {
  /** The symbol's number. */
  readonly symbol: number;
  readonly tradeDate: EpochDay;
  /** Empty if the files had none. */
  readonly records: RecordBuffer;
}

/** Symbol-days under way. */
export class DayBuckets {
  readonly #schema: Schema;
  readonly #wanted: DaySet;
  /** Dates that are wanted and not taken out yet, ascending. */
  #dates: readonly EpochDay[];
  /** By trade date and symbol. */
  readonly #days = new Map<EpochDay, Map<number, RecordBuffer>>();
  readonly #late = new Set<EpochDay>();
  #sizeBytes = 0;
  /** The date of the record added last: epoch seconds [from, to). */
  #from = Infinity;
  #to = -Infinity;
  #current: Map<number, RecordBuffer> | null = null;
  #flags: Uint8Array | undefined;

  /** @param wanted Records of other symbol-days are not taken. */
  constructor(schema: Schema, wanted: DaySet) {
    this.#schema = schema;
    this.#wanted = wanted;
    this.#dates = wanted.dates;
  }

  /** Bytes of all records. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Dates of which records came after the date was taken out. */
  get lateDates(): readonly EpochDay[] {
    return [...this.#late];
  }

  /** Whether records of a symbol are wanted. */
  wants(symbol: number): boolean {
    return this.#wanted.hasSymbol(symbol);
  }

  /** Adds the record of `step` words at `word`. @param seconds Its index time, epoch seconds. */
  add(words: Int32Array, word: number, step: number, symbol: number, seconds: number): void {
    if (!(seconds >= this.#from && seconds < this.#to)) this.#enter(seconds);
    if (this.#flags?.[symbol] !== 1) return;
    if (this.#current === null) {
      this.#late.add(storedDateAt(this.#schema, seconds));
      return;
    }
    let records = this.#current.get(symbol);
    if (records === undefined) {
      records = new RecordBuffer();
      this.#current.set(symbol, records);
    }
    records.addOne(words, word, step);
    this.#sizeBytes += step * 4;
  }

  #enter(seconds: number): void {
    const tradeDate = storedDateAt(this.#schema, seconds);
    const { from, to } = storedSpan(this.#schema, tradeDate);
    this.#from = from;
    this.#to = to;
    this.#flags = this.#wanted.flagsOf(tradeDate);
    const isOpen = this.#flags !== undefined && this.#dates.includes(tradeDate);
    this.#current = isOpen ? this.#days.get(tradeDate) ?? new Map() : null;
    if (this.#current !== null) this.#days.set(tradeDate, this.#current);
  }

  /**
   * Takes out the days that get no more records, those without any included.
   *
   * @param next Earliest time of the records to come, epoch seconds; `Infinity` at the end.
   * @param byMonth Whether days wait until their month is complete.
   */
  takeComplete(next: number, byMonth: boolean): SymbolDay[] {
    const month = next === Infinity || !byMonth ? null : monthOf(storedDateAt(this.#schema, next));
    const isComplete = (date: EpochDay) =>
      storedSpan(this.#schema, date).to <= next && monthOf(date) !== month;
    const taken = this.#dates.filter(isComplete);
    this.#dates = this.#dates.filter((date) => !isComplete(date));
    [this.#from, this.#to, this.#current] = [Infinity, -Infinity, null];
    return taken.flatMap((tradeDate) => {
      const days = this.#days.get(tradeDate);
      this.#days.delete(tradeDate);
      return this.#wanted.symbolsOf(tradeDate).map((symbol): SymbolDay => {
        const records = days?.get(symbol) ?? new RecordBuffer();
        this.#sizeBytes -= records.sizeBytes;
        return { symbol, tradeDate, records };
      });
    });
  }
}
