/** `momo simulate --orders`: settings -> reports of orders executed on a day. */
import { formatDayName, parseDayName } from "../core/day/day_name.ts";
import { MomoError } from "../core/error.ts";
import {
  EXECUTION_SETTINGS,
  type ExecutionSettings,
  executionSettings,
} from "../core/execution/settings.ts";
import { tapeOfDay } from "../core/execution/tape.ts";
import { indexMarketDay } from "../core/market/market_day.ts";
import type { ResolvedSettings } from "../io/config/resolve.ts";
import {
  logLines,
  type OrderLine,
  parseLogHeader,
  parseLogLine,
  type RunHeader,
  runOrders,
} from "../io/simulate/order_run.ts";
import { writeFileAtomic } from "../io/store/atomic_file.ts";
import { ioError } from "../io/store/io_error.ts";
import { refuseExisting } from "../io/store/refuse_existing.ts";
import { LineWriter } from "../io/text/line_writer.ts";
import { readLines } from "../io/text/read_lines.ts";
import { STANDARD_OUTPUT } from "../io/text/stdout.ts";
import { timeFormat } from "../io/text/time_text.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { loadSimulated, tellMissing } from "./simulate_observe.ts";

type SimulateContext = CommandContext<"simulate">;

const MS_NS = 1e6;

/**
 * Executes orders and prints their reports and the closing account as NDJSON.
 *
 * @returns 1 if a line could not be read; the others were executed.
 * @throws {MomoError} If the settings make no sense, there is no such day, or a file cannot be read or written.
 */
export async function simulateOrders(context: SimulateContext): Promise<ExitCode> {
  const { settings, log } = context;
  checkSettings(settings);
  if (settings.log !== undefined && !settings.force) await refuseExisting(settings.log);
  if (settings.output !== undefined && !settings.force && settings.output !== "-") {
    await refuseExisting(settings.output);
  }
  const replayed = settings.replay === undefined ? null : await readLog(settings.replay);
  const dayText = replayed?.header.day ?? settings.simulateDay;
  const { day } = await loadSimulated(context, dayText);
  const market = indexMarketDay(day);
  tellMissing(context, market);
  const header = replayed?.header ?? {
    type: "run",
    day: formatDayName(parseDayName(dayText!)),
    ...{ seed: settings.seed, explain: settings.explain, tz: settings.tz },
    end: market.times.postClose,
    settings: {
      ...modelOf(context.resolved),
      feed_latency: settings.feedLatency / MS_NS,
    },
  };
  const source = replayed ? `"${settings.replay}"` : sourceName(settings.orders!);
  const kept: OrderLine[] = [];
  let problems = 0;
  const texts = runOrders({
    ...{ header, source, base: day.base, tape: tapeOfDay(market, day.previous) },
    lines: keepLines(replayed?.lines ?? inputLines(settings.orders!), kept),
    formatTime: timeFormat(header.tz),
    onProblem: ({ message, hint }) => {
      problems++;
      log.warning("orders", hint === undefined ? message : `${message} (${hint})`);
    },
  });
  await print(context, texts);
  if (settings.log !== undefined) await writeLog(settings.log, header, kept, context.signal);
  return problems > 0 ? 1 : 0;
}

function checkSettings(settings: SimulateContext["settings"]): void {
  if (settings.orders !== undefined && settings.replay !== undefined) {
    throw new MomoError("usage", "Cannot use --orders and --replay: expected one of them");
  }
  const { simulateFormat } = settings;
  if (simulateFormat !== undefined && simulateFormat !== "ndjson") {
    throw new MomoError("usage", `Cannot print reports as ${simulateFormat}: expected ndjson`);
  }
  if (settings.replay === undefined && settings.simulateDay === undefined) {
    throw new MomoError("usage", "Cannot execute orders: no day is given", {
      hint: "add --day SYMBOL:DATE, such as --day MLGO:2025-03-24",
    });
  }
}

/** The parameters of the model out of the resolved settings. */
function modelOf(resolved: ResolvedSettings): ExecutionSettings {
  const values = EXECUTION_SETTINGS.map(({ key, default: value }) => [
    key,
    resolved.get(key)?.value ?? value,
  ]);
  // Flags, keys and ExecutionSettings come from the same table, and each value has the type of its default.
  return executionSettings(Object.fromEntries(values) as Partial<ExecutionSettings>);
}

function sourceName(path: string): string {
  return path === "-" ? "standard input" : `"${path}"`;
}

async function* inputLines(path: string): AsyncGenerator<OrderLine> {
  try {
    const stream = path === "-" ? Deno.stdin.readable : (await Deno.open(path)).readable;
    yield* readLines(stream);
  } catch (error) {
    throw ioError("read", path, error);
  }
}

async function* keepLines(
  lines: AsyncIterable<OrderLine> | Iterable<OrderLine>,
  kept: OrderLine[],
): AsyncGenerator<OrderLine> {
  for await (const line of lines) {
    kept.push(line);
    yield line;
  }
}

async function readLog(path: string): Promise<{ header: RunHeader; lines: OrderLine[] }> {
  const texts: string[] = [];
  for await (const [, text] of inputLines(path)) texts.push(text);
  const source = sourceName(path);
  const header = parseLogHeader(texts[0] ?? "", source);
  return { header, lines: texts.slice(1).map((text) => parseLogLine(text, source)) };
}

async function writeLog(
  path: string,
  header: RunHeader,
  lines: readonly OrderLine[],
  signal: AbortSignal,
): Promise<void> {
  await writeFileAtomic(path, async (file) => {
    const writer = new LineWriter(file);
    await writer.lines(logLines(header, lines));
    await writer.flush();
  }, signal);
}

async function print(context: SimulateContext, texts: AsyncIterable<string>): Promise<void> {
  const { output } = context.settings;
  const write = async (writer: LineWriter) => {
    for await (const text of texts) await writer.line(text);
    await writer.flush();
  };
  if (output === undefined || output === "-") return await write(new LineWriter(STANDARD_OUTPUT));
  await writeFileAtomic(output, (file) => write(new LineWriter(file)), context.signal);
}
