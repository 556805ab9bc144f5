/** Symbol-days whose rows are known from an earlier run, finished or interrupted. */
import { createHash } from "node:crypto";
import type { ColumnSpec, Table } from "../../core/columns/table.ts";
import { TableBuilder } from "../../core/columns/table_builder.ts";
import { MomoError } from "../../core/error.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { parquetPieces } from "../parquet/encoder.ts";
import { openParquet } from "../parquet/parquet_file.ts";
import { writeFileAtomic } from "../store/atomic_file.ts";
import { sha256OfFile } from "../store/fingerprint.ts";
import { formatManifest, INDEX_FILES, type IndexManifest } from "../store/index_manifest.ts";
import { writeAll } from "../text/byte_sink.ts";
import type { IndexRows } from "./index_rows.ts";
import { readIndex, type StoredIndex } from "./index_store.ts";

const SPEC: Omit<ColumnSpec, "name" | "type" | "help"> = {
  unit: "",
  causality: "causal",
  nullable: false,
};

/** Columns of the file of keys. */
const KEY_COLUMNS: readonly ColumnSpec[] = [
  { ...SPEC, name: "symbol", type: "string", help: "Raw symbol" },
  { ...SPEC, name: "trade_date", type: "date", help: "Trade date" },
  { ...SPEC, name: "key", type: "string", help: "Fingerprint of everything the row depends on" },
  { ...SPEC, name: "has_row", type: "bool", help: "Whether the day has a row in the index" },
];

/** A symbol-day that was looked at. */
export interface ScannedKey {
  readonly symbol: string;
  readonly day: EpochDay;
  readonly key: string;
  readonly hasRow: boolean;
}

/** Ties a file of keys to the index it describes, by the hash of its manifest. */
const INDEX_ENTRY = "momo.index";

function hashOf(manifest: IndexManifest): string {
  return createHash("sha256").update(formatManifest(manifest)).digest("hex");
}

/** Writes the keys of an index. @param manifest Of the index that they belong to. */
export async function writeKeys(
  path: string,
  keys: readonly ScannedKey[],
  manifest: IndexManifest,
): Promise<void> {
  const builder = new TableBuilder(KEY_COLUMNS);
  for (const { symbol, day, key, hasRow } of keys) {
    builder.add({ symbol, trade_date: day, key, has_row: hasRow });
  }
  const table = builder.take(Uint32Array.from({ length: keys.length }, (_, i) => i));
  const options = { metadata: { [INDEX_ENTRY]: hashOf(manifest) } };
  await writeFileAtomic(path, async (file) => {
    for (const piece of parquetPieces(table.columns, [table], options)) await writeAll(file, piece);
  });
}

/** What is known of one symbol-day. */
interface KnownDay {
  readonly key: string;
  /** Row in the days table, or -1. */
  readonly row: number;
}

/** The days of one earlier index. */
export class KnownDays {
  readonly #index: StoredIndex;
  readonly #days: ReadonlyMap<string, KnownDay>;
  readonly #firstPoint: Int32Array;

  private constructor(index: StoredIndex, days: ReadonlyMap<string, KnownDay>) {
    this.#index = index;
    this.#days = days;
    this.#firstPoint = firstPoints(index.days.length, columnOf(index.points, "day_row"));
  }

  /**
   * Reads an index and its keys.
   *
   * @returns `null` if either is missing, damaged or of another version, or they do not belong together: everything is
   * scanned anew then.
   */
  static async open(directory: string, keysPath: string): Promise<KnownDays | null> {
    try {
      const index = await readIndex(directory);
      if (index === null) return null;
      using file = openParquet(keysPath);
      if (file.metadata.get(INDEX_ENTRY) !== hashOf(index.manifest)) return null;
      if (!await isIntact(directory, index.manifest)) return null;
      return new KnownDays(index, readKeys(file.read({}), rowsOf(index.days)));
    } catch (error) {
      if (error instanceof MomoError && error.code !== "io") return null;
      throw error;
    }
  }

  /** The index the days are from. */
  get index(): StoredIndex {
    return this.#index;
  }

  /** Whether the row of a symbol-day (or that it has none) is known for this key. */
  has(symbol: string, day: EpochDay, key: string): boolean {
    return this.#days.get(`${symbol} ${day}`)?.key === key;
  }

  /** Copies the rows of a known day. @returns Whether it has a row. */
  copy(symbol: string, day: EpochDay, rows: IndexRows): boolean {
    const row = this.#days.get(`${symbol} ${day}`)?.row ?? -1;
    if (row < 0) return false;
    const first = this.#firstPoint[row]!;
    rows.addKnown(this.#index, row, first, this.#firstPoint[row + 1]! - first);
    return true;
  }
}

/** Whether the tables of an index are what its manifest says: a damaged one may still look like a table. */
async function isIntact(directory: string, manifest: IndexManifest): Promise<boolean> {
  const { days, points } = INDEX_FILES;
  return await sha256OfFile(`${directory}/${days}`) === manifest.days.sha256 &&
    await sha256OfFile(`${directory}/${points}`) === manifest.reset_points.sha256;
}

function columnOf(table: Table, name: string) {
  return table.data[table.columns.findIndex((spec) => spec.name === name)]!;
}

function readKeys(keys: Table, rows: ReadonlyMap<string, number>): Map<string, KnownDay> {
  const symbols = columnOf(keys, "symbol");
  const dates = columnOf(keys, "trade_date");
  const values = columnOf(keys, "key");
  const days = new Map<string, KnownDay>();
  for (let i = 0; i < keys.length; i++) {
    const name = `${symbols[i]} ${dates[i]}`;
    days.set(name, { key: String(values[i]), row: rows.get(name) ?? -1 });
  }
  return days;
}

function rowsOf(days: Table): Map<string, number> {
  const symbols = columnOf(days, "symbol");
  const dates = columnOf(days, "trade_date");
  return new Map(
    Array.from({ length: days.length }, (_, row) => [`${symbols[row]} ${dates[row]}`, row]),
  );
}

/** Row of each day's first reset point, with one more value at the end. */
function firstPoints(days: number, dayRows: ArrayLike<unknown>): Int32Array {
  const first = new Int32Array(days + 1);
  for (let i = 0; i < dayRows.length; i++) first[Number(dayRows[i]) + 1]!++;
  for (let row = 0; row < days; row++) first[row + 1] = first[row + 1]! + first[row]!;
  return first;
}
