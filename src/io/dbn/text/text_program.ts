import type { FieldType } from "../layouts/layout.ts";
import { packText } from "./packed_text.ts";

/** What one instruction writes. The numbers index nothing and only have to differ. */
export const OP = {
  u8: 0,
  u16: 1,
  u32: 2,
  u64: 3,
  i8: 4,
  i16: 5,
  i32: 6,
  i64: 7,
  /** A price as a decimal. */
  price: 8,
  /** A time as ISO 8601. */
  time: 9,
  char: 10,
  enumChar: 11,
  text: 12,
  symbol: 13,
  none: 14,
} as const;

/**
 * Numbers of one instruction: the word of the literals at which its own starts, the words and the bytes that it has,
 * the operation, the byte offset in the record, the width.
 */
export const INSTRUCTION_SIZE = 6;

/** How records of one form become text: literals and values in turn. */
export interface TextProgram {
  /** Instructions, `INSTRUCTION_SIZE` numbers each. */
  readonly code: Int32Array;
  /** All literals, each padded to whole words. */
  readonly literals: Int32Array;
  /** The most bytes that a record takes, without its symbol. */
  readonly maxBytes: number;
  /** Byte offset of the index timestamp, by which symbols are mapped. */
  readonly indexTimeOffset: number;
}

/** Bytes that an operation writes at most; texts add six for each byte of theirs. */
const MAX_VALUE_BYTES = 40;
const MAX_ESCAPE_BYTES = 6;

/** Builds a program piece by piece. */
export class TextProgramBuilder {
  readonly #code: number[] = [];
  readonly #literals: number[] = [];
  #pending = "";
  #maxBytes = 0;

  /** Adds text that every record has. */
  literal(text: string): this {
    this.#pending += text;
    return this;
  }

  /** Adds a value. */
  value(op: number, offset: number, width = 0): this {
    const { words, length } = packText(this.#pending);
    this.#code.push(this.#literals.length, words.length, length, op, offset, width);
    this.#literals.push(...words);
    this.#pending = "";
    this.#maxBytes += length + MAX_VALUE_BYTES + width * MAX_ESCAPE_BYTES;
    return this;
  }

  /** Ends the program. */
  build(indexTimeOffset: number): TextProgram {
    this.value(OP.none, 0); // for the literal after the last value
    return {
      code: Int32Array.from(this.#code),
      literals: Int32Array.from(this.#literals),
      maxBytes: this.#maxBytes,
      indexTimeOffset,
    };
  }
}

/** The operation for a field type. */
export function opOf(
  type: FieldType,
  style: {
    readonly prettyPrices?: boolean | undefined;
    readonly prettyTimes?: boolean | undefined;
  },
): number {
  switch (type) {
    case "price":
      return style.prettyPrices ? OP.price : OP.i64;
    case "timestamp":
      return style.prettyTimes ? OP.time : OP.u64;
    case "enum_char":
      return OP.enumChar;
    case "cstr":
      return OP.text;
    case "pad":
      throw new TypeError("Reserved bytes are not written as text");
    default:
      return OP[type];
  }
}
