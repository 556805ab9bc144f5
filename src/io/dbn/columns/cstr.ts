const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads a text of a record: UTF-8 up to the first NUL byte.
 *
 * @returns The text; empty if no NUL ends it or it is not UTF-8, as in the official text output.
 */
export function decodeCstr(bytes: Uint8Array, offset: number, size: number): string {
  const end = bytes.indexOf(0, offset);
  if (end < 0 || end >= offset + size) return "";
  let text = "";
  for (let i = offset; i < end; i++) {
    if (bytes[i]! >= 0x80) return decodeUtf8(bytes.subarray(offset, end));
    text += String.fromCharCode(bytes[i]!);
  }
  return text;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return DECODER.decode(bytes);
  } catch {
    return ""; // part of the format: an invalid text counts as an empty one
  }
}
