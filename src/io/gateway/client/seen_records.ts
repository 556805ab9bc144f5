/** The keys of the records that were received lately, so that a replay of them can be told from what is new. */
import { type RecordChunk, wordsOf } from "../../dbn/record_chunk.ts";
import { KeyCounts } from "./key_counts.ts";
import { KEY_WORDS, replayTimeWord, timeOfWords } from "./record_key.ts";

/** How much is kept. */
export interface SeenOptions {
  /** Keys of records up to this much older than the newest of their type are kept, ns. */
  readonly keptNs: bigint;
  /** Bytes of keys at most; beyond them the oldest are forgotten. */
  readonly maxBytes: number;
}

const BLOCK_KEYS = 16 * 1024;
const HIGH = 4294967296;

/** Keys in order of arrival. */
interface Block {
  readonly keys: Int32Array;
  length: number;
  /** The latest time of its keys, as words. */
  low: number;
  high: number;
}

/** Remembers keys, and how far the records of each type have come. */
export class SeenRecords {
  readonly #options: SeenOptions;
  readonly #blocks: Block[] = [];
  /** Latest time and greatest lateness by record type; times as words. */
  readonly #latestLow = new Uint32Array(256);
  readonly #latestHigh = new Uint32Array(256);
  readonly #lateness = new Float64Array(256);
  /** Of records up to this time some keys were forgotten. */
  #forgotten = -1n;

  constructor(options: SeenOptions) {
    this.#options = options;
  }

  /** Remembers the records of a chunk. */
  add(chunk: RecordChunk): void {
    const words = wordsOf(chunk);
    for (let at = 0; at < words.length; at += words[at]! & 0xff) {
      const rtype = (words[at]! >> 8) & 0xff;
      const time = replayTimeWord(words, at);
      this.#addKey(rtype, words[at + 1]!, words[time]!, words[time + 1]!);
    }
    this.#forgetOld();
  }

  #addKey(rtype: number, id: number, signedLow: number, signedHigh: number): void {
    const low = signedLow >>> 0;
    const high = signedHigh >>> 0;
    const behind = (this.#latestHigh[rtype]! - high) * HIGH + (this.#latestLow[rtype]! - low);
    if (behind < 0) {
      this.#latestHigh[rtype] = high;
      this.#latestLow[rtype] = low;
    } else if (behind > this.#lateness[rtype]!) {
      this.#lateness[rtype] = behind;
    }
    let block = this.#blocks.at(-1);
    if (block === undefined || block.length === BLOCK_KEYS) {
      block = { keys: new Int32Array(BLOCK_KEYS * KEY_WORDS), length: 0, low: 0, high: 0 };
      this.#blocks.push(block);
    }
    if (high > block.high || (high === block.high && low > block.low)) {
      block.high = high;
      block.low = low;
    }
    const at = block.length++ * KEY_WORDS;
    const { keys } = block;
    keys[at] = rtype;
    keys[at + 1] = id;
    keys[at + 2] = signedLow;
    keys[at + 3] = signedHigh;
  }

  #forgetOld(): void {
    const { keptNs, maxBytes } = this.#options;
    const most = Math.max(Math.floor(maxBytes / (BLOCK_KEYS * KEY_WORDS * 4)), 1);
    while (this.#blocks.length > 1) {
      const [first] = this.#blocks;
      const time = timeOfWords(first!.low, first!.high);
      const newest = this.#blocks.at(-1)!;
      const isOld = timeOfWords(newest.low, newest.high) - time > keptNs;
      if (!isOld && this.#blocks.length <= most) return;
      this.#blocks.shift();
      if (time > this.#forgotten) this.#forgotten = time;
    }
  }

  /** The latest time of records of a type, ns since the Unix epoch; `null` if none was received. */
  latestOf(rtype: number): bigint | null {
    const time = timeOfWords(this.#latestLow[rtype]!, this.#latestHigh[rtype]!);
    return time === 0n ? null : time;
  }

  /** How much earlier than the latest before it a record of a type was at most, ns. */
  latenessOf(rtype: number): bigint {
    return BigInt(Math.ceil(this.#lateness[rtype]!));
  }

  /** The first time from which on all keys are still known. */
  get knownFrom(): bigint {
    return this.#forgotten + 1n;
  }

  /** The keys of records of at least a time of their type's own, counted. @param fromOf `null` for none of that type. */
  countFrom(fromOf: (rtype: number) => bigint | null): KeyCounts {
    const counts = new KeyCounts();
    const starts = Array.from({ length: 256 }, (_, rtype) => fromOf(rtype));
    for (const { keys, length } of this.#blocks) {
      for (let at = 0; at < length * KEY_WORDS; at += KEY_WORDS) {
        const rtype = keys[at]!;
        const start = starts[rtype]!;
        if (start === null || timeOfWords(keys[at + 2]!, keys[at + 3]!) < start) continue;
        counts.add(rtype, keys[at + 1]!, keys[at + 2]!, keys[at + 3]!);
      }
    }
    return counts;
  }
}
