import assert from "node:assert/strict";
import fc from "fast-check";
import { indexMarketDay, type MarketInput } from "../../../src/core/market/market_day.ts";
import {
  type Observation,
  OBSERVED,
  OBSERVED_LENGTH,
} from "../../../src/core/market/observation.ts";
import { Observer } from "../../../src/core/market/observer.ts";
import { Reconstruction } from "../../../src/core/market/reconstruction.ts";
import {
  busyMarket,
  DOLLAR,
  drawnMarket,
  HOUR,
  madeMarket,
  SECOND,
  seeded,
  timesToAsk,
} from "./made_market.ts";
import { observedByScan } from "./observed_by_scan.ts";

const LATENCY = 30e6;

function bytesOf(observation: Observation): string {
  const values = new Float64Array(OBSERVED_LENGTH);
  observation.copyTo(values);
  return new Uint8Array(values.buffer).join();
}

function observerOf(input: MarketInput, latency = LATENCY): Observer {
  return new Observer(indexMarketDay(input), latency);
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

function assertAsByScan(observer: Observer, input: MarketInput, t: number): void {
  const observed = observer.observe(t);

  const expected = observedByScan(input, t, LATENCY);
  const get = (name: keyof typeof OBSERVED) => observed.get(name);
  assert.equal(observed.time, t);
  assert.equal(observed.session, expected.session);
  assert.equal(observed.isHalted, expected.isHalted, `halted at ${t}`);
  assert.equal(observed.isShortSaleRestricted, expected.isShortSaleRestricted);
  for (
    const name of ["last", "lastSize", "lastAge", "volume", "prints", "vwap", "bars"] as const
  ) {
    assert.equal(get(name), expected[name], `${name} at ${t}`);
  }
  const names = ["barStart", "barOpen", "barHigh", "barLow", "barClose", "barVolume"] as const;
  assert.deepEqual(names.map(get), expected.bar ?? names.map(() => NaN));
  assert.equal(observed.isSynthetic, expected.quote === null && get("bid") > 0);
  if (expected.quote === null) return;
  const { bid, ask, bidSize, askSize, age } = expected.quote;
  const quoted = ["bid", "ask", "bidSize", "askSize", "spread", "quoteAge"] as const;
  assert.deepEqual(quoted.map(get), [bid, ask, bidSize, askSize, ask - bid, age]);
  assert.equal(observed.quality, expected.quality, `quality at ${t}`);
}

Deno.test("observe() equals a scan over all records at any time, in any order", () => {
  fc.assert(
    fc.property(seeds, fc.boolean(), (seed, hasTrades) => {
      const input = drawnMarket(seed, { hasTrades });
      const observer = observerOf(input);
      for (const t of timesToAsk(input, seed, LATENCY)) assertAsByScan(observer, input, t);
    }),
    { numRuns: 150 },
  );
});

Deno.test("observe() equals a scan on busy days too, from jump to jump and from step to step", () => {
  const odd = fc.constantFrom(0, 0.02, 0.3);
  fc.assert(
    fc.property(seeds, odd, odd, fc.constantFrom(0, 0.3, 0.95), (seed, quotes, prints, bursts) => {
      const input = busyMarket(seed, { quotes, prints, bursts });
      const observer = observerOf(input);
      const random = seeded(seed);
      const records = [...input.quotes.tsRecv, ...input.trades.tsRecv];
      let t = 10 * HOUR;
      for (let i = 0; i < 150; i++) {
        const kind = random();
        if (kind < 0.4) t = Math.floor(t + random() * SECOND);
        else if (kind < 0.7) t = records[Math.floor(random() * records.length)]! + LATENCY;
        else t = Math.floor(10 * HOUR + (random() * 1.2 - 0.05) * HOUR);
        assertAsByScan(observer, input, t);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("a jump to a time without quotes shows what the prints by then make of it, whatever was read before", () => {
  const t = 10 * HOUR;
  const prints = Array.from({ length: 40 }, (_, i): [number, number, number] => [
    t + (i < 2 ? i - 1 : i + 4) * SECOND,
    i < 2 ? 5 : 9,
    100,
  ]);
  const quotes = Array.from({ length: 40 }, (_, i): [number, number, number] => [
    t + (i + 3) * SECOND,
    6,
    6.01,
  ]);
  const input = madeMarket({ trades: prints, quotes, bars: [[t - 2 * SECOND, 5, 5, 5, 5, 100]] });
  const fresh = observerOf(input, 0).observe(t + SECOND);
  const observer = observerOf(input, 0);
  for (const at of [30.5, 3.5]) observer.observe(t + at * SECOND);

  const seen = observer.observe(t + SECOND);

  assert.equal(seen.isSynthetic, true);
  assert.equal(bytesOf(seen), bytesOf(fresh));
  assert.equal(observer.observe(t + 20 * SECOND).isSynthetic, false);
});

Deno.test("observe() gives the same bytes in increasing order, in small steps and at random", () => {
  fc.assert(
    fc.property(seeds, fc.boolean(), (seed, hasQuotes) => {
      const input = drawnMarket(seed, { hasQuotes });
      const times = timesToAsk(input, seed, LATENCY);
      const observer = observerOf(input);
      const inOrder = new Map(
        [...times].sort((a, b) => a - b).map((t) => [t, bytesOf(observer.observe(t))]),
      );

      for (const t of times) {
        const fresh = observerOf(input);
        assert.equal(bytesOf(fresh.observe(t)), inOrder.get(t), `at ${t}`);
        assert.equal(bytesOf(observer.observe(t)), inOrder.get(t), `at ${t}`);
      }
    }),
    { numRuns: 60 },
  );
});

/** Every record that is not visible at `t` made another: later by some, with other values, or left out. */
function withOtherFuture(input: MarketInput, t: number, seed: number): MarketInput {
  const random = seeded(seed);
  const isCut = random() < 0.5;
  const alter = <T extends { readonly length: number }>(
    table: T,
    isVisible: (row: number) => boolean,
  ): T => {
    let visible = 0;
    while (visible < table.length && isVisible(visible)) visible++;
    const entries = Object.entries(table).map(([name, column]: [string, unknown]) => {
      const isColumn = column instanceof Float64Array || column instanceof Uint32Array ||
        column instanceof Uint16Array || column instanceof Uint8Array;
      if (!isColumn) return [name, column];
      const copy = column.slice();
      const isTime = name === "tsRecv" || name === "start" || name === "tsEvent";
      for (let row = visible; row < table.length; row++) {
        copy[row] = isTime
          ? copy[row]! + Math.floor(random() * 1e6) + (row - visible) * 1e6
          : copy[row]! * 10 + Math.floor(random() * 5);
      }
      return [name, copy];
    });
    return { ...Object.fromEntries(entries), length: isCut ? visible : table.length };
  };
  const heard = (times: Float64Array) => (row: number) => times[row]! + LATENCY <= t;
  const { bars1s, quotes, trades, status } = input;
  return {
    ...input,
    quotes: alter(quotes, heard(quotes.tsRecv)),
    trades: alter(trades, heard(trades.tsRecv)),
    status: alter(status, heard(status.tsRecv)),
    bars1s: alter(bars1s, (row) => bars1s.start[row]! + bars1s.intervalNs + LATENCY <= t),
  };
}

Deno.test("observe() is not changed by a byte when everything after the visibility horizon is (property 1, 3)", () => {
  fc.assert(
    fc.property(seeds, fc.boolean(), fc.boolean(), (seed, hasQuotes, hasTrades) => {
      const input = drawnMarket(seed, { hasQuotes, hasTrades });
      // whether there is a tape at all is known before the day: keep one row visible or none at all
      const observer = observerOf(input);
      for (const t of timesToAsk(input, seed, LATENCY).slice(0, 40)) {
        const other = withOtherFuture(input, t, seed);
        if (hasTrades && other.trades.length === 0) continue;

        assert.equal(
          bytesOf(observerOf(other).observe(t)),
          bytesOf(observer.observe(t)),
          `at ${t}`,
        );
      }
    }),
    { numRuns: 100 },
  );
});

Deno.test("a bar is not seen before its end and the feed's latency (property 4)", () => {
  const start = 10 * HOUR;
  const observer = observerOf(madeMarket({ bars: [[start, 5, 6, 4, 5.5, 900]] }));

  assert.equal(observer.observe(start + SECOND + LATENCY - 1).get("bars"), 0);
  const seen = observer.observe(start + SECOND + LATENCY);
  assert.equal(seen.get("bars"), 1);
  assert.equal(seen.get("barClose"), 5.5 * DOLLAR);
});

Deno.test("bid and ask are above zero, bid below ask and nothing infinite once any price is known (property 9, 11)", () => {
  fc.assert(
    fc.property(seeds, fc.boolean(), fc.boolean(), (seed, hasQuotes, hasTrades) => {
      const input = drawnMarket(seed, { hasQuotes, hasTrades });
      const observer = observerOf(input);
      for (const t of timesToAsk(input, seed, LATENCY)) {
        const observed = observer.observe(t);

        const isKnown = observed.last > 0 || observed.quality === "exact";
        if (isKnown) assert.ok(observed.bid > 0 && observed.ask > observed.bid, `at ${t}`);
        assert.ok(Math.abs(observed.bid) !== Infinity && Math.abs(observed.ask) !== Infinity);
        assert.ok(observed.get("volume") >= 0);
      }
    }),
    { numRuns: 100 },
  );
});

Deno.test("the last of quotes with equal times counts (property 42)", () => {
  const t = 10 * HOUR;
  const observer = observerOf(
    madeMarket({ quotes: [[t, 5, 5.01], [t, 5.02, 5.03], [t, 5.04, 5.06]] }),
    0,
  );

  assert.equal(observer.observe(t).bid, 5.04 * DOLLAR);
});

Deno.test("times keep their nanoseconds (property 43)", () => {
  const t = 10 * HOUR + 123_456_789;
  const observer = observerOf(madeMarket({ quotes: [[t, 5, 5.01], [t + 1, 5.02, 5.03]] }), 0);

  assert.equal(observer.observe(t).bid, 5 * DOLLAR);
  assert.equal(observer.observe(t + 1).bid, 5.02 * DOLLAR);
  assert.equal(observer.observe(t).quality, "exact");
  assert.equal(observer.observe(t - 1).bid > 0, false);
});

Deno.test("a crossed, locked or one-sided quote leaves the last good one standing, marked stale", () => {
  const t = 10 * HOUR;
  for (const [bid, ask] of [[5.05, 5.04], [5.05, 5.05], [NaN, 5.04], [5.05, NaN]] as const) {
    const observer = observerOf(madeMarket({ quotes: [[t, 5, 5.01], [t + 100, bid, ask]] }), 0);

    const observed = observer.observe(t + 100);

    assert.deepEqual([observed.bid, observed.ask], [5 * DOLLAR, 5.01 * DOLLAR]);
    assert.equal(observed.quality, "stale");
  }
});

Deno.test("a quote is stale after 60 s in regular hours, 300 s outside, unless there are prints", () => {
  const [early, open] = [8 * HOUR, 10 * HOUR];
  const quotes = [[early, 5, 5.01], [open, 5, 5.01]] as const;
  const silent = observerOf(madeMarket({ quotes: quotes.map((row) => [...row]) }), 0);
  const busy = observerOf(
    madeMarket({ quotes: quotes.map((row) => [...row]), trades: [[open + 50 * SECOND, 5, 100]] }),
    0,
  );

  assert.equal(silent.observe(early + 300 * SECOND).quality, "carried");
  assert.equal(silent.observe(early + 300 * SECOND + 1).quality, "stale");
  assert.equal(silent.observe(open + 60 * SECOND).quality, "carried");
  assert.equal(silent.observe(open + 60 * SECOND + 1).quality, "stale");
  assert.equal(busy.observe(open + 100 * SECOND).quality, "carried");
});

Deno.test("a halt is seen from the message on, not from its own time, and ends half-open", () => {
  const t = 10 * HOUR;
  const input = madeMarket({
    quotes: [[t - 1, 5, 5.01]],
    status: [{ t, action: 9, reason: 50, isTrading: "N" }, {
      t: t + 300 * SECOND,
      action: 7,
      isTrading: "Y",
    }],
  });
  input.status.tsEvent[0] = t - 5e6; // the venue halted earlier than anyone heard
  const observer = observerOf(input);

  assert.equal(observer.observe(t + LATENCY - 1).isHalted, false);
  assert.equal(observer.observe(t + LATENCY).quality, "halted");
  assert.equal(observer.observe(t + 300 * SECOND + LATENCY - 1).isHalted, true);
  assert.equal(observer.observe(t + 300 * SECOND + LATENCY).isHalted, false);
});

Deno.test("short sales are restricted by the tape where no message says so", () => {
  const t = 10 * HOUR;
  const input = madeMarket({
    previousBars: [[15 * HOUR, 10, 10, 10, 10, 100]],
    trades: [[t, 9.01, 100], [t + SECOND, 9, 100], [t + 2 * SECOND, 11, 100]],
  });
  const observer = observerOf(input, 0);

  assert.equal(observer.observe(t + SECOND - 1).isShortSaleRestricted, false);
  assert.equal(observer.observe(t + SECOND).isShortSaleRestricted, true);
  assert.equal(observer.observe(16 * HOUR).isShortSaleRestricted, true);
});

Deno.test("without a tape a bar's low restricts short sales from its end on", () => {
  const t = 10 * HOUR;
  const input = madeMarket({
    previousBars: [[15 * HOUR, 10, 10, 10, 10, 100]],
    bars: [[9 * HOUR, 8, 8, 8, 8, 100], [t, 10, 10, 9, 10, 100]],
  });
  const observer = observerOf(input, 0);

  assert.equal(observer.observe(t + SECOND - 1).isShortSaleRestricted, false);
  assert.equal(observer.observe(t + SECOND).isShortSaleRestricted, true);
});

Deno.test("a print outside of regular hours restricts no short sales", () => {
  const input = madeMarket({
    previousBars: [[15 * HOUR, 10, 10, 10, 10, 100]],
    trades: [[9 * HOUR, 8, 100], [17 * HOUR, 8, 100]],
  });

  assert.equal(observerOf(input, 0).observe(18 * HOUR).isShortSaleRestricted, false);
});

Deno.test("without a quote the spread is synthetic, says so, and widens with the age of the print", () => {
  const t = 10 * HOUR;
  const trades = Array.from(
    { length: 40 },
    (_, i): [number, number, number] => [t + i * SECOND, 5 + (i % 2) * 0.02, 100],
  );
  const observer = observerOf(madeMarket({ trades }), 0);

  const observed = observer.observe(t + 39 * SECOND);
  assert.equal(observed.isSynthetic, true);
  assert.equal(observed.quality, "synthetic");
  const fresh = observed.get("spread");
  const old = observer.observe(t + 15 * 60 * SECOND).get("spread");
  assert.ok(fresh >= 0.03 * DOLLAR && fresh <= 0.06 * DOLLAR, String(fresh)); // 1.5 times 2 cents, outward
  assert.ok(old > fresh);
  assert.ok(old <= 0.1 * 5.02 * DOLLAR + 0.02 * DOLLAR); // at most 5 % of the price on either side
});

Deno.test("without any price nothing is made up", () => {
  const observed = observerOf(madeMarket({})).observe(10 * HOUR);

  assert.equal(observed.quality, "stale");
  assert.deepEqual([observed.bid, observed.ask, observed.last], [NaN, NaN, NaN]);
  assert.equal(observed.isSynthetic, false);
});

Deno.test("the previous close stands in before the first print, with the spread of extended hours", () => {
  const input = madeMarket({ previousBars: [[15 * HOUR, 10, 10, 10, 10, 100]] });

  const observed = observerOf(input, 0).observe(4 * HOUR);

  assert.equal(observed.quality, "synthetic");
  // 0.4 % of 10 dollars, 3.5 times
  assert.equal(observed.get("spread"), 0.14 * DOLLAR);
});

Deno.test("what is reconstructed with hindsight cannot be taken for an observation (property 5)", () => {
  const day = indexMarketDay(madeMarket({ quotes: [[10 * HOUR, 5, 5.01]] }));
  const serve = (observation: Observation) => observation.bid;

  // @ts-expect-error a Reconstructed is not an Observation
  const misuse = () => serve(new Reconstruction(day).at(10 * HOUR));
  // @ts-expect-error nor is a Reconstruction an Observer
  const other = (): Observer => new Reconstruction(day);
  // @ts-expect-error nor does an observer give access to its day
  const leak = () => new Observer(day).day;

  assert.equal(typeof misuse, "function");
  assert.equal(typeof other, "function");
  assert.equal(leak(), undefined);
  const reachable = Object.values(new Observer(day).observe(10 * HOUR));
  assert.deepEqual(reachable, []); // values come out by name only
});

Deno.test("Observation.copyTo() writes the values at their positions", () => {
  const observed = observerOf(madeMarket({ quotes: [[10 * HOUR, 5, 5.01]] }), 0).observe(11 * HOUR);
  const row = new Float64Array(OBSERVED_LENGTH + 3);

  observed.copyTo(row, 3);

  assert.equal(row[3 + OBSERVED.bid], observed.bid);
  assert.equal(Math.max(...Object.values(OBSERVED)), OBSERVED_LENGTH - 1);
  assert.equal(new Set(Object.values(OBSERVED)).size, OBSERVED_LENGTH);
});
