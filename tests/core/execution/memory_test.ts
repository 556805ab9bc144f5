/** What a busy day and its queries cost in memory. Speed is measured, with the hardware, by `deno task bench`. */
import assert from "node:assert/strict";
import { BUSY_DAY, madeUpDay } from "../../../bench/made_up_day.ts";
import { BAR_COLUMNS } from "../../../src/core/columns/bars.ts";
import { ACCOUNT_NUMBERS, ExecutionEngine } from "../../../src/core/execution/engine.ts";
import { marketTape } from "../../../src/core/execution/tape.ts";
import { indexBytes } from "../../../src/core/market/market_day.ts";
import { Observer } from "../../../src/core/market/observer.ts";
import { SECOND, TEN } from "./made_market.ts";
import { randomFrom } from "./random_market.ts";

const TAPE = marketTape(madeUpDay(BUSY_DAY));
const CALLS = 1_000_000;
const BATCH = 2000;

/** Bytes on the heap per call once the calls run at speed: the middle of batches, between which nothing is collected. */
function bytesPerCall(call: (i: number) => void): number {
  const grown: number[] = [];
  for (let from = 0; from < CALLS; from += BATCH) {
    const before = Deno.memoryUsage().heapUsed;
    for (let i = from; i < from + BATCH; i++) call(i);
    grown.push(Deno.memoryUsage().heapUsed - before);
  }
  const settled = grown.slice(grown.length / 2).sort((a, b) => a - b);
  return settled[settled.length >> 1]! / BATCH;
}

Deno.test("(47) a million observations at random times allocate nothing", () => {
  const observer = new Observer(TAPE.day);
  const random = randomFrom(47);
  const { preOpen, postClose } = TAPE.day.times;
  const times = Float64Array.from(
    { length: CALLS },
    () => Math.floor(preOpen + random() * (postClose - preOpen)),
  );
  const bytes = bytesPerCall((i) => {
    observer.observe(times[i]!);
  });

  assert.ok(observer.observe(TEN).bid > 0);
  assert.ok(bytes < 4, `${bytes} bytes a call`); // a single number that is boxed takes 16
});

Deno.test("(47) steps keep nothing but the state and the reports that are not cleared", () => {
  const engine = new ExecutionEngine(TAPE, { settings: { start_cash: 1e8, luld: "off" } });
  const accounts = new Float64Array(ACCOUNT_NUMBERS);
  const step = (i: number) => {
    const t = TEN + (i % 20_000) * SECOND;
    if (i % 20_000 === 0) engine.reset(0, TEN);
    engine.submit(0, { side: i % 2 === 0 ? 1 : -1, type: "market", quantity: 100 }, t);
    engine.advance(0, t + SECOND);
    engine.accountInto(0, accounts);
    engine.reports.clear();
  };
  for (let i = 0; i < 20_000; i++) step(i);
  const stateBytes = engine.state.byteLength;
  const kept: number[] = [];
  for (let round = 0; round < 10; round++) {
    for (let i = 0; i < 10_000; i++) step(i);
    kept.push(Deno.memoryUsage().external);
  }

  assert.equal(engine.state.byteLength, stateBytes);
  assert.ok(kept.at(-1)! <= kept[0]!, kept.join(" ")); // no array was made or grown
  assert.ok(accounts[2]! > 0);
});

Deno.test("(48) 300 000 quotes and 120 000 trades take 20 MB at most with their index, the index 5 % of it", () => {
  const { quotes, trades, bars } = TAPE.day;
  const columns = [
    ...Object.values(quotes),
    ...Object.values(trades),
    ...BAR_COLUMNS.map((name) => bars[name]),
  ];
  const bytes = columns.reduce(
    (sum: number, column: unknown) => ArrayBuffer.isView(column) ? sum + column.byteLength : sum,
    0,
  );
  const index = indexBytes(TAPE.day);

  assert.ok(bytes + index <= 20e6, `${bytes} + ${index} bytes`);
  assert.ok(index <= Math.max(0.05 * bytes, 65_536), `${index} of ${bytes} bytes`);
});
