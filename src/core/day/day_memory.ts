/** The memory of a day: what it takes, and what moves with it to another thread. */
import type { ColumnData } from "../columns/table.ts";
import { type Day, DAY_TABLES, type SingleDay } from "./day.ts";

type TypedColumn = Exclude<ColumnData, readonly unknown[]>;

/** The arrays of a day, those of the previous one included. */
function* arraysOf(day: Day): Generator<ArrayBufferView> {
  yield* ownArrays(day);
  if (day.previous) yield* ownArrays(day.previous.day);
}

function* ownArrays(day: SingleDay): Generator<ArrayBufferView> {
  for (const name of DAY_TABLES) {
    for (const value of Object.values(day[name])) {
      if (ArrayBuffer.isView(value)) yield value;
    }
  }
  for (const { table } of day.others) {
    for (const data of table.data) if (isTyped(data)) yield data;
  }
}

function isTyped(data: ColumnData): data is TypedColumn {
  return ArrayBuffer.isView(data);
}

/**
 * The memory that a day's columns hold on to, in bytes: that of its buffers, each counted once. Texts of further schemas
 * are not counted.
 */
export function dayBytes(day: Day): number {
  let bytes = 0;
  for (const buffer of distinctBuffers(day)) bytes += buffer.byteLength;
  return bytes;
}

/**
 * The buffers of a day, each once: what to name as transferable when the day is sent to another thread. Afterwards the
 * day is empty where it was.
 */
export function dayBuffers(day: Day): ArrayBuffer[] {
  return [...distinctBuffers(day)].filter((buffer) => buffer instanceof ArrayBuffer);
}

function distinctBuffers(day: Day): Set<ArrayBufferLike> {
  const buffers = new Set<ArrayBufferLike>();
  for (const array of arraysOf(day)) buffers.add(array.buffer);
  return buffers;
}
