/** Writing reports: what happened to an order, and when the agent learns of it. */
import { LEG } from "./keyed_draws.ts";
import { type LatencyLaw, legNs } from "./latency.ts";
import { factorAt } from "./latency_factors.ts";
import { KIND, REPORT } from "./report_log.ts";
import { HEADER, ORDER } from "./state_layout.ts";
import type { Venue } from "./venue.ts";

/** Attempts are 24 bits of a draw's name. A mask, for a remainder of doubles is slow. */
const ATTEMPT_BITS = 0xffffff;

/** A message that travels: from which order, on which leg, for the how manieth time. */
export interface Message {
  readonly drawKey: number;
  readonly leg: number;
  readonly attempt: number;
}

/** How long a message travels that meets the conditions of time `t`, ns. */
export function travelNs(
  venue: Venue,
  model: LatencyLaw,
  { drawKey, leg, attempt }: Message,
  t: number,
): number {
  if (model.constantNs >= 0) return model.constantNs;
  const environment = venue.state[venue.at + HEADER.environment]!;
  venue.draws.seek(environment, drawKey, leg, attempt & ATTEMPT_BITS);
  return legNs(model, venue.draws, leg !== LEG.response, factorAt(venue.latencyFactors, t));
}

/**
 * Writes a report on an open order, of something that happens at `t`. Reports of one order arrive in order; those of
 * one instant together.
 *
 * @param order Where the order's slots begin.
 * @param knownAt Time whose conditions the report travels under: for what is settled before it happens, the time then.
 * @returns The row's array; the caller may fill in more (see `venue.log.lastOffset`).
 */
export function reportOrder(
  venue: Venue,
  order: number,
  kind: number,
  t: number,
  reason = 0,
  knownAt: number = t,
): Float64Array {
  const { state } = venue;
  const row = reportRow(venue, kind, t, reason);
  const from = venue.log.lastOffset;
  const quantity = state[order + ORDER.quantity]!;
  const filled = state[order + ORDER.filled]!;
  const isDone = kind === KIND.rejected || kind === KIND.cancelled || kind === KIND.expired;
  row[from + REPORT.order] = state[order + ORDER.number]!;
  row[from + REPORT.side] = state[order + ORDER.side]!;
  row[from + REPORT.quantity] = quantity;
  row[from + REPORT.filled] = filled;
  row[from + REPORT.leaves] = isDone ? 0 : quantity - filled;
  row[from + REPORT.reportTime] = reportTime(venue, order, t, knownAt);
  return row;
}

function reportTime(venue: Venue, order: number, t: number, knownAt: number): number {
  const { state } = venue;
  const last = state[order + ORDER.lastReport]!;
  if (state[order + ORDER.reportedAt] === t) return last;
  const attempt = state[order + ORDER.reports]!;
  const message = { drawKey: state[order + ORDER.drawKey]!, leg: LEG.response, attempt };
  const time = Math.max(last, t + travelNs(venue, venue.latency, message, knownAt));
  state[order + ORDER.reports] = attempt + 1;
  state[order + ORDER.reportedAt] = t;
  state[order + ORDER.lastReport] = time;
  return time;
}

/** A request that reached no open order. */
export interface LostRequest {
  readonly kind: number;
  /** Number of the order it names; 0 if there is none. */
  readonly order: number;
  /** 0 if unknown. */
  readonly side: number;
  readonly drawKey: number;
  /** When it was sent. */
  readonly sentAt: number;
}

/** Writes a report about a request that reaches no open order at `t`. */
export function reportRequest(
  venue: Venue,
  request: LostRequest,
  t: number,
  reason: number,
): void {
  const row = reportRow(venue, request.kind, t, reason);
  const from = venue.log.lastOffset;
  const { drawKey, sentAt } = request;
  row[from + REPORT.order] = request.order;
  row[from + REPORT.side] = request.side;
  const message = { drawKey, leg: LEG.response, attempt: 0 };
  row[from + REPORT.reportTime] = t + travelNs(venue, venue.latency, message, sentAt);
}

function reportRow(venue: Venue, kind: number, t: number, reason: number): Float64Array {
  const { state, at, log } = venue;
  if (kind === KIND.rejected || kind === KIND.request_rejected) {
    state[at + HEADER.rejects] = state[at + HEADER.rejects]! + 1;
  }
  const row = log.push();
  const from = log.lastOffset;
  row[from + REPORT.kind] = kind;
  row[from + REPORT.environment] = state[at + HEADER.environment]!;
  row[from + REPORT.time] = t;
  row[from + REPORT.reason] = reason;
  row[from + REPORT.cash] = state[at + HEADER.cash]!;
  row[from + REPORT.position] = state[at + HEADER.shares]!;
  return row;
}
