/** What the sampler needs of an index: the candidates, and what its reset points are. */
import { createHash } from "node:crypto";
import type { ColumnData, Table } from "../../core/columns/table.ts";
import type { EpisodeCandidates } from "../../core/episodes/candidates.ts";
import { dayStratum, NO_STRATUM, pointStratum } from "../../core/episodes/strata.ts";
import { MomoError } from "../../core/error.ts";
import { PHASES } from "../../core/scan/phases.ts";
import { CATEGORIES } from "../../core/scan/risk.ts";
import { openIndex } from "../scan/open_index.ts";
import type { IndexManifest } from "../store/index_manifest.ts";

/** The reset points of an index, by number. */
export interface PointColumns {
  /** Nanoseconds since the Unix epoch. */
  readonly ts: ArrayLike<bigint>;
  readonly bucket: ArrayLike<string>;
  readonly pattern: ArrayLike<string>;
  readonly phase: ArrayLike<string>;
  /** 0 to 1. */
  readonly localQuality: Float32Array;
}

/** An index as the sampler sees it. */
export interface EpisodeIndex {
  readonly candidates: EpisodeCandidates;
  readonly points: PointColumns;
  /** SHA-256 of its tables. */
  readonly hash: string;
}

const DAY_COLUMNS = ["symbol", "trade_date", "eod_category", "eod_quality"];
const POINT_COLUMNS = ["day_row", "ts", "bucket", "pattern", "phase", "local_quality"];

/**
 * Reads what episodes are selected from.
 *
 * @param purpose What cannot be done without an index, for the message.
 * @throws {MomoError} `not_found`, with the command that makes one, if the store has no index; `bad_data` if it is
 * damaged or of another schema version.
 */
export async function readEpisodeIndex(
  store: string,
  purpose = "select episodes of",
): Promise<EpisodeIndex> {
  using index = await openIndex(store, purpose);
  const { manifest, directory } = index;
  const pointTable = index.points.read({ columns: POINT_COLUMNS });
  const dayTable = index.days.read({ columns: DAY_COLUMNS });
  return {
    candidates: candidatesOf(dayTable, pointTable, directory),
    points: pointColumns(pointTable),
    hash: indexHash(manifest),
  };
}

/** Hash of the tables of an index: what the state of a sampler belongs to. */
export function indexHash({ days, reset_points }: IndexManifest): string {
  const hashes = [days.sha256, reset_points.sha256];
  return createHash("sha256").update(hashes.join()).digest("hex");
}

/** The candidates of an index of days and reset points in their order. */
export function candidatesOf(days: Table, points: Table, name: string): EpisodeCandidates {
  const symbols: string[] = [];
  const daySymbol = Int32Array.from({ length: days.length }, (_, row) => {
    const symbol = String(columnOf(days, "symbol")[row]);
    if (symbols.at(-1) !== symbol) symbols.push(symbol);
    return symbols.length - 1;
  });
  const categories = columnOf(days, "eod_category");
  const phases = columnOf(points, "phase");
  return {
    symbols,
    daySymbol,
    dayDate: Int32Array.from(numbersOf(days, "trade_date")),
    dayStratum: Uint8Array.from({ length: days.length }, (_, row) => stratumOfDay(categories[row])),
    dayQuality: Float64Array.from(numbersOf(days, "eod_quality"), (quality) => {
      return Number.isNaN(quality) ? 0 : quality; // without a baseline nothing speaks for the day
    }),
    firstPoint: firstPoints(days.length, numbersOf(points, "day_row"), name),
    pointStratum: Uint8Array.from({ length: points.length }, (_, i) => stratumOfPoint(phases[i])),
    pointQuality: Float32Array.from(numbersOf(points, "local_quality")),
  };
}

function columnOf(table: Table, name: string): ColumnData {
  return table.data[table.columns.findIndex((spec) => spec.name === name)]!;
}

function numbersOf(table: Table, name: string): Iterable<number> & ArrayLike<number> {
  const data = columnOf(table, name);
  if (Array.isArray(data)) return data.map((value) => value === null ? NaN : Number(value));
  // Not asked for any column of 64-bit integers.
  return data as Float64Array;
}

function textsOf(table: Table, name: string): ArrayLike<string> {
  return columnOf(table, name) as readonly string[]; // a text column without nulls
}

function pointColumns(points: Table): PointColumns {
  return {
    ts: columnOf(points, "ts") as BigInt64Array, // a time column without nulls
    bucket: textsOf(points, "bucket"),
    pattern: textsOf(points, "pattern"),
    phase: textsOf(points, "phase"),
    localQuality: Float32Array.from(numbersOf(points, "local_quality")),
  };
}

function stratumOfDay(value: unknown): number {
  const category = CATEGORIES.find((known) => known === value);
  return category === undefined ? NO_STRATUM : dayStratum(category);
}

function stratumOfPoint(value: unknown): number {
  const phase = PHASES.find((known) => known === value);
  return phase === undefined ? NO_STRATUM : pointStratum(phase);
}

/** Number of each day's first reset point, and at the end their number. */
function firstPoints(days: number, dayRows: ArrayLike<number>, name: string): Int32Array {
  const first = new Int32Array(days + 1);
  let previous = 0;
  for (let i = 0; i < dayRows.length; i++) {
    const row = dayRows[i]!;
    if (row < previous || row >= days) {
      throw new MomoError(
        "bad_data",
        `Cannot read the index "${name}": its reset point ${i} belongs to day ${row}, ` +
          `wanted ${previous} to ${days - 1}`,
        { hint: "run `momo index verify`" },
      );
    }
    previous = row;
    first[row + 1] = i + 1;
  }
  for (let day = 0; day < days; day++) first[day + 1] = Math.max(first[day + 1]!, first[day]!);
  return first;
}
