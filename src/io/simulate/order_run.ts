/** A run of orders from lines of text to lines of text, and the log from which it can be run again. */
import { type Adjustment, ADJUSTMENTS } from "../../core/clean/corporate_actions.ts";
import type { Account } from "../../core/execution/account.ts";
import { ExecutionEngine } from "../../core/execution/engine.ts";
import { OrderSession } from "../../core/execution/order_session.ts";
import { parseOrderLine } from "../../core/execution/order_text.ts";
import { accountRow, reportRow, type RowOptions } from "../../core/execution/report_rows.ts";
import { type ExecutionSettings, executionSettings } from "../../core/execution/settings.ts";
import type { MarketTape } from "../../core/execution/tape.ts";
import { MomoError } from "../../core/error.ts";
import type { NumberedLine } from "./input_lines.ts";

/** What a run depends on besides the day and its lines; the first line of a log. */
export interface RunHeader {
  readonly type: "run";
  /** As `SYMBOL:DATE`. */
  readonly day: string;
  readonly seed: number;
  readonly explain: boolean;
  /** IANA name of the zone that times are printed in. */
  readonly tz: string;
  /** Start and end of the run, ns since local midnight; `null` for the evening before and the close of post-market. */
  readonly from: number | null;
  readonly to: number | null;
  /** Datasets that the day is from, in order; none for the usual choice. */
  readonly datasets: readonly string[];
  /** What prices are adjusted by. */
  readonly adjust: Adjustment;
  readonly settings: ExecutionSettings;
}

/** What a run is made of. */
export interface RunInput {
  readonly header: RunHeader;
  readonly tape: MarketTape;
  /** Local midnight of the trade date, ns since the Unix epoch. */
  readonly base: bigint;
  readonly lines: AsyncIterable<NumberedLine>;
  /** Name of the input, for messages. */
  readonly source: string;
  readonly formatTime: (epochNs: bigint) => string;
  /** Called for a line that cannot be read; the run goes on without it. */
  readonly onProblem: (error: MomoError) => void;
  /** Called with the closing account. */
  readonly onEnd: (account: Account) => void;
}

/** Runs the lines and yields one JSON text per report, then the closing account. Lines need not be in order of time. */
export async function* runOrders(input: RunInput): AsyncGenerator<string> {
  const { header, tape, base, lines, source } = input;
  const { settings, seed, explain, from, to } = header;
  const engine = new ExecutionEngine(tape, { settings, seed });
  if (from !== null) engine.reset(0, from);
  const session = new OrderSession(engine, { end: to ?? Infinity });
  const options: RowOptions = {
    formatTime: (ns) => input.formatTime(base + BigInt(Math.round(ns))),
    explain,
  };
  const texts = (reports: ReturnType<OrderSession["finish"]>) =>
    reports.map((report) => JSON.stringify(reportRow(report, options)));
  for await (const [line, text] of lines) {
    try {
      yield* texts(session.send(parseOrderLine(text, { source, line, base })));
    } catch (error) {
      if (!(error instanceof MomoError)) throw error;
      input.onProblem(error);
    }
  }
  yield* texts(session.finish(to ?? tape.day.times.postClose));
  const account = session.account();
  yield JSON.stringify(accountRow(account, options));
  input.onEnd(account);
}

/** The lines of a log: the header, then every line of orders as it was read. */
export function* logLines(header: RunHeader, lines: readonly NumberedLine[]): Generator<string> {
  yield JSON.stringify(header);
  for (const [line, text] of lines) yield JSON.stringify({ type: "line", line, text });
}

/** Reads the header of a log. @throws {MomoError} `bad_data` if the line is none. */
export function parseLogHeader(text: string, source: string): RunHeader {
  const value = parsedOr(text, {});
  const { type, day, seed, explain, tz, from, to, datasets, settings } = value;
  const adjust = ADJUSTMENTS.find((known) => known === value.adjust);
  const isHeader = type === "run" && typeof day === "string" && typeof seed === "number" &&
    typeof explain === "boolean" && typeof tz === "string" && isTime(from) && isTime(to) &&
    typeof settings === "object" && settings !== null && isTexts(datasets) &&
    adjust !== undefined;
  if (isHeader) {
    return {
      ...{ type, day, seed, explain, tz, from, to, datasets, adjust },
      settings: executionSettings({ ...settings }),
    };
  }
  throw new MomoError(
    "bad_data",
    `Cannot replay ${source}: its first line is not that of a run, expected a file made with --log`,
  );
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

function isTime(value: unknown): value is number | null {
  return value === null || typeof value === "number";
}

/** Reads a further line of a log. @throws {MomoError} `bad_data` if it is none. */
export function parseLogLine(text: string, source: string): NumberedLine {
  const { type, line, text: order } = parsedOr(text, {});
  if (type === "line" && typeof line === "number" && typeof order === "string") {
    return [line, order];
  }
  throw new MomoError("bad_data", `Cannot replay ${source}: a line is not that of a log`);
}

function parsedOr(text: string, fallback: Record<string, unknown>): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value))
      : fallback;
  } catch (error) {
    if (error instanceof SyntaxError) return fallback;
    throw error;
  }
}
