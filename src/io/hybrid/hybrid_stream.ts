/** A stream of records with what follows from them: sessions that open and close, minutes that are over. */
import type { Adjustment, CorporateAction } from "../../core/clean/corporate_actions.ts";
import type { PriorLevels } from "../../core/market/levels.ts";
import { RollingMarket } from "../../core/market/rolling_market.ts";
import type { EndedMinute } from "../../core/market/rolling_session.ts";
import { scanThresholds } from "../../core/scan/thresholds.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { MINUTE_NS, SECOND_NS } from "../../core/time/sessions.ts";
import { LiveSymbolMap } from "../dbn/live_symbol_map.ts";
import { type RecordChunk, wordsOf } from "../dbn/record_chunk.ts";
import { indexTimeWord } from "../convert/record_times.ts";
import type { Schema } from "../dbn/schema.ts";
import type { LiveEvent } from "../gateway/client/live_events.ts";
import { timeOfWords } from "../gateway/client/record_key.ts";
import { END_OF_REPLAY, schemaOfMessage, SYSTEM } from "../gateway/protocol/gateway_messages.ts";
import { ALL_SYMBOLS } from "../gateway/protocol/subscription.ts";
import { dayClock } from "../scan/tick_target.ts";
import { BarSource } from "./bar_source.ts";
import { GRACE_NS, RecordTimes } from "./record_times.ts";
import { SessionClock, type SessionTurn } from "./session_clock.ts";

/** What a stream is told to be beside its records. */
export type HybridEvent =
  | LiveEvent
  | {
    readonly kind: "session";
    readonly turn: SessionTurn;
    /** Levels of the session before, by symbol; empty when a session closes. */
    readonly levels: ReadonlyMap<string, PriorLevels | null>;
  }
  | {
    readonly kind: "minute";
    readonly symbol: string;
    /** Local midnight of the trade date, ns since the Unix epoch. */
    readonly base: bigint;
    readonly preOpenNs: number;
    readonly minute: EndedMinute;
  };

/** What is followed. */
export interface HybridOptions {
  /** Symbols to tell minutes of; none are told of if they are every symbol. */
  readonly symbols: readonly string[];
  readonly schemas: readonly Schema[];
  readonly actions: readonly CorporateAction[];
  readonly adjustment: Adjustment;
}

/** Counts over a stream. */
export interface StreamCounts {
  readonly records: number;
  /** Records that became available before one that came earlier. */
  readonly outOfOrder: number;
  /** Bars that came after their minute had been told. */
  readonly lateBars: number;
}

/** Follows a stream from session to session. */
export class HybridStream {
  readonly #source: BarSource | null;
  readonly #market: RollingMarket;
  readonly #clock = new SessionClock();
  readonly #names = new LiveSymbolMap();
  readonly #times: RecordTimes;
  readonly #symbols: readonly string[];
  /** Minutes that were told of and wait to be passed on. */
  #minutes: HybridEvent[] = [];
  /** Local midnight of the trade date, ns since the Unix epoch. What follows is ns since then. */
  #base = 0n;
  #preOpen = 0;
  /** From when on a record belongs to what comes after the next turn. */
  #turnAt = Infinity;
  /** End of the minute under way; infinite outside of sessions. */
  #minuteEnd = Infinity;
  #latest = -Infinity;
  /** Whether bars of the past may still be on their way. */
  #isReplaying = false;
  #records = 0;
  #outOfOrder = 0;

  /** A stream that has not begun. */
  constructor({ symbols, schemas, actions, adjustment }: HybridOptions) {
    this.#source = BarSource.of(schemas);
    this.#times = new RecordTimes(this.#source);
    const isNone = symbols.includes(ALL_SYMBOLS) || this.#source === null;
    this.#symbols = isNone ? [] : [...new Set(symbols)];
    this.#market = new RollingMarket({
      symbols: this.#symbols,
      intervalNs: (this.#source?.seconds ?? 1) * SECOND_NS,
      limits: scanThresholds(),
      ...{ actions, adjustment },
      onMinute: (symbol, { edge, bar, values }) => {
        const minute = { edge, bar, values: values.slice() };
        const [base, preOpenNs] = [this.#base, this.#preOpen];
        this.#minutes.push({ kind: "minute", symbol, base, preOpenNs, minute });
      },
    });
  }

  /** The counts so far. */
  get counts(): StreamCounts {
    const [records, outOfOrder] = [this.#records, this.#outOfOrder];
    return { records, outOfOrder, lateBars: this.#market.late };
  }

  /** The trade date under way or, at night, the one to come; `null` before the first record. */
  get tradeDate(): EpochDay | null {
    return this.#clock.tradeDate;
  }

  /** The events with what follows from them, each where it is known. */
  async *follow(events: AsyncIterable<LiveEvent>): AsyncGenerator<HybridEvent> {
    for await (const event of events) {
      if (event.kind === "records") yield* this.#take(event.chunk);
      else {
        yield* this.#listen(event);
        yield event;
      }
    }
    yield* this.#settle(this.#latest);
  }

  /** Takes records, and tells what comes between them. */
  *#take(chunk: RecordChunk): Generator<HybridEvent> {
    this.#names.update(chunk);
    const times = this.#times;
    if (!times.read(chunk, this.#base, !this.#isReplaying)) return yield { kind: "records", chunk };
    if (this.#clock.tradeDate === null) {
      this.#start(chunk);
      times.read(chunk, this.#base, !this.#isReplaying);
    }
    this.#records += times.length;
    let from = 0;
    for (let i = 0; i < times.length; i++) {
      const time = times.available(i);
      if (time < this.#latest) this.#outOfOrder++;
      else this.#latest = time;
      const isTurn = time >= this.#turnAt;
      if (!isTurn && times.settled(i) < this.#minuteEnd) continue;
      yield* this.#pass(from, i);
      from = i;
      if (isTurn) {
        while (this.#latest >= this.#turnAt) yield* this.#turn();
        times.read(chunk, this.#base, !this.#isReplaying); // times count from another date now
      }
      yield* this.#settle(times.settled(i));
    }
    yield* this.#pass(from, times.length);
  }

  *#pass(from: number, to: number): Generator<HybridEvent> {
    if (from === to) return;
    const chunk = this.#times.part(from, to);
    this.#addBars(chunk);
    yield { kind: "records", chunk };
  }

  #addBars(chunk: RecordChunk): void {
    if (this.#source === null || this.#symbols.length === 0) return;
    this.#add(this.#source.take(chunk));
  }

  #add(bars: ReturnType<BarSource["take"]>): void {
    const midnight = Number(this.#base / BigInt(SECOND_NS));
    for (const { instrumentId, start, ...bar } of bars) {
      const symbol = this.#names.symbolOf(instrumentId);
      if (symbol === undefined) continue;
      this.#market.add(symbol, { ...bar, start: (start - midnight) * SECOND_NS });
    }
  }

  /** What a gateway says beside its records tells the time as well. */
  *#listen(event: LiveEvent): Generator<HybridEvent> {
    if (event.kind === "lost" || event.kind === "resumed") this.#isReplaying = true;
    if (event.kind !== "message" && event.kind !== "heartbeat") return;
    const schema = this.#source?.schema;
    const isMessage = event.kind === "message";
    if (isMessage && event.code === SYSTEM.replayCompleted) {
      if (schemaOfMessage(event.text) === schema) this.#isReplaying = false;
      return;
    }
    if (isMessage && event.text === END_OF_REPLAY) return yield* this.#turnsBy(event.time + 1n);
    const isInterval = isMessage && event.code === SYSTEM.endOfInterval;
    if ((isMessage && !isInterval) || this.#clock.tradeDate === null) return;
    const time = Number(event.time - this.#base);
    if (isInterval && event.text.endsWith(` ${schema}`)) yield* this.#settle(time);
    else if (!this.#isReplaying) yield* this.#settle(time - GRACE_NS);
    if (!this.#isReplaying) yield* this.#turnsBy(event.time);
  }

  #start({ bytes }: RecordChunk): void {
    const words = wordsOf({ bytes });
    const at = indexTimeWord(words, 0);
    this.#clock.start(timeOfWords(words[at]!, words[at + 1]!));
    this.#enter();
    this.#readTurn();
  }

  /** Times count from the trade date at hand from now on. */
  #enter(): void {
    const { midnight, preOpen } = dayClock(this.#clock.tradeDate!);
    const base = BigInt(midnight) * BigInt(SECOND_NS);
    this.#latest += Number(this.#base - base); // it is infinite before the first record
    this.#base = base;
    this.#preOpen = (preOpen - midnight) * SECOND_NS;
  }

  /** What is available at the end of a session still belongs to it. */
  #readTurn(): void {
    const { kind, time } = this.#clock.next;
    this.#turnAt = Number(time - this.#base) + (kind === "open" ? 0 : 1);
  }

  /** Makes the turns that a time brings, ns since the Unix epoch. */
  *#turnsBy(time: bigint): Generator<HybridEvent> {
    if (this.#clock.tradeDate === null) return;
    while (Number(time - this.#base) >= this.#turnAt) yield* this.#turn();
  }

  *#turn(): Generator<HybridEvent> {
    const turn = this.#clock.next;
    const levels = new Map<string, PriorLevels | null>();
    if (turn.kind === "closed") {
      yield* this.#settle(Number(turn.time - this.#base));
      this.#minuteEnd = Infinity;
    } else {
      this.#enter();
      this.#market.open(turn.tradeDate);
      this.#minuteEnd = this.#preOpen + MINUTE_NS;
      for (const symbol of this.#symbols) levels.set(symbol, this.#market.levelsOf(symbol));
    }
    this.#clock.turn();
    this.#readTurn();
    yield { kind: "session", turn, levels };
  }

  /** All bars that ended by a time have come. */
  *#settle(time: number): Generator<HybridEvent> {
    if (!(time >= this.#minuteEnd)) return;
    if (this.#source?.isTape) {
      const second = Number(this.#base / BigInt(SECOND_NS)) + Math.floor(time / SECOND_NS);
      this.#add(this.#source.takeEnded(second));
    }
    this.#market.advanceTo(time);
    const end = Math.floor((time - this.#preOpen) / MINUTE_NS) * MINUTE_NS + this.#preOpen;
    this.#minuteEnd = end + MINUTE_NS;
    const told = this.#minutes;
    this.#minutes = [];
    yield* told.sort((a, b) =>
      a.kind === "minute" && b.kind === "minute" ? edgeOf(a) - edgeOf(b) : 0
    );
  }
}

function edgeOf(event: HybridEvent & { readonly kind: "minute" }): number {
  return event.minute.edge;
}
