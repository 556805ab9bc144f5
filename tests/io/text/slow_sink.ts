/** How a `SlowSink` makes life hard. */
export interface SlowSinkOptions {
  /** Bytes it takes per write; all of them if not given. */
  readonly bytesPerWrite?: number;
  /** It would have blocked on every n-th write; never if not given. */
  readonly blocksEvery?: number;
}

/** A sink that takes few bytes at a time and now and then none. */
export class SlowSink {
  /** Calls that took something. */
  writes = 0;
  readonly #options: SlowSinkOptions;
  readonly #parts: Uint8Array[] = [];
  #calls = 0;

  constructor(options: SlowSinkOptions) {
    this.#options = options;
  }

  write(bytes: Uint8Array): Promise<number> {
    const { bytesPerWrite = Infinity, blocksEvery = Infinity } = this.#options;
    if (++this.#calls % blocksEvery === 0) {
      return Promise.reject(new Deno.errors.WouldBlock("try again"));
    }
    const taken = bytes.slice(0, Math.min(bytes.length, bytesPerWrite));
    this.#parts.push(taken);
    this.writes++;
    return Promise.resolve(taken.length);
  }

  /** Everything it took, as text. */
  get text(): string {
    const size = this.#parts.reduce((sum, part) => sum + part.length, 0);
    const all = new Uint8Array(size);
    let offset = 0;
    for (const part of this.#parts) {
      all.set(part, offset);
      offset += part.length;
    }
    return new TextDecoder().decode(all);
  }
}
