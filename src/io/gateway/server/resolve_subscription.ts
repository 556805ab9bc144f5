/** What a subscription asks for, in terms of the data. */
import { MomoError } from "../../../core/error.ts";
import { isSchema, type Schema } from "../../dbn/schema.ts";
import { parseStype } from "../../dbn/stype.ts";
import { ALL_SYMBOLS, type SubscriptionRequest } from "../protocol/subscription.ts";
import type { ReplayDataset } from "../replay/replay_dataset.ts";

/** A symbol that is served, and how the client knows it. */
export interface ResolvedSymbol {
  readonly symbol: string;
  /** What the mapping says was asked for. */
  readonly symbolIn: string;
}

/** A subscription that can be served. Times are ns since the base of the replay. */
export interface ResolvedSubscription {
  readonly schema: Schema;
  readonly id: number | null;
  readonly symbols: readonly ResolvedSymbol[];
  /** Symbols that stand for nothing. */
  readonly unresolved: readonly string[];
  /** First time that is wanted; `null` is from now on. */
  readonly start: number | null;
}

/** What a subscription is checked against. Times are ns since the base of the replay. */
export interface ResolutionContext {
  readonly dataset: ReplayDataset;
  readonly signal: AbortSignal;
  /** The time that symbols are looked up at. */
  readonly now: number;
  /** The times that `start` may have; `null` once the session has started. */
  readonly startRange: { readonly from: number; readonly to: number } | null;
  /** A time in ns since the Unix epoch as one of the replay. */
  readonly timeOf: (epoch: bigint) => number;
  /** The earliest time that there are data of. */
  readonly earliest: number;
}

/**
 * Finds the symbols of a subscription.
 *
 * @throws {MomoError} `protocol` if it is none that can be served.
 */
export function resolveSubscription(
  request: SubscriptionRequest,
  context: ResolutionContext,
): ResolvedSubscription {
  const { schema, id, snapshot } = request;
  const { dataset } = context;
  if (!isSchema(schema) || !dataset.schemas.has(schema)) {
    throw refused(request, `the data of ${dataset.name} have no such schema`);
  }
  if (snapshot) throw refused(request, "there are no snapshots");
  const start = startOf(request, context);
  const symbols: ResolvedSymbol[] = [];
  const unresolved: string[] = [];
  const finder = finderOf(request, context);
  for (const symbol of new Set(request.symbols)) {
    const found = finder(symbol);
    if (found.length === 0) unresolved.push(symbol);
    else symbols.push(...found);
  }
  return { schema, id, symbols, unresolved, start };
}

function refused({ schema }: SubscriptionRequest, state: string): MomoError {
  return new MomoError("protocol", `Cannot subscribe to ${schema}: ${state}`);
}

function startOf(
  request: SubscriptionRequest,
  { startRange, timeOf, earliest }: ResolutionContext,
): number | null {
  const { start } = request;
  if (start === null) return null;
  if (startRange === null) {
    throw refused(request, "start is possible before the session starts only");
  }
  if (start === 0n) return Math.max(earliest, startRange.from);
  const time = timeOf(start);
  if (time > startRange.to) throw refused(request, `start ${start} is in the future`);
  if (time < startRange.from) throw refused(request, `start ${start} is beyond the replay window`);
  return time;
}

type Finder = (symbol: string) => ResolvedSymbol[];

function finderOf(request: SubscriptionRequest, context: ResolutionContext): Finder {
  const { dataset, now, signal } = context;
  const named = (symbol: string) => ({ symbol, symbolIn: symbol });
  if (request.symbols.includes(ALL_SYMBOLS)) {
    return (symbol) => symbol === ALL_SYMBOLS ? dataset.symbols.map(named) : [];
  }
  switch (parseStype(request.stypeIn)) {
    case "raw_symbol":
      return (symbol) => dataset.idsOf(symbol).length > 0 ? [named(symbol)] : [];
    case "instrument_id":
      return (text) => {
        const symbol = /^\d{1,10}$/.test(text) ? dataset.symbolOfId(Number(text), now) : undefined;
        return symbol === undefined ? [] : [named(symbol)];
      };
    case "parent":
      return (parent) => dataset.symbolsOfParent(parent, signal).map(named);
    default:
      throw refused(request, `symbols of stype_in ${request.stypeIn} cannot be resolved`);
  }
}
