import assert from "node:assert/strict";
import type { SingleDay } from "../../../src/core/day/day.ts";
import { MomoError } from "../../../src/core/error.ts";
import { type EpochDay, formatDate } from "../../../src/core/time/dates.ts";
import type { Schema } from "../../../src/io/dbn/schema.ts";
import type { LiveEvent } from "../../../src/io/gateway/client/live_events.ts";
import { FileSessions } from "../../../src/io/hybrid/file_sessions.ts";
import { type HybridEvent, HybridStream } from "../../../src/io/hybrid/hybrid_stream.ts";
import { LiveMarket } from "../../../src/io/session/live_market.ts";
import { catalog, DATASET } from "../gateway/live_fixture.ts";

const SYMBOLS = ["QZAF", "XUVO"];
const SCHEMAS: readonly Schema[] = ["ohlcv-1s"];
const never = new AbortController().signal;
const instant = (text: string) => Temporal.Instant.from(text).epochNanoseconds;

async function* recorded(sessions: FileSessions): AsyncGenerator<LiveEvent> {
  for (const event of sessions.events()) yield event;
}

/** The bars of 22, 25 and 26 November as if they came now: each session opens and closes when it is let. */
class MadeMarket {
  readonly market: LiveMarket;
  /** What was asked of the sessions before. */
  readonly asked: { symbol: string; date: string; known: SingleDay | null }[] = [];
  readonly running: Promise<void>;
  readonly #gates: (() => void)[] = [];
  #arrived = Promise.withResolvers<void>();

  constructor(failure?: Error) {
    const sessions = new FileSessions({
      ...{ catalog, dataset: DATASET, symbols: SYMBOLS, schemas: SCHEMAS, count: 2 },
      ...{ end: instant("2024-11-27T00:59:59Z"), signal: never, onProblem: assert.fail },
    });
    const stream = new HybridStream({
      ...{ symbols: [], schemas: SCHEMAS, actions: [], adjustment: "splits" },
    });
    this.market = new LiveMarket({
      ...{ dataset: DATASET, symbols: SYMBOLS, schemas: SCHEMAS },
      events: this.#gated(stream.follow(recorded(sessions)), failure),
      tradeDate: () => stream.tradeDate,
      previousOf: (symbol: string, date: EpochDay, known: SingleDay | null) => {
        this.asked.push({ symbol, date: formatDate(date), known });
        return Promise.resolve(null);
      },
    });
    this.running = this.market.run();
  }

  /** Lets it go on, until a session is about to open or close, or to the end. */
  async go(): Promise<void> {
    await this.#arrived.promise;
    this.#arrived = Promise.withResolvers();
    this.#gates.shift()!();
    await Promise.race([this.#arrived.promise, this.running]);
  }

  async *#gated(events: AsyncIterable<HybridEvent>, failure?: Error): AsyncGenerator<HybridEvent> {
    yield { kind: "heartbeat", time: 0n }; // it is the present from the start
    for await (const event of events) {
      if (event.kind === "session") {
        if (failure !== undefined) throw failure;
        const gate = Promise.withResolvers<void>();
        this.#gates.push(gate.resolve);
        this.#arrived.resolve();
        await gate.promise;
      }
      yield event;
    }
  }
}

Deno.test("sessions open and close under those who watch, and each begins anew", async () => {
  const made = new MadeMarket();
  const { market } = made;
  await made.go(); // 22 November opens
  await made.go(); // it closes
  await made.go(); // 25 November opens, and has come to its end

  const [friday] = await market.watch(["QZAF"], never);
  const open = market.sceneOf(friday!);
  assert.equal(formatDate(open.day.tradeDate), "2024-11-25");
  assert.equal(market.sceneOf(friday!), open, "nothing new has come");
  assert.ok(open.day.bars1s.length > 500);
  assert.ok(market.now < instant("2024-11-26T01:00:01Z"));
  await market.until(instant("2024-11-25T15:00:00Z"), never);
  await made.go(); // it closes
  assert.ok(market.now >= instant("2024-11-26T01:00:00Z"));
  await assert.rejects(market.watch(["QZAF"], never), {
    code: "conflict",
    message: "Cannot watch QZAF now: no session is under way",
  });

  await made.go(); // 26 November opens
  const days = await market.watch(["XUVO", "QZAF"], never);
  await market.watch(["QZAF"], never);

  assert.deepEqual(
    days.map(({ name: { symbol, tradeDate } }) => `${symbol} ${formatDate(tradeDate)}`),
    ["XUVO 2024-11-26", "QZAF 2024-11-26"],
  );
  assert.equal(market.sceneOf(friday!).day.bars1s.length, open.day.bars1s.length);
  assert.deepEqual(made.asked.map(({ symbol, date }) => `${symbol} ${date}`), [
    ...["QZAF 2024-11-25", "XUVO 2024-11-26", "QZAF 2024-11-26"],
  ]);
  assert.equal(made.asked[0]!.known, null, "22 November was not followed from its start");
  assert.deepEqual(made.asked[2]!.known, open.day);
});

Deno.test("when the data are over nobody waits, and nothing can be watched", async () => {
  const made = new MadeMarket();
  const { market } = made;
  const waiting = market.until(instant("2030-01-01T00:00:00Z"), never);
  for (let turn = 0; turn < 5; turn++) await made.go();
  await made.running;

  await waiting;
  assert.ok(market.isOver);
  await assert.rejects(market.until(0n, never).then(() => market.watch(["KQEL"], never)), {
    code: "not_found",
  });
});

Deno.test("whoever leaves is not kept waiting", async () => {
  const { market } = new MadeMarket();
  const leaving = new AbortController();
  const waiting = market.until(instant("2030-01-01T00:00:00Z"), leaving.signal);

  leaving.abort();

  await waiting;
  assert.equal(market.isOver, false);
});

Deno.test("what ends the stream is told to whoever asks", async () => {
  const failure = new MomoError("protocol", "Cannot receive EQUS.MINI: no such key");
  const { market, running } = new MadeMarket(failure);
  await running;

  await assert.rejects(market.watch(["QZAF"], never), failure);
  await assert.rejects(market.until(0n, never), failure);
});
