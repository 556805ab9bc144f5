import { charValue, enumCharValue, type TextFormat } from "./escapes.ts";
import { CstrTextWriter } from "./cstr_text.ts";
import {
  belowBillionOf,
  billionsOf,
  writeInt32,
  writeInt64,
  writeInteger,
  writeNine,
  writeUint64,
} from "./digits.ts";
import { IsoTimeWriter } from "./iso_time.ts";
import { type PackedText, packText, writePacked } from "./packed_text.ts";
import type { SymbolText } from "./symbol_text.ts";
import { isJson } from "./text_options.ts";
import { INSTRUCTION_SIZE, OP, type TextProgram } from "./text_program.ts";

const QUOTE = 0x22;
const MINUS = 45;
const POINT = 46;

/** The bytes of records in the views that programs read from. */
export interface RecordViews {
  /** As bytes. */
  readonly bytes: Uint8Array;
  /** As 16-bit units. */
  readonly halves: Uint16Array;
  /** As 32-bit words. */
  readonly words: Int32Array;
}

/** Runs text programs. Writes into the caller's memory, which must have room for the program's longest record. */
export class RecordWriter {
  readonly #isJson: boolean;
  readonly #null: PackedText;
  /** What each code of a char becomes. */
  readonly #chars: readonly PackedText[];
  readonly #enumChars: readonly PackedText[];
  readonly #texts: CstrTextWriter;
  readonly #times = new IsoTimeWriter();
  readonly #symbols: SymbolText | undefined;

  /** Makes the tables of a format; `symbols` is needed for programs that write a symbol. */
  constructor(format: TextFormat, symbols: SymbolText | undefined) {
    const codes = Array.from({ length: 256 }, (_, code) => code);
    this.#isJson = isJson(format);
    this.#null = packText(this.#isJson ? "null" : "");
    this.#chars = codes.map((code) => packText(charValue(code, format)));
    this.#enumChars = codes.map((code) => packText(enumCharValue(code, format)));
    this.#texts = new CstrTextWriter(format);
    this.#symbols = symbols;
  }

  /**
   * Writes one record.
   *
   * @param record Byte offset of the record.
   * @param out Where to write, from `start` on.
   * @returns The position after the record.
   */
  write(
    program: TextProgram,
    views: RecordViews,
    record: number,
    out: DataView,
    start: number,
  ): number {
    const { code, literals } = program;
    let at = start;
    for (let i = 0; i < code.length; i += INSTRUCTION_SIZE) {
      const literal = code[i]!;
      const wordCount = code[i + 1]!;
      for (let k = 0; k < wordCount; k++) out.setInt32(at + 4 * k, literals[literal + k]!, true);
      at += code[i + 2]!;
      const offset = record + code[i + 4]!;
      const op = code[i + 3]!;
      if (op === OP.symbol) at = this.#writeSymbol(out, at, views.words, record, program);
      else at = this.#writeValue(op, views, offset, code[i + 5]!, out, at);
    }
    return at;
  }

  #writeValue(
    op: number,
    views: RecordViews,
    offset: number,
    width: number,
    out: DataView,
    at: number,
  ): number {
    const { bytes, halves, words } = views;
    const word = offset >> 2;
    switch (op) {
      case OP.u8:
        return writeInteger(out, at, bytes[offset]!);
      case OP.u16:
        return writeInteger(out, at, halves[offset >> 1]!);
      case OP.u32:
        return writeInteger(out, at, words[word]! >>> 0);
      case OP.u64:
        return writeUint64(out, at, words[word]!, words[word + 1]!);
      case OP.i8:
        return writeInt32(out, at, (bytes[offset]! << 24) >> 24);
      case OP.i16:
        return writeInt32(out, at, (halves[offset >> 1]! << 16) >> 16);
      case OP.i32:
        return writeInt32(out, at, words[word]!);
      case OP.i64:
        return writeInt64(out, at, words[word]!, words[word + 1]!);
      case OP.price:
        return this.#writePrice(out, at, words[word]!, words[word + 1]!);
      case OP.time:
        return this.#writeTime(out, at, words[word]!, words[word + 1]!);
      default:
        return this.#writeText(op, bytes, offset, width, out, at);
    }
  }

  #writeText(
    op: number,
    bytes: Uint8Array,
    offset: number,
    width: number,
    out: DataView,
    at: number,
  ): number {
    switch (op) {
      case OP.char:
        return writePacked(out, at, this.#chars[bytes[offset]!]!);
      case OP.enumChar:
        return writePacked(out, at, this.#enumChars[bytes[offset]!]!);
      case OP.text:
        return this.#texts.write(out, at, bytes, offset, width);
      default:
        return at; // no value after the last literal
    }
  }

  #writePrice(out: DataView, start: number, low: number, high: number): number {
    if (low === -1 && high === 0x7fff_ffff) return writePacked(out, start, this.#null);
    let at = start;
    if (this.#isJson) out.setUint8(at++, QUOTE);
    if (high < 0) out.setUint8(at++, MINUS);
    const absoluteLow = high < 0 ? -low | 0 : low;
    const absoluteHigh = high < 0 ? (low === 0 ? -high | 0 : ~high) : high;
    const units = billionsOf(absoluteLow, absoluteHigh);
    at = writeInteger(out, at, units);
    out.setUint8(at++, POINT);
    at = writeNine(out, at, belowBillionOf(absoluteLow, units));
    if (this.#isJson) out.setUint8(at++, QUOTE);
    return at;
  }

  #writeTime(out: DataView, start: number, low: number, high: number): number {
    const isAbsent = (low === -1 && high === -1) || (low === 0 && high === 0);
    if (isAbsent) return writePacked(out, start, this.#null);
    if (!this.#isJson) return this.#times.write(out, start, low, high);
    out.setUint8(start, QUOTE);
    const at = this.#times.write(out, start + 1, low, high);
    out.setUint8(at, QUOTE);
    return at + 1;
  }

  #writeSymbol(
    out: DataView,
    at: number,
    words: Int32Array,
    record: number,
    program: TextProgram,
  ): number {
    const time = (record + program.indexTimeOffset) >> 2;
    const instrumentId = words[(record >> 2) + 1]! >>> 0;
    return writePacked(out, at, this.#symbols!.at(instrumentId, words[time]!, words[time + 1]!));
  }
}
