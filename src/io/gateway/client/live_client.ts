/** A client of a live gateway that comes back after every fault, and gives each record once. */
import { MomoError } from "../../../core/error.ts";
import { type RecordChunk, wordsOf } from "../../dbn/record_chunk.ts";
import type { SessionOptions } from "../protocol/authentication.ts";
import { END_OF_REPLAY, ERROR, readMessage, SYSTEM } from "../protocol/gateway_messages.ts";
import { Backoff, type BackoffOptions, DEFAULT_BACKOFF } from "./backoff.ts";
import { LIVE_CLOCK, type LiveClock } from "./live_clock.ts";
import {
  DEFAULT_TIMEOUTS,
  dialTcp,
  type GatewayAddress,
  LiveConnection,
  type LiveSocket,
  type LiveTimeouts,
} from "./live_connection.ts";
import type { EarlierRecords } from "./earlier_records.ts";
import type { LiveEvent } from "./live_events.ts";
import type { LiveSubscription } from "./live_subscriptions.ts";
import type { LocalRecords } from "./local_records.ts";
import { GatewayRefusal, LostConnection } from "./lost_connection.ts";
import {
  checkRecords,
  isMessage,
  joinRefusals,
  refusalOf,
  splitMessages,
} from "./message_parts.ts";
import { timeOfWords } from "./record_key.ts";
import { Recovery } from "./recovery.ts";

/** How a client works. */
export interface LiveOptions {
  readonly address: GatewayAddress;
  /** API key; goes nowhere but into the response to a challenge. */
  readonly key: string;
  readonly session: SessionOptions;
  readonly subscriptions: readonly LiveSubscription[];
  /** Where records are looked for that the gateway has no more. */
  readonly local?: LocalRecords | null;
  /** What comes before the first session, which goes on from it as after a fault. */
  readonly earlier?: EarlierRecords;
  /** How much of what was received is asked for again after a fault, ns; default 10 minutes. */
  readonly overlapNs?: bigint;
  /** Memory for what was received lately, bytes; default 128 MiB. */
  readonly memoryBytes?: number;
  readonly timeouts?: LiveTimeouts;
  readonly backoff?: BackoffOptions;
  /** Tries in a row, without anything received, after which the client gives up; by default it does not. */
  readonly mostTries?: number;
  readonly clock?: LiveClock;
  readonly dial?: (address: GatewayAddress) => Promise<LiveSocket>;
}

const OVERLAP_NS = 600_000_000_000n;
const MEMORY_BYTES = 128 * 1024 * 1024;

/** Errors after which another try makes no sense. */
const FINAL_CODES: ReadonlySet<number> = new Set([ERROR.authFailed, ERROR.keyDeactivated]);
/** Errors that may mean that the gateway cannot go as far back as it was asked to. */
const RANGE_CODES: ReadonlySet<number> = new Set([ERROR.invalidSubscription, ERROR.replayAgedOut]);

/** What ended a session. */
type SessionEnd =
  | { readonly kind: "over" }
  | { readonly kind: "lost"; readonly reason: string }
  | { readonly kind: "refused"; readonly code: number; readonly text: string };

/** A client and what it has received. Its events can be read once. */
export class LiveClient {
  readonly #options: LiveOptions;
  readonly #clock: LiveClock;
  readonly #backoff: Backoff;
  readonly #recovery: Recovery;
  readonly #mappings = new Map<number, string>();
  #isOver = false;
  /** Whether the present session, or the last one, has given anything. */
  #isServed = false;
  /** Sessions in a row that did not. */
  #failures = 0;
  /** Whether the gateway is asked for everything that it has, since it does not have what was asked for. */
  #asksAll = false;

  constructor(options: LiveOptions) {
    const { overlapNs = OVERLAP_NS, memoryBytes = MEMORY_BYTES } = options;
    this.#options = options;
    this.#clock = options.clock ?? LIVE_CLOCK;
    this.#backoff = new Backoff(options.backoff ?? DEFAULT_BACKOFF);
    this.#recovery = new Recovery({
      dataset: options.session.dataset,
      subscriptions: options.subscriptions,
      local: options.local ?? null,
      ...{ overlapNs, memoryBytes },
    });
  }

  /**
   * Connects, and tells what happens until the gateway says that its data are over, or the signal is aborted. What is
   * earlier comes first.
   *
   * @throws {MomoError} `protocol` if the gateway does not accept the key or the subscriptions, or after too many tries.
   */
  async *events(signal: AbortSignal): AsyncGenerator<LiveEvent> {
    yield* this.#tellEarlier(signal);
    while (!signal.aborted) {
      const end = yield* this.#session(signal);
      if (signal.aborted || end.kind === "over") return;
      if (end.kind === "refused") this.#judge(end);
      const reason = end.kind === "lost" ? end.reason : end.text;
      this.#countFailure(reason);
      const waitMs = this.#backoff.next();
      yield { kind: "lost", reason, waitMs };
      await this.#clock.wait(waitMs, signal);
      if (signal.aborted) return;
    }
  }

  /** @throws {MomoError} `protocol` if too many sessions in a row came to nothing. */
  #countFailure(reason: string): void {
    const { mostTries = Infinity, session: { dataset } } = this.#options;
    this.#failures = this.#isServed ? 0 : this.#failures + 1;
    if (this.#failures < mostTries) return;
    const times = this.#failures === 1 ? "once" : `${this.#failures} times`;
    throw new MomoError("protocol", `Cannot receive ${dataset}: ${reason}; tried ${times}`);
  }

  /** Something came that only a session gives that works. */
  #noteService(): void {
    this.#isServed = true;
    this.#backoff.reset();
  }

  *#tellEarlier(signal: AbortSignal): Generator<LiveEvent> {
    const { earlier } = this.#options;
    if (earlier === undefined) return;
    for (const event of earlier.events()) {
      if (signal.aborted) return;
      if (event.kind !== "records") yield event;
      else if (isMessage(event.chunk)) yield* this.#takeMapping(event.chunk);
      else yield* this.#takeData(event.chunk);
    }
    this.#recovery.continueFrom(earlier);
  }

  /** Decides whether a refusal is final. */
  #judge({ code, text }: { readonly code: number; readonly text: string }): void {
    const { dataset } = this.#options.session;
    const isRange = RANGE_CODES.has(code) && this.#recovery.hasBegun;
    if (isRange && !this.#asksAll) {
      this.#asksAll = true;
      return;
    }
    const isLimit = /limit/i.test(text) || code === ERROR.connectionLimit;
    if (isLimit || !(FINAL_CODES.has(code) || RANGE_CODES.has(code))) return;
    const hint = code === ERROR.authFailed ? { hint: "check the API key and the dataset" } : {};
    throw new MomoError("protocol", `Cannot receive ${dataset}: ${text}`, hint);
  }

  /** One session, from the connection to its end. */
  async *#session(signal: AbortSignal): AsyncGenerator<LiveEvent, SessionEnd> {
    const recovery = this.#recovery;
    this.#isServed = false;
    try {
      using connection = await this.#open(signal);
      const { metadata } = connection;
      if (recovery.hasBegun) {
        recovery.connected(metadata.start);
        yield { kind: "resumed", attempts: this.#backoff.tries };
      } else {
        recovery.begin(metadata.start);
        yield { kind: "metadata", metadata };
      }
      return yield* this.#receive(connection, signal);
    } catch (error) {
      if (signal.aborted) return { kind: "over" };
      if (error instanceof LostConnection) return { kind: "lost", reason: error.message };
      if (!(error instanceof GatewayRefusal)) throw error;
      return { kind: "refused", code: error.code, text: error.message };
    }
  }

  async #open(signal: AbortSignal): Promise<LiveConnection> {
    const { address, key, session, timeouts = DEFAULT_TIMEOUTS, dial = dialTcp } = this.#options;
    return await LiveConnection.open({
      ...{ address, key, session, timeouts, dial, clock: this.#clock },
      subscriptions: this.#recovery.requests(this.#asksAll),
    }, signal);
  }

  async *#receive(
    connection: LiveConnection,
    signal: AbortSignal,
  ): AsyncGenerator<LiveEvent, SessionEnd> {
    const refusals: GatewayRefusal[] = [];
    try {
      for await (const chunk of connection.chunks()) {
        if (signal.aborted) return { kind: "over" };
        checkRecords(chunk, this.#recovery.rtypes);
        for (const part of splitMessages(chunk)) {
          const ended = refusalOf(part);
          if (ended !== null) refusals.push(ended);
          else yield* this.#recovery.resume(signal);
          if (isMessage(part)) yield* this.#takeMessage(part, signal);
          else yield* this.#takeData(part);
        }
      }
    } catch (error) {
      if (refusals.length === 0 || !(error instanceof LostConnection)) throw error;
    }
    if (refusals.length > 0) throw joinRefusals(refusals); // however the connection ended
    return this.#isOver
      ? { kind: "over" }
      : { kind: "lost", reason: "the gateway ended the session" };
  }

  *#takeData(chunk: RecordChunk): Generator<LiveEvent> {
    this.#noteService();
    const fresh = this.#recovery.take(chunk);
    if (fresh.count > 0) yield { kind: "records", chunk: fresh };
  }

  *#takeMessage(part: RecordChunk, signal: AbortSignal): Generator<LiveEvent> {
    const message = readMessage(part.bytes, 0);
    if (message === null) return yield* this.#takeMapping(part);
    const words = wordsOf(part);
    const time = timeOfWords(words[2]!, words[3]!);
    const { kind, code, text } = message;
    if (kind === "error") {
      if (code === ERROR.skippedRecords) yield* this.#recovery.skipped(text, time);
      return yield { kind, code, text, time };
    }
    if (code === SYSTEM.heartbeat) {
      this.#noteService();
      return yield { kind: "heartbeat", time };
    }
    if (code === SYSTEM.replayCompleted) {
      yield* this.#recovery.finishReplay(text, time, signal);
      if (this.#recovery.isCaughtUp) this.#asksAll = false;
    }
    if (code === SYSTEM.unset && text === END_OF_REPLAY) this.#isOver = true;
    yield { kind: "message", code, text, time };
  }

  /** Passes a mapping on if it says something new. */
  *#takeMapping(part: RecordChunk): Generator<LiveEvent> {
    const id = wordsOf(part)[1]! >>> 0;
    const mapping = this.#recovery.noteMapping(part);
    if (this.#mappings.get(id) === mapping) return;
    this.#mappings.set(id, mapping);
    yield { kind: "records", chunk: part };
  }
}
