/**
 * Which encoding and codec make the index files smallest, and what reading them costs.
 *
 * The tables are made up, but have the shape of an index: reset points with small categories, rounded scores, heavy-tailed
 * velocities and ratios, sorted by symbol, date and time; day rows with prices and statistics.
 *
 * Run: deno run -q -P=test --no-prompt bench/parquet_size.ts [points]
 */
import {
  type ColumnData,
  type ColumnSpec,
  type ColumnType,
  makeTable,
  type Table,
} from "../src/core/columns/table.ts";
import type { Codec } from "../src/io/parquet/codec.ts";
import type { ColumnEncoding } from "../src/io/parquet/column_layout.ts";
import { encodeParquet, type ParquetOptions } from "../src/io/parquet/encoder.ts";
import { openParquet } from "../src/io/parquet/parquet_file.ts";

const POINTS = Number(Deno.args[0] ?? 300_000);
const POINTS_PER_DAY = 24;
const DAYS_PER_SYMBOL = 63;
const TARGET_POINTS = 1_500_000;
const TARGET_DAYS = 63_000;
const NS_PER_DAY = 86_400_000_000_000n;

/** A small fast generator of fractions (mulberry32 by Tommy Ettinger, public domain). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = seeded(20_250_324);

function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function columnSpec(name: string, type: ColumnType, nullable = false): ColumnSpec {
  return { name, type, unit: "", causality: "causal", nullable, help: "Made up" };
}

type Column = readonly [ColumnSpec, ColumnData];

function tableOf(columns: readonly Column[]): Table {
  return makeTable(columns.map(([spec]) => spec), columns.map(([, data]) => data));
}

function floats(rows: number, value: () => number): Float32Array {
  return Float32Array.from({ length: rows }, value);
}

function rounded(value: number, step: number): number {
  return Math.round(value / step) * step;
}

/** Keeps the sign, the exponent and `bits` bits of the mantissa. */
function coarse(value: number, bits: number): number {
  const scale = 2 ** (bits - Math.floor(Math.log2(Math.abs(value) || 1)));
  return Math.round(value * scale) / scale;
}

const score = () => 1 / (1 + Math.exp(-1.2 * normal())); // 0 to 1
const velocity = () => 0.01 * normal() * Math.exp(0.8 * normal()); // fraction per minute
const ratio = () => Math.exp(1 + 0.9 * normal()); // relative volume and the like

function symbolName(i: number): string {
  return "ABCDEFGHIJKLMNOPQRSTUVWXYZ".charAt(i % 26) + (i * 7919).toString(36).toUpperCase();
}

interface Row {
  readonly symbol: string;
  readonly date: number;
}

/** Symbol and date of each point: 24 a day, on every twentieth session or so of a symbol. */
function pointRow(i: number): Row {
  const day = Math.floor(i / POINTS_PER_DAY);
  const date = 18_000 + (day % DAYS_PER_SYMBOL) * 20 + ((day * 7) % 5);
  return { symbol: symbolName(Math.floor(day / DAYS_PER_SYMBOL)), date };
}

/** Whole seconds of the session, ascending within a day. */
function pointTimes(rows: number): BigInt64Array {
  const seconds = Float64Array.from({ length: rows }, () => 28_800 + Math.floor(57_600 * random()));
  for (let i = 0; i < rows; i += POINTS_PER_DAY) seconds.subarray(i, i + POINTS_PER_DAY).sort();
  return BigInt64Array.from(
    seconds,
    (second, i) => BigInt(pointRow(i).date) * NS_PER_DAY + BigInt(second) * 1_000_000_000n,
  );
}

function category(rows: number, choices: number): Uint8Array {
  return Uint8Array.from({ length: rows }, () => Math.floor(choices * random() * random()));
}

function pointColumns(rows: number): Column[] {
  const named = Array.from({ length: rows }, (_, i) => pointRow(i));
  const patterns = ["squeeze", "breakout", "pullback", "reversal", "flag", "halt_resume"];
  const phases = ["build", "ignite", "run", "fade"];
  const words = (choices: readonly string[]) =>
    Array.from(category(rows, choices.length), (i) => choices[i]!);
  return [
    [columnSpec("symbol", "string"), named.map(({ symbol }) => symbol)],
    [columnSpec("date", "date"), Int32Array.from(named, ({ date }) => date)],
    [columnSpec("ts", "timestamp"), pointTimes(rows)],
    [
      columnSpec("day_row", "uint32"),
      Uint32Array.from({ length: rows }, (_, i) => Math.floor(i / POINTS_PER_DAY)),
    ],
    [columnSpec("pattern", "string"), words(patterns)],
    [columnSpec("phase", "string"), words(phases)],
    ...Array.from({ length: 4 }, (_, i): Column => [
      columnSpec(`category_${i}`, "uint8"),
      category(rows, 4 + i),
    ]),
    ...Array.from({ length: 8 }, (_, i): Column => [
      columnSpec(`score_${i}`, "float32"),
      floats(rows, () => rounded(score(), 1e-3)),
    ]),
    ...Array.from({ length: 6 }, (_, i): Column => [
      columnSpec(`velocity_${i}`, "float32", true),
      floats(rows, () => random() < 0.05 ? NaN : rounded(velocity(), 1e-4)),
    ]),
    ...Array.from({ length: 4 }, (_, i): Column => [
      columnSpec(`ratio_${i}`, "float32", true),
      floats(rows, () => random() < 0.05 ? NaN : coarse(ratio(), 8)),
    ]),
  ];
}

function dayColumns(rows: number): Column[] {
  const dates = (i: number) => 18_000 + (i % DAYS_PER_SYMBOL) * 20 + ((i * 7) % 5);
  const price = () => rounded(Math.exp(1 + 1.2 * normal()), 1e-4);
  const symbols = Array.from(
    { length: rows },
    (_, i) => symbolName(Math.floor(i / DAYS_PER_SYMBOL)),
  );
  return [
    [columnSpec("symbol", "string"), symbols],
    [columnSpec("date", "date"), Int32Array.from({ length: rows }, (_, i) => dates(i))],
    ...Array.from({ length: 10 }, (_, i): Column => [
      columnSpec(`price_${i}`, "float64"),
      Float64Array.from({ length: rows }, price),
    ]),
    ...Array.from({ length: 10 }, (_, i): Column => [
      columnSpec(`count_${i}`, "uint32"),
      Uint32Array.from({ length: rows }, () => Math.floor(Math.exp(9 + 2 * normal()))),
    ]),
    ...Array.from({ length: 30 }, (_, i): Column => [
      columnSpec(`score_${i}`, "float32", true),
      floats(rows, () => random() < 0.05 ? NaN : rounded(score(), 1e-3)),
    ]),
    ...Array.from({ length: 15 }, (_, i): Column => [
      columnSpec(`flag_${i}`, "uint8"),
      category(rows, 3 + i),
    ]),
  ];
}

const output: string[] = [];

function print(...cells: readonly (string | number)[]): void {
  const texts = cells.map((cell) => typeof cell === "number" ? cell.toFixed(2) : cell);
  output.push(texts.map((text, i) => i === 0 ? text.padEnd(36) : text.padStart(10)).join(""));
}

function bytesPerRow(table: Table, options: ParquetOptions): number {
  return encodeParquet(table, options).length / table.length;
}

const VARIANTS: readonly { codec: Codec; zstdLevel?: number }[] = [
  { codec: "none" },
  { codec: "snappy" },
  { codec: "zstd", zstdLevel: 1 },
  { codec: "zstd", zstdLevel: 3 },
  { codec: "zstd", zstdLevel: 9 },
];

/** Bytes per value of kinds of columns, each alone in a file, under every encoding that suits it. */
function compareEncodings(): void {
  const rows = POINTS;
  const points = new Map(pointColumns(rows).map((column) => [column[0].name, column]));
  const made = (name: string, value: () => number): Column => [
    columnSpec(name, "float32"),
    floats(rows, value),
  ];
  const kinds: readonly Column[] = [
    ...["symbol", "date", "ts", "day_row", "pattern", "category_0"].map((name) =>
      points.get(name)!
    ),
    made("score, unrounded", score),
    made("score, step 0.001", () => rounded(score(), 1e-3)),
    made("score, 10 bits", () => coarse(score(), 10)),
    made("velocity, unrounded", velocity),
    made("velocity, step 0.0001", () => rounded(velocity(), 1e-4)),
    made("velocity, 8 bits", () => coarse(velocity(), 8)),
    made("ratio, step 0.01", () => rounded(ratio(), 0.01)),
    made("ratio, 8 bits", () => coarse(ratio(), 8)),
  ];
  print("bytes per value", "none", "snappy", "zstd 1", "zstd 3", "zstd 9");
  for (const [spec, data] of kinds) {
    const table = tableOf([[spec, data]]);
    const isFloat = spec.type === "float32";
    const suited: ColumnEncoding[] = ["plain", "dictionary"];
    if (spec.type !== "string") suited.push(isFloat ? "split" : "delta");
    for (const encoding of suited) {
      const sizes = VARIANTS.map((variant) =>
        bytesPerRow(table, { ...variant, encodings: { [spec.name]: encoding } })
      );
      print(`${spec.name}: ${encoding}`, ...sizes);
    }
  }
}

function millisecondsOf(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function medianMs(run: () => void): number {
  const times = Array.from({ length: 9 }, () => millisecondsOf(run));
  return times.sort((a, b) => a - b)[4]!;
}

/** Size and times of whole tables, written in different ways. Reads are from a file that is open. */
async function compareFiles(name: string, table: Table, path: string): Promise<void> {
  print("");
  print(name, "bytes/row", "write ms", "open ms", "symbol", "symbol, 5", "day, 5", "2 cols", "all");
  const ways = [
    { label: "size", options: {} },
    { label: "size, zstd 1", options: { zstdLevel: 1 } },
    { label: "size, zstd 9", options: { zstdLevel: 9 } },
    { label: "size, groups of 16384", options: { rowGroupRows: 16_384 } },
    { label: "size, groups of 32768", options: { rowGroupRows: 32_768 } },
    { label: "speed, zstd 1", options: { purpose: "speed", zstdLevel: 1 } },
    { label: "speed, none", options: { purpose: "speed", codec: "none" } },
  ] as const;
  const middle = table.length >>> 1;
  const symbol = { column: "symbol", op: "=", value: String(table.data[0]![middle]) } as const;
  const day = { column: "date", op: "=", value: Number(table.data[1]![middle]) } as const;
  const scores = table.columns.map((spec) => spec.name).filter((column) =>
    column.startsWith("score")
  );
  const five = ["symbol", "date", ...scores.slice(0, 3)];
  for (const { label, options } of ways) {
    let bytes = new Uint8Array(0);
    const writeMs = millisecondsOf(() => bytes = new Uint8Array(encodeParquet(table, options)));
    await Deno.writeFile(path, bytes);
    const openMs = medianMs(() => openParquet(path)[Symbol.dispose]());
    using file = openParquet(path);
    print(
      label,
      bytes.length / table.length,
      writeMs,
      openMs,
      medianMs(() => file.read({ where: [symbol] })),
      medianMs(() => file.read({ columns: five, where: [symbol] })),
      medianMs(() => file.read({ columns: five, where: [day] })),
      medianMs(() => file.read({ columns: scores.slice(0, 2) })),
      medianMs(() => file.read()),
    );
  }
}

compareEncodings();
const path = await Deno.makeTempFile({ suffix: ".parquet" });
const points = tableOf(pointColumns(POINTS));
const days = tableOf(dayColumns(TARGET_DAYS));
await compareFiles(`${POINTS} reset points`, points, path);
await compareFiles(`${TARGET_DAYS} days`, days, path);
await Deno.remove(path);
const pointMb = bytesPerRow(points, {}) * TARGET_POINTS / 1e6;
const dayMb = bytesPerRow(days, {}) * TARGET_DAYS / 1e6;
print("");
print("MB of 1.5 M points and 63 000 days", pointMb, dayMb, pointMb + dayMb);
await Deno.stdout.write(new TextEncoder().encode(output.join("\n") + "\n"));
