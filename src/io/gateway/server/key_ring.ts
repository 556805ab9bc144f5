/** The API keys that a gateway accepts. */
import { MomoError } from "../../../core/error.ts";
import { ioError } from "../../store/io_error.ts";
import { BUCKET_LENGTH, provesKey } from "../protocol/cram.ts";

const KEY_LENGTH = 32;

/** Keys by their last characters, which clients send in clear. */
export class KeyRing {
  readonly #byBucket: ReadonlyMap<string, readonly string[]>;

  constructor(keys: readonly string[]) {
    this.#byBucket = Map.groupBy(keys, (key) => key.slice(-BUCKET_LENGTH));
  }

  /** The name of the key that a response proves, `null` if it proves none. A name is no secret: the key's end. */
  identify(response: string, challenge: string): string | null {
    const bucket = response.slice(-BUCKET_LENGTH);
    const keys = this.#byBucket.get(bucket) ?? [];
    return keys.some((key) => provesKey(response, challenge, key)) ? bucket : null;
  }
}

/**
 * Reads keys from a file: one a line; empty lines and lines that begin with # are passed over.
 *
 * @throws {MomoError} `not_found` or `io` if it cannot be read, `bad_data` if a line is no key; keys are not repeated in
 * messages.
 */
export async function readKeys(path: string): Promise<string[]> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    throw ioError("read", path, error);
  }
  const keys: string[] = [];
  for (const [i, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    if (!/^[\x21-\x7e]+$/.test(line) || line.length !== KEY_LENGTH) {
      throw new MomoError(
        "bad_data",
        `Cannot read the keys of "${path}": line ${i + 1} is no key of ${KEY_LENGTH} characters`,
      );
    }
    keys.push(line);
  }
  if (keys.length === 0) {
    throw new MomoError("bad_data", `Cannot read the keys of "${path}": it holds none`);
  }
  return keys;
}
