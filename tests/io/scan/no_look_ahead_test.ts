/** No look-ahead, from records to rows: what the index says of a moment depends on nothing that comes after it. */
import assert from "node:assert/strict";
import { DAY_COLUMNS, POINT_COLUMNS } from "../../../src/core/scan/index_columns.ts";
import { type EpochDay, formatDate } from "../../../src/core/time/dates.ts";
import { newYorkMidnight } from "../../../src/core/time/new_york.ts";
import { sessionBounds } from "../../../src/core/time/sessions.ts";
import { buildDelivery } from "../../../src/io/sample/delivery.ts";
import type { Dataset } from "../../../src/io/sample/instrument_ids.ts";
import { simulateMarket, type SymbolSpec } from "../../../src/io/sample/market.ts";
import type { Regime } from "../../../src/io/sample/regimes.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { indexRows, type Row, scan, type ScanChanges } from "./scanning.ts";
import {
  cutFile,
  type PlainFile,
  poisonFile,
  type TimedSchema,
  type TimesById,
} from "./timed_records.ts";
import { copyTree, dateIn, deliver } from "./small_market.ts";

const SYMBOLS = 10;
const SESSIONS = 9;
/** Sessions that are looked at: the last ones, which have a baseline. */
const JUDGED = 3;
const ROUNDS = 20;
const SEED = 20250324;

/** Days with much in them, so that there is something that could move. */
const EVENTFUL: readonly Regime[] = ["squeeze", "news", "cycle", "flush", "gap_and_go", "fade"];

/** A generator of uniform numbers in [0, 1): mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const quietMarket = simulateMarket({ symbols: [], from: "2024-11-18", sessions: SESSIONS });
const DATES = quietMarket.sessions; // to 2024-11-29, a half day

const MARKET = simulateMarket({
  seed: SEED,
  from: "2024-11-18",
  sessions: SESSIONS,
  symbols: Array.from({ length: SYMBOLS }, (_, i): SymbolSpec => ({
    ...{ symbol: `ZZ${String.fromCharCode(65 + i)}Q`, price: 2 + i, surprises: true },
    ...{ tradesPerDay: 200, quotesPerDay: 100 },
    days: Object.fromEntries(
      DATES.slice(-JUDGED).map((day, k) => [
        formatDate(day),
        EVENTFUL[(i + k) % EVENTFUL.length]!,
      ]),
    ),
  })),
});

/** Keeps every candidate: which points are the best of a day is hindsight, and no matter here. */
const EVERY_POINT: ScanChanges = {
  limits: { max_reset_points: 960, points_spacing: 1, points_grid: 3 },
};

const directory = await TemporaryDirectory.create();
addEventListener("unload", () => Deno.removeSync(directory.path, { recursive: true }));
const FILES = (["ohlcv-1s", "trades", "mbp-1", "status"] as const).flatMap(plainFiles);
let places = 0;

/** A delivery of one schema, a file for each UTC day, without compression; beside bars, of the judged days alone. */
function plainFiles(schema: TimedSchema): PlainFile[] {
  const from = formatDate(schema === "ohlcv-1s" ? DATES[0]! : DATES.at(-JUDGED)! - 1);
  const { files } = buildDelivery({ market: MARKET, schema, split: "day", frames: "none", from });
  return files.filter(({ name }) => name.endsWith(".dbn"))
    .map(({ name, bytes }) => ({ name, schema, bytes }));
}

/** The UTC day of a file as `YYYYMMDD`. */
function fileDate(day: EpochDay): string {
  return formatDate(day).replaceAll("-", "");
}

/** Rows of one session by symbol, and its reset points by symbol and time. */
interface SessionRows {
  readonly days: ReadonlyMap<string, Row>;
  readonly points: ReadonlyMap<string, Row>;
}

/** Scans files and returns the rows of one session. */
async function scanSession(files: readonly PlainFile[], day: EpochDay): Promise<SessionRows> {
  const [data, store] = [directory.file(`data-${places}`), directory.file(`store-${places++}`)];
  await Deno.mkdir(data);
  for (const { name, bytes } of files) await Deno.writeFile(`${data}/${name}`, bytes);
  const date = formatDate(day);
  const scanned = await scan(store, data, { ...EVERY_POINT, start: date, end: date });
  assert.deepEqual(scanned.problems, []);
  const { days, points } = await indexRows(store);
  await Deno.remove(data, { recursive: true });
  return {
    days: new Map(days.map((row) => [String(row.symbol), row])),
    points: new Map(points.map((row) => [`${row.symbol} ${row.ts}`, row])),
  };
}

/** Plain columns but for those that say where a row lies and which files it came from. */
function plainColumns(columns: readonly { name: string; causality: string }[]): string[] {
  const ofThePlace = ["day_row", "files"];
  return columns.filter(({ name, causality }) =>
    causality === "causal" && !ofThePlace.includes(name)
  )
    .map(({ name }) => name);
}

const PLAIN_DAY = plainColumns(DAY_COLUMNS);
const PLAIN_POINT = plainColumns(POINT_COLUMNS);

function pick(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(names.map((name) => [name, row[name]!]));
}

/** What was compared, so that a test can tell whether it looked at anything. */
interface Compared {
  pairs: number;
  points: number;
  days: number;
  /** Columns that need more than the moment and did move. */
  readonly moved: Set<string>;
}

function newCount(): Compared {
  return { pairs: 0, points: 0, days: 0, moved: new Set() };
}

/** Compares what is known at each symbol's time. @param times ns since the Unix epoch, by symbol. */
function compare(
  changed: SessionRows,
  whole: SessionRows,
  times: ReadonlyMap<string, bigint>,
  day: EpochDay,
  count: Compared,
): void {
  const open = BigInt(newYorkMidnight(day) + sessionBounds(day).open) * 1_000_000_000n;
  for (const [symbol, time] of times) {
    const where = `${symbol} on ${formatDate(day)}, changed after ${time} (seed ${SEED})`;
    const own = [...whole.points].filter(([, row]) => row.symbol === symbol);
    const known = own.filter(([, row]) => BigInt(String(row.ts)) <= time);
    for (const [key, row] of known) {
      const other = changed.points.get(key);
      assert.ok(other !== undefined, `the point ${key} is gone: ${where}`);
      assert.deepEqual(pick(other, PLAIN_POINT), pick(row, PLAIN_POINT), `${key}: ${where}`);
      noteMoved(other, row, count.moved);
    }
    const [before, after] = [whole.days.get(symbol)!, changed.days.get(symbol)];
    const isOpen = before.gap_pct !== null &&
      known.some(([, row]) => BigInt(String(row.ts)) > open);
    if (isOpen && hasTraded(known, open)) {
      assert.deepEqual(pick(after!, PLAIN_DAY), pick(before, PLAIN_DAY), where);
      count.days++;
    }
    if (after !== undefined) noteMoved(after, before, count.moved);
    if (known.length > 0) count.pairs++;
    count.points += known.length;
  }
}

/** Whether the session had its first regular trade well before the last of these points. */
function hasTraded(known: readonly (readonly [string, Row])[], open: bigint): boolean {
  const settled = open + 1_800_000_000_000n;
  return known.some(([, row]) => BigInt(String(row.ts)) > settled);
}

function noteMoved(a: Row, b: Row, moved: Set<string>): void {
  for (const name of Object.keys(b)) {
    if (/^(eod|fut)_/.test(name) && a[name] !== b[name]) moved.add(name);
  }
}

/** Ids of the symbols with their times, in all datasets: ids of different datasets do not meet in one file. */
function timesById(times: ReadonlyMap<string, bigint>, dataset: Dataset): TimesById {
  return new Map(MARKET.histories.map(({ symbol, ids }) => [
    ids[dataset][0]!.id,
    times.get(symbol)!,
  ]));
}

/** Random moments of a session, one for each symbol: at any nanosecond, on a second, on a minute. */
function randomTimes(random: () => number, day: EpochDay, round: number): Map<string, bigint> {
  const { preOpen, postClose } = sessionBounds(day);
  const midnight = BigInt(newYorkMidnight(day)) * 1_000_000_000n;
  return new Map(MARKET.histories.map(({ symbol }, i) => {
    // mostly while much is going on
    const share = random() < 0.7 ? 0.34 + 0.4 * random() : random();
    const second = preOpen + share * (postClose - preOpen);
    const unit = [1, 1e9, 60e9][(i + round) % 3]!;
    return [symbol, midnight + BigInt(Math.round(second * 1e9 / unit) * unit)];
  }));
}

const whole = new Map<EpochDay, Promise<SessionRows>>();

/** Rows of a session from all of the data. */
function wholeSession(day: EpochDay): Promise<SessionRows> {
  const known = whole.get(day) ?? scanSession(FILES, day);
  whole.set(day, known);
  return known;
}

/** Changes the records of every symbol after a random moment, again and again, and compares what was known by then. */
async function compareChanged(
  change: (file: PlainFile, times: TimesById) => PlainFile,
  seed: number,
): Promise<Compared> {
  const random = randomNumbers(seed);
  const count = newCount();
  for (let round = 0; round < ROUNDS; round++) {
    const day = DATES.at(-1 - round % JUDGED)!;
    const times = randomTimes(random, day, round);
    const files = FILES.map((file) => {
      const isBefore = (dateIn(file.name) ?? "") < fileDate(day);
      if (isBefore) return file;
      return change(file, timesById(times, file.schema === "status" ? "XNAS.ITCH" : "EQUS.MINI"));
    });
    compare(await scanSession(files, day), await wholeSession(day), times, day, count);
  }
  return count;
}

/** Columns that both changes must have moved, since they need the whole day or look ahead. */
const MOVED = [
  "eod_close",
  "eod_volume",
  "eod_spread_bps",
  "eod_n_halts",
  "fut_mfe_15m",
  "fut_mae_15m",
];

/** Makes sure that enough was compared, and that the changes were seen where they may be. */
function assertTelling({ pairs, points, days, moved }: Compared, others: readonly string[]): void {
  assert.ok(pairs >= 0.9 * ROUNDS * SYMBOLS, `${pairs} symbol-days`);
  assert.ok(points >= 20 * ROUNDS * SYMBOLS, `${points} points`);
  assert.ok(days >= 0.4 * ROUNDS * SYMBOLS, `${days} rows of days`);
  assert.deepEqual([...MOVED, ...others].filter((name) => !moved.has(name)), []);
}

Deno.test("rows from data cut at 200 random moments say the same of all that came before", async () => {
  const count = await compareChanged(cutFile, SEED);

  assertTelling(count, ["eod_quotes", "eod_trades", "eod_bars"]);
});

Deno.test("prices and volumes ten times as high after 200 random moments move nothing before", async () => {
  const count = await compareChanged(poisonFile, SEED + 1);

  assertTelling(count, ["eod_high", "eod_category"]);
});

Deno.test("the comparison notices what is changed before the moment", async () => {
  const day = DATES.at(-1)!;
  const times = randomTimes(randomNumbers(SEED), day, 0);
  const earlier = new Map([...times].map(([symbol, time]) => [symbol, time - 1_800_000_000_000n]));
  const files = FILES.map((file) =>
    (dateIn(file.name) ?? "") < fileDate(day)
      ? file
      : poisonFile(file, timesById(earlier, file.schema === "status" ? "XNAS.ITCH" : "EQUS.MINI"))
  );
  const changed = await scanSession(files, day);

  const [expected] = [await wholeSession(day)];
  assert.throws(() => compare(changed, expected, times, day, newCount()), assert.AssertionError);
});

/** Rows by symbol and date; points by symbol and time. */
async function rowsOf(data: string): Promise<{ days: Map<string, Row>; points: Map<string, Row> }> {
  const store = directory.file(`store-${places++}`);
  await scan(store, data, EVERY_POINT);
  const { days, points } = await indexRows(store);
  return {
    days: new Map(days.map((row) => [`${row.symbol} ${formatDate(Number(row.trade_date))}`, row])),
    points: new Map(points.map((row) => [`${row.symbol} ${row.ts}`, row])),
  };
}

/** The last session of each part of the data that is looked at; the next file has its last hour. */
const CUTS = ["20241115", "20241121", "20241122", "20241126"];

Deno.test("later files change no earlier row, but for eod_ columns of the day they go on with", async () => {
  const all = directory.file("all");
  for (const schema of ["ohlcv-1s", "status", "mbp-1", "trades"] as const) {
    deliver(all, { schema, split: "day", jobId: schema });
  }
  deliver(all, { schema: "ohlcv-1d", dataset: "EQUS.SUMMARY", split: "day", jobId: "SUMMARY" });
  const final = await rowsOf(all);
  let whole = 0;
  let changed = 0;
  for (const last of CUTS) {
    const data = directory.file(`until-${last}`);
    copyTree(all, data, (path) => (dateIn(path) ?? "") <= last);
    const { days, points } = await rowsOf(data);

    for (const [key, row] of days) {
      const isWhole = key.split(" ")[1]!.replaceAll("-", "") < last;
      const names = isWhole ? Object.keys(row) : PLAIN_DAY;
      const expected = final.days.get(key)!;
      assert.deepEqual(pick(row, names), pick(expected, names), `${key}, data until ${last}`);
      if (isWhole) whole++;
      else if (row.eod_volume !== expected.eod_volume) changed++;
    }
    for (const [key, row] of points) {
      const expected = final.points.get(key)!;
      assert.deepEqual(
        pick(row, PLAIN_POINT),
        pick(expected, PLAIN_POINT),
        `${key}, until ${last}`,
      );
    }
  }
  assert.ok(whole > 80, `${whole} rows of whole days`);
  assert.ok(changed >= CUTS.length, `${changed} rows that went on in a later file`);
});
