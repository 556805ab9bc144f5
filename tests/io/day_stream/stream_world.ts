/** A stream of made days with a trainer that a test plays. */
import { MomoError } from "../../../src/core/error.ts";
import { epochDay } from "../../../src/core/time/dates.ts";
import { DayCache } from "../../../src/io/cache/day_cache.ts";
import { encodedBytes, type EncodedDay } from "../../../src/io/cache/encoded_day.ts";
import { type DayWriter, StreamWriter } from "../../../src/io/day_stream/day_writer.ts";
import { ListedVisits } from "../../../src/io/day_stream/listed_visits.ts";
import { streamDays } from "../../../src/io/day_stream/stream_days.ts";
import { TrainerInput } from "../../../src/io/day_stream/trainer_input.ts";
import type { PlannedVisit, VisitSource } from "../../../src/io/day_stream/visit_source.ts";
import { formatDayName } from "../../../src/core/day/day_name.ts";
import { madeDay } from "../cache/made_days.ts";

/** A part of a stream of days, read by the rules of its documentation and nothing else. */
export interface ReadVisit {
  // deno-lint-ignore no-explicit-any -- what JSON gives
  readonly header: any;
  readonly tables: readonly Uint8Array[];
}

/** Reads a stream: a line of JSON, then for each of its tables 8 bytes of length and so many bytes. */
export function readVisits(bytes: Uint8Array): ReadVisit[] {
  const visits: ReadVisit[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(10, at);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(at, end)));
    at = end + 1;
    const tables: Uint8Array[] = [];
    for (const _ of header.tables) {
      const length = Number(view.getBigUint64(at, true));
      tables.push(bytes.subarray(at + 8, at + 8 + length));
      at += 8 + length;
    }
    visits.push({ header, tables });
  }
  return visits;
}

/** Plays a stream. Days named `BAD` cannot be loaded, lookbacks of `LONE` cannot either. */
export class StreamWorld {
  readonly written: Uint8Array[] = [];
  readonly skipped: string[] = [];
  readonly lost: string[] = [];
  readonly aborter = new AbortController();
  readonly #trainerInput = new TransformStream<Uint8Array, Uint8Array>();
  readonly #trainer = this.#trainerInput.writable.getWriter();
  readonly source: VisitSource;
  readonly result: ReturnType<typeof streamDays>;

  constructor(
    names: readonly string[] | VisitSource,
    options: {
      readonly acknowledged?: boolean;
      readonly memoryBytes?: number;
      readonly maxVisits?: number;
      readonly writer?: DayWriter;
    } = {},
  ) {
    this.source = isSource(names) ? names : new ListedVisits(names.map((symbol, i) => {
      return { symbol, tradeDate: epochDay(2025, 3, 3 + i) };
    }));
    this.result = this.#run(options);
    this.result.catch(() => {});
  }

  /** The trainer says something. */
  say(...messages: readonly (object | string)[]): void {
    for (const message of messages) {
      const text = typeof message === "string" ? message : JSON.stringify(message);
      this.#trainer.write(new TextEncoder().encode(text + "\n")).catch(() => {});
    }
  }

  /** The trainer closes its end. */
  leave(): void {
    this.#trainer.close().catch(() => {});
  }

  /** Waits until so many visits are written. @throws If the stream ends before. */
  async until(visits: number): Promise<void> {
    let isOver = false;
    this.result.finally(() => isOver = true).catch(() => {});
    while (this.#wholeVisits() < visits) {
      if (isOver) throw new Error(`the stream ended after ${this.#wholeVisits()} visits`);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** A header and, for each of its tables, a length and the bytes are written one by one. */
  #wholeVisits(): number {
    let visits = 0;
    for (let at = 0; at < this.written.length; visits++) {
      const { tables } = JSON.parse(new TextDecoder().decode(this.written[at]));
      at += 1 + 2 * tables.length;
      if (at > this.written.length) break;
    }
    return visits;
  }

  /** All that was written so far. */
  get visits(): ReadVisit[] {
    const bytes = new Uint8Array(this.written.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.written) {
      bytes.set(part, at);
      at += part.length;
    }
    return readVisits(bytes);
  }

  async #run({ acknowledged = true, memoryBytes = 2 ** 24, maxVisits = Infinity, writer }: {
    readonly acknowledged?: boolean;
    readonly memoryBytes?: number;
    readonly maxVisits?: number;
    readonly writer?: DayWriter;
  }) {
    const { source } = this;
    const needOf = (visit: PlannedVisit) => ({
      visit: visit.visit,
      points: visit.points,
      day: formatDayName(visit),
      lookback: formatDayName({ ...visit, tradeDate: visit.tradeDate - 1 }),
    });
    await using cache = new DayCache<EncodedDay>({
      loader: { load: (key) => this.#load(key) },
      upcoming: (count) => source.upcoming(count).map(needOf),
      memoryBytes,
      backoffMs: 0,
    });
    await using trainer = acknowledged ? new TrainerInput(this.#trainerInput.readable) : null;
    const sink = {
      write: (bytes: Uint8Array) => {
        this.written.push(bytes.slice());
        return Promise.resolve(bytes.length);
      },
    };
    return await streamDays({
      ...{ source, needOf, cache, trainer, maxVisits, signal: this.aborter.signal },
      writer: writer ?? new StreamWriter(sink),
      onSkipped: (_, { key, reason }) => this.skipped.push(`${key}: ${reason}`),
      onLost: (_, { key, reason }) => this.lost.push(`${key}: ${reason}`),
    });
  }

  async #load(key: string) {
    const isLone = key.startsWith("LONE") && Number(key.slice(-2)) % 2 === 0;
    if (key.startsWith("BAD") || isLone) {
      throw new MomoError("bad_data", `Cannot read ${key}`);
    }
    const value = await madeDay(key, 10);
    return { value, bytes: encodedBytes(value) };
  }
}

function isSource(names: readonly string[] | VisitSource): names is VisitSource {
  return "next" in names;
}

/** The acknowledgement of a whole visit. */
export function done(visit: number, finished = 1, of = 1): object {
  return { type: "done", visit, finished, of };
}
