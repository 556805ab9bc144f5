/** A client of a live gateway that comes back after every fault, and gives each record once. */
import { MomoError } from "../../../core/error.ts";
import { scanRecords } from "../../dbn/framing.ts";
import { layoutOfVersion } from "../../dbn/layouts/select.ts";
import { type RecordChunk, wordsOf } from "../../dbn/record_chunk.ts";
import { RTYPE } from "../../dbn/rtype.ts";
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
import type { LiveEvent } from "./live_events.ts";
import type { LiveSubscription } from "./live_subscriptions.ts";
import type { LocalRecords } from "./local_records.ts";
import { GatewayRefusal, LostConnection } from "./lost_connection.ts";
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
  /** How much of what was received is asked for again after a fault, ns; default 10 minutes. */
  readonly overlapNs?: bigint;
  /** Memory for what was received lately, bytes; default 128 MiB. */
  readonly memoryBytes?: number;
  readonly timeouts?: LiveTimeouts;
  readonly backoff?: BackoffOptions;
  /** Tries in a row after which the client gives up; by default it does not. */
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
   * Connects, and tells what happens until the gateway says that its data are over, or the signal is aborted.
   *
   * @throws {MomoError} `protocol` if the gateway does not accept the key or the subscriptions, or after too many tries.
   */
  async *events(signal: AbortSignal): AsyncGenerator<LiveEvent> {
    while (true) {
      const end = yield* this.#session(signal);
      if (signal.aborted || end.kind === "over") return;
      if (end.kind === "refused") this.#judge(end);
      const reason = end.kind === "lost" ? end.reason : end.text;
      const { mostTries = Infinity } = this.#options;
      if (this.#backoff.tries >= mostTries) {
        throw new MomoError(
          "protocol",
          `Cannot receive ${this.#options.session.dataset}: ${reason}; tried ${this.#backoff.tries} times`,
        );
      }
      const waitMs = this.#backoff.next();
      yield { kind: "lost", reason, waitMs };
      await this.#clock.wait(waitMs, signal);
      if (signal.aborted) return;
    }
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
    let refusal: GatewayRefusal | null = null;
    for await (const chunk of connection.chunks()) {
      if (signal.aborted) return { kind: "over" };
      checkRecords(chunk, this.#recovery.rtypes);
      for (const part of splitMessages(chunk)) {
        const ended = refusalOf(part);
        refusal ??= ended;
        if (ended === null) yield* this.#recovery.resume(signal);
        if (isMessage(part)) yield* this.#takeMessage(part, signal);
        else yield* this.#takeData(part);
      }
    }
    if (refusal !== null) throw refusal;
    return this.#isOver
      ? { kind: "over" }
      : { kind: "lost", reason: "the gateway ended the session" };
  }

  *#takeData(chunk: RecordChunk): Generator<LiveEvent> {
    this.#backoff.reset();
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
    if (code === SYSTEM.heartbeat) return this.#backoff.reset();
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

/** Record types by which a gateway talks. */
const MESSAGE_TYPES: ReadonlySet<number> = new Set([
  ...[RTYPE.error, RTYPE.symbolMapping, RTYPE.system],
]);

function isMessage({ bytes }: RecordChunk): boolean {
  return MESSAGE_TYPES.has(bytes[1]!);
}

/** What an error says that ends the session; `null` for all other records. */
function refusalOf(part: RecordChunk): GatewayRefusal | null {
  const message = part.bytes[1] === RTYPE.error ? readMessage(part.bytes, 0) : null;
  if (message === null) return null;
  const { code, text } = message;
  const goesOn = code === ERROR.skippedRecords || code === ERROR.symbolResolution;
  return goesOn ? null : new GatewayRefusal(code, text);
}

/**
 * Makes sure that a chunk holds what can come at all.
 *
 * @throws {LostConnection} If not: then the place in the stream is lost, and all of the chunk in doubt.
 */
function checkRecords(chunk: RecordChunk, rtypes: ReadonlySet<number>): void {
  const words = wordsOf(chunk);
  let known = -1;
  for (let at = 0; at < words.length; at += words[at]! & 0xff) {
    const form = words[at]! & 0xffff;
    if (form === known) continue;
    known = form;
    const rtype = form >> 8;
    const size = (form & 0xff) * 4 - (chunk.tsOut ? 8 : 0);
    const isKnown = rtypes.has(rtype) || MESSAGE_TYPES.has(rtype);
    if (isKnown && layoutOfVersion(rtype, 3)?.size === size) continue;
    throw new LostConnection(`what comes are no records that were asked for (type ${rtype})`);
  }
}

/** The messages of a chunk each for itself, and the data between them. */
function* splitMessages(chunk: RecordChunk): Generator<RecordChunk> {
  if (chunk.uniform !== null && !MESSAGE_TYPES.has(chunk.uniform.rtype)) return yield chunk;
  const words = wordsOf(chunk);
  let from = 0;
  for (let at = 0, size = 0; at < words.length; at += size) {
    size = words[at]! & 0xff;
    if (!MESSAGE_TYPES.has((words[at]! >> 8) & 0xff)) continue;
    if (at > from) yield partOf(chunk, from, at);
    yield partOf(chunk, at, at + size);
    from = at + size;
  }
  if (from < words.length) yield partOf(chunk, from, words.length);
}

/** Some words of a chunk, in memory of their own so that they are aligned. */
function partOf(chunk: RecordChunk, from: number, to: number): RecordChunk {
  const bytes = chunk.bytes.slice(from * 4, to * 4);
  const { count, uniform } = scanRecords(bytes, bytes.length);
  return { ...chunk, bytes, count, uniform, offset: chunk.offset + from * 4 };
}
