import { isText, type PhysicalValues } from "./shred.ts";

/** The distinct values of a column in order of first occurrence, and for each value its position among them. */
export interface Dictionary {
  readonly values: PhysicalValues;
  readonly codes: Uint32Array;
}

const EMPTY = 0; // slots hold code + 1

function dictionaryOfStrings(
  values: readonly string[],
  maxDistinct: number,
): Dictionary | undefined {
  const codes = new Uint32Array(values.length);
  const codeOf = new Map<string, number>();
  for (let i = 0; i < values.length; i++) {
    let code = codeOf.get(values[i]!);
    if (code === undefined) {
      code = codeOf.size;
      if (code === maxDistinct) return undefined;
      codeOf.set(values[i]!, code);
    }
    codes[i] = code;
  }
  return { values: [...codeOf.keys()], codes };
}

/** Mixes a 64-bit value into a 32-bit hash (the finalizer of MurmurHash3 by Austin Appleby, public domain). */
function hash(low: number, high: number): number {
  let h = low ^ Math.imul(high, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function tableSize(values: number, maxDistinct: number): number {
  return 2 ** Math.ceil(Math.log2(2 * Math.min(values, maxDistinct) + 2));
}

/** Codes of values compared by their bits: an open-addressed table of the rows where each value occurred first. */
function codesOfWords(
  words: Int32Array,
  wordsPerValue: 1 | 2,
  maxDistinct: number,
): { codes: Uint32Array; firstRows: Uint32Array } | undefined {
  const count = words.length / wordsPerValue;
  const codes = new Uint32Array(count);
  const firstRows = new Uint32Array(Math.min(count, maxDistinct));
  const mask = tableSize(count, maxDistinct) - 1;
  const slots = new Uint32Array(mask + 1);
  const high = wordsPerValue - 1; // of one word, that word is both halves
  let distinct = 0;
  for (let i = 0; i < count; i++) {
    const at = i * wordsPerValue;
    let slot = hash(words[at]!, words[at + high]!) & mask;
    for (; slots[slot] !== EMPTY; slot = (slot + 1) & mask) {
      const other = firstRows[slots[slot]! - 1]! * wordsPerValue;
      if (words[other] === words[at] && words[other + high] === words[at + high]) break;
    }
    if (slots[slot] === EMPTY) {
      if (distinct === maxDistinct) return undefined;
      firstRows[distinct] = i;
      slots[slot] = ++distinct;
    }
    codes[i] = slots[slot]! - 1;
  }
  return { codes, firstRows: firstRows.subarray(0, distinct) };
}

/**
 * Builds a column's dictionary. Numbers are told apart by their bits, so that -0 stays -0.
 *
 * @param maxDistinct Most distinct values that are worth a dictionary.
 * @returns undefined if there are more than `maxDistinct`.
 */
export function buildDictionary(
  values: Exclude<PhysicalValues, Uint8Array>,
  maxDistinct: number,
): Dictionary | undefined {
  if (isText(values)) return dictionaryOfStrings(values, maxDistinct);
  const words = new Int32Array(values.buffer, values.byteOffset, values.byteLength / 4);
  const coded = codesOfWords(words, values.BYTES_PER_ELEMENT === 8 ? 2 : 1, maxDistinct);
  if (!coded) return undefined;
  const distinct = values.slice(0, coded.firstRows.length);
  for (let code = 0; code < distinct.length; code++) {
    distinct[code] = values[coded.firstRows[code]!]!;
  }
  return { values: distinct, codes: coded.codes };
}
