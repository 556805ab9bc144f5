/** A hybrid stream as bytes: DBN, or JSON lines with what follows from the records. */
import { formatDate } from "../../core/time/dates.ts";
import { MINUTE_NS } from "../../core/time/sessions.ts";
import { type LiveFormat, LiveWriter } from "../gateway/client/live_writer.ts";
import { dollars, indicatorRecord, levelRecord } from "../session/observed_values.ts";
import { type ByteSink, writeAll } from "../text/byte_sink.ts";
import { formatUtc } from "../text/time_text.ts";
import type { HybridEvent } from "./hybrid_stream.ts";

const ENCODER = new TextEncoder();

/** Writes events in the order of arrival, each at once. */
export class HybridWriter {
  readonly #sink: ByteSink;
  readonly #format: LiveFormat;
  readonly #records: LiveWriter;

  /** A writer to a sink. */
  constructor(sink: ByteSink, format: LiveFormat) {
    this.#sink = sink;
    this.#format = format;
    this.#records = new LiveWriter(sink, format, false);
  }

  /**
   * Writes metadata, records, gaps and, in JSON lines, sessions and minutes.
   *
   * @throws {Deno.errors.BrokenPipe} If the reader has left.
   */
  async write(event: HybridEvent): Promise<void> {
    if (event.kind !== "session" && event.kind !== "minute") {
      return await this.#records.write(event);
    }
    if (this.#format === "dbn") return; // it has no place for them
    const lines = event.kind === "session" ? [sessionLine(event)] : minuteLines(event);
    await this.line(...lines);
  }

  /** Writes JSON lines; nothing in DBN. */
  async line(...lines: readonly object[]): Promise<void> {
    if (this.#format === "dbn") return;
    const text = lines.map((line) => JSON.stringify(line) + "\n").join("");
    await writeAll(this.#sink, ENCODER.encode(text));
  }
}

function sessionLine({ turn, levels }: HybridEvent & { readonly kind: "session" }): object {
  const { kind: state, tradeDate, time } = turn;
  const line = {
    kind: "session",
    ts: formatUtc(time),
    trade_date: formatDate(tradeDate),
    state,
  };
  if (state === "closed") return line;
  const entries = [...levels].map(([symbol, own]) => [symbol, own && levelRecord(own)]);
  return { ...line, levels: Object.fromEntries(entries) };
}

/** The bar of a minute, if anything traded, and the indicators at its end. */
function minuteLines(
  { symbol, base, preOpenNs, minute }: HybridEvent & { readonly kind: "minute" },
): object[] {
  const { edge, bar, values } = minute;
  const end = preOpenNs + edge * MINUTE_NS;
  const instant = (ns: number) => formatUtc(base + BigInt(ns));
  const indicators = {
    ...{ kind: "indicators", ts: instant(end), symbol },
    ...indicatorRecord(values),
  };
  if (bar === null) return [indicators];
  const ohlc = {
    open: dollars(bar.open),
    high: dollars(bar.high),
    low: dollars(bar.low),
    close: dollars(bar.close),
  };
  const times = { ts: instant(end), ts_event: instant(bar.start) };
  return [{ kind: "bar", ...times, symbol, ...ohlc, volume: bar.volume }, indicators];
}
