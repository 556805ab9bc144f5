/**
 * The two-tier cache of days: how long a day takes from the pre-load queue to the trainer, and how often training waits.
 *
 * Run: deno run -q -P=test --no-prompt bench/day_cache.ts
 */
import type { VisitNeed } from "../src/core/cache/visit_need.ts";
import { DayCache } from "../src/io/cache/day_cache.ts";
import { encodedBytes, type EncodedDay } from "../src/io/cache/encoded_day.ts";
import { FolderBackend } from "../src/io/cache/folder_backend.ts";
import { simulate, type Simulation } from "../tests/io/cache/simulated_trainer.ts";
import { type BenchSuite, formatMeasurements, type Measurement } from "./measurement.ts";

const VISITS = 500;
const DISK_VISITS = 40;
const MIB = 2 ** 20;
const TABLE_BYTES = [0.4 * MIB, 1.5 * MIB, 12 * MIB, 2000]; // bars, trades, quotes and status of a busy day
const TARGET_MS = 1;

/** A day as large as a busy one; what is in it does not matter. */
function madeDay(): EncodedDay {
  return {
    facts: {},
    tables: TABLE_BYTES.map((bytes, i) => ({
      name: `table-${i}`,
      rows: 0,
      bytes: new Uint8Array(bytes).fill(i + 1),
    })),
  };
}

function needOf(visit: number): VisitNeed {
  return { visit, day: `D:${visit}`, lookback: `L:${visit}`, points: 24 };
}

/** Lets loads and moves that need no time come to their end. */
async function untilReady(cache: DayCache<EncodedDay>): Promise<void> {
  while (cache.counters.queueDepth === 0) await new Promise((resolve) => setTimeout(resolve));
}

/** Times of `request` for visits whose days are ready, ms, ascending. */
async function requestTimes(visits: number, directory?: string): Promise<number[]> {
  let next = 1;
  const value = madeDay(); // made once: loading is the work of other threads
  const loaded = { value, bytes: encodedBytes(value) };
  await using cache = new DayCache<EncodedDay>({
    loader: { load: () => Promise.resolve(loaded) },
    upcoming: (count) => Array.from({ length: count }, (_, i) => needOf(next + i)),
    memoryBytes: 256 * MIB,
    ...(directory !== undefined && {
      queue: { backend: await FolderBackend.open(directory, "bench"), bytes: 256 * MIB },
    }),
  });
  await cache.request(needOf(0));
  const times: number[] = [];
  for (let visit = 1; visit <= visits; visit++) {
    await untilReady(cache);
    next = visit + 1;
    const startMs = performance.now();
    await cache.request(needOf(visit));
    times.push(performance.now() - startMs);
    cache.progress(24, 24);
  }
  return times.sort((a, b) => a - b);
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(share * sorted.length) - 1]!;
}

/** Half a minute of training per visit, days of up to 30 MiB that take up to 0.4 s to load. */
const TRAINING: Simulation = {
  visits: 200,
  pointMs: [500, 2000],
  loadMs: [50, 400],
  dayBytes: [MIB, 30 * MIB],
  memoryBytes: 512 * MIB,
};

async function training(change: Partial<Simulation>, what: string): Promise<Measurement[]> {
  const { cache, early, wallMs } = await simulate({ ...TRAINING, ...change });
  await using _ = cache;
  const { l2Hits, l2Misses, waitMs } = cache.counters;
  const [hits, misses] = [l2Hits - early.hits, l2Misses - early.misses];
  const note = "virtual clock, 200 visits in the sampler's order";
  return [
    {
      what: `L2 hits after two visits, ${what}`,
      unit: "%",
      measured: 100 * hits / (hits + misses),
      target: 99,
      isAtLeast: true,
      note,
    },
    {
      what: `waiting for data, ${what}`,
      unit: "% of wall",
      measured: 100 * waitMs / wallMs,
      target: 1,
      note,
    },
  ];
}

/** All measurements of the day cache. @param directory For the queue on a disk. */
export async function measureDayCache(directory: string): Promise<Measurement[]> {
  const memory = await requestTimes(VISITS);
  const disk = await requestTimes(DISK_VISITS, `${directory}/day-cache`);
  const size = `${Math.round(2 * encodedBytes(madeDay()) / MIB)} MiB a visit`;
  const row = (what: string, times: readonly number[], share: number, target: number | null) => {
    const measured = quantile(times, share);
    return { what, unit: "ms", measured, target, note: `${times.length} visits, ${size}` };
  };
  return [
    row("L2 to L1 in memory, median", memory, 0.5, TARGET_MS),
    row("L2 to L1 in memory, p99", memory, 0.99, TARGET_MS),
    row("L2 to L1 from a disk, median", disk, 0.5, null),
    ...await training({}, "usual"),
    ...await training({ hasFeedback: true }, "plan changed by results"),
    ...await training({ pointMs: [500, 600], loadMs: [2500, 2900] }, "loads nearly as slow"),
  ];
}

/** The suite of `deno task bench`. */
export const DAY_CACHE: BenchSuite = { name: "day_cache", run: measureDayCache };

if (import.meta.main) {
  const directory = await Deno.makeTempDir({ prefix: "momo-bench-" });
  try {
    const text = formatMeasurements(await measureDayCache(directory));
    await Deno.stdout.write(new TextEncoder().encode(text + "\n"));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
