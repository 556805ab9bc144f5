/** Files damaged as downloads and disks damage them. */

/** Cuts a file off, as an interrupted download leaves it. Negative counts are from its end. */
export function truncateFile(path: string, keptBytes: number): void {
  const size = Deno.statSync(path).size;
  Deno.truncateSync(path, keptBytes < 0 ? size + keptBytes : keptBytes);
}

/** Inverts the bits of one byte. */
export function corruptByte(path: string, offset: number): void {
  const bytes = Deno.readFileSync(path);
  bytes[offset]! ^= 0xff;
  Deno.writeFileSync(path, bytes);
}
