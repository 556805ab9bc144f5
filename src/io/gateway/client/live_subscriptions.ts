/** What a client subscribed to, and what it asks for when it comes back. */
import { ALL_SYMBOLS, type SubscriptionRequest } from "../protocol/subscription.ts";
import type { GapCause } from "./live_events.ts";
import { rtypeOf } from "./record_key.ts";
import type { SeenRecords } from "./seen_records.ts";

/** A subscription as a user makes it. */
export interface LiveSubscription {
  readonly schema: string;
  /** Default `raw_symbol`. */
  readonly stypeIn?: string;
  /** `ALL_SYMBOLS` alone for every one. */
  readonly symbols: readonly string[];
  /** First time that is wanted, ns since the Unix epoch; 0 is as far back as there is; by default from now on. */
  readonly start?: bigint;
}

/** Where a schema is taken up again. */
export interface ResumePoint {
  readonly schema: string;
  readonly rtype: number;
  /** First time that is asked for, ns since the Unix epoch. */
  readonly start: bigint;
  /** Until when it was received: time of the last record, unless it is known from elsewhere; `null` if none was. */
  readonly latest: bigint | null;
  /** From when on records may be missing: the last one received, less what records come late. */
  readonly missingFrom: bigint;
  /** What came in between. */
  readonly cause: GapCause;
}

/** Everything that a resumption depends on. */
export interface ResumeContext {
  readonly seen: SeenRecords;
  /** How much of what was received is asked for again, ns. */
  readonly overlapNs: bigint;
  /** Start of the first session, ns since the Unix epoch. */
  readonly sessionStart: bigint;
  /** Schemas whose replay is not over, by the start that was asked for. */
  readonly replaying: ReadonlyMap<string, bigint>;
  /** Until when all records of a schema are there, whatever the last one; `null` if that is not known. */
  readonly knownUntil: (schema: string) => bigint | null;
  readonly cause: GapCause;
}

/** Subscriptions as they are sent first. */
export function firstRequests(subscriptions: readonly LiveSubscription[]): SubscriptionRequest[] {
  return subscriptions.map(({ schema, stypeIn = "raw_symbol", symbols, start }, i) => ({
    ...{ schema, stypeIn, id: i + 1, snapshot: false, start: start ?? null },
    symbols: symbols.includes(ALL_SYMBOLS) ? [ALL_SYMBOLS] : symbols,
  }));
}

/**
 * Where each schema is taken up: its last time less the overlap. Records come in the order of their capture, and `start`
 * is compared with when they happened: what is still to come of any instrument happened at most the lateness of the feed
 * before the last one, for which the overlap leaves room.
 */
export function resumePoints(
  subscriptions: readonly LiveSubscription[],
  { seen, overlapNs, sessionStart, replaying, knownUntil, cause }: ResumeContext,
): ResumePoint[] {
  const schemas = [...new Set(subscriptions.map(({ schema }) => schema))];
  const sharesType = (rtype: number) =>
    schemas.filter((schema) => rtypeOf(schema) === rtype).length > 1;
  return schemas.flatMap((schema) => {
    const rtype = rtypeOf(schema);
    if (rtype === undefined) return [];
    const latest = laterOf(seen.latestOf(rtype), knownUntil(schema));
    const replayStart = replaying.get(schema);
    // of two schemas with one record type, it cannot be told how far each has come while they are replayed
    const isUnclear = replayStart !== undefined && sharesType(rtype);
    const asked = askedStart(subscriptions, schema, sessionStart);
    if (latest === null || isUnclear) {
      const missingFrom = replayStart ?? asked ?? sessionStart;
      const from = asked ?? missingFrom - overlapNs;
      return [{ schema, rtype, start: from, latest, missingFrom, cause }];
    }
    const lateness = seen.latenessOf(rtype);
    const wanted = latest - (overlapNs > lateness ? overlapNs : lateness);
    const start = atLeast(atLeast(wanted, seen.knownFrom), asked ?? 0n);
    return [{ schema, rtype, start, latest, missingFrom: latest - lateness, cause }];
  });
}

/**
 * The start that was asked for a schema at first; `null` if it was from then on.
 *
 * @param sessionStart Start of the first session, which is what 0 came to mean. ns since the Unix epoch.
 */
export function askedStart(
  subscriptions: readonly LiveSubscription[],
  schema: string,
  sessionStart: bigint,
): bigint | null {
  const starts = subscriptions.filter((subscription) => subscription.schema === schema)
    .map(({ start }) => start === 0n ? sessionStart : start)
    .filter((start) => start !== undefined);
  return starts.length === 0 ? null : starts.reduce((a, b) => b < a ? b : a);
}

function laterOf(a: bigint | null, b: bigint | null): bigint | null {
  return a === null || (b !== null && b > a) ? b : a;
}

function atLeast(time: bigint, bound: bigint): bigint {
  return time < bound ? bound : time;
}

/** Subscriptions as they are sent again. @param isWhole Whether to ask for everything that there still is. */
export function resumeRequests(
  subscriptions: readonly LiveSubscription[],
  points: readonly ResumePoint[],
  isWhole: boolean,
): SubscriptionRequest[] {
  return firstRequests(subscriptions).map((request) => {
    const point = points.find(({ schema }) => schema === request.schema);
    if (point === undefined) return request;
    return { ...request, start: isWhole ? 0n : point.start };
  });
}
