/** A made-up index of the size that 1000 symbols and years of data give. */
import {
  type Cell,
  type ColumnData,
  type ColumnSpec,
  makeTable,
  type Table,
} from "../src/core/columns/table.ts";
import { RandomStream } from "../src/core/math/philox.ts";
import { DAY_COLUMNS, POINT_COLUMNS } from "../src/core/scan/index_columns.ts";
import { PATTERNS } from "../src/core/scan/patterns.ts";
import { PHASES } from "../src/core/scan/phases.ts";
import { CATEGORIES } from "../src/core/scan/risk.ts";
import { BUCKETS } from "../src/core/scan/time_of_day.ts";
import { epochDay } from "../src/core/time/dates.ts";
import { writeIndex } from "../src/io/scan/index_store.ts";
import { INDEX_SCHEMA_VERSION } from "../src/io/store/index_manifest.ts";

const FIRST_DAY = epochDay(2020, 1, 1);
const DAYS_APART = 20;
const NS_PER_DAY = 86_400_000_000_000n;
const NS_PER_MINUTE = 60_000_000_000n;
const SCORES = 10_000;

/** How large it is. */
export interface MadeIndexSize {
  readonly symbols: number;
  readonly daysPerSymbol: number;
  readonly pointsPerDay: number;
}

/** Raw symbol by number. */
export function madeSymbol(number: number): string {
  return `S${String(number).padStart(4, "0")}`;
}

const WORDS: Readonly<Record<string, readonly string[]>> = {
  eod_category: CATEGORIES,
  eod_best_period: BUCKETS,
  pattern: PATTERNS,
  phase: PHASES,
  bucket: BUCKETS,
};

/** Values of about as many kinds as a real column has, one in twenty null where nulls may be. */
function randomColumn(spec: ColumnSpec, length: number, random: RandomStream): ColumnData {
  const { name, type, nullable, unit } = spec;
  const isNull = () => nullable && random.below(20) === 0;
  const words = WORDS[name] ?? ["EQUS.MINI", "ohlcv-1s", "available"];
  const cells = (make: () => Cell) => Array.from({ length }, () => isNull() ? null : make());
  const most = unit === "shares" ? 1_000_000 : 400;
  switch (type) {
    case "float32":
      return new Float32Array(length).map(() => isNull() ? NaN : random.below(SCORES) / SCORES);
    case "float64":
      return new Float64Array(length).map(() => isNull() ? NaN : random.below(SCORES) / SCORES);
    case "bool":
      return cells(() => random.below(2) === 1);
    case "string":
      return cells(() => words[random.below(words.length)]!);
    case "string[]":
    case "int32[]":
      return cells(() => []);
    default:
      return cells(() => random.below(most));
  }
}

/** Random columns, and those that are given by name. */
function madeTable(
  columns: readonly ColumnSpec[],
  given: Readonly<Record<string, ColumnData>>,
  length: number,
  random: RandomStream,
): Table {
  return makeTable(
    columns,
    columns.map((spec) => given[spec.name] ?? randomColumn(spec, length, random)),
  );
}

function madeTables({ symbols, daysPerSymbol, pointsPerDay }: MadeIndexSize) {
  const random = new RandomStream(1, 1);
  const dayColumns: readonly ColumnSpec[] = DAY_COLUMNS.map((spec) =>
    spec.name === "files" ? { ...spec, type: "string[]" } : spec
  );
  const days = symbols * daysPerSymbol;
  const symbol = Array.from(
    { length: days },
    (_, day) => madeSymbol(Math.floor(day / daysPerSymbol)),
  );
  const tradeDate = Int32Array.from({ length: days }, (_, day) => {
    return FIRST_DAY + DAYS_APART * (day % daysPerSymbol) + random.below(DAYS_APART);
  });
  const points = days * pointsPerDay;
  const dayRow = Int32Array.from({ length: points }, (_, i) => Math.floor(i / pointsPerDay));
  return {
    days: madeTable(
      dayColumns,
      {
        symbol,
        trade_date: tradeDate,
        eod_reset_points: new Uint16Array(days).fill(pointsPerDay),
      },
      days,
      random,
    ),
    points: madeTable(
      POINT_COLUMNS,
      {
        symbol: Array.from(dayRow, (row) => symbol[row]!),
        trade_date: Int32Array.from(dayRow, (row) => tradeDate[row]!),
        day_row: dayRow,
        ts: BigInt64Array.from(dayRow as Iterable<number>, (row, i) => {
          const minutes = BigInt(540 + 25 * (i % pointsPerDay));
          return BigInt(tradeDate[row]!) * NS_PER_DAY + minutes * NS_PER_MINUTE;
        }),
      },
      points,
      random,
    ),
  };
}

/** Writes the index, the same for the same size. */
export async function writeMadeIndex(directory: string, size: MadeIndexSize): Promise<void> {
  const tables = madeTables(size);
  const facts = {
    schema_version: INDEX_SCHEMA_VERSION,
    config_hash: "0".repeat(64),
    selection: {
      ...{ keep: "gate" as const, datasets: [], symbols: [] },
      ...{ start: null, end: null, shard: null },
    },
    ...{ strategy: null, thresholds: {}, days_scanned: tables.days.length, inputs: [] },
  };
  await Deno.mkdir(directory, { recursive: true });
  await writeIndex(directory, tables, facts, new AbortController().signal, async () => {});
}
