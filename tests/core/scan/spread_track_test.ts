import assert from "node:assert/strict";
import type { Halt } from "../../../src/core/market/halts.ts";
import {
  type QuoteStream,
  SpreadReducer,
  spreadScore,
  type SpreadTrack,
  spreadWithin,
} from "../../../src/core/scan/spread_track.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { assertClose, FULL_BOUNDS, HALF_BOUNDS, randomSource } from "./generated_day.ts";

const LIMITS = scanThresholds();
/** Width of a bin of the histogram, as a log ratio: the resolution of the median. */
const BIN = Math.log(1e5) / 4096;

/** A quote: seconds after midnight, bid and ask in dollars. */
type Quote = readonly [at: number, bid: number, ask: number];

function streamOf(quotes: readonly Quote[]): QuoteStream {
  const nano = (dollars: number) => Math.round(dollars * 1e9);
  return {
    length: quotes.length,
    tsRecv: Float64Array.from(quotes, ([at]) => Math.round(at * 1e9)),
    bid: Float64Array.from(quotes, ([, bid]) => nano(bid)),
    ask: Float64Array.from(quotes, ([, , ask]) => nano(ask)),
  };
}

function trackOf(
  quotes: readonly Quote[],
  halts: readonly Halt[] = [],
  bounds = FULL_BOUNDS,
): SpreadTrack {
  const reducer = new SpreadReducer(bounds, halts, LIMITS);
  reducer.push(streamOf(quotes));
  return reducer.finish();
}

function haltOf(start: number, end: number): Halt {
  const known = { startKnown: start * 1e9, endKnown: end * 1e9 };
  return { ...known, start: start * 1e9 - 1e8, end: end * 1e9 - 1e8, action: 9, reason: 50 };
}

/** A stretch in which one quote is in force. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly bps: number;
  readonly mid: number;
}

/** The stretches of all valid quotes, one by one, without the halts. */
function piecesOf(quotes: readonly Quote[], halts: readonly Halt[], bounds = FULL_BOUNDS): Piece[] {
  return quotes.flatMap(([at, bid, ask], i) => {
    if (!(bid > 0 && ask > bid)) return [];
    const until = Math.min(quotes[i + 1]?.[0] ?? Infinity, at + 60, bounds.postClose);
    const since = Math.max(at, bounds.preOpen);
    const cuts = halts.flatMap((halt) => [halt.startKnown / 1e9, halt.endKnown / 1e9])
      .filter((cut) => cut > since && cut < until);
    const edges = [since, ...cuts, until];
    return edges.slice(1).map((to, k) => ({ from: edges[k]!, to }))
      .filter(({ from, to }) => {
        const middle = (from + to) / 2;
        return to > from &&
          !halts.some((halt) => middle * 1e9 >= halt.startKnown && middle * 1e9 < halt.endKnown);
      })
      .map((span) => ({
        ...span,
        bps: 1e4 * (ask - bid) / ((bid + ask) / 2),
        mid: (bid + ask) / 2,
      }));
  });
}

function clipped(pieces: readonly Piece[], from: number, to: number) {
  return pieces.map((piece) => ({
    ...piece,
    seconds: Math.min(piece.to, to) - Math.max(piece.from, from),
  })).filter(({ seconds }) => seconds > 0);
}

const total = (list: readonly { seconds: number }[]) =>
  list.reduce((sum, { seconds }) => sum + seconds, 0);

Deno.test("the median spread and mid of the regular session are weighted by time", () => {
  const open = 36_000;
  const track = trackOf([
    [open, 9.99, 10.01], // 20 bps for 30 s
    [open + 30, 9.9, 10.1], // 200 bps for 10 s
    [open + 40, 9.95, 10.05], // 100 bps for 15 s
    [open + 55, NaN, NaN],
  ]);

  assert.equal(track.quotes, 4);
  assert.ok(Math.abs(Math.log(track.medianBps / 20)) <= BIN, `${track.medianBps}`);
  assertClose(track.meanMid, 10e9, 1e-12, "mid");
});

Deno.test("a quote counts from its capture for at most 60 seconds", () => {
  const track = trackOf([[36_000.5, 9.99, 10.01]]);
  const edge = 36_000 - 14_400;

  assert.equal(spreadWithin(track, edge, 60), NaN);
  assertClose(spreadWithin(track, edge + 1, 60), 20, 1e-9, "first half second");
  assertClose(spreadWithin(track, edge + 120, 60), 20, 1e-9, "last half second");
  assert.equal(spreadWithin(track, edge + 121, 60), NaN);
  assertClose(track.covered.at(-1)!, 60, 1e-9, "seconds covered");
});

Deno.test("crossed, locked, one-sided and empty quotes count for nothing and end the quote before", () => {
  const bad: [number, number][] = [[10, 9.9], [10, 10], [NaN, 10], [10, NaN], [NaN, NaN], [0, 10]];
  for (const [bid, ask] of bad) {
    const track = trackOf([[36_000, 9.99, 10.01], [36_010, bid, ask], [36_050, 9.95, 10.05], [
      36_055,
      bid,
      ask,
    ]]);

    assertClose(track.covered.at(-1)!, 15, 1e-9, `${bid} to ${ask}`);
    assertClose(track.weighted.at(-1)!, 10 * 20 + 5 * 100, 1e-9, `${bid} to ${ask}`);
  }
});

Deno.test("a halt interrupts the quote in force from when it is known until its end is known", () => {
  const track = trackOf([[36_000, 9.99, 10.01]], [haltOf(36_010, 36_040)]);
  const edge = 36_000 - 14_400;

  assertClose(track.covered.at(-1)!, 30, 1e-9, "seconds covered");
  assert.equal(spreadWithin(track, edge + 40, 30), NaN);
  assertClose(spreadWithin(track, edge + 41, 30), 20, 1e-9, "after the halt");
});

Deno.test("quotes outside the regular session count for the moment but not for the day's median", () => {
  const track = trackOf([[30_000, 9.9, 10.1], [58_000, 9.9, 10.1], [72_000, 9.9, 10.1]]);

  assert.equal(track.medianBps, NaN);
  assert.equal(track.meanMid, NaN);
  assertClose(track.covered.at(-1)!, 120, 1e-9, "seconds covered");
});

Deno.test("a quote over the open or the close counts for its regular part", () => {
  const track = trackOf([[34_170, 9.99, 10.01], [34_205, 9.9, 10.1], [34_208, NaN, NaN]]);

  assert.ok(Math.abs(Math.log(track.medianBps / 20)) <= BIN, "5 s of 20 bps, 3 s of 200 bps");
  const meanMid = trackOf([[57_590, 9.99, 10.01], [57_595, 4.99, 5.01]]).meanMid;
  assertClose(meanMid, 7.5e9, 1e-9, "5 s each before the close");
});

Deno.test("no quotes give no spread", () => {
  const track = trackOf([]);

  assert.deepEqual([track.quotes, track.medianBps, track.meanMid], [0, NaN, NaN]);
  assert.equal(spreadWithin(track, 1000, 60), NaN);
});

/** Quotes of a random day: bursts, silences, both wide and narrow, some invalid. */
function randomQuotes(seed: number): Quote[] {
  const random = randomSource(seed);
  const quotes: Quote[] = [];
  let mid = 2 + random() * 20;
  for (let at = 14_000; at < 72_500;) {
    at += random() < 0.05 ? random() * 900 : random() ** 3 * 20;
    mid *= Math.exp((random() - 0.5) * 0.002);
    const half = mid * (0.0003 + random() ** 3 * 0.02) / 2;
    const kind = random();
    const bid = kind < 0.03 ? NaN : kind < 0.06 ? mid + half : mid - half;
    const ask = kind > 0.97 ? NaN : kind > 0.94 ? mid - half : mid + half;
    quotes.push([
      Math.round(at * 1e6) / 1e6,
      Math.round(bid * 1e4) / 1e4,
      Math.round(ask * 1e4) / 1e4,
    ]);
  }
  return quotes;
}

function randomHalts(seed: number): Halt[] {
  const random = randomSource(seed + 500);
  return Array.from({ length: seed % 4 }, (_, i) => {
    const start = 34_000 + i * 6000 + random() * 3000;
    return haltOf(start, start + 10 + random() * 600);
  });
}

Deno.test("a random day's median, mid and local spreads agree with exact pairs of spread and time", () => {
  for (let seed = 1; seed <= 16; seed++) {
    const bounds = seed % 5 === 0 ? HALF_BOUNDS : FULL_BOUNDS;
    const quotes = randomQuotes(seed);
    const halts = randomHalts(seed);
    const pieces = piecesOf(quotes, halts, bounds);
    const track = trackOf(quotes, halts, bounds);
    const where = `seed ${seed}`;

    const regular = clipped(pieces, bounds.open, bounds.close).sort((a, b) => a.bps - b.bps);
    let below = 0;
    const exact = regular.find(({ seconds }) => (below += seconds) >= total(regular) / 2)!.bps;
    assert.ok(
      Math.abs(Math.log(track.medianBps / exact)) <= BIN,
      `${where}: ${track.medianBps}, ${exact}`,
    );
    const mid = regular.reduce((sum, piece) => sum + piece.mid * piece.seconds, 0) / total(regular);
    assertClose(track.meanMid, mid * 1e9, 1e-9, where);

    const random = randomSource(seed);
    for (let k = 0; k < 60; k++) {
      const edge = Math.floor(random() * (bounds.postClose - bounds.preOpen));
      const at = bounds.preOpen + edge;
      const last = clipped(pieces, at - 60, at);
      const sum = last.reduce((s, piece) => s + piece.bps * piece.seconds, 0);
      const mean = total(last) > 1e-6 ? sum / total(last) : NaN;
      if (total(last) > 1e-3 || total(last) === 0) {
        assertClose(spreadWithin(track, edge, 60), mean, 1e-5, `${where}, edge ${edge}`);
      }
    }
  }
});

Deno.test("quotes pushed in pieces give the same track as quotes pushed at once", () => {
  const quotes = randomQuotes(77);
  const halts = randomHalts(3);
  const reducer = new SpreadReducer(FULL_BOUNDS, halts, LIMITS);
  for (let from = 0; from < quotes.length; from += 1 + (from % 7)) {
    reducer.push(streamOf(quotes.slice(from, from + 1 + (from % 7))));
  }

  assert.deepEqual(reducer.finish(), trackOf(quotes, halts));
});

Deno.test("a spread scores 1 up to 10 bps, 0 from 200 bps, by its logarithm between", () => {
  const score = (bps: number) => spreadScore(bps, 100e9, LIMITS); // a tick is 1 bp

  assert.deepEqual([score(1), score(10), score(200), score(5000)], [1, 1, 0, 0]);
  assertClose(score(Math.sqrt(10 * 200)), 0.5, 1e-12, "geometric middle");
  assertClose(score(20), 1 - Math.log(2) / Math.log(20), 1e-12, "20 bps");
});

Deno.test("a spread of one tick is good at any price, and five ticks are bad only above 200 bps", () => {
  const tick = 1e4 * 0.01 / 1.45; // 69 bps at 1.45 dollars
  const score = (bps: number) => spreadScore(bps, 1.45e9, LIMITS);

  assert.equal(score(tick), 1);
  assert.ok(score(tick * 1.01) < 1);
  assert.ok(score(200) > 0 && score(4.99 * tick) > 0);
  assert.equal(score(5 * tick), 0);
  assertClose(score(2 * tick), 1 - Math.log(2) / Math.log(5), 1e-12, "two ticks of five");
  // 5 ticks of 0.01 are 200 bps at 2.50 dollars, where the plain limits take over
  assertClose(
    spreadScore(100, 2.5e9, LIMITS),
    1 - Math.log(100 / 40) / Math.log(5),
    1e-12,
    "$2.50",
  );
});

Deno.test("below a dollar the tick is a hundredth of a cent", () => {
  assert.equal(spreadScore(10, 0.99e9, LIMITS), 1);
  assertClose(spreadScore(20, 0.99e9, LIMITS), 1 - Math.log(2) / Math.log(20), 1e-12, "99 cents");
  assert.equal(spreadScore(20, 1e9, LIMITS), 1, "one dollar: a tick is 100 bps");
});

Deno.test("an unknown spread scores one half", () => {
  assert.equal(spreadScore(NaN, 10e9, LIMITS), 0.5);
});
