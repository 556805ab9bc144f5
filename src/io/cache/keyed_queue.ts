/** Work in order for each key; work for different keys overlaps. */
export class KeyedQueue {
  readonly #last = new Map<string, Promise<void>>();

  /** Does some work once all earlier work of the key is done. @throws What the work threw. */
  add(key: string, work: () => Promise<void>): Promise<void> {
    const before = this.#last.get(key);
    const done = before === undefined ? work() : before.catch(() => {}).then(work);
    this.#last.set(key, done);
    const forget = () => {
      if (this.#last.get(key) === done) this.#last.delete(key);
    };
    done.then(forget, forget);
    return done;
  }

  /** Waits until no work is left, that which comes meanwhile included. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.allSettled(this.#last.values());
  }
}
