/** The sessions before a live stream out of files: their records as a gateway would have sent them. */
import { MomoError } from "../../core/error.ts";
import { sessionsBefore } from "../../core/time/calendar.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { SECOND_NS, tradeDateAt } from "../../core/time/sessions.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { chunkOf } from "../dbn/framing.ts";
import { type DbnMetadata, newMetadata, type SymbolMappings } from "../dbn/metadata.ts";
import type { Schema } from "../dbn/schema.ts";
import type { EarlierRecords } from "../gateway/client/earlier_records.ts";
import type { LiveEvent } from "../gateway/client/live_events.ts";
import { MessageWriter } from "../gateway/protocol/gateway_messages.ts";
import { ALL_SYMBOLS } from "../gateway/protocol/subscription.ts";
import type { ReplayDataset } from "../gateway/replay/replay_dataset.ts";
import { EVERY_SYMBOL, ReplayMarket } from "../gateway/replay/replay_market.ts";
import { SERVING_ORDER } from "../gateway/replay/tape.ts";
import { joinedMappings, mappingsOf } from "../history/tape_chapters.ts";
import { TapePart } from "../history/tape_part.ts";
import { dayClock } from "../scan/tick_target.ts";
import { MissingFiles, type Stretch } from "./missing_files.ts";

/** Which sessions. */
export interface FileSessionsOptions {
  readonly catalog: Catalog;
  readonly dataset: string;
  /** Raw symbols; `ALL_SYMBOLS` alone for every one. */
  readonly symbols: readonly string[];
  readonly schemas: readonly Schema[];
  /** Whole sessions before the one that the end lies in. */
  readonly count: number;
  /** When the live stream takes over, ns since the Unix epoch. */
  readonly end: bigint;
  /** Told what is wrong with files. */
  readonly onProblem: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Schemas whose records come at night as well. */
const DAY_AND_NIGHT: ReadonlySet<Schema> = new Set<Schema>([
  ...["status", "definition", "statistics", "imbalance"] as const,
]);

/** One trade date. */
interface Session {
  readonly date: EpochDay;
  /** `null` if no file has the symbols on that date. */
  readonly market: ReplayMarket | null;
}

/**
 * Reads one session at a time. The last one ends where any of the schemas does, so that the gateway gives the rest of all
 * of them, in order.
 */
export class FileSessions implements EarlierRecords {
  /** Times are ns since the Unix epoch. */
  #end: bigint;
  readonly #options: FileSessionsOptions;
  readonly #dates: readonly EpochDay[];
  readonly #missing: ReadonlyMap<string, MissingFiles>;
  readonly #messages = new MessageWriter();

  constructor(options: FileSessionsOptions) {
    const { end, count, schemas } = options;
    const last = tradeDateAt(Number(end / BigInt(SECOND_NS)));
    this.#end = end;
    this.#options = options;
    this.#dates = [...sessionsBefore(last, count).reverse(), last];
    this.#missing = new Map(schemas.map((schema) => [schema, new MissingFiles(schema)]));
  }

  get end(): bigint {
    return this.#end;
  }

  /** The trade dates, the last one being that of the end. */
  get dates(): readonly EpochDay[] {
    return this.#dates;
  }

  readonly knownUntil = (schema: string): bigint => {
    const known = this.#missing.get(schema)?.knownUntil(this.#end) ?? this.#end;
    return known < this.#end ? known : this.#end;
  };

  /** Metadata of a stream that starts with the first of the sessions and does not end. */
  get metadata(): DbnMetadata {
    const { dataset } = this.#options;
    const mappings: SymbolMappings[] = [];
    for (const date of this.#dates) {
      const market = this.#open(date).market;
      const own = market?.datasets.get(dataset);
      if (market && own) mappings.push(...mappingsOf(own, market.base, own.symbols));
    }
    return newMetadata({
      ...{ dataset, start: epochNs(dayClock(this.#dates[0]!).rollStart) },
      stypeIn: "raw_symbol",
      symbols: [...new Set(mappings.map(({ rawSymbol }) => rawSymbol))].sort(),
      mappings: joinedMappings(mappings),
    });
  }

  readonly events = (): Generator<LiveEvent> => this.#play();

  *#play(): Generator<LiveEvent> {
    for (const date of this.#dates) yield* this.#session(this.#open(date));
  }

  *#session({ date, market }: Session): Generator<LiveEvent> {
    const { schemas, signal } = this.#options;
    const dataset = market?.datasets.get(this.#options.dataset) ?? null;
    for (const schema of schemas) {
      const open = this.#openTime(date, schema);
      const hasAll = dataset !== null && dataset.schemas.has(schema) && this.#hasSymbols(dataset);
      const missing = market === null || !hasAll
        ? [open]
        : uncoveredOf(market, dataset, { schema, signal });
      for (const gap of this.#missing.get(schema)!.add(open, missing)) yield { kind: "gap", gap };
    }
    if (date === this.#dates.at(-1)) this.#endEarly(epochNs(dayClock(date).rollStart));
    if (market !== null && dataset !== null) yield* this.#records(market, dataset);
  }

  /** Ends the last session where the first of the schemas does. @param from Its start. */
  #endEarly(from: bigint): void {
    for (const schema of this.#options.schemas) {
      const known = this.knownUntil(schema);
      this.#end = known > from ? known : from;
    }
  }

  #hasSymbols({ symbols }: ReplayDataset): boolean {
    const { symbols: wanted } = this.#options;
    return wanted.includes(ALL_SYMBOLS) || wanted.every((symbol) => symbols.includes(symbol));
  }

  /** Records up to the end, and before them what instrument ids stand for, also when that changes. */
  *#records(market: ReplayMarket, dataset: ReplayDataset): Generator<LiveEvent> {
    const { schemas, signal } = this.#options;
    const own = SERVING_ORDER.filter((schema) =>
      schemas.includes(schema) && dataset.schemas.has(schema)
    );
    const part = new TapePart(market, dataset, { schemas: own, signal });
    const end = Math.min(market.timeOf(this.#end), market.end);
    const mappings = [...this.#mappings(market, dataset)].sort((a, b) => a.from - b.from);
    for (const [i, { record, from }] of mappings.entries()) {
      if (i > 0) yield* recordsUntil(part, Math.min(from, end));
      if (from < end) yield { kind: "records", chunk: chunkOf(record) };
    }
    yield* recordsUntil(part, end);
  }

  *#mappings(market: ReplayMarket, dataset: ReplayDataset) {
    for (const symbol of dataset.symbols) {
      for (const { id: instrumentId, ...span } of dataset.idsOf(symbol)) {
        const from = Math.max(span.from, market.from);
        const [start, end] = [market.epochOf(from), market.epochOf(span.to)];
        const mapping = { instrumentId, symbolIn: symbol, symbolOut: symbol, start, end };
        yield { record: this.#messages.mapping(mapping, start).slice(), from };
      }
    }
  }

  /** When records of a schema are to be expected on a date, up to the end. */
  #openTime(date: EpochDay, schema: Schema): Stretch {
    const { rollStart, preOpen, postClose, rollEnd } = dayClock(date);
    const isAlways = DAY_AND_NIGHT.has(schema);
    const from = epochNs(isAlways ? rollStart : preOpen);
    const to = epochNs(isAlways ? rollEnd : postClose);
    return { from, to: to < this.#end ? to : this.#end };
  }

  #open(date: EpochDay): Session {
    const { catalog, dataset, symbols, onProblem } = this.#options;
    const isEvery = symbols.includes(ALL_SYMBOLS);
    const days = (isEvery ? [EVERY_SYMBOL] : symbols)
      .map((symbol) => ({ symbol, tradeDate: date }));
    try {
      const market = new ReplayMarket({
        ...{ catalog, days, datasets: [dataset] },
        onProblem: ({ message }) => onProblem(message),
      });
      return { date, market };
    } catch (error) {
      const isKnown = isEvery ||
        symbols.every((symbol) => catalog.symbols.find(symbol) !== undefined);
      if (!(error instanceof MomoError) || error.code !== "not_found" || !isKnown) throw error;
      return { date, market: null };
    }
  }
}

function* recordsUntil(part: TapePart, end: number): Generator<LiveEvent> {
  while (part.nextTime() < end) {
    const { bytes } = part.take(end - 1);
    yield { kind: "records", chunk: chunkOf(bytes) };
  }
}

/** What is not covered of any symbol, of the whole trade date. */
function uncoveredOf(
  market: ReplayMarket,
  dataset: ReplayDataset,
  { schema, signal }: { readonly schema: Schema; readonly signal: AbortSignal },
): Stretch[] {
  return dataset.symbols.flatMap((symbol) =>
    dataset.reading(schema, symbol, signal).uncovered.map(({ from, to }) => ({
      from: market.epochOf(from),
      to: market.epochOf(to),
    }))
  );
}

function epochNs(seconds: number): bigint {
  return BigInt(seconds) * BigInt(SECOND_NS);
}
