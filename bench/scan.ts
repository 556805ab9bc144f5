/** Speed and memory of `momo scan`, next to `zstd -dc` on the same file, and the size of what it writes. */
import { openFileSource } from "../src/io/bytes/file_source.ts";
import { DbnFile } from "../src/io/dbn/dbn_file.ts";
import { planParts, readPart } from "../src/io/dbn/file_parts.ts";
import { NativeContext } from "../src/io/zstd/native_context.ts";
import { parseManifest } from "../src/io/store/index_manifest.ts";
import { type BenchFile, type BenchOptions, writeBenchFile } from "../tools/sample/bench_file.ts";
import type { BenchSuite, Measurement } from "./measurement.ts";
import { canRun, costOf, type ProcessCost } from "./process_cost.ts";

const RUNS = 3;
const WORKERS = 2;
const MEGABYTE = 1e6;
const PART_BYTES = 2 * 1024 * 1024;
/** 1000 symbols over five years, of which 5 % of the days get a row with 24 reset points at most. */
const PROJECTED = { symbols: 1000, sessions: 1260, days: 63_000, points: 1_500_000 } as const;
const ROOT = new URL("../", import.meta.url).pathname;

/** A scan of the directory into a store that does not exist yet. */
function scanCommand(data: string, store: string, flags: readonly string[] = []): string[] {
  const program = [Deno.execPath(), "run", "-q", "-A", "--no-prompt", `${ROOT}src/main.ts`];
  const common = ["--workers", String(WORKERS), "--rescan", "--quiet", "--no-config"];
  return [...program, "scan", "--data", data, "--store", store, ...common, ...flags];
}

interface Case {
  readonly name: string;
  readonly options: BenchOptions;
  readonly hasTargets: boolean;
}

const CASES: readonly Case[] = [
  { name: "40 symbols", options: { symbols: 40 }, hasTargets: true },
  { name: "1 symbol", options: { symbols: 1 }, hasTargets: true },
  { name: "40 symbols, 1.3 GB", options: { symbols: 40, megabytes: 1300 }, hasTargets: true },
  { name: "40 symbols, all days pass", options: { passRate: 1 }, hasTargets: false },
];

/** All measurements of scans. */
export const SCAN: BenchSuite = {
  name: "scan",
  async run(directory) {
    const hasZstd = await canRun("zstd");
    const rows: Measurement[] = [];
    for (const [i, { name, options, hasTargets }] of CASES.entries()) {
      const file = writeBenchFile(`${directory}/scan-${i}`, options);
      const store = `${directory}/scan-store-${i}`;
      const scan = await costOf(scanCommand(file.directory, store), RUNS);
      const reference = hasZstd ? await costOf(["zstd", "-dc", file.path], RUNS) : null;
      rows.push(...compare(name, file, scan, reference, hasTargets));
      if (i === 0) rows.push(decodeOnly(name, file, reference));
      if (name.includes("GB")) rows.push(projectTime(file, scan));
      if (!hasTargets) rows.push(projectSize(store));
      await Deno.remove(file.directory, { recursive: true });
    }
    rows.push(await samplePassRate(`${directory}/scan-sample`));
    return rows;
  },
};

function compare(
  name: string,
  file: BenchFile,
  scan: ProcessCost,
  reference: ProcessCost | null,
  hasTargets: boolean,
): Measurement[] {
  const target = (value: number) => hasTargets ? value : null;
  const size = `${Math.round(file.decodedBytes / MEGABYTE)} MB decoded, ${WORKERS} workers`;
  const rows: Measurement[] = [
    { what: `scan ${name}: wall`, unit: "s", measured: scan.wallSeconds, target: null, note: size },
  ];
  if (reference !== null) {
    const { wallSeconds, cpuSeconds } = reference;
    const against = `zstd -dc: ${wallSeconds.toFixed(2)} s, CPU ${cpuSeconds.toFixed(2)} s`;
    rows.push(
      ratio(`scan ${name}: wall`, scan.wallSeconds / wallSeconds, target(1.5), against),
      ratio(`scan ${name}: CPU`, scan.cpuSeconds / cpuSeconds, target(3), against),
    );
  }
  if (scan.peakBytes !== null) {
    const measured = scan.peakBytes / MEGABYTE;
    rows.push({ what: `scan ${name}: RSS`, unit: "MB", measured, target: target(400) });
  }
  return rows;
}

function ratio(
  what: string,
  measured: number,
  target: number | null,
  note?: string,
): Measurement {
  return { what, unit: "x zstd -dc", measured, target, ...(note !== undefined ? { note } : {}) };
}

/** Every part of the file decoded on this thread, and nothing done with it. */
function decodeOnly(name: string, file: BenchFile, reference: ProcessCost | null): Measurement {
  const context = new NativeContext();
  let best = Infinity;
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    using source = openFileSource(file.path);
    for (const part of planParts(DbnFile.open(source), PART_BYTES) ?? []) {
      readPart(source, part, { context });
    }
    best = Math.min(best, (performance.now() - started) / 1000);
  }
  const what = `decode ${name}, one thread`;
  if (reference === null) return { what, unit: "s", measured: best, target: null };
  return ratio(what, best / reference.wallSeconds, null);
}

/** Time for the projected number of symbol-days, from the largest file. */
function projectTime(file: BenchFile, scan: ProcessCost): Measurement {
  const days = PROJECTED.symbols * PROJECTED.sessions;
  return {
    what: "scan of 1000 symbols x 5 years, projected",
    unit: "minutes",
    measured: (scan.wallSeconds / file.symbolDays) * days / 60,
    target: 10,
    note: `from ${file.symbolDays} symbol-days of ${
      Math.round(file.records / file.symbolDays)
    } bars`,
  };
}

/** Size of the projected index, from the bytes that each row of a real one takes. */
function projectSize(store: string): Measurement {
  const path = `${store}/index/manifest.json`;
  const { days, reset_points: points } = parseManifest(Deno.readTextFileSync(path), path);
  const perDay = days.size_bytes / days.rows;
  const perPoint = points.size_bytes / points.rows;
  return {
    what: "index of 63,000 days and 1.5 M reset points, projected",
    unit: "MB",
    measured: (perDay * PROJECTED.days + perPoint * PROJECTED.points) / MEGABYTE,
    target: 100,
    note: `${perDay.toFixed(1)} bytes a day, ${perPoint.toFixed(1)} a reset point`,
  };
}

/** Share of the sample's symbol-days that pass the gate. */
async function samplePassRate(store: string): Promise<Measurement> {
  await costOf(scanCommand(`${ROOT}testdata/sample`, store), 1);
  const path = `${store}/index/manifest.json`;
  const manifest = parseManifest(await Deno.readTextFile(path), path);
  return {
    what: "days of testdata/sample that pass the gate",
    unit: "%",
    measured: 100 * manifest.days.rows / manifest.days_scanned,
    target: null,
    note: `${manifest.days.rows} of ${manifest.days_scanned}`,
  };
}
