/** The bars of a stream of records: those that it has, or made from its trades. */
import type { IncomingBar } from "../../core/market/rolling_session.ts";
import { BAR_SECONDS, BarScratch, decodeBars, foldTrades } from "../dbn/bar_rows.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import { rtypeOfSchema, type Schema } from "../dbn/schema.ts";

/** A bar and the instrument it is of; `start` is in seconds since the Unix epoch. */
export interface SourceBar extends IncomingBar {
  readonly instrumentId: number;
}

/** Schemas that bars are taken from, the best first; `isTape` if they are made from its trades. */
const SOURCES: readonly { readonly schema: Schema; readonly isTape: boolean }[] = [
  { schema: "ohlcv-1s", isTape: false },
  { schema: "trades", isTape: true },
  { schema: "tbbo", isTape: true },
  { schema: "mbp-1", isTape: true },
  { schema: "ohlcv-1m", isTape: false },
];

/** Takes the bars out of chunks. */
export class BarSource {
  readonly schema: Schema;
  /** Record type that bars come from. */
  readonly rtype: number;
  readonly seconds: number;
  readonly isTape: boolean;
  readonly #scratch = new BarScratch();
  /** Seconds under way by instrument, of a tape. */
  readonly #open = new Map<number, SourceBar>();
  /** Parts of one bar have different numbers. */
  #part = 0;

  private constructor({ schema, isTape }: typeof SOURCES[number]) {
    this.schema = schema;
    this.isTape = isTape;
    this.rtype = rtypeOfSchema(schema);
    this.seconds = BAR_SECONDS.get(this.rtype) ?? 1;
  }

  /** The source for a stream of schemas; `null` if they have neither bars nor trades. */
  static of(schemas: readonly Schema[]): BarSource | null {
    const source = SOURCES.find(({ schema }) => schemas.includes(schema));
    // the records of both have one type: each trade would count twice
    const isDouble = source?.isTape === true && source.schema !== "trades" &&
      schemas.includes("tbbo") && schemas.includes("mbp-1");
    return source === undefined || isDouble ? null : new BarSource(source);
  }

  /** The bars of a chunk that are whole. */
  take(chunk: RecordChunk): SourceBar[] {
    const rows = this.isTape
      ? foldTrades(chunk, this.rtype, this.#scratch)
      : decodeBars(chunk, this.rtype, this.#scratch);
    const whole: SourceBar[] = [];
    for (let i = 0; i < rows.length; i++) {
      const bar: SourceBar = {
        ...{ instrumentId: rows.instrumentId[i]!, publisherId: rows.publisherId[i]! },
        ...{ start: rows.second[i]!, open: rows.open[i]!, high: rows.high[i]! },
        ...{ low: rows.low[i]!, close: rows.close[i]!, volume: rows.volume[i]! },
      };
      if (!this.isTape) whole.push(bar);
      else whole.push(...this.#join(bar));
    }
    return whole;
  }

  /** The bars under way that end at or before a time, in seconds since the Unix epoch. */
  takeEnded(second: number): SourceBar[] {
    const ended = [...this.#open.values()].filter(({ start }) => start + this.seconds <= second);
    for (const { instrumentId } of ended) this.#open.delete(instrumentId);
    return ended;
  }

  /** Adds the trades of a second to those before. @returns The bar that is over with that. */
  #join(bar: SourceBar): SourceBar[] {
    const before = this.#open.get(bar.instrumentId);
    if (before !== undefined && before.start === bar.start) {
      this.#open.set(bar.instrumentId, {
        ...before,
        high: Math.max(before.high, bar.high),
        low: Math.min(before.low, bar.low),
        close: bar.close,
        volume: before.volume + bar.volume,
      });
      return [];
    }
    const part = { ...bar, publisherId: this.#part++ % 0x10000 };
    if (before !== undefined && bar.start < before.start) return [part]; // it came late
    this.#open.set(bar.instrumentId, part);
    return before === undefined ? [] : [before];
  }
}
