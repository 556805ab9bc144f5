/** The streaming half of a session: what was subscribed to, at the pace of the replay, as fast as the client takes it. */
import { MomoError } from "../../../core/error.ts";
import { encodeMetadata } from "../../dbn/metadata_encode.ts";
import type { AuthenticationRequest } from "../protocol/authentication.ts";
import {
  END_OF_REPLAY,
  ERROR,
  MessageWriter,
  sessionMetadata,
  SYSTEM,
} from "../protocol/gateway_messages.ts";
import type { SubscriptionRequest } from "../protocol/subscription.ts";
import { RecordSink } from "../replay/record_sink.ts";
import type { ReplayClock } from "../replay/replay_clock.ts";
import type { ReplayDataset } from "../replay/replay_dataset.ts";
import type { SessionContext } from "./gateway_options.ts";
import { OutgoingStream } from "./outgoing_stream.ts";
import { type ResolvedSubscription, resolveSubscription } from "./resolve_subscription.ts";
import { SessionFeed } from "./session_feed.ts";
import { Wake } from "./wake.ts";

/** What a sender works with. */
export interface SenderParts {
  readonly context: SessionContext;
  readonly dataset: ReplayDataset;
  readonly request: AuthenticationRequest;
  readonly conn: Deno.TcpConn;
  /** Aborted when the session is over. */
  readonly signal: AbortSignal;
  /** Whether the key has as many sessions as it may have. */
  readonly isOverLimit: boolean;
}

/** Words that are gathered for one write: all memory that a session takes beside the network's. */
const SINK_WORDS = 32 * 1024;
/** Symbols that an error names. */
const NAMED_SYMBOLS = 20;
const MS_NS = 1e6;

/** A subscription that is refused ends the session, once it has started. */
type Pending =
  | {
    readonly kind: "subscription";
    readonly request: SubscriptionRequest;
    /** Whether it came before the session's start: only then it may ask for the past. */
    readonly isEarly: boolean;
  }
  | { readonly kind: "refusal"; readonly code: number; readonly text: string };

/** Sends one session's records. */
export class RecordSender implements Disposable {
  readonly #parts: SenderParts;
  readonly #messages = new MessageWriter();
  readonly #stream: OutgoingStream;
  readonly #sink: RecordSink;
  readonly #feed: SessionFeed;
  readonly #wake: Wake;
  readonly #pending: Pending[] = [];
  #clock: ReplayClock | null = null;
  /** Time of the session's start. */
  #origin = 0;
  #isCatchingUp = true;
  #isFailed = false;
  #hasStarted = false;
  /** Whether the client has asked for anything. */
  #isAsked = false;
  #warnedMs = -Infinity;

  constructor(parts: SenderParts) {
    const { context: { market, monotonicMs, counts }, dataset, request, conn, signal } = parts;
    this.#parts = parts;
    this.#stream = new OutgoingStream(conn, {
      ...{ compression: request.compression, monotonicMs, counts },
    });
    this.#sink = new RecordSink(SINK_WORDS, request.tsOut);
    this.#feed = new SessionFeed({ market, dataset, signal, messages: this.#messages });
    this.#wake = new Wake(signal);
    if (parts.isOverLimit) {
      const text = "User has reached their open connection limit";
      this.#pending.push({ kind: "refusal", code: ERROR.connectionLimit, text });
    }
  }

  /** Since when the network takes no byte; infinite if none waits. */
  get writingSinceMs(): number {
    return this.#stream.writingSinceMs;
  }

  /** Takes a subscription in; what comes of it is sent once the session has started. */
  subscribe(request: SubscriptionRequest): void {
    this.#isAsked = true;
    this.#pending.push({ kind: "subscription", request, isEarly: !this.#hasStarted });
    this.#wake.ring();
  }

  /** Sends until the data, the session or the client's rights end. */
  async run(): Promise<void> {
    this.#hasStarted = true;
    try {
      await this.#serve();
    } catch (error) {
      if (isNetworkError(error) || this.#parts.signal.aborted) throw error;
      await this.#fail(ERROR.internal, "Internal error");
      throw error;
    }
  }

  async #serve(): Promise<void> {
    const { signal, context: { market } } = this.#parts;
    await this.#begin();
    while (!signal.aborted) {
      if (this.#pending.length > 0) await this.#takePending();
      if (this.#isFailed) break; // nothing follows an error that ends the session
      const isFresh = this.#isCatchingUp;
      const sent = await this.#sendAvailable();
      if (sent || this.#pending.length > 0) continue;
      if (isFresh) {
        await this.#finishCatchingUp();
        continue;
      }
      if (this.#isOver()) {
        await this.#send(this.#system(SYSTEM.unset, END_OF_REPLAY, market.epochOf(market.end)));
        break;
      }
      await this.#wait();
    }
    await this.#stream.finish(); // also for a client that has ended its side: it still reads
  }

  /** Settles the time of the session, and sends the metadata. */
  async #begin(): Promise<void> {
    const { context: { market, begin, sharedClock, newClock }, dataset, request } = this.#parts;
    const starts = this.#pending.flatMap((pending) =>
      pending.kind === "subscription" ? pending.request.start ?? [] : []
    );
    const times = starts.map((start) => start === 0n ? market.from : market.timeOf(start));
    const latest = Math.max(begin, ...times.filter((time) => time <= market.end));
    this.#clock = sharedClock ?? newClock(latest);
    this.#origin = this.#clock.now();
    const { from, to } = this.#startRange();
    const earliest = Math.min(...times.filter((time) => time <= to), this.#origin);
    const start = market.epochOf(Math.max(earliest, from));
    await this.#stream.send(encodeMetadata(sessionMetadata(dataset.name, start, request.tsOut)));
    // the earliest start first: of several subscriptions to a symbol, that one counts
    this.#pending.sort((a, b) => startOf(a) - startOf(b));
  }

  /** The times that `start` may have. */
  #startRange(): { from: number; to: number } {
    const { market, sharedClock, replayWindowNs } = this.#parts.context;
    if (sharedClock === null) return { from: market.from, to: market.end };
    return { from: Math.max(market.from, this.#origin - replayWindowNs), to: this.#origin };
  }

  /** Answers subscriptions. */
  async #takePending(): Promise<void> {
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      if (next.kind === "refusal") return await this.#fail(next.code, next.text);
      try {
        const resolved = this.#resolve(next.request, next.isEarly);
        await this.#readTapes(resolved);
        for (const record of this.#answer(resolved)) await this.#send(record);
      } catch (error) {
        if (!(error instanceof MomoError)) throw error;
        return await this.#fail(ERROR.invalidSubscription, error.message);
      }
    }
  }

  #resolve(request: SubscriptionRequest, isEarly: boolean): ResolvedSubscription {
    const { dataset, signal, context: { market } } = this.#parts;
    return resolveSubscription(request, {
      ...{ dataset, signal },
      now: this.#clock!.now(),
      startRange: isEarly ? this.#startRange() : null,
      timeOf: (epoch) => market.timeOf(epoch),
      earliest: market.from,
    });
  }

  /** Reads what is not at hand, one symbol after the other: other sessions go on in between. */
  async #readTapes({ schema, symbols }: ResolvedSubscription): Promise<void> {
    const { dataset, signal } = this.#parts;
    for (const { symbol } of symbols) {
      if (dataset.hasTape(schema, symbol)) continue;
      dataset.tape(schema, symbol, signal);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** Takes a subscription in. @returns What is said about it. */
  #answer(resolved: ResolvedSubscription): Uint8Array[] {
    const records: Uint8Array[] = [];
    const { market } = this.#parts.context;
    const now = this.#isCatchingUp ? this.#origin : this.#clock!.now();
    if (resolved.symbols.length > 0) {
      this.#feed.add(resolved, now, (record) => records.push(record));
    }
    if (resolved.unresolved.length > 0) {
      const { unresolved } = resolved;
      const more = unresolved.length - NAMED_SYMBOLS;
      const text = `Failed to resolve symbol: ${unresolved.slice(0, NAMED_SYMBOLS).join(", ")}` +
        (more > 0 ? ` and ${more} more` : "");
      records.push(this.#messages.error(ERROR.symbolResolution, text, market.epochOf(now)));
    }
    if (!this.#isCatchingUp) this.#feed.tellIntervals(now);
    return records;
  }

  async #fail(code: number, text: string): Promise<void> {
    this.#isFailed = true;
    await this.#send(this.#messages.error(code, text, this.#now()));
  }

  /** Sends what has become available, one buffer of it. @returns Whether there was something. */
  async #sendAvailable(): Promise<boolean> {
    const clock = this.#clock!;
    if (!this.#isCatchingUp) await this.#treatSlowReader();
    const isPaced = clock.limit() !== Infinity;
    const limit = this.#isCatchingUp && !isPaced ? this.#origin : clock.limit();
    this.#sink.setSendTime(this.#now());
    const last = this.#feed.fill(this.#sink, limit);
    if (last > -Infinity) clock.reached(last);
    if (this.#sink.isEmpty) return false;
    await this.#stream.send(this.#sink.take());
    return true;
  }

  /** From here on the session is in the present of the replay. */
  async #finishCatchingUp(): Promise<void> {
    const now = this.#clock!.now();
    this.#isCatchingUp = false;
    for (const record of this.#feed.finishReplay(now)) await this.#send(record);
    this.#feed.tellIntervals(Math.max(now, this.#origin));
  }

  async #treatSlowReader(): Promise<void> {
    const { context: { limits, monotonicMs, slowReader }, request } = this.#parts;
    const clock = this.#clock!;
    if (clock.limit() === Infinity) return;
    const perMs = this.#nsPerMs();
    const behindMs = (clock.now() - this.#feed.nextTime) / perMs;
    if (!(behindMs > limits.slowMs)) return;
    if ((request.slowReader ?? slowReader) === "skip") {
      for (const record of this.#feed.skip(clock.now())) await this.#send(record);
    }
    const nowMs = monotonicMs();
    if (nowMs - this.#warnedMs < limits.warningMs) return;
    this.#warnedMs = nowMs;
    for (const record of this.#feed.warnings(clock.now())) await this.#send(record);
  }

  /** Nanoseconds of the replay in a millisecond. */
  #nsPerMs(): number {
    const clock = this.#clock!;
    const ahead = clock.now() + MS_NS * 1000;
    const ms = clock.msUntil(ahead);
    return ms > 0 ? MS_NS * 1000 / ms : Infinity;
  }

  /** At full speed no time passes that could end a session before its first subscription. */
  #isIdle(): boolean {
    return !this.#isAsked && this.#clock!.limit() === Infinity;
  }

  #isOver(): boolean {
    const { market } = this.#parts.context;
    return !this.#isIdle() && this.#feed.nextTime > market.end &&
      this.#clock!.limit() >= market.end;
  }

  /** Waits for the next record, the next heartbeat or a subscription. */
  async #wait(): Promise<void> {
    const { context: { market, limits, monotonicMs }, request } = this.#parts;
    const beatMs = request.heartbeatSeconds === null
      ? limits.heartbeatMs
      : request.heartbeatSeconds * 1000;
    const untilBeatMs = this.#stream.lastSentMs + beatMs - monotonicMs();
    if (untilBeatMs <= 0) {
      return await this.#send(this.#system(SYSTEM.heartbeat, "Heartbeat", this.#now()));
    }
    const due = Math.min(this.#feed.nextTime, market.end);
    const untilDueMs = this.#isIdle() ? Infinity : this.#clock!.msUntil(due);
    await this.#wake.wait(Math.min(untilDueMs, untilBeatMs));
  }

  #now(): bigint {
    const { market } = this.#parts.context;
    return market.epochOf(Math.min(this.#clock!.now(), market.end));
  }

  #system(code: number, text: string, time: bigint): Uint8Array {
    return this.#messages.system(code, text, time);
  }

  async #send(record: Uint8Array): Promise<void> {
    this.#sink.setSendTime(this.#now());
    this.#sink.addMessage(record);
    await this.#stream.send(this.#sink.take());
  }

  /** Releases the encoder. */
  [Symbol.dispose](): void {
    this.#stream[Symbol.dispose]();
  }
}

/** Where a subscription without start comes after all others. */
function startOf(pending: Pending): number {
  if (pending.kind === "refusal") return -1;
  const { start } = pending.request;
  return start === null ? Infinity : Number(start);
}

/** Whether the client has left. */
function isNetworkError(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.ConnectionAborted || error instanceof Deno.errors.BadResource;
}
