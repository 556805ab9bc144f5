/** Columns in one block of bytes, small after compression and quick to open in a browser. */

/** How a column is stored: little-endian, `NaN` for null in `f32`. */
export type PackedKind = "u8" | "u16" | "i32" | "f32";

/** One column of a report. */
export interface PackedColumn {
  readonly name: string;
  readonly kind: PackedKind;
  /** Names that the values stand for: `values[i]` is a position in it; `null` is a name that is not known. */
  readonly names?: readonly (string | null)[];
  readonly unit?: string;
  /** One sentence, without a final period. */
  readonly help?: string;
  readonly values: Uint8Array | Uint16Array | Int32Array | Float32Array;
}

const ALIGNMENT = 4;

/**
 * Packs columns of equal length behind a header.
 *
 * The block is: length of the header in bytes (u32, little-endian); the header as JSON in UTF-8, padded with spaces so
 * that what follows lies on a multiple of four bytes; the columns in order, each padded with zeros to such a multiple. The
 * header is `facts` with `rows` and `columns`, whose elements are the columns without their values.
 *
 * @param facts What the header says besides; has to survive JSON.
 * @throws {RangeError} If the columns differ in length.
 */
export function packColumns(
  facts: Readonly<Record<string, unknown>>,
  columns: readonly PackedColumn[],
): Uint8Array<ArrayBuffer> {
  const rows = columns[0]?.values.length ?? 0;
  const odd = columns.find(({ values }) => values.length !== rows);
  if (odd) throw new RangeError(`column ${odd.name} has ${odd.values.length} rows, not ${rows}`);
  const described = columns.map(({ values: _, ...rest }) => rest);
  const header = new TextEncoder().encode(JSON.stringify({ ...facts, rows, columns: described }));
  const headerSize = padded(header.length);
  const sizes = columns.map(({ values }) => padded(values.byteLength));
  const total = ALIGNMENT + headerSize + sizes.reduce((sum, size) => sum + size, 0);
  const bytes = new Uint8Array(total);
  new DataView(bytes.buffer).setUint32(0, headerSize, true);
  bytes.fill(" ".charCodeAt(0), ALIGNMENT, ALIGNMENT + headerSize);
  bytes.set(header, ALIGNMENT);
  let at = ALIGNMENT + headerSize;
  for (const [i, { values }] of columns.entries()) {
    bytes.set(littleEndian(values), at);
    at += sizes[i]!;
  }
  return bytes;
}

function padded(size: number): number {
  return Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}

function littleEndian(values: PackedColumn["values"]): Uint8Array {
  const bytes = new Uint8Array(values.byteLength);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) {
    const at = i * values.BYTES_PER_ELEMENT;
    if (values instanceof Float32Array) view.setFloat32(at, values[i]!, true);
    else if (values instanceof Int32Array) view.setInt32(at, values[i]!, true);
    else if (values instanceof Uint16Array) view.setUint16(at, values[i]!, true);
    else bytes[at] = values[i]!;
  }
  return bytes;
}
