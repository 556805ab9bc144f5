/**
 * Speed of `momo load FILE` from a compressed file of bars to each format, next to `zstd -dc` of the same file and the
 * official tool, `dbn`, if PATH has it: `deno task bench convert`, or this file alone.
 */
import { openFileSource } from "../src/io/bytes/file_source.ts";
import { DbnFile } from "../src/io/dbn/dbn_file.ts";
import type { RecordChunk } from "../src/io/dbn/record_chunk.ts";
import { RecordTextEncoder } from "../src/io/dbn/text/text_encoder.ts";
import { type BenchFile, writeBenchFile } from "../tools/sample/bench_file.ts";
import { type BenchSuite, formatMeasurements, type Measurement } from "./measurement.ts";
import { canRun, costOf, type ProcessCost } from "./process_cost.ts";

const RUNS = 3;
/** In memory, where the first runs are those before the encoder is compiled. */
const ENCODE_RUNS = 8;
const WORKERS = 2;
const MEGA = 1e6;
const ROOT = new URL("../", import.meta.url).pathname;
/** Bytes of records that are encoded again and again on one thread. */
const ENCODED_BYTES = 64 * MEGA;

interface Case {
  readonly what: string;
  readonly flags: readonly string[];
  /** The official tool's format to keep up with. */
  readonly against?: "json" | "csv";
}

const CASES: readonly Case[] = [
  { what: "json", flags: ["--json"], against: "json" },
  { what: "ndjson", flags: ["--format", "ndjson"], against: "json" },
  { what: "json, pretty, with symbols", flags: ["--json", "--pretty", "--map-symbols"] },
  { what: "csv", flags: ["--csv"], against: "csv" },
  { what: "parquet", flags: ["--parquet"] },
  { what: "arrow", flags: ["--arrow"] },
  { what: "dbn", flags: ["--dbn"] },
];
/** Million records a second that the official tool was seen to write, for machines that do not have it. */
const OFFICIAL = 3;

/** All measurements of conversions. */
export const CONVERT: BenchSuite = {
  name: "convert",
  async run(directory) {
    const file = writeBenchFile(`${directory}/convert`, { symbols: 40 });
    const zstd = await canRun("zstd") ? await costOf(["zstd", "-dc", file.path], RUNS) : null;
    const rows: Measurement[] = zstd === null ? [] : [rateOf("zstd -dc", file, zstd, null, null)];
    const official = new Map<string, number>();
    for (const format of await canRun("dbn") ? ["json", "csv"] : []) {
      const cost = await costOf(["dbn", file.path, `--${format}`], RUNS);
      const row = rateOf(`dbn --${format}, the official tool`, file, cost, null, zstd);
      official.set(format, row.measured);
      rows.push(row);
    }
    for (const { what, flags, against } of CASES) {
      const cost = await costOf(loadCommand(file.path, flags), RUNS);
      const target = against === undefined ? null : official.get(against) ?? OFFICIAL;
      rows.push(rateOf(`load bars as ${what}`, file, cost, target, zstd));
    }
    rows.push(...encodeOnly(file.path));
    await Deno.remove(file.directory, { recursive: true });
    return rows;
  },
};

function loadCommand(path: string, flags: readonly string[]): string[] {
  const program = [Deno.execPath(), "run", "-q", "-A", "--no-prompt", `${ROOT}src/main.ts`];
  const common = ["--workers", String(WORKERS), "--quiet", "--no-config"];
  return [...program, "load", path, ...common, ...flags];
}

/** Records a second by the clock; beside it, what the clock of a shared machine does not tell. */
function rateOf(
  what: string,
  { records, decodedBytes }: BenchFile,
  { wallSeconds, cpuSeconds, peakBytes }: ProcessCost,
  target: number | null,
  zstd: ProcessCost | null,
): Measurement {
  const facts = [
    `${Math.round(decodedBytes / MEGA / wallSeconds)} MB/s decoded`,
    `CPU ${cpuSeconds.toFixed(2)} s`,
  ];
  if (zstd !== null) facts.push(`${(wallSeconds / zstd.wallSeconds).toFixed(1)} x zstd -dc`);
  if (peakBytes !== null) facts.push(`${Math.round(peakBytes / MEGA)} MB RSS`);
  const measured = records / wallSeconds / MEGA;
  return { what, unit: "M records/s", measured, target, isAtLeast: true, note: facts.join(", ") };
}

/** Text made on one thread from records that are in memory already. */
function encodeOnly(path: string): Measurement[] {
  const chunks = firstChunks(path);
  const records = chunks.reduce((sum, { count }) => sum + count, 0);
  return (["json", "csv"] as const).map((format) => {
    let best = Infinity;
    let bytes = 0;
    for (let run = 0; run < ENCODE_RUNS; run++) {
      const encoder = new RecordTextEncoder({ format });
      const started = performance.now();
      bytes = chunks.reduce((sum, chunk) => sum + encoder.encode(chunk).length, 0);
      best = Math.min(best, (performance.now() - started) / 1000);
    }
    return {
      what: `${format} of bars in memory, one thread`,
      unit: "M records/s",
      measured: records / best / MEGA,
      target: null,
      note: `${Math.round(bytes / MEGA / best)} MB/s of text`,
    };
  });
}

function firstChunks(path: string): RecordChunk[] {
  using source = openFileSource(path);
  const chunks: RecordChunk[] = [];
  let bytes = 0;
  for (const chunk of DbnFile.open(source).chunks()) {
    chunks.push(chunk);
    bytes += chunk.bytes.length;
    if (bytes >= ENCODED_BYTES) break;
  }
  return chunks;
}

if (import.meta.main) {
  const directory = await Deno.makeTempDir({ prefix: "momo-bench-" });
  try {
    const table = formatMeasurements(await CONVERT.run(directory));
    await Deno.stdout.write(new TextEncoder().encode(table + "\n"));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
