import { MomoError } from "../../core/error.ts";
import { type EpochDay, formatDate } from "../../core/time/dates.ts";
import type { DbnMetadata } from "./metadata.ts";

/** From one UTC date to another, an instrument id and a symbol mean the same. */
export interface SymbolSpan {
  /** Numeric id, the one in the records' headers. */
  readonly instrumentId: number;
  /** Text that the id stands for. */
  readonly symbol: string;
  /** First day, inclusive. */
  readonly startDate: EpochDay;
  /** Day after the last, exclusive. */
  readonly endDate: EpochDay;
}

/**
 * The symbology of one file: (UTC date, instrument id) to symbol and back. The date is that of a record's index
 * timestamp: `ts_recv` where it has one, otherwise `ts_event`.
 */
export class SymbolMap {
  /** Spans in file order; where two overlap, the later one counts. */
  readonly spans: readonly SymbolSpan[];
  readonly #byId = new Map<number, SymbolSpan[]>();
  readonly #bySymbol = new Map<string, SymbolSpan[]>();

  /** Takes spans in the order of the file. */
  constructor(spans: readonly SymbolSpan[]) {
    this.spans = spans;
    for (const span of spans) {
      append(this.#byId, span.instrumentId, span);
      append(this.#bySymbol, span.symbol, span);
    }
  }

  /**
   * The map of a file, from its metadata. Works in both directions: ids to the requested symbols (output symbology
   * instrument_id) and requested ids to symbols (input symbology instrument_id).
   *
   * @param name Of the file, for messages.
   * @throws {MomoError} `bad_data` if neither side of the mappings is instrument ids, an id is not a number, or an
   * interval ends before it starts.
   */
  static fromMetadata(metadata: DbnMetadata, name: string): SymbolMap {
    return new SymbolMap(spansOf(metadata, name));
  }

  /** The symbol of an instrument on a UTC date, or `undefined`. */
  symbolOf(instrumentId: number, date: EpochDay): string | undefined {
    return this.#byId.get(instrumentId)?.findLast((span) => contains(span, date))?.symbol;
  }

  /** The instrument that a symbol stands for on a UTC date, or `undefined`. */
  instrumentIdOf(symbol: string, date: EpochDay): number | undefined {
    const spans = this.#bySymbol.get(symbol);
    // a span whose id was later given to another symbol no longer holds
    return spans?.findLast((span) =>
      contains(span, date) && this.symbolOf(span.instrumentId, date) === symbol
    )?.instrumentId;
  }

  /** The spans of one symbol, in file order. */
  spansOf(symbol: string): readonly SymbolSpan[] {
    return this.#bySymbol.get(symbol) ?? [];
  }

  /** Every symbol that has a span. */
  symbols(): string[] {
    return [...this.#bySymbol.keys()];
  }
}

function append<Key>(map: Map<Key, SymbolSpan[]>, key: Key, span: SymbolSpan): void {
  const list = map.get(key);
  if (list) list.push(span);
  else map.set(key, [span]);
}

function contains(span: SymbolSpan, date: EpochDay): boolean {
  return span.startDate <= date && date < span.endDate;
}

function spansOf(metadata: DbnMetadata, name: string): SymbolSpan[] {
  const isInverse = directionOf(metadata, name) === "inverse";
  const spans: SymbolSpan[] = [];
  for (const { rawSymbol, intervals } of metadata.mappings) {
    for (const { startDate, endDate, symbol } of intervals) {
      if (startDate > endDate) {
        throw new MomoError(
          "bad_data",
          `Cannot map "${rawSymbol}" in "${name}": an interval starts on ${
            formatDate(startDate)
          } and ends on ${formatDate(endDate)}`,
        );
      }
      if (symbol === "" || startDate === endDate) continue;
      const instrumentId = parseId(isInverse ? rawSymbol : symbol, name);
      spans.push({ instrumentId, symbol: isInverse ? symbol : rawSymbol, startDate, endDate });
    }
  }
  return spans;
}

function directionOf(metadata: DbnMetadata, name: string): "normal" | "inverse" {
  if (metadata.stypeOut === "instrument_id") return "normal";
  if (metadata.stypeIn === "instrument_id") return "inverse";
  throw new MomoError(
    "bad_data",
    `Cannot map symbols in "${name}": its symbology goes from ${
      metadata.stypeIn ?? "none"
    } to ${metadata.stypeOut}, and one side must be instrument_id`,
  );
}

function parseId(text: string, name: string): number {
  const id = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (!(id <= 0xffff_ffff)) {
    throw new MomoError(
      "bad_data",
      `Cannot map symbols in "${name}": "${text}" is no instrument id`,
    );
  }
  return id;
}
