import { messageOf, MomoError } from "../../core/error.ts";

/** Largest history that decoders accept, in bytes; what the native library allows by default. */
export const MAX_WINDOW_SIZE = 128 * 1024 * 1024;

/** What is needed of a frame to judge whether it can be decoded. */
interface FrameDemands {
  readonly windowSize: number;
  readonly dictionaryId: number;
}

/**
 * Refuses a frame that no decoder here can decode.
 *
 * @throws {MomoError} `bad_data` if it needs a dictionary or more history than is supported.
 */
export function checkDecodable(name: string, offset: number, frame: FrameDemands): void {
  const demand = frame.dictionaryId !== 0
    ? `needs the dictionary ${frame.dictionaryId}, and dictionaries are not supported`
    : frame.windowSize > MAX_WINDOW_SIZE
    ? `needs a window of ${frame.windowSize} bytes, and at most ${MAX_WINDOW_SIZE} are supported`
    : undefined;
  if (demand === undefined) return;
  throw new MomoError(
    "bad_data",
    `Cannot read "${name}": the zstd frame at byte ${offset} ${demand}`,
  );
}

/** The error for a frame whose contents do not decode; `cause` is what the decoder threw or a reason in words. */
export function damagedFrame(name: string, offset: number, cause: unknown): MomoError {
  const text = messageOf(cause).replace(/^Zstd decompress error: /, "");
  const reason = /checksum/i.test(text) ? "its checksum does not match" : text;
  return new MomoError(
    "bad_data",
    `Cannot read "${name}": the zstd frame at byte ${offset} is damaged (${reason})`,
    typeof cause === "string" ? {} : { cause },
  );
}
