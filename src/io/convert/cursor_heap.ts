/** Something that has a place among others of its kind. */
export interface OrderedCursor<Self> {
  /** Whether its next record comes before that of the other. */
  isBefore(other: Self): boolean;
}

/** Cursors as a binary heap, the one with the next record on top. */
export class CursorHeap<Cursor extends OrderedCursor<Cursor>> {
  readonly #cursors: Cursor[] = [];

  /** The cursor with the next record. */
  get top(): Cursor | undefined {
    return this.#cursors[0];
  }

  /** The cursor that comes after the top. */
  get second(): Cursor | undefined {
    const [, left, right] = this.#cursors;
    return left !== undefined && right?.isBefore(left) ? right : left;
  }

  /** All cursors, in no particular order. */
  get all(): readonly Cursor[] {
    return this.#cursors;
  }

  /** Adds a cursor at its place. */
  add(cursor: Cursor): void {
    const cursors = this.#cursors;
    let at = cursors.push(cursor) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!cursor.isBefore(cursors[parent]!)) break;
      cursors[at] = cursors[parent]!;
      cursors[parent] = cursor;
      at = parent;
    }
  }

  /** Takes all out. */
  clear(): void {
    this.#cursors.length = 0;
  }

  /** Takes the top out. */
  removeTop(): void {
    const last = this.#cursors.pop();
    if (last === undefined || this.#cursors.length === 0) return;
    this.#cursors[0] = last;
    this.siftTop();
  }

  /** Restores the order after the place of the top has changed. */
  siftTop(): void {
    const cursors = this.#cursors;
    const moving = cursors[0]!;
    let at = 0;
    while (true) {
      let child = 2 * at + 1;
      if (child >= cursors.length) break;
      if (child + 1 < cursors.length && cursors[child + 1]!.isBefore(cursors[child]!)) child++;
      if (!cursors[child]!.isBefore(moving)) break;
      cursors[at] = cursors[child]!;
      cursors[child] = moving;
      at = child;
    }
  }
}
