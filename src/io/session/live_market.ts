/** The market of now for sessions with trainers: what a gateway has sent of each symbol's trade date so far. */
import type { PreviousDay, SingleDay } from "../../core/day/day.ts";
import { Scene } from "../../core/environment/scene.ts";
import { MomoError } from "../../core/error.ts";
import { previousSession } from "../../core/time/calendar.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { indexTimeWord } from "../convert/record_times.ts";
import { BAR_SECONDS } from "../dbn/bar_rows.ts";
import { LiveSymbolMap } from "../dbn/live_symbol_map.ts";
import { type RecordChunk, wordsOf } from "../dbn/record_chunk.ts";
import { RTYPE } from "../dbn/rtype.ts";
import type { Schema } from "../dbn/schema.ts";
import { timeOfWords } from "../gateway/client/record_key.ts";
import type { LiveEvent } from "../gateway/client/live_events.ts";
import { END_OF_REPLAY, schemaOfMessage, SYSTEM } from "../gateway/protocol/gateway_messages.ts";
import type { HybridEvent } from "../hybrid/hybrid_stream.ts";
import { LiveDay } from "./live_day.ts";

const SECOND_NS = 1_000_000_000n;

/** What a market of now is made from. */
export interface LiveMarketOptions {
  readonly dataset: string;
  readonly symbols: readonly string[];
  readonly schemas: readonly Schema[];
  /** Records, and what goes with them, in order; ends when the data are over. */
  readonly events: AsyncIterable<HybridEvent>;
  /** The trade date that the events have come to. */
  readonly tradeDate: () => EpochDay | null;
  /**
   * The session before a date, in terms of that date; `null` if there is none.
   *
   * @param known That session, if all of it came from the gateway.
   */
  readonly previousOf: (
    symbol: string,
    tradeDate: EpochDay,
    known: SingleDay | null,
  ) => Promise<PreviousDay | null>;
}

/** What came so far. */
export interface LiveCounters {
  records: number;
  gaps: number;
  openGaps: number;
  lostConnections: number;
}

/** The days of one trade date by symbol. */
interface LiveDate {
  readonly tradeDate: EpochDay;
  readonly days: ReadonlyMap<string, LiveDay>;
  /** Whether it was followed from its start. */
  readonly isWhole: boolean;
  readonly before: LiveDate | null;
}

/** Follows a gateway in the background. Times are ns since the Unix epoch. */
export class LiveMarket {
  readonly counters: LiveCounters = { records: 0, gaps: 0, openGaps: 0, lostConnections: 0 };
  readonly #options: LiveMarketOptions;
  readonly #names = new LiveSymbolMap();
  readonly #ids = new Map<number, string>();
  #date: LiveDate | null = null;
  readonly #prepared = new WeakMap<LiveDay, Promise<void>>();
  readonly #scenes = new WeakMap<LiveDay, Scene>();
  #now = 0n;
  #isOpen = false;
  /** Schemas whose replay is over, and whether all are: what came before is the past of the session. */
  readonly #caughtUp = new Set<string>();
  #isPresent = false;
  #isOver = false;
  #failure: unknown = null;
  readonly #waiting = new Set<{ readonly isMet: () => boolean; readonly wake: () => void }>();

  /** A market that nothing was received of yet; `run` follows it. */
  constructor(options: LiveMarketOptions) {
    this.#options = options;
  }

  /** What is followed. */
  get facts(): { readonly dataset: string; readonly symbols: readonly string[] } {
    const { dataset, symbols } = this.#options;
    return { dataset, symbols };
  }

  /** The time that the records have come to; 0 before the first. */
  get now(): bigint {
    return this.#now;
  }

  /** Whether nothing more will come. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Follows the events to their end. What goes wrong is told to whoever asks for anything after it. */
  async run(): Promise<void> {
    try {
      for await (const event of this.#options.events) this.#take(event);
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#isOver = true;
      this.#wake();
    }
  }

  /**
   * The days of symbols, of the session under way; waits until the present is reached.
   *
   * @throws {MomoError} `not_found` if a symbol is not followed; `conflict` if no session is under way, or the data are
   * over; whatever ended the stream.
   */
  async watch(symbols: readonly string[], ended: AbortSignal): Promise<LiveDay[]> {
    for (const symbol of symbols) this.#require(symbol);
    await this.#wait(() => this.#isPresent, ended);
    this.#throwFailure();
    const date = this.#date;
    if (date === null || !this.#isOpen) {
      const why = this.#isOver ? "the gateway's data are over" : "no session is under way";
      throw new MomoError("conflict", `Cannot watch ${symbols.join(", ")} now: ${why}`);
    }
    const days = symbols.map((symbol) => date.days.get(symbol)!); // each symbol that is followed has one
    await Promise.all(days.map((day) => this.#prepare(day, date)));
    return days;
  }

  /** Waits until the records have come to a time, nothing more comes, or the trainer has left. */
  async until(time: bigint, ended: AbortSignal): Promise<void> {
    await this.#wait(() => this.#now >= time, ended);
    this.#throwFailure();
  }

  /** A day as far as it has come. */
  sceneOf(live: LiveDay): Scene {
    const { day } = live;
    let scene = this.#scenes.get(live);
    if (scene?.day !== day) this.#scenes.set(live, scene = new Scene(day));
    return scene;
  }

  #require(symbol: string): void {
    const { symbols } = this.#options;
    if (symbols.includes(symbol)) return;
    throw new MomoError(
      "not_found",
      `Cannot watch "${symbol}" now: the session follows ${symbols.join(", ")}`,
      { hint: `start momo with --symbols ${symbol}` },
    );
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** Puts the session before in front of a day, once. */
  #prepare(day: LiveDay, { before }: LiveDate): Promise<void> {
    let prepared = this.#prepared.get(day);
    if (prepared === undefined) {
      const { symbol, tradeDate } = day.name;
      const isBefore = before?.isWhole && before.tradeDate === previousSession(tradeDate);
      const known = isBefore ? before.days.get(symbol)!.day : null;
      prepared = this.#options.previousOf(symbol, tradeDate, known).then((previous) => {
        day.previous = previous;
      });
      this.#prepared.set(day, prepared);
    }
    return prepared;
  }

  #take(event: HybridEvent): void {
    const { counters } = this;
    if (event.kind === "records") this.#takeRecords(event.chunk);
    else if (event.kind === "session") {
      this.#isOpen = event.turn.kind === "open";
      if (this.#isOpen) this.#enter(event.turn.tradeDate);
      this.#reach(event.turn.time);
    } else if (event.kind === "gap") {
      counters.gaps++;
      if (event.gap.state === "open") counters.openGaps++;
    } else if (event.kind === "lost") counters.lostConnections++;
    else if (event.kind === "heartbeat") {
      this.#isPresent = true;
      this.#reach(event.time);
    } else if (event.kind === "message") this.#listen(event);
    this.#wake();
  }

  #listen({ code, text, time }: LiveEvent & { readonly kind: "message" }): void {
    if (code === SYSTEM.endOfInterval || text === END_OF_REPLAY) this.#reach(time);
    if (code !== SYSTEM.replayCompleted) return;
    this.#caughtUp.add(schemaOfMessage(text) ?? "");
    if (this.#options.schemas.every((schema) => this.#caughtUp.has(schema))) this.#isPresent = true;
  }

  #takeRecords(chunk: RecordChunk): void {
    const words = wordsOf(chunk);
    this.#names.update(chunk);
    if (((words[0]! >> 8) & 0xff) === RTYPE.symbolMapping) {
      const id = words[1]! >>> 0;
      const symbol = this.#names.symbolOf(id);
      if (symbol !== undefined) this.#ids.set(id, symbol);
      return;
    }
    const tradeDate = this.#options.tradeDate();
    if (tradeDate !== null) this.#enter(tradeDate);
    this.counters.records += chunk.count;
    for (const [id, symbol] of this.#ids) this.#date?.days.get(symbol)?.add(chunk, id);
    this.#reach(availabilityOf(words));
  }

  /** Begins a trade date, if it is not the one at hand. */
  #enter(tradeDate: EpochDay): void {
    const before = this.#date;
    if (before?.tradeDate === tradeDate) return;
    const { symbols, dataset, schemas } = this.#options;
    const days = symbols.map((symbol) =>
      [symbol, new LiveDay({ symbol, tradeDate }, dataset, schemas)] as const
    );
    this.#date = {
      ...{ tradeDate, days: new Map(days), isWhole: before !== null },
      before: before === null ? null : { ...before, before: null },
    };
  }

  #reach(time: bigint): void {
    if (time > this.#now) this.#now = time;
  }

  #wake(): void {
    for (const waiting of this.#waiting) if (this.#isOver || waiting.isMet()) waiting.wake();
  }

  async #wait(isMet: () => boolean, ended: AbortSignal): Promise<void> {
    if (this.#isOver || isMet() || ended.aborted) return;
    const { promise, resolve: wake } = Promise.withResolvers<void>();
    const waiting = { isMet, wake };
    this.#waiting.add(waiting);
    const leave = () => wake();
    ended.addEventListener("abort", leave, { once: true });
    await promise;
    ended.removeEventListener("abort", leave);
    this.#waiting.delete(waiting);
  }
}

/** When the last record of a chunk became available, ns since the Unix epoch. */
function availabilityOf(words: Int32Array): bigint {
  let last = 0;
  for (let at = 0; at < words.length; at += words[at]! & 0xff) last = at;
  const time = indexTimeWord(words, last);
  const delay = BigInt(BAR_SECONDS.get((words[last]! >> 8) & 0xff) ?? 0) * SECOND_NS;
  return timeOfWords(words[time]!, words[time + 1]!) + delay;
}
