/** Bytes as text that is safe in any script: raw deflate, then Base64. */
import { deflateRawSync } from "node:zlib";

const BEST = 9;

/** Compressed and in Base64: letters, digits, `+`, `/` and `=` only. The same bytes give the same text. */
export function packText(bytes: Uint8Array): string {
  return deflateRawSync(bytes, { level: BEST }).toBase64();
}

/** A value as JSON in that form. @param value Has to survive JSON. */
export function packJson(value: unknown): string {
  return packText(new TextEncoder().encode(JSON.stringify(value)));
}
