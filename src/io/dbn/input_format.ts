import { MomoError } from "../../core/error.ts";
import { parseFrameHeader } from "../zstd/frame_header.ts";
import { MAGIC } from "./metadata_layout.ts";

/** Bytes from the start that tell what an input is. */
export const DETECTION_SIZE = 11;

/** How the bytes of an input are stored. */
export type Compression = "none" | "zstd";

/**
 * Tells from its first bytes how an input is stored.
 *
 * @param head At least `DETECTION_SIZE` bytes, fewer only if the input has no more.
 * @param isFragment Whether the input has records only, so that its first bytes say nothing.
 * @throws {MomoError} `bad_data` if it is empty, of the older DBZ format, or neither DBN nor zstd.
 */
export function detectCompression(
  head: Uint8Array,
  name: string,
  isFragment: boolean,
): Compression {
  if (startsLikeZstd(head)) {
    if (isDbz(head)) {
      throw new MomoError(
        "bad_data",
        `Cannot read "${name}": it is of the DBZ format that came before DBN and is not supported`,
      );
    }
    return "zstd";
  }
  if (isFragment) return "none";
  if (head.length === 0) {
    throw new MomoError(
      "bad_data",
      `Cannot read "${name}": it is empty, and DBN data were expected`,
    );
  }
  if (MAGIC.every((byte, i) => head[i] === byte)) return "none";
  throw new MomoError(
    "bad_data",
    `Cannot read "${name}": the first bytes are not DBN (44 42 4e) or zstd (28 b5 2f fd) but ${
      hex(head.subarray(0, 4))
    }`,
  );
}

function startsLikeZstd(head: Uint8Array): boolean {
  return head.length >= 4 && parseFrameHeader(head) !== "invalid";
}

/** DBZ is a skippable zstd frame whose payload starts with its name. */
function isDbz(head: Uint8Array): boolean {
  return head[1] === 0x2a && [0x44, 0x42, 0x5a].every((byte, i) => head[8 + i] === byte);
}

/** Bytes as people write them: two hexadecimal digits each, a space between. */
function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
