/** Numbers as raw little-endian arrays, and tables as Arrow. */
import type { Table } from "../../core/columns/table.ts";
import { encodeArrow } from "../arrow/encoder.ts";
import type { Frame } from "./reply.ts";

/** Encodings of raw arrays. */
export type RawEncoding = "f64" | "f32";

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** A frame of numbers; `NaN` where there is none. */
export function numberFrame(
  name: string,
  values: Float64Array,
  encoding: RawEncoding,
  facts: Readonly<Record<string, unknown>>,
): Frame {
  return { name, encoding, bytes: rawBytes(values, encoding), facts };
}

function rawBytes(values: Float64Array, encoding: RawEncoding): Uint8Array {
  const numbers = encoding === "f32" ? new Float32Array(values) : values.slice();
  const bytes = new Uint8Array(numbers.buffer);
  if (!isLittleEndian) {
    for (let at = 0; at < bytes.length; at += numbers.BYTES_PER_ELEMENT) {
      bytes.subarray(at, at + numbers.BYTES_PER_ELEMENT).reverse();
    }
  }
  return bytes;
}

/** A frame of a table. */
export async function tableFrame(name: string, table: Table): Promise<Frame> {
  const facts = { rows: table.length };
  return { name, encoding: "arrow", bytes: await encodeArrow(table), facts };
}
