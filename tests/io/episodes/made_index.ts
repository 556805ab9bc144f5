/** Writes an index of made-up candidates: the columns that episodes are selected by, and a manifest. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type ColumnSpec, makeTable, type Table } from "../../../src/core/columns/table.ts";
import type { EpisodeCandidates } from "../../../src/core/episodes/candidates.ts";
import { STRATA } from "../../../src/core/episodes/strata.ts";
import { parquetPieces } from "../../../src/io/parquet/encoder.ts";
import {
  formatManifest,
  INDEX_FILES,
  INDEX_SCHEMA_VERSION,
} from "../../../src/io/store/index_manifest.ts";

function spec(name: string, type: ColumnSpec["type"], nullable = false): ColumnSpec {
  return { name, type, nullable, unit: "", help: "", causality: "causal" };
}

const DAYS = [
  spec("symbol", "string"),
  spec("trade_date", "date"),
  spec("eod_category", "string"),
  spec("eod_quality", "float64", true),
];
const POINTS = [
  spec("day_row", "int32"),
  spec("ts", "timestamp"),
  spec("bucket", "string"),
  spec("pattern", "string"),
  spec("phase", "string"),
  spec("local_quality", "float32"),
];

const NS_PER_DAY = 86_400_000_000_000n;
const NS_PER_MINUTE = 60_000_000_000n;

function dayTable({ symbols, daySymbol, dayDate, dayStratum, dayQuality }: EpisodeCandidates) {
  return makeTable(DAYS, [
    Array.from(daySymbol, (symbol) => symbols[symbol]!),
    dayDate,
    Array.from(dayStratum, (stratum) => STRATA[stratum] ?? "none"),
    dayQuality.map((quality, day) => dayStratum[day]! < STRATA.length ? quality : NaN),
  ]);
}

function pointTable(candidates: EpisodeCandidates): Table {
  const { firstPoint, dayDate, pointStratum, pointQuality } = candidates;
  const rows: number[] = [];
  const times: bigint[] = [];
  for (const [day, date] of dayDate.entries()) {
    for (let i = firstPoint[day]!; i < firstPoint[day + 1]!; i++) {
      rows.push(day);
      const minutes = BigInt(13 * 60 + 30 + i - firstPoint[day]!);
      times.push(BigInt(date) * NS_PER_DAY + minutes * NS_PER_MINUTE);
    }
  }
  return makeTable(POINTS, [
    Int32Array.from(rows),
    BigInt64Array.from(times),
    rows.map(() => "open"),
    rows.map((_, i) => i % 2 === 0 ? "flush" : "none"),
    Array.from(pointStratum, (stratum) => {
      return stratum === 4 ? "accumulation" : stratum === 5 ? "dormant" : "momentum";
    }),
    pointQuality,
  ]);
}

async function writeTable(path: string, table: Table) {
  const pieces = [...parquetPieces(table.columns, [table], {})];
  const bytes = new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer());
  await Deno.writeFile(path, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { rows: table.length, size_bytes: bytes.length, sha256 };
}

/** Writes the index of a store, in place of the one that is there. */
export async function writeMadeIndex(
  store: string,
  candidates: EpisodeCandidates,
  schemaVersion = INDEX_SCHEMA_VERSION,
): Promise<void> {
  const directory = join(store, "index");
  await Deno.mkdir(directory, { recursive: true });
  const days = await writeTable(join(directory, INDEX_FILES.days), dayTable(candidates));
  const points = await writeTable(join(directory, INDEX_FILES.points), pointTable(candidates));
  const text = formatManifest({
    schema_version: schemaVersion,
    config_hash: "0".repeat(64),
    selection: { keep: "gate", datasets: [], symbols: [], start: null, end: null, shard: null },
    strategy: null,
    thresholds: {},
    days,
    reset_points: points,
    days_scanned: days.rows,
    inputs: [],
  });
  await Deno.writeTextFile(join(directory, INDEX_FILES.manifest), text);
}
