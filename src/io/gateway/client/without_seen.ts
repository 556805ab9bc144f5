/** Leaving out records that were received before, or that nobody wants. */
import { indexTimeWord } from "../../convert/record_times.ts";
import { BAR_SECONDS } from "../../dbn/bar_rows.ts";
import { scanRecords } from "../../dbn/framing.ts";
import { type RecordChunk, wordsOf } from "../../dbn/record_chunk.ts";
import type { KeyCounts } from "./key_counts.ts";
import { replayTimeWord, timeOfWords } from "./record_key.ts";

const SECOND_NS = 1_000_000_000n;
/** Records of one moment lie at most this far apart in a stream. */
const EARLY_NS = 600n * SECOND_NS;

/** The records of a chunk that `seen` does not hold; each occurrence there stands for one record. */
export function withoutSeen(chunk: RecordChunk, seen: KeyCounts): RecordChunk {
  if (seen.total === 0) return chunk;
  return keep(chunk, (words, at, rtype) => {
    const time = replayTimeWord(words, at);
    return !seen.remove(rtype, words[at + 1]!, words[time]!, words[time + 1]!);
  });
}

/** The records of a chunk that could be seen after a time of their type's own, ns since the Unix epoch. */
export function withoutEarly(
  chunk: RecordChunk,
  notBefore: ReadonlyMap<number, bigint>,
): RecordChunk {
  if (notBefore.size === 0 || isLater(chunk, notBefore)) return chunk;
  return keep(chunk, (words, at, rtype) => {
    const bound = notBefore.get(rtype);
    if (bound === undefined) return true;
    const time = indexTimeWord(words, at);
    const delay = BigInt(BAR_SECONDS.get(rtype) ?? 0) * SECOND_NS;
    return timeOfWords(words[time]!, words[time + 1]!) + delay > bound;
  });
}

/** Records come in the order of their capture, nearly: whether all of a chunk are of after the times. */
function isLater(chunk: RecordChunk, notBefore: ReadonlyMap<number, bigint>): boolean {
  const words = wordsOf(chunk);
  if (words.length === 0) return true;
  const at = indexTimeWord(words, 0);
  const time = timeOfWords(words[at]!, words[at + 1]!);
  for (const bound of notBefore.values()) if (time <= bound + EARLY_NS) return false;
  return true;
}

function keep(
  chunk: RecordChunk,
  isKept: (words: Int32Array, at: number, rtype: number) => boolean,
): RecordChunk {
  const words = wordsOf(chunk);
  const kept = new Int32Array(words.length);
  let length = 0;
  for (let at = 0, size = 0; at < words.length; at += size) {
    size = words[at]! & 0xff;
    if (!isKept(words, at, (words[at]! >> 8) & 0xff)) continue;
    kept.set(words.subarray(at, at + size), length);
    length += size;
  }
  if (length === words.length) return chunk;
  const bytes = new Uint8Array(kept.buffer, 0, length * 4);
  const { count, uniform } = scanRecords(bytes, bytes.length);
  return { ...chunk, bytes, count, uniform };
}
