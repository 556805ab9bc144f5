import type { SymbolMap } from "../symbol_map.ts";
import { jsonText, quoteField, type TextFormat } from "./escapes.ts";
import { type PackedText, packText } from "./packed_text.ts";
import { isJson } from "./text_options.ts";
import { billionsOf } from "./digits.ts";

const DAY_SECONDS = 86_400;

/** Symbols ready to be written, kept for the day of the last record. */
export class SymbolText {
  readonly #map: SymbolMap;
  readonly #format: TextFormat;
  readonly #missing: PackedText;
  #day = -1;
  #texts = new Map<number, PackedText>();
  /** The most bytes that a symbol takes. */
  readonly maxBytes: number;

  /** The format decides how symbols are quoted and what stands for a missing one. */
  constructor(map: SymbolMap, format: TextFormat) {
    this.#map = map;
    this.#format = format;
    this.#missing = packText(isJson(format) ? "null" : "");
    this.maxBytes = map.spans.reduce(
      (most, { symbol }) => Math.max(most, this.#encode(symbol).length),
      this.#missing.length,
    );
  }

  /** The symbol of an instrument on the UTC day of a time in ns, as two words. */
  at(instrumentId: number, timeLow: number, timeHigh: number): PackedText {
    if (timeLow === -1 && timeHigh === -1) return this.#missing; // undefined time
    const day = Math.floor(billionsOf(timeLow, timeHigh) / DAY_SECONDS);
    if (day !== this.#day) {
      this.#texts = new Map();
      this.#day = day;
    }
    let text = this.#texts.get(instrumentId);
    if (!text) {
      const symbol = this.#map.symbolOf(instrumentId, day);
      text = symbol === undefined ? this.#missing : this.#encode(symbol);
      this.#texts.set(instrumentId, text);
    }
    return text;
  }

  #encode(symbol: string): PackedText {
    const text = isJson(this.#format) ? `"${jsonText(symbol)}"` : quoteField(symbol, this.#format);
    return packText(text);
  }
}
