/** Random rows and random expressions about them, each with its meaning written down a second time. */
import fc from "fast-check";
import type { ColumnSpec, ColumnType, Table } from "../../../src/core/columns/table.ts";
import { makeTable } from "../../../src/core/columns/table.ts";

/** A row as an object; a null is a null. */
export interface PlainRow {
  readonly amount: number | null;
  readonly count: number;
  readonly ratio: number | null;
  readonly volume: number;
  readonly name: string | null;
  readonly kind: string;
  readonly day: number;
  readonly at: bigint;
  readonly flag: boolean | null;
  readonly sure: boolean;
}

/** True, false, or null for unknown. */
export type Meaning<T> = (row: PlainRow) => T | null;

/** An expression as text and what it means. */
export interface Meant<T> {
  readonly text: string;
  readonly meaning: Meaning<T>;
}

function spec(name: string, type: ColumnType, nullable: boolean): ColumnSpec {
  return { name, type, nullable, unit: "", causality: "causal", help: "" };
}

/** The columns of the rows. */
export const COLUMNS: readonly ColumnSpec[] = [
  spec("amount", "float64", true),
  spec("count", "int32", false),
  spec("ratio", "float32", true),
  spec("volume", "int64", false),
  spec("name", "string", true),
  spec("kind", "string", false),
  spec("day", "date", false),
  spec("at", "timestamp", false),
  spec("flag", "bool", true),
  spec("sure", "bool", false),
];

const NUMBERS = [-2, -1, 0, 0.5, 1, 2, 3] as const;
const TEXTS = ["", "a", "b", "B", "ab", "it's", "é", "😀", "\uffff"] as const;
const DAYS = [20_000, 20_001, 20_002, 20_031] as const;
const TIMES = [1_727_740_800_000_000_000n, 1_727_740_800_000_000_001n, 1_730_000_000_123_456_789n];
/** Values whose float32 differs from their float64. */
const RATIOS = [0.1, 0.2, 0.5, -0.3] as const;

/** Rows of few distinct values, so that comparisons hold now and then. */
export const ROW: fc.Arbitrary<PlainRow> = fc.record({
  amount: fc.option(fc.constantFrom(...NUMBERS)),
  count: fc.constantFrom(-1, 0, 1, 2),
  ratio: fc.option(fc.constantFrom(...RATIOS)),
  volume: fc.constantFrom(0, 1, 5_000_000_000),
  name: fc.option(fc.constantFrom(...TEXTS)),
  kind: fc.constantFrom("prime", "risk", "mixed"),
  day: fc.constantFrom(...DAYS),
  at: fc.constantFrom(...TIMES),
  flag: fc.option(fc.boolean()),
  sure: fc.boolean(),
});

/** The rows as a table. */
export function tableOf(rows: readonly PlainRow[]): Table {
  return makeTable(COLUMNS, [
    Float64Array.from(rows, (row) => row.amount ?? NaN),
    Int32Array.from(rows, (row) => row.count),
    Float32Array.from(rows, (row) => row.ratio ?? NaN),
    BigInt64Array.from(rows, (row) => BigInt(row.volume)),
    rows.map((row) => row.name),
    rows.map((row) => row.kind),
    Int32Array.from(rows, (row) => row.day),
    BigInt64Array.from(rows, (row) => row.at),
    rows.map((row) => row.flag),
    Uint8Array.from(rows, (row) => Number(row.sure)),
  ]);
}

/** Code points one after another, as UTF-8 orders them. */
function order(a: string, b: string): number {
  const [left, right] = [[...a], [...b]].map((text) => text.map((char) => char.codePointAt(0)!));
  for (const [i, point] of left!.entries()) {
    if (point !== right![i]) return point - (right![i] ?? -1);
  }
  return left!.length - right!.length;
}

function quoted(text: string, quote: string): string {
  return quote + text.replaceAll(quote, quote + quote) + quote;
}

function dateText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

function timeText(time: bigint): string {
  const seconds = Number(time / 1_000_000_000n);
  const fraction = String(time % 1_000_000_000n).padStart(9, "0");
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, `.${fraction}Z`);
}

/** A column as an operand. */
function column<K extends keyof PlainRow>(name: K): Meant<NonNullable<PlainRow[K]>> {
  return { text: name, meaning: (row) => row[name] as NonNullable<PlainRow[K]> | null };
}

const CALCULATIONS: Readonly<Record<string, (a: number, b: number) => number | null>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => b === 0 ? null : a / b,
};

const NUMBER: fc.Arbitrary<Meant<number>> = fc.letrec<{ number: Meant<number> }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(column("amount"), column("count"), column("volume")),
    fc.constantFrom(...NUMBERS).map((value) => ({ text: String(value), meaning: () => value })),
    tie("number").map(({ text, meaning }) => ({
      text: `-(${text})`,
      meaning: (row: PlainRow) => {
        const value = meaning(row);
        return value === null ? null : -value;
      },
    })),
    fc.tuple(tie("number"), fc.constantFrom(...Object.keys(CALCULATIONS)), tie("number")).map(
      ([a, operator, b]) => ({
        text: `(${a.text} ${operator} ${b.text})`,
        meaning: (row: PlainRow) => {
          const [left, right] = [a.meaning(row), b.meaning(row)];
          if (left === null || right === null) return null;
          return CALCULATIONS[operator]!(left, right);
        },
      }),
    ),
  ),
})).number;

/** Ratios are compared with constants alone, in their own precision. */
const RATIO = fc.constantFrom(...RATIOS).map((value) => ({
  text: String(value),
  meaning: () => value,
}));

const TEXT: fc.Arbitrary<Meant<string>> = fc.oneof(
  fc.constantFrom(column("name"), column("kind")),
  fc.tuple(fc.constantFrom(...TEXTS, "risk"), fc.constantFrom("'", '"')).map(([value, quote]) => ({
    text: quoted(value, quote),
    meaning: () => value,
  })),
);

const DATE = fc.tuple(fc.constantFrom(...DAYS), fc.boolean()).map(([value, isQuoted]) => ({
  text: isQuoted ? `'${dateText(value)}'` : dateText(value),
  meaning: () => value,
}));

const TIME = fc.constantFrom(...TIMES).map((value) => ({
  text: timeText(value),
  meaning: () => value,
}));

const SIGNS: Readonly<Record<string, (difference: number) => boolean>> = {
  "=": (d) => d === 0,
  "==": (d) => d === 0,
  "!=": (d) => d !== 0,
  "<>": (d) => d !== 0,
  "<": (d) => d < 0,
  "<=": (d) => d <= 0,
  ">": (d) => d > 0,
  ">=": (d) => d >= 0,
};

function comparison<T>(
  left: fc.Arbitrary<Meant<T>>,
  right: fc.Arbitrary<Meant<T>>,
  compare: (a: T, b: T) => number,
): fc.Arbitrary<Meant<boolean>> {
  return fc.tuple(left, fc.constantFrom(...Object.keys(SIGNS)), right).map(([a, sign, b]) => ({
    text: `${a.text} ${sign} ${b.text}`,
    meaning: (row) => {
      const [x, y] = [a.meaning(row), b.meaning(row)];
      return x === null || y === null ? null : SIGNS[sign]!(compare(x, y));
    },
  }));
}

function membership<T>(
  operand: fc.Arbitrary<Meant<T>>,
  item: fc.Arbitrary<Meant<T>>,
): fc.Arbitrary<Meant<boolean>> {
  const items = fc.array(item, { minLength: 1, maxLength: 4 });
  return fc.tuple(operand, fc.boolean(), items).map(([a, isNegated, list]) => ({
    text: `${a.text} ${isNegated ? "not " : ""}in (${list.map(({ text }) => text).join(", ")})`,
    meaning: (row) => {
      const value = a.meaning(row);
      if (value === null) return null;
      const values = list.map(({ meaning }) => meaning(row));
      if (values.some((other) => other === value)) return !isNegated;
      return values.includes(null) ? null : isNegated;
    },
  }));
}

const amounts = (a: number, b: number) => a - b;
const times = (a: bigint, b: bigint) => a < b ? -1 : Number(a > b);

const BETWEEN = fc.tuple(NUMBER, NUMBER, NUMBER, fc.boolean()).map(([a, low, high, isNegated]) => ({
  text: `${a.text} ${isNegated ? "not " : ""}between ${low.text} and ${high.text}`,
  meaning: (row: PlainRow) => {
    const [x, l, h] = [a.meaning(row), low.meaning(row), high.meaning(row)];
    const isAbove = x === null || l === null ? null : x >= l;
    const isBelow = x === null || h === null ? null : x <= h;
    if (isAbove === false || isBelow === false) return isNegated;
    return isAbove === null || isBelow === null ? null : !isNegated;
  },
}));

const NULL_TEST = fc.tuple(
  fc.oneof(
    NUMBER as fc.Arbitrary<Meant<unknown>>,
    TEXT,
    fc.constantFrom<Meant<unknown>>(column("at"), column("flag"), column("ratio"), column("day")),
  ),
  fc.boolean(),
).map(([a, isNegated]) => ({
  text: `${a.text} is ${isNegated ? "not " : ""}NULL`,
  meaning: (row: PlainRow) => (a.meaning(row) === null) !== isNegated,
}));

/** A condition on rows. */
export const CONDITION: fc.Arbitrary<Meant<boolean>> = fc.letrec<{ condition: Meant<boolean> }>(
  (tie) => ({
    condition: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      comparison(NUMBER, NUMBER, amounts),
      comparison(fc.constant(column("ratio")), RATIO, amounts),
      comparison(RATIO, fc.constant(column("ratio")), amounts),
      comparison(TEXT, TEXT, order),
      comparison(fc.constant(column("day")), DATE, amounts),
      comparison(DATE, fc.constant(column("day")), amounts),
      comparison(fc.constant(column("at")), TIME, times),
      membership(NUMBER, NUMBER),
      membership(TEXT, TEXT),
      membership(fc.constant(column("ratio")), RATIO),
      membership(fc.constant(column("day")), DATE),
      membership(fc.constant(column("at")), TIME),
      BETWEEN,
      NULL_TEST,
      fc.constantFrom<Meant<boolean>>(
        column("flag"),
        column("sure"),
        { text: "TRUE", meaning: () => true },
        {
          text: "flag != sure",
          meaning: (row) => row.flag === null ? null : row.flag !== row.sure,
        },
      ),
      tie("condition").map(({ text, meaning }) => ({
        text: `not (${text})`,
        meaning: (row: PlainRow) => {
          const value = meaning(row);
          return value === null ? null : !value;
        },
      })),
      fc.tuple(fc.array(tie("condition"), { minLength: 2, maxLength: 4 }), fc.boolean()).map(
        ([parts, isAnd]) => ({
          text: parts.map(({ text }) => `(${text})`).join(isAnd ? " and " : " OR "),
          meaning: (row: PlainRow) => {
            const values = parts.map(({ meaning }) => meaning(row));
            if (values.includes(!isAnd)) return !isAnd;
            return values.includes(null) ? null : isAnd;
          },
        }),
      ),
    ),
  }),
).condition;
