/** Which symbols a file holds, and their instrument ids: compact, since a year of daily files names each symbol often. */
import type { EpochDay } from "../../core/time/dates.ts";
import type { SymbolSpan } from "../dbn/symbol_map.ts";

/** Gives each symbol of a catalog a small number. */
export class SymbolTable {
  readonly #indices = new Map<string, number>();
  readonly #names: string[] = [];

  /** The number of a symbol, new if it was not known. */
  indexOf(symbol: string): number {
    let index = this.#indices.get(symbol);
    if (index === undefined) {
      index = this.#names.length;
      this.#indices.set(symbol, index);
      this.#names.push(symbol);
    }
    return index;
  }

  /** The number of a symbol, or `undefined` if no file has it. */
  find(symbol: string): number | undefined {
    return this.#indices.get(symbol);
  }

  /** The symbol with a number. */
  nameOf(index: number): string {
    return this.#names[index]!;
  }

  /** All symbols, by number. */
  get names(): readonly string[] {
    return this.#names;
  }
}

/** The symbology of one file. A plain object of arrays: it can be sent to a worker. */
export interface FileSymbols {
  /** Parallel columns, one row per span: symbol number, instrument id, first UTC day, day after the last. */
  readonly symbol: Uint32Array;
  readonly instrumentId: Uint32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Packs the spans of a file that overlap its UTC days [from, to). */
export function packSpans(
  spans: readonly SymbolSpan[],
  table: SymbolTable,
  from: EpochDay,
  to: EpochDay,
): FileSymbols {
  const kept = spans.filter((span) => span.startDate < to && span.endDate > from);
  return {
    symbol: Uint32Array.from(kept, (span) => table.indexOf(span.symbol)),
    instrumentId: Uint32Array.from(kept, (span) => span.instrumentId),
    from: Int32Array.from(kept, (span) => span.startDate),
    to: Int32Array.from(kept, (span) => span.endDate),
  };
}

/** Instrument id to symbol number on a UTC day. Where spans overlap, the later one counts. */
export function symbolsById(symbols: FileSymbols, utcDay: EpochDay): Map<number, number> {
  const byId = new Map<number, number>();
  for (let i = 0; i < symbols.symbol.length; i++) {
    if (symbols.from[i]! <= utcDay && utcDay < symbols.to[i]!) {
      byId.set(symbols.instrumentId[i]!, symbols.symbol[i]!);
    }
  }
  return byId;
}

/** Distinct symbol numbers of a file, ascending. */
export function distinctSymbols(symbols: FileSymbols): number[] {
  return [...new Set(symbols.symbol)].sort((a, b) => a - b);
}
