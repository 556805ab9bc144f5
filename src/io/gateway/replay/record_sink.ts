/** A stretch of memory that records are gathered in before they are sent. */

/** Words of the largest record. */
const LARGEST_RECORD = 255;

/** Takes records of version 3; adds the send time to each if the stream has it. The memory is used again. */
export class RecordSink {
  readonly #words: Int32Array;
  readonly #tsOut: boolean;
  #length = 0;
  #sendLow = 0;
  #sendHigh = 0;

  /** @param words Memory, in words, beyond which it is full. */
  constructor(words: number, tsOut: boolean) {
    this.#words = new Int32Array(words + LARGEST_RECORD);
    this.#tsOut = tsOut;
  }

  /** Whether there might be no room for one more record. */
  get isFull(): boolean {
    return this.#words.length - this.#length < LARGEST_RECORD;
  }

  /** Whether nothing was added. */
  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** Words that were added since they were taken. */
  get length(): number {
    return this.#length;
  }

  /** Records of `stride` words that there is room for. */
  roomFor(stride: number): number {
    const size = this.#tsOut ? stride + 2 : stride;
    return Math.floor((this.#words.length - this.#length) / size);
  }

  /** Sets the send time of the records that follow. @param time ns since the Unix epoch. */
  setSendTime(time: bigint): void {
    this.#sendLow = Number(time & 0xffff_ffffn) | 0;
    this.#sendHigh = Number(time >> 32n) | 0;
  }

  /** Adds records of `stride` words each, for which there must be room. */
  add(source: Int32Array, from: number, to: number, stride: number): void {
    if (!this.#tsOut) {
      this.#copy(source, from, to);
      return;
    }
    for (let at = from; at < to; at += stride) {
      const head = this.#length;
      this.#copy(source, at, at + stride);
      this.#words[head] = this.#words[head]! + 2; // the length is in the lowest byte
      this.#words[this.#length++] = this.#sendLow;
      this.#words[this.#length++] = this.#sendHigh;
    }
  }

  /** Adds one record that is at hand as bytes. */
  addMessage(record: Uint8Array): void {
    const words = new Int32Array(record.slice().buffer);
    this.add(words, 0, words.length, words.length);
  }

  #copy(source: Int32Array, from: number, to: number): void {
    const words = this.#words;
    const length = this.#length;
    if (to - from > 64) words.set(source.subarray(from, to), length);
    else for (let i = 0; i < to - from; i++) words[length + i] = source[from + i]!;
    this.#length = length + to - from;
  }

  /** The records so far, valid until more are added. */
  take(): Uint8Array {
    const bytes = new Uint8Array(this.#words.buffer, 0, this.#length * 4);
    this.#length = 0;
    return bytes;
  }
}
