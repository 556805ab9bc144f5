/** Short texts packed into words, so that they can be written four bytes at a time. */
export interface PackedText {
  /** Length in bytes. */
  readonly length: number;
  /** Bytes in order, lowest first, zeros after the end. */
  readonly words: Int32Array;
}

/** Packs a text. */
export function packText(text: string): PackedText {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  return { length: bytes.length, words: new Int32Array(padded.buffer) };
}

/** Writes a packed text; up to three bytes after it may change. Returns the position after it. */
export function writePacked(out: DataView, at: number, text: PackedText): number {
  const { words, length } = text;
  for (let i = 0; i < words.length; i++) out.setInt32(at + 4 * i, words[i]!, true);
  return at + length;
}
