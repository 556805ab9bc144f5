/** How a client gets back what it missed, and what it says about the rest. */
import { decodeCstr } from "../../dbn/columns/cstr.ts";
import { SYMBOL_MAPPING_V2 } from "../../dbn/layouts/gateway.ts";
import type { RecordChunk } from "../../dbn/record_chunk.ts";
import { schemaOfMessage } from "../protocol/gateway_messages.ts";
import { ALL_SYMBOLS, type SubscriptionRequest } from "../protocol/subscription.ts";
import { KeyCounts } from "./key_counts.ts";
import type { EarlierRecords } from "./earlier_records.ts";
import type { Gap, GapCause, LiveEvent } from "./live_events.ts";
import {
  askedStart,
  firstRequests,
  type LiveSubscription,
  type ResumePoint,
  resumePoints,
  resumeRequests,
} from "./live_subscriptions.ts";
import type { LocalRecords } from "./local_records.ts";
import { rtypeOf } from "./record_key.ts";
import { SeenRecords } from "./seen_records.ts";
import { withoutEarly, withoutSeen } from "./without_seen.ts";

/** What a recovery is made from. */
export interface RecoveryParts {
  readonly dataset: string;
  readonly subscriptions: readonly LiveSubscription[];
  readonly local: LocalRecords | null;
  readonly overlapNs: bigint;
  readonly memoryBytes: number;
}

/** Keeps what was received, compares replays with it, and accounts for holes. */
export class Recovery {
  /** Types of the records that were subscribed to. */
  readonly rtypes: ReadonlySet<number>;
  readonly #parts: RecoveryParts;
  readonly #seen: SeenRecords;
  /** What a replay sends again. */
  #duplicates = new KeyCounts();
  /** Schemas whose replay is not over: where they were taken up after a fault, and the start they were asked from. */
  readonly #replaying = new Map<string, bigint>();
  readonly #resumed = new Map<string, ResumePoint>();
  #points: readonly ResumePoint[] = [];
  /** By record type, the time before which records were not wanted: they only come since a replay overlaps. */
  readonly #notBefore = new Map<number, bigint>();
  #sessionStart: bigint | null = null;
  /** Until when all records of a schema are known to be there. */
  #knownUntil: (schema: string) => bigint | null = () => null;
  /** What the next session makes up for. */
  #cause: GapCause = "disconnect";
  #hasResumed = false;
  /** Start of a session that has not given a record yet. */
  #replayStart: bigint | null = null;
  readonly #rawSymbols = new Map<number, string>();

  constructor(parts: RecoveryParts) {
    const { subscriptions, overlapNs, memoryBytes } = parts;
    this.#parts = parts;
    this.#seen = new SeenRecords({ keptNs: 2n * overlapNs, maxBytes: memoryBytes });
    this.rtypes = new Set(
      subscriptions.map(({ schema }) => rtypeOf(schema)).filter((rtype) => rtype !== undefined),
    );
  }

  /** Whether a session has started before. */
  get hasBegun(): boolean {
    return this.#sessionStart !== null;
  }

  /** Whether no schema is being replayed. */
  get isCaughtUp(): boolean {
    return this.#replaying.size === 0;
  }

  /** The subscriptions of the next session. @param asksAll Whether the gateway cannot go back as far as is wanted. */
  requests(asksAll: boolean): SubscriptionRequest[] {
    const { subscriptions, overlapNs } = this.#parts;
    if (this.#sessionStart === null) return firstRequests(subscriptions);
    const [seen, sessionStart, replaying] = [this.#seen, this.#sessionStart, this.#replaying];
    const [knownUntil, cause] = [this.#knownUntil, this.#cause];
    const context = { seen, overlapNs, sessionStart, replaying, knownUntil, cause };
    this.#points = resumePoints(subscriptions, context)
      .map((point) => this.#withOldHole(point));
    return resumeRequests(subscriptions, this.#points, asksAll);
  }

  /** A schema that was lost again before its replay was over still misses what it missed then. */
  #withOldHole(point: ResumePoint): ResumePoint {
    const old = this.#resumed.get(point.schema);
    if (old === undefined || old.missingFrom >= point.missingFrom) return point;
    return { ...point, missingFrom: old.missingFrom, cause: old.cause };
  }

  /** The first session has started. @param start Of its metadata, ns since the Unix epoch. */
  begin(start: bigint): void {
    this.#sessionStart = start;
    const { subscriptions } = this.#parts;
    for (const { schema } of subscriptions) {
      const rtype = rtypeOf(schema);
      const isFromNow = askedStart(subscriptions, schema, start) === null;
      if (rtype !== undefined && isFromNow) this.#notBefore.set(rtype, start);
    }
    for (const { schema, start: asked } of this.#parts.subscriptions) {
      if (asked !== undefined) this.#replaying.set(schema, asked === 0n ? start : asked);
    }
  }

  /** What was received so far are records of files; the first session goes on from them. */
  continueFrom({ end, knownUntil }: EarlierRecords): void {
    this.#sessionStart = end;
    this.#knownUntil = knownUntil;
    this.#cause = "seam";
  }

  /** A session has started in the place of a lost one. @param start Of its metadata, ns since the Unix epoch. */
  connected(start: bigint): void {
    this.#replayStart = start;
  }

  /**
   * What is to be done before the first record of a session that takes the place of a lost one, unless that record refuses
   * it: what lies before its replay is taken from local files.
   */
  *resume(signal: AbortSignal): Generator<LiveEvent> {
    const replayStart = this.#replayStart;
    if (replayStart === null) return;
    this.#replayStart = null;
    this.#hasResumed = true;
    this.#cause = "disconnect";
    const starts = new Map(this.#points.map(({ rtype, start }) => [rtype, start]));
    this.#duplicates = this.#seen.countFrom((rtype) => starts.get(rtype) ?? null);
    for (const point of this.#points) {
      this.#resumed.set(point.schema, point);
      this.#replaying.set(point.schema, point.start);
      if (replayStart > point.start) yield* this.#refill(point, replayStart, signal);
    }
    // what was received of the time before the replay is not part of it
    this.#duplicates = this.#seen.countFrom((rtype) => {
      const start = starts.get(rtype);
      return start === undefined || start > replayStart ? start ?? null : replayStart;
    });
  }

  /** Fills the time before a replay from local files. */
  *#refill(point: ResumePoint, to: bigint, signal: AbortSignal): Generator<LiveEvent> {
    const { dataset, local } = this.#parts;
    const { schema, start: from, missingFrom, cause } = point;
    this.#replaying.set(schema, to);
    const symbols = this.#symbolsOf(schema);
    const answer = local?.read({ dataset, schema, symbols, from, to }, signal);
    for (const chunk of answer?.chunks ?? []) {
      const fresh = this.take(chunk);
      if (fresh.count > 0) yield { kind: "records", chunk: fresh };
    }
    this.#resumed.set(schema, { ...point, missingFrom: to });
    if (missingFrom >= to) return;
    const hasRecords = answer !== undefined && (answer.isWhole || answer.chunks.length > 0);
    const gap: Gap = {
      ...{ schema, from: missingFrom, to: to - 1n, cause },
      filled: hasRecords ? "files" : null,
      state: answer?.isWhole ? "verified" : "open",
    };
    yield { kind: "gap", gap };
  }

  /** The raw symbols of a schema; `null` if they are not known, or all. */
  #symbolsOf(schema: string): readonly string[] | null {
    const own = this.#parts.subscriptions.filter((subscription) => subscription.schema === schema);
    if (own.some(({ symbols }) => symbols.includes(ALL_SYMBOLS))) return null;
    const isRaw = own.every(({ stypeIn = "raw_symbol" }) => stypeIn === "raw_symbol");
    if (isRaw) return own.flatMap(({ symbols }) => symbols);
    return [...new Set(this.#rawSymbols.values())];
  }

  /** What is new in a chunk of data; it counts as received from now on. */
  take(chunk: RecordChunk): RecordChunk {
    const wanted = this.#hasResumed ? withoutEarly(chunk, this.#notBefore) : chunk;
    const fresh = withoutSeen(wanted, this.#duplicates);
    this.#seen.add(fresh);
    return fresh;
  }

  /** Remembers a symbol mapping. @returns The raw symbol. */
  noteMapping({ bytes }: RecordChunk): string {
    const field = SYMBOL_MAPPING_V2.fields.find(({ name }) => name === "stype_out_symbol")!;
    const symbol = decodeCstr(bytes, field.offset, field.size);
    const id = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
    this.#rawSymbols.set(id, symbol);
    return symbol;
  }

  /** A schema's replay has come up with the present. @param time ns since the Unix epoch. */
  *finishReplay(text: string, time: bigint, signal: AbortSignal): Generator<LiveEvent> {
    const schema = schemaOfMessage(text);
    if (schema === null || !this.#replaying.delete(schema)) return;
    const rtype = rtypeOf(schema);
    const point = this.#resumed.get(schema);
    this.#resumed.delete(schema);
    if (rtype === undefined || point === undefined) return;
    // a replay at its own pace may begin its present before what was received: then the rest is still to come
    if (point.latest !== null && time < point.latest) return;
    const isShared = [...this.#replaying.keys()].some((other) => rtypeOf(other) === rtype);
    // records that were received before and are not in the replay: it does not have everything
    const isIncomplete = !isShared && this.#duplicates.leftOf(rtype) > 0;
    if (!isShared) this.#duplicates.drop(rtype);
    const { missingFrom: from } = point;
    // files end before a time, a fault may come within it
    if (from > time || (point.cause === "seam" && from === time)) return;
    const isVerified = yield* this.#verify(point, time, signal);
    const state = isVerified ? "verified" : isIncomplete ? "open" : "unverified";
    const filled = isVerified ? "files" : "replay";
    yield { kind: "gap", gap: { schema, from, to: time, cause: point.cause, filled, state } };
  }

  /** Compares what a replay gave with local files, if they have that time. @returns Whether nothing is missing now. */
  *#verify(
    { schema, rtype, missingFrom }: ResumePoint,
    to: bigint,
    signal: AbortSignal,
  ): Generator<LiveEvent, boolean> {
    const { local, dataset } = this.#parts;
    if (local === null || missingFrom < this.#seen.knownFrom) return false;
    const symbols = this.#symbolsOf(schema);
    // what cannot be seen yet is still to come from the gateway
    const request = { dataset, schema, symbols, from: missingFrom, to, availableBy: to };
    const answer = local.read(request, signal);
    if (!answer.isWhole) return false;
    const received = this.#seen.countFrom((type) => type === rtype ? missingFrom : null);
    for (const chunk of answer.chunks) {
      const missed = withoutSeen(chunk, received);
      this.#seen.add(missed);
      if (missed.count > 0) yield { kind: "records", chunk: missed };
    }
    return true;
  }

  /** The gateway left records out. @param time ns since the Unix epoch. */
  *skipped(text: string, time: bigint): Generator<LiveEvent> {
    const schema = schemaOfMessage(text);
    if (schema === null) return;
    const rtype = rtypeOf(schema);
    const latest = rtype === undefined ? null : this.#seen.latestOf(rtype);
    const from = latest ?? this.#sessionStart ?? time;
    const gap: Gap = {
      ...{ schema, from, to: time, cause: "slow_reader" },
      ...{ filled: null, state: "open" },
    };
    yield { kind: "gap", gap };
  }
}
