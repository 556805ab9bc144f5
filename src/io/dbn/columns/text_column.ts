import { decodeCstr } from "./cstr.ts";

/** Texts of equal width, as records hold them: back to back, padded with NUL bytes. */
export class TextColumn {
  /** `rows * width` bytes. */
  readonly bytes: Uint8Array;
  /** Bytes of each text. */
  readonly width: number;

  /** Takes texts of `width` bytes each, without a copy. */
  constructor(bytes: Uint8Array, width: number) {
    this.bytes = bytes;
    this.width = width;
  }

  /** Number of texts. */
  get length(): number {
    return this.bytes.length / this.width;
  }

  /** The text of a row; empty if it has no end or is not UTF-8. */
  at(row: number): string {
    return decodeCstr(this.bytes, row * this.width, this.width);
  }
}
