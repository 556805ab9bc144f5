import { delimiterOf, jsonEscape, type TextFormat } from "./escapes.ts";
import { isJson } from "./text_options.ts";

const QUOTE = 0x22;
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const ENCODER = new TextEncoder();

/** Writes the texts of records: up to their first NUL, empty if there is none or they are not UTF-8. */
export class CstrTextWriter {
  readonly #isJson: boolean;
  /** What a byte becomes inside a JSON string, where not itself. */
  readonly #escapes: readonly (Uint8Array | undefined)[];
  /** Bytes for which a field of CSV needs quotes. */
  readonly #isSpecial: Uint8Array;

  /** The format decides how texts are quoted and escaped. */
  constructor(format: TextFormat) {
    this.#isJson = isJson(format);
    this.#escapes = Array.from({ length: 128 }, (_, byte) => {
      const escape = jsonEscape(byte);
      return escape === undefined ? undefined : ENCODER.encode(escape);
    });
    const special = [delimiterOf(format).charCodeAt(0), QUOTE, 0x0d, 0x0a];
    this.#isSpecial = Uint8Array.from({ length: 256 }, (_, byte) => special.includes(byte) ? 1 : 0);
  }

  /** Writes the text of `width` bytes at `from`; returns the position after it. */
  write(out: DataView, at: number, bytes: Uint8Array, from: number, width: number): number {
    const end = textEnd(bytes, from, width);
    return this.#isJson
      ? this.#writeJson(out, at, bytes, from, end)
      : this.#writeCsv(out, at, bytes, from, end);
  }

  #writeJson(out: DataView, start: number, bytes: Uint8Array, from: number, end: number): number {
    let at = start;
    out.setUint8(at++, QUOTE);
    for (let i = from; i < end; i++) {
      const byte = bytes[i]!;
      const escape = byte < 0x80 ? this.#escapes[byte] : undefined;
      if (escape === undefined) out.setUint8(at++, byte);
      else for (let k = 0; k < escape.length; k++) out.setUint8(at++, escape[k]!);
    }
    out.setUint8(at++, QUOTE);
    return at;
  }

  #writeCsv(out: DataView, start: number, bytes: Uint8Array, from: number, end: number): number {
    let at = start;
    let needsQuotes = 0;
    for (let i = from; i < end; i++) {
      needsQuotes |= this.#isSpecial[bytes[i]!]!;
      out.setUint8(at++, bytes[i]!);
    }
    if (needsQuotes === 0) return at;
    at = start;
    out.setUint8(at++, QUOTE);
    for (let i = from; i < end; i++) {
      if (bytes[i] === QUOTE) out.setUint8(at++, QUOTE);
      out.setUint8(at++, bytes[i]!);
    }
    out.setUint8(at++, QUOTE);
    return at;
  }
}

/** Where a text ends: at its first NUL, or at once if it has none or is not UTF-8. */
function textEnd(bytes: Uint8Array, from: number, width: number): number {
  let highest = 0;
  let end = from;
  while (end < from + width && bytes[end] !== 0) highest |= bytes[end++]!;
  if (end === from + width) return from;
  return highest < 0x80 || isUtf8(bytes.subarray(from, end)) ? end : from;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    DECODER.decode(bytes);
    return true;
  } catch {
    return false; // part of the format: such a text counts as empty
  }
}
