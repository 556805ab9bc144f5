/** Whole records of one size, gathered from many chunks. */
import { MomoError } from "../../core/error.ts";
import type { RecordColumns } from "../dbn/columns/column.ts";
import { ColumnCollector } from "../dbn/columns/column_collector.ts";
import { layoutOfGroup } from "../dbn/columns/group_layout.ts";
import { chunkOf, groupRecords } from "../dbn/framing.ts";
import type { RecordLayout } from "../dbn/layouts/layout.ts";
import type { Picked } from "./record_picker.ts";

const INITIAL_WORDS = 256;

/** Records back to back, in memory that grows with them. */
export class RecordBuffer {
  #words = new Int32Array(0);
  #length = 0;
  #recordSize = 0;

  /** Number of records. */
  get records(): number {
    return this.#recordSize === 0 ? 0 : (this.#length * 4) / this.#recordSize;
  }

  /** Bytes of the records. */
  get sizeBytes(): number {
    return this.#length * 4;
  }

  /** Copies picked records. @throws {MomoError} `bad_data` if sizes differ. */
  add({ words, at, count, recordSize }: Picked): void {
    for (let i = 0; i < count; i++) this.addOne(words, at[i]!, recordSize >> 2);
  }

  /** Copies the record of `step` words at `from`. @throws {MomoError} `bad_data` if its size is another one. */
  addOne(words: Int32Array, from: number, step: number): void {
    if (this.#recordSize !== 0 && this.#recordSize !== step * 4) throw this.#mixed();
    this.#recordSize = step * 4;
    this.#makeRoom(step);
    const target = this.#words;
    let to = this.#length;
    for (let k = 0; k < step; k++) target[to++] = words[from + k]!;
    this.#length = to;
  }

  #mixed(): MomoError {
    return new MomoError("bad_data", "Cannot put records of several versions into one table");
  }

  /** The records, in memory that is used again when more are added. */
  get bytes(): Uint8Array {
    return new Uint8Array(this.#words.buffer, 0, this.#length * 4);
  }

  /** Remembers the records so far. @returns Drops those added since. */
  mark(): () => void {
    const length = this.#length;
    return () => {
      this.#length = length;
    };
  }

  /** Layout of the records. @param fallback What it counts as if there are none. */
  layout(fallback: RecordLayout): RecordLayout {
    const chunk = chunkOf(this.bytes);
    const [group] = groupRecords(chunk);
    return group === undefined ? fallback : layoutOfGroup(chunk, group);
  }

  /** The records as columns of their layout. */
  columns(fallback: RecordLayout): RecordColumns {
    const collector = new ColumnCollector({ layout: this.layout(fallback), rows: this.records });
    collector.add(chunkOf(this.bytes));
    return collector.finish();
  }

  #makeRoom(words: number): void {
    const needed = this.#length + words;
    if (needed <= this.#words.length) return;
    const larger = new Int32Array(Math.max(needed, 2 * this.#words.length, INITIAL_WORDS));
    larger.set(this.#words.subarray(0, this.#length));
    this.#words = larger;
  }
}
