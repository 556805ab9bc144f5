/** A large delivery of one-second bars, for measurements. */
import { createHash } from "node:crypto";
import { sessionsBefore } from "../../src/core/time/calendar.ts";
import { dateNumber, type EpochDay, parseDate } from "../../src/core/time/dates.ts";
import { newYorkMidnight } from "../../src/core/time/new_york.ts";
import { batchFrames } from "../../src/io/dbn/encode/batch_frames.ts";
import { encodeColumns } from "../../src/io/dbn/encode/encode_columns.ts";
import { newMetadata } from "../../src/io/dbn/metadata.ts";
import { type BenchDay, benchDay } from "./bench_bars.ts";
import {
  conditionJson,
  type DeliveryQuery,
  type ListedFile,
  manifestJson,
  metadataJson,
  symbologyJson,
} from "../../src/io/sample/delivery_json.ts";
import { epochTimes } from "../../src/io/sample/epoch_times.ts";
import { type Mapping, metadataMappings } from "../../src/io/sample/mappings.ts";
import { RandomStream } from "../../src/io/sample/random.ts";
import { dayStartNs } from "../../src/io/sample/record_block.ts";

/** What to make. */
export interface BenchOptions {
  /** Default 1. */
  readonly seed?: number;
  /** Decoded size to reach, in millions of bytes; default 420, which is 400 MiB. */
  readonly megabytes?: number;
  /** Number of symbols, interleaved by time; default 40. */
  readonly symbols?: number;
  /** Bars of a usual symbol-day; default 2000. */
  readonly barsPerDay?: number;
  /** Share of symbol-days whose price moves enough for the index; default 0.05. */
  readonly passRate?: number;
}

/** What was made. */
export interface BenchFile {
  /** Path of the delivery's directory and of its data file. */
  readonly directory: string;
  readonly path: string;
  readonly records: number;
  readonly symbolDays: number;
  /** Symbol-days meant to pass the gate; the first session, without a previous close, included. */
  readonly movingDays: number;
  readonly decodedBytes: number;
  readonly storedBytes: number;
}

const RECORD_BYTES = 56;
const PUBLISHER = 95;
const LAST_SESSION = "2024-12-31";
/** Bars of a usual day and a moving one, over `barsPerDay`. */
const MOVING_FACTOR = 2;

/** Writes the delivery into a directory of its own below `root`. */
export function writeBenchFile(root: string, options: BenchOptions = {}): BenchFile {
  const plan = benchPlan(options);
  const directory = `${root}/${plan.query.jobId}`;
  Deno.mkdirSync(directory, { recursive: true });
  const name = dataFileName(plan.query);
  const path = `${directory}/${name}`;
  const { records, movingDays, ...listed } = writeData(path, name, plan);
  writeDescription(directory, plan, listed);
  return {
    directory,
    path,
    records,
    symbolDays: plan.symbols.length * plan.sessions.length,
    movingDays,
    decodedBytes: records * RECORD_BYTES,
    storedBytes: listed.size,
  };
}

interface BenchPlan {
  readonly seed: number;
  readonly symbols: readonly string[];
  readonly sessions: readonly EpochDay[];
  readonly barsPerDay: number;
  readonly passRate: number;
  readonly query: DeliveryQuery;
  readonly mappings: readonly Mapping[];
}

function benchPlan(options: BenchOptions): BenchPlan {
  const { seed = 1, megabytes = 420, barsPerDay = 2000, passRate = 0.05 } = options;
  const symbols = Array.from({ length: options.symbols ?? 40 }, (_, i) => symbolName(i));
  const perSession = symbols.length * barsPerDay * (1 + (MOVING_FACTOR - 1) * passRate);
  // a few sessions more than it should take, since the number of bars is random
  const count = Math.ceil(1.02 * megabytes * 1e6 / RECORD_BYTES / perSession);
  const last = parseDate(LAST_SESSION);
  const sessions = sessionsBefore(last + 1, count).toReversed();
  const from = sessions[0]!;
  const to = last + 2;
  const query: DeliveryQuery = {
    jobId: `EQUS-20250106-BENCH${String(symbols.length).padStart(5, "0")}`,
    dataset: "EQUS.MINI",
    schema: "ohlcv-1s",
    symbols,
    ...{ from, to, split: "none", isCompressed: true },
  };
  const mappings = symbols.map((symbol, i): Mapping => ({
    symbol,
    intervals: [{ from, to, id: instrumentId(i), isFirst: true }],
    status: "full",
  }));
  return { seed, symbols, sessions, barsPerDay, passRate, query, mappings };
}

/** ZAAA, ZAAB, … */
function symbolName(index: number): string {
  const letter = (place: number) => String.fromCharCode(65 + Math.floor(index / 26 ** place) % 26);
  return `Z${letter(2)}${letter(1)}${letter(0)}`;
}

function instrumentId(symbolIndex: number): number {
  return 10_000 + 7 * symbolIndex;
}

function dataFileName({ from, to }: DeliveryQuery): string {
  return `equs-mini-${dateNumber(from)}-${dateNumber(to - 1)}.ohlcv-1s.dbn.zst`;
}

function writeData(
  path: string,
  name: string,
  plan: BenchPlan,
): ListedFile & { records: number; movingDays: number } {
  const { from, to } = plan.query;
  const metadata = newMetadata({
    dataset: plan.query.dataset,
    schema: "ohlcv-1s",
    start: dayStartNs(from),
    end: dayStartNs(to),
    stypeIn: "raw_symbol",
    symbols: plan.symbols,
    mappings: metadataMappings(plan.mappings, from, to),
  });
  const source = new BenchSource(plan);
  const hash = createHash("sha256");
  let size = 0;
  using file = Deno.openSync(path, { write: true, create: true, truncate: true });
  for (const frame of batchFrames(metadata, source.sessions())) {
    hash.update(frame);
    size += frame.length;
    for (let at = 0; at < frame.length;) at += file.writeSync(frame.subarray(at));
  }
  const { records, movingDays } = source;
  return { name, size, sha256: hash.digest("hex"), records, movingDays };
}

/** The records, session by session. */
class BenchSource {
  records = 0;
  movingDays = 0;
  readonly #plan: BenchPlan;
  readonly #prices: number[];

  constructor(plan: BenchPlan) {
    this.#plan = plan;
    const random = new RandomStream(plan.seed, "bench prices");
    this.#prices = plan.symbols.map(() => random.integer(400, 6000) * 1e7);
  }

  *sessions(): Generator<Uint8Array> {
    for (const [index, day] of this.#plan.sessions.entries()) {
      const days = this.#plan.symbols.map((_, symbol) => this.#symbolDay(symbol, index, day));
      const records = encodeSession(day, days);
      this.records += records.length / RECORD_BYTES;
      yield records;
    }
  }

  #symbolDay(symbol: number, session: number, day: EpochDay): BenchDay {
    const { seed, symbols, sessions, barsPerDay, passRate } = this.#plan;
    // evenly spread over each symbol's days
    const turn = symbol * sessions.length + session;
    const isMoving = Math.floor((turn + 1) * passRate) > Math.floor(turn * passRate);
    if (isMoving) this.movingDays++;
    const open = this.#prices[symbol]!;
    const bars = benchDay({ seed, symbol: symbols[symbol]!, day, isMoving, barsPerDay, open });
    // drawn back to the middle, so that prices stay between a few dollars and a hundred
    const close = bars.close.at(-1)!;
    const drawn = close > 60e9 ? 0.97 : close < 4e9 ? 1.03 : 1;
    this.#prices[symbol] = Math.round(close * drawn / 1e7) * 1e7;
    return bars;
  }
}

/** All bars of a session by time; those of one second in the order of the symbols. */
function encodeSession(day: EpochDay, days: readonly BenchDay[]): Uint8Array {
  const rows = days.reduce((sum, { length }) => sum + length, 0);
  const place = placesByTime(days, rows);
  const offsets = new Float64Array(rows);
  const ids = new Uint32Array(rows);
  const [open, high, low, close, volume] = (["open", "high", "low", "close", "volume"] as const)
    .map((name) => {
      const column = new Float64Array(rows);
      let row = 0;
      for (const bars of days) {
        const values = bars[name];
        for (let i = 0; i < bars.length; i++) column[place[row++]!] = values[i]!;
      }
      return column;
    }) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  let row = 0;
  for (const [symbol, { second, length }] of days.entries()) {
    for (let i = 0; i < length; i++, row++) {
      offsets[place[row]!] = second[i]! * 1e9;
      ids[place[row]!] = instrumentId(symbol);
    }
  }
  return encodeColumns("ohlcv-1s", 3, rows, {
    publisher_id: PUBLISHER,
    instrument_id: ids,
    ts_event: epochTimes(newYorkMidnight(day), offsets),
    ...{ open, high, low, close, volume },
  });
}

/** Where each row of the days, one after the other, goes when they are sorted by second: a counting sort. */
function placesByTime(days: readonly BenchDay[], rows: number): Uint32Array {
  const next = new Uint32Array(86_401);
  for (const { second } of days) for (const at of second) next[at + 1]!++;
  for (let at = 1; at < next.length; at++) next[at]! += next[at - 1]!;
  const place = new Uint32Array(rows);
  let row = 0;
  for (const { second } of days) for (const at of second) place[row++] = next[at]!++;
  return place;
}

function writeDescription(directory: string, plan: BenchPlan, data: ListedFile): void {
  const { query, mappings } = plan;
  const texts = {
    "condition.json": conditionJson(query, new Set()),
    "metadata.json": metadataJson(query),
    "symbology.json": symbologyJson(query, mappings),
  };
  const listed = Object.entries(texts).map(([name, text]) => {
    Deno.writeTextFileSync(`${directory}/${name}`, text);
    const sha256 = createHash("sha256").update(text).digest("hex");
    return { name, size: new TextEncoder().encode(text).length, sha256 };
  });
  const { name, size, sha256 } = data;
  const manifest = manifestJson(query.jobId, [...listed, { name, size, sha256 }]);
  Deno.writeTextFileSync(`${directory}/manifest.json`, manifest);
}
