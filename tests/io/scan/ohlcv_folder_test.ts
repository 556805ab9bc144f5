/** The fast path over bars of the vendor finds what the general path finds: builder, cleaning, summary. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { cleanBars } from "../../../src/core/clean/clean_bars.ts";
import { BAR_COLUMNS, type Bars, copyBars } from "../../../src/core/columns/bars.ts";
import { type BuiltSession, SessionBuilder } from "../../../src/core/scan/session_builder.ts";
import { type SessionSummary, summariseSession } from "../../../src/core/scan/session_summary.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { DAY_SECONDS } from "../../../src/core/time/new_york.ts";
import { SECOND_NS, sessionBounds, tradeDateSpan } from "../../../src/core/time/sessions.ts";
import { BarScratch, decodeBars } from "../../../src/io/dbn/bar_rows.ts";
import { encodeColumns } from "../../../src/io/dbn/encode/encode_columns.ts";
import { chunkOf } from "../../../src/io/dbn/framing.ts";
import type { RecordChunk } from "../../../src/io/dbn/record_chunk.ts";
import { OhlcvFolder } from "../../../src/io/scan/ohlcv_folder.ts";

const OHLCV_1S = 0x20;
const OHLCV_1M = 0x21;

/** A bar as the file has it; `NaN` is a price that is not defined. */
interface BarRecord {
  readonly id: number;
  readonly publisher: number;
  /** Epoch seconds. */
  readonly second: number;
  /** Nano-dollars. */
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** What a path found of one symbol-day. */
interface Found {
  readonly slot: number;
  readonly day: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly inputs: readonly [first: number, last: number];
  readonly bars: readonly (readonly number[])[];
  readonly summary: unknown;
  readonly cleanedBars: readonly (readonly number[])[];
  readonly qualityBits: number;
}

/** Days whose borders are unlike others: ordinary, a half day, before and after both changes of the clocks, a holiday's eve. */
const DAYS = [
  ...["2025-03-25", "2025-03-26", "2024-11-29", "2024-12-02", "2024-11-27"],
  ...["2024-11-01", "2024-11-04", "2025-03-07", "2025-03-10"],
].map(parseDate);

/** Instants within reach of a trade date at which something changes, epoch seconds. */
function bordersOf(day: number): number[] {
  const { start, end } = tradeDateSpan(day);
  const { preOpen, open, close, postClose } = sessionBounds(day);
  const midnight = end - 20 * 3600; // no clock changes on a trade date after midnight
  return [
    ...[start, end, midnight + preOpen, midnight + open, midnight + close, midnight + postClose],
    day * DAY_SECONDS,
    (day + 1) * DAY_SECONDS,
  ];
}

const PRICE = fc.integer({ min: 1, max: 5000 }).map((cents) => cents * 1e7);
/** Prices that no exchange prints: one in a few hundred. */
const ODD_PRICE = fc.oneof(
  { arbitrary: PRICE, weight: 300 },
  { arbitrary: fc.constantFrom(NaN, 0, -1e9, 1, 2 ** 32, 9_000_000e9), weight: 1 },
);

/** The time of a bar: near a border, or anywhere on a day; mostly the second of the bar before or a little later. */
const STEP = fc.oneof(
  { arbitrary: fc.constantFrom(0, 1, 2, 59, 60, 61, 300, 1800), weight: 12 },
  { arbitrary: fc.constantFrom(-1, -60, -7200), weight: 1 },
  {
    arbitrary: fc.tuple(
      fc.constantFrom(...DAYS.flatMap(bordersOf)),
      fc.constantFrom(-61, -1, 0, 1, 60),
    ),
    weight: 2,
  },
);

const RECORD = fc.record({
  id: fc.constantFrom(7, 9, 7 + 4096, 13), // the first and third share a place in the cache; nobody wants the last
  publisher: fc.constantFrom(1, 1, 1, 2, 3),
  step: STEP,
  prices: fc.oneof(
    { arbitrary: fc.array(PRICE, { minLength: 4, maxLength: 4 }).map(sane), weight: 150 },
    { arbitrary: fc.array(ODD_PRICE, { minLength: 4, maxLength: 4 }), weight: 5 },
    {
      arbitrary: fc.constantFrom([NaN, NaN, NaN, NaN], [NaN, 1e9, 1e9, 1e9], [1e9, 1e9, NaN, 1e9]),
      weight: 1,
    },
  ),
  volume: fc.oneof(
    { arbitrary: fc.integer({ min: 1, max: 1_000_000 }), weight: 40 },
    { arbitrary: fc.constantFrom(0, 2 ** 40), weight: 1 },
  ),
});

function sane([a, b, c, d]: readonly number[]): number[] {
  const all = [a!, b!, c!, d!];
  return [a!, Math.max(...all), Math.min(...all), d!];
}

/** Records in chunks, and the input that each chunk comes from. */
interface Stream {
  readonly chunks: readonly (readonly BarRecord[])[];
  readonly inputs: readonly number[];
}

const STREAM: fc.Arbitrary<Stream> = fc.record({
  first: fc.constantFrom(...DAYS.flatMap(bordersOf)),
  records: fc.array(RECORD, { minLength: 1, maxLength: 120 }),
  cuts: fc.array(fc.nat(119), { maxLength: 5 }),
  newInput: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
}).map(({ first, records, cuts, newInput }) => {
  let second = first;
  const bars = records.map(({ id, publisher, step, prices, volume }): BarRecord => {
    second = typeof step === "number" ? second + step : step[0] + step[1];
    const [open, high, low, close] = prices as [number, number, number, number];
    return { id, publisher, second, open, high, low, close, volume };
  });
  const ends = [...new Set([...cuts, bars.length])].filter((cut) => cut <= bars.length)
    .sort((a, b) => a - b);
  const chunks = ends.map((end, i) => bars.slice(ends[i - 1] ?? 0, end));
  let input = 0;
  return { chunks, inputs: chunks.map((_, i) => input += newInput[i] && i > 0 ? 1 : 0) };
});

/** A stretch of bars; the ones after every third are preceded by a record of another type if `isMixed`. */
function encode(records: readonly BarRecord[], rtype: number, isMixed: boolean): RecordChunk {
  const column = (value: (record: BarRecord) => number) => Float64Array.from(records, value);
  const bytes = encodeColumns(rtype, 3, records.length, {
    instrument_id: Uint32Array.from(records, ({ id }) => id),
    publisher_id: Uint16Array.from(records, ({ publisher }) => publisher),
    ts_event: BigUint64Array.from(records, ({ second }) => BigInt(second) * 1_000_000_000n),
    open: column(({ open }) => open),
    high: column(({ high }) => high),
    low: column(({ low }) => low),
    close: column(({ close }) => close),
    volume: column(({ volume }) => volume),
  });
  return chunkOf(isMixed ? withStrangers(bytes) : bytes);
}

const STRANGER_SIZE = 24;

function withStrangers(bytes: Uint8Array): Uint8Array {
  const stranger = new Uint8Array(STRANGER_SIZE);
  stranger.set([STRANGER_SIZE / 4, 0xee]); // a record type that nobody knows
  const pieces: number[] = [];
  for (let at = 0; at < bytes.length; at += 56) {
    if (at % (3 * 56) === 0) pieces.push(...stranger);
    pieces.push(...bytes.subarray(at, at + 56));
  }
  return Uint8Array.from(pieces);
}

/** Ids of symbols: two on every day, and one that changes hands. */
function resolve(id: number, utcDay: number): number {
  if (id === 7) return utcDay % 2 === 0 ? 0 : 1;
  if (id === 9) return utcDay % 2 === 0 ? 1 : 0;
  return id === 7 + 4096 ? 2 : -1;
}

function rowsOf(bars: Bars): number[][] {
  return Array.from({ length: bars.length }, (_, i) => BAR_COLUMNS.map((name) => bars[name][i]!));
}

/** Numbers of a summary that can be compared; its quality bits are compared where the bars are kept. */
function plain({ qualityBits: _, minutes, shares, ...rest }: SessionSummary): unknown {
  return { ...rest, minutes: [...minutes], shares: [...shares] };
}

function generalPath(stream: Stream, rtype: number, isMixed: boolean): [Found[], number] {
  const found: Found[] = [];
  const scratch = new BarScratch();
  const intervalNs = rtype === OHLCV_1S ? SECOND_NS : 60 * SECOND_NS;
  const builder = new SessionBuilder(intervalNs, (session: BuiltSession) => {
    const { slot, day, isFirst, isLast, firstInput, lastInput } = session;
    const cleaned = cleanBars(copyBars(session.bars), sessionBounds(day));
    found.push({
      ...{ slot, day, isFirst, isLast, inputs: [firstInput, lastInput] },
      bars: rowsOf(session.bars),
      summary: plain(summariseSession(day, "ohlcv-1s", cleaned.bars, 0)),
      cleanedBars: rowsOf(cleaned.bars),
      qualityBits: session.qualityBits | cleaned.qualityBits,
    });
  });
  let unresolved = 0;
  for (const [i, records] of stream.chunks.entries()) {
    const rows = decodeBars(encode(records, rtype, isMixed), rtype, scratch);
    unresolved += builder.push(rows, resolve, stream.inputs[i]);
  }
  builder.finish();
  return [found, unresolved];
}

function fastPath(stream: Stream, rtype: number, isMixed: boolean): [Found[], number] {
  const found: Found[] = [];
  const released = new Set<ArrayBufferLike>();
  const folder = new OhlcvFolder({
    intervalNs: rtype === OHLCV_1S ? SECOND_NS : 60 * SECOND_NS,
    source: "ohlcv-1s",
    scratch: new BarScratch(),
    emit: (session) => {
      const { slot, day, isFirst, isLast, firstInput, lastInput } = session;
      const summary = plain(session.summary());
      const bars = session.bars();
      const cleaned = cleanBars(bars, sessionBounds(day));
      found.push({
        ...{ slot, day, isFirst, isLast, inputs: [firstInput, lastInput], summary },
        bars: rowsOf(bars),
        cleanedBars: rowsOf(cleaned.bars),
        qualityBits: session.qualityBits | cleaned.qualityBits,
      });
    },
    release: (memory) => {
      assert.ok(!released.has(memory), "memory is given back once");
      released.add(memory);
      new Uint8Array(memory).fill(0xff); // whoever still reads it notices
    },
  });
  let unresolved = 0;
  const chunks = stream.chunks.map((records) => encode(records, rtype, isMixed));
  for (const [i, chunk] of chunks.entries()) {
    unresolved += folder.push(chunk, rtype, resolve, stream.inputs[i]);
  }
  folder.finish();
  const withBars = chunks.filter(({ count }) => count > 0);
  assert.equal(released.size, withBars.length, "all memory is given back");
  return [found, unresolved];
}

function assertSamePaths(stream: Stream, rtype = OHLCV_1S, isMixed = false): Found[] {
  const [expected, expectedUnresolved] = generalPath(stream, rtype, isMixed);
  const [actual, unresolved] = fastPath(stream, rtype, isMixed);
  assert.deepEqual(actual, expected);
  assert.equal(unresolved, expectedUnresolved);
  return actual;
}

Deno.test("the fast path gives the sessions of the general path, whatever the records", () => {
  fc.assert(
    fc.property(STREAM, (stream) => {
      assertSamePaths(stream);
    }),
    { numRuns: 1500 },
  );
});

Deno.test("the fast path passes over records of other types, as the general path does", () => {
  fc.assert(
    fc.property(STREAM, (stream) => {
      assertSamePaths(stream, OHLCV_1S, true);
    }),
    { numRuns: 200 },
  );
});

Deno.test("the fast path gives the same sessions of one-minute bars", () => {
  const onMinutes = STREAM.map(({ chunks, inputs }): Stream => ({
    chunks: chunks.map((records) =>
      records.map((record) => ({ ...record, second: Math.floor(record.second / 60) * 60 }))
    ),
    inputs,
  }));
  fc.assert(
    fc.property(onMinutes, (stream) => {
      assertSamePaths(stream, OHLCV_1M);
    }),
    { numRuns: 300 },
  );
});

/** One usual bar. */
function bar(second: number, changes: Partial<BarRecord> = {}): BarRecord {
  return {
    ...{ id: 9, publisher: 1, second, open: 2e9, high: 3e9, low: 1e9, close: 2.5e9, volume: 10 },
    ...changes,
  };
}

/** One session of these bars, seconds after the regular open of an ordinary day. */
function sessionOf(bars: readonly (readonly [second: number, changes?: Partial<BarRecord>])[]) {
  const open = bordersOf(DAYS[0]!)[3]!;
  const records = bars.map(([second, changes]) => bar(open + second, changes));
  const found = assertSamePaths({ chunks: [records], inputs: [0] });
  assert.equal(found.length, 1);
  return found[0]!;
}

Deno.test("bars of several publishers in one second are parts of one bar", () => {
  const { bars } = sessionOf([
    [0],
    [0, { publisher: 2, high: 4e9, close: 3.5e9, volume: 5 }],
    [1, { publisher: 2 }],
  ]);

  assert.deepEqual(bars.map((row) => row.slice(1)), [
    [2e9, 4e9, 1e9, 3.5e9, 15],
    [2e9, 3e9, 1e9, 2.5e9, 10],
  ]);
});

Deno.test("a bar that one publisher repeats counts once, the later one", () => {
  const { bars } = sessionOf([[0], [0, { volume: 12 }], [1]]);

  assert.deepEqual(bars.map((row) => row[5]), [12, 10]);
});

/** Strange bars, and how many of three are left when the second is one. */
const STRANGE: readonly (readonly [name: string, changes: Partial<BarRecord>, left: number])[] = [
  ["no open", { open: 0 }, 2],
  ["a negative high", { high: -1e9 }, 2],
  ["an undefined low", { low: NaN }, 2],
  ["a negative close", { close: -2e9 }, 2],
  ["no close", { close: 0 }, 2],
  ["no volume", { volume: 0 }, 3],
  ["a low above its high", { low: 5e9 }, 3],
];

for (const [name, changes, left] of STRANGE) {
  Deno.test(`a bar with ${name} counts the same in both paths`, () => {
    const { cleanedBars, qualityBits } = sessionOf([[0], [1, changes], [2]]);

    assert.equal(cleanedBars.length, left);
    assert.notEqual(qualityBits, 0);
  });
}
