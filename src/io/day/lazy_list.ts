/** A list whose members are made when they are first asked for. */
export class LazyList<T> implements Iterable<T> {
  readonly #rest: Iterator<T>;
  readonly #made: T[] = [];
  #isComplete = false;

  /** @param members Gone through once, no further than needed. */
  constructor(members: Iterable<T>) {
    this.#rest = members[Symbol.iterator]();
  }

  /** The members in order. */
  *[Symbol.iterator](): Generator<T> {
    for (let i = 0; this.#has(i); i++) yield this.#made[i]!;
  }

  #has(index: number): boolean {
    if (index < this.#made.length) return true;
    if (this.#isComplete) return false;
    const { done, value } = this.#rest.next();
    if (done) this.#isComplete = true;
    else this.#made.push(value);
    return !done;
  }
}
