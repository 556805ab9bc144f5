/** How often each key occurs: a hash table without objects. */
import { KEY_WORDS } from "./record_key.ts";

const SLOT_WORDS = KEY_WORDS + 1; // and the count
const SMALLEST = 1024; // slots

/** Counts keys of records. */
export class KeyCounts {
  #slots = new Int32Array(SMALLEST * SLOT_WORDS);
  #mask = SMALLEST - 1;
  #used = 0;
  #total = 0;

  /** Sum of all counts. */
  get total(): number {
    return this.#total;
  }

  /** Counts a key once more. */
  add(rtype: number, id: number, low: number, high: number): void {
    if (2 * this.#used > this.#mask) this.#grow();
    const at = this.#find(rtype, id, low, high);
    const slots = this.#slots;
    if (slots[at] === 0) {
      slots[at] = rtype + 1; // 0 is an empty slot
      slots[at + 1] = id;
      slots[at + 2] = low;
      slots[at + 3] = high;
      this.#used++;
    }
    slots[at + KEY_WORDS] = slots[at + KEY_WORDS]! + 1;
    this.#total++;
  }

  /** Takes one occurrence of a key away. @returns Whether there was one. */
  remove(rtype: number, id: number, low: number, high: number): boolean {
    const at = this.#find(rtype, id, low, high) + KEY_WORDS;
    if (this.#slots[at] === 0) return false;
    this.#slots[at] = this.#slots[at]! - 1;
    this.#total--;
    return true;
  }

  /** Occurrences left of keys of a record type. */
  leftOf(rtype: number): number {
    let left = 0;
    for (let at = 0; at < this.#slots.length; at += SLOT_WORDS) {
      if (this.#slots[at] === rtype + 1) left += this.#slots[at + KEY_WORDS]!;
    }
    return left;
  }

  /** Forgets all keys of a record type. */
  drop(rtype: number): void {
    for (let at = 0; at < this.#slots.length; at += SLOT_WORDS) {
      if (this.#slots[at] !== rtype + 1) continue;
      this.#total -= this.#slots[at + KEY_WORDS]!;
      this.#slots[at + KEY_WORDS] = 0;
    }
  }

  #find(rtype: number, id: number, low: number, high: number): number {
    const slots = this.#slots;
    let hash = Math.imul(id, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b) ^ Math.imul(high, 0xc2b2ae35);
    hash = Math.imul(hash ^ (hash >>> 15) ^ rtype, 0x27d4eb2f);
    let slot = (hash ^ (hash >>> 13)) & this.#mask;
    for (;; slot = (slot + 1) & this.#mask) {
      const at = slot * SLOT_WORDS;
      if (slots[at] === 0) return at;
      const isSame = slots[at] === rtype + 1 && slots[at + 1] === id && slots[at + 2] === low &&
        slots[at + 3] === high;
      if (isSame) return at;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    this.#mask = 2 * this.#mask + 1;
    for (let at = 0; at < old.length; at += SLOT_WORDS) {
      if (old[at] === 0) continue;
      const to = this.#find(old[at]! - 1, old[at + 1]!, old[at + 2]!, old[at + 3]!);
      this.#slots.set(old.subarray(at, at + SLOT_WORDS), to);
    }
  }
}
