import type { Statistics } from "hyparquet";
import type { ColumnType } from "../../core/columns/table.ts";
import { compareUtf8 } from "../../core/columns/text_order.ts";
import { isUnsignedType } from "./file_schema.ts";
import { isText, type PhysicalValues } from "./shred.ts";

/** A bound of a column chunk, in the form of its column's values. */
export type Bound = NonNullable<Statistics["min_value"]>;

/** Smallest and largest value of a column chunk, both occurring in it. */
export interface Bounds {
  readonly min: Bound;
  readonly max: Bound;
}

function boundsOfText(values: readonly string[]): Bounds {
  let min = values[0]!;
  let max = min;
  for (const value of values) {
    if (compareUtf8(value, min) < 0) min = value;
    if (compareUtf8(value, max) > 0) max = value;
  }
  return { min, max };
}

type Small = Uint8Array | Int32Array | Uint32Array | Float32Array | Float64Array;

function boundsOfNumbers(values: Small): { min: number; max: number } {
  let min = values[0]!;
  let max = min;
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}

/** Finds the extreme rows by comparing halves, since reading a row as a bigint allocates. */
function boundsOfWide(values: BigInt64Array | BigUint64Array): Bounds {
  const low = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const high = values instanceof BigInt64Array
    ? new Int32Array(low.buffer, low.byteOffset, low.length)
    : low;
  let min = 0;
  let max = 0;
  for (let i = 1; i < values.length; i++) {
    const top = high[2 * i + 1]!;
    const bottom = low[2 * i]!;
    const minTop = high[2 * min + 1]!;
    const maxTop = high[2 * max + 1]!;
    if (top < minTop || (top === minTop && bottom < low[2 * min]!)) min = i;
    if (top > maxTop || (top === maxTop && bottom > low[2 * max]!)) max = i;
  }
  return { min: values[min]!, max: values[max]! };
}

/**
 * Bounds of the values of one column chunk, in the order that the column type prescribes.
 *
 * @returns undefined if there are no values.
 */
export function boundsOf(type: ColumnType, values: PhysicalValues): Bounds | undefined {
  if (values.length === 0) return undefined;
  if (isText(values)) return boundsOfText(values);
  const { buffer, byteOffset, length } = values;
  if (values instanceof BigInt64Array) {
    return boundsOfWide(
      isUnsignedType(type) ? new BigUint64Array(buffer, byteOffset, length) : values,
    );
  }
  if (values instanceof Int32Array && isUnsignedType(type)) {
    return boundsOfNumbers(new Uint32Array(buffer, byteOffset, length));
  }
  const { min, max } = boundsOfNumbers(values);
  if (type === "bool") return { min: min === 1, max: max === 1 };
  // The format wants zero bounds to cover both zeros.
  return { min: min === 0 && type.startsWith("float") ? -0 : min, max: max === 0 ? 0 : max };
}
