/** The text lines of the live protocol: `key=value|key=value`, ended by LF. */
import { MomoError } from "../../../core/error.ts";

/** Fields of a line in their order; of a repeated key the last one counts. */
export type ControlFields = ReadonlyMap<string, string>;

/** Bytes of a line at most: 500 symbols of 71 characters and what stands around them. */
export const MAX_LINE_BYTES = 64 * 1024;

const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;

/**
 * Reads a line without its end. Empty parts, as after a trailing bar, are passed over; a part without `=` is a key with
 * an empty value.
 */
export function parseControlLine(line: string): ControlFields {
  const fields = new Map<string, string>();
  for (const part of line.split("|")) {
    if (part.trim() === "") continue;
    const equals = part.indexOf("=");
    if (equals < 0) fields.set(part.trim(), "");
    else fields.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  return fields;
}

/**
 * Writes a line, its end included.
 *
 * @throws {MomoError} `usage` if a key or value cannot be expressed: the protocol has no escapes.
 */
export function formatControlLine(fields: readonly (readonly [string, string])[]): string {
  for (const [key, value] of fields) {
    if (/^[\x20-\x7e]*$/.test(key + value) && !value.includes("|") && !/[=|]/.test(key)) continue;
    throw new MomoError(
      "usage",
      `Cannot send ${key} "${value}" to the gateway: expected printable ASCII without |`,
    );
  }
  return fields.map(([key, value]) => `${key}=${value}`).join("|") + "\n";
}

/** Cuts arriving bytes into lines. Memory is bounded: a line that does not end is an error. */
export class LineSplitter {
  readonly #maxBytes: number;
  #text = "";

  /** @param maxBytes Longest line. */
  constructor(maxBytes = MAX_LINE_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /**
   * The lines that the bytes complete, without their ends (LF, or CR LF).
   *
   * @throws {MomoError} `protocol` if a line is too long or a byte is no text.
   */
  push(bytes: Uint8Array): string[] {
    const lines: string[] = [];
    let from = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, from)) {
      lines.push(this.#take(bytes.subarray(from, end)));
      from = end + 1;
    }
    this.#text += this.#read(bytes.subarray(from));
    return lines;
  }

  #take(bytes: Uint8Array): string {
    const line = this.#text + this.#read(bytes);
    this.#text = "";
    return line.endsWith("\r") ? line.slice(0, -1) : line;
  }

  #read(bytes: Uint8Array): string {
    if (this.#text.length + bytes.length > this.#maxBytes) {
      throw new MomoError(
        "protocol",
        `Cannot read a control line: it does not end within ${this.#maxBytes} bytes`,
      );
    }
    const odd = bytes.findIndex((byte) =>
      (byte < 0x20 || byte > 0x7e) && byte !== CR && byte !== TAB
    );
    if (odd >= 0) {
      const code = bytes[odd]!.toString(16).padStart(2, "0");
      throw new MomoError("protocol", `Cannot read a control line: byte 0x${code} is no text`);
    }
    return String.fromCharCode.apply(null, [...bytes]);
  }
}
