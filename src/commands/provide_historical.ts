/** `momo provide --mode historical`: settings -> days on standard output, as if they happened now. */
import type { CorporateAction } from "../core/clean/corporate_actions.ts";
import { type DayName, formatDayName, parseDayName } from "../core/day/day_name.ts";
import { MomoError } from "../core/error.ts";
import { parseTimeOfDay } from "../core/time/clock_time.ts";
import { readChunks } from "../io/bytes/read_chunks.ts";
import { waitFor } from "../io/cache/wait_for.ts";
import { readCorporateActions } from "../io/catalog/read_corporate_actions.ts";
import { encodeMetadata } from "../io/dbn/metadata_encode.ts";
import { loadDay } from "../io/day/load_day.ts";
import { ControlLines } from "../io/history/control_input.ts";
import type { Control } from "../io/history/control_line.ts";
import { dayChapters } from "../io/history/day_chapters.ts";
import type { HistoryChapter } from "../io/history/history_part.ts";
import {
  QualityCounter,
  type QualityCounts,
  qualitySentence,
} from "../io/history/history_quality.ts";
import { PlaybackClock } from "../io/history/playback_clock.ts";
import { type PlaybackReport, playHistory } from "../io/history/play_history.ts";
import { RawTextPart } from "../io/history/raw_text_part.ts";
import { parseSpeed } from "../io/history/speed.ts";
import { tapeChapters } from "../io/history/tape_chapters.ts";
import { loadProvider } from "../io/provider/load_provider.ts";
import { ProvidedDays } from "../io/provider/provided_days.ts";
import { ioError } from "../io/store/io_error.ts";
import { writeAll } from "../io/text/byte_sink.ts";
import { STANDARD_OUTPUT } from "../io/text/stdout.ts";
import { formatUtc } from "../io/text/time_text.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { openSources } from "./load_day.ts";
import { refuseDbnOnTerminal, refuseOtherFlags } from "./provide_modes.ts";

type ProvideContext = CommandContext<"provide">;

/** What is played, and what goes before it. */
interface Program {
  readonly chapters: readonly HistoryChapter[];
  readonly header: Uint8Array | null;
  /** `null` for records that are passed on as they are. */
  readonly quality: QualityCounter | null;
}

/**
 * Plays days to their end.
 *
 * @returns 1 if files were damaged.
 * @throws {MomoError} If the settings make no sense, or there is no such day.
 * @throws The signal's reason, once it is aborted.
 */
export async function provideHistorical(context: ProvideContext): Promise<ExitCode> {
  const { settings, signal, clock, log, metrics } = context;
  refuseOtherFlags(context, "historical", "--mode historical");
  refuseDbnOnTerminal(context);
  const isDbn = settings.provideFormat === "dbn";
  const speed = parseSpeed("--speed", settings.speed);
  const days = settings.provideDay.map(parseDayName);
  if (days.length === 0) {
    throw new MomoError("usage", "Cannot play history: nothing says which days", {
      hint: "add --day SYMBOL:DATE",
    });
  }
  const problems = new Set<string>();
  const program = isDbn || settings.raw
    ? await tapeProgram(context, days, problems)
    : await textProgram(context, days, problems);
  using control = await openControl(context);
  if (program.header !== null) await writeAll(STANDARD_OUTPUT, program.header);
  const played = metrics.counter("momo_provide_records_total", "Records played");
  const report = await playHistory({
    chapters: program.chapters,
    clock: new PlaybackClock(0, speed, () => clock.monotonicMs()),
    wait: waitFor,
    control: control.lines,
    sink: STANDARD_OUTPUT,
    signal,
    epochOf,
    onControl: (followed, epochNs) => isDbn ? null : controlLine(followed, epochNs),
    onProblem: (error) => log.warning("control", error.message),
    onRecords: played.add,
  });
  await conclude(context, report, program.quality?.counts ?? null);
  for (const message of problems) log.error("input", message);
  return problems.size > 0 ? 1 : 0;
}

async function tapeProgram(
  context: ProvideContext,
  days: readonly DayName[],
  problems: Set<string>,
): Promise<Program> {
  const { settings, signal } = context;
  if (settings.provider !== undefined) {
    throw new MomoError("usage", "Cannot play records of --provider as they are: it has none", {
      hint: "leave out --raw and --format dbn",
    });
  }
  const { catalog } = await openSources(context);
  const { metadata, chapters } = tapeChapters({
    ...{ catalog, days, schemas: settings.provideSchema, lookback: settings.lookback, signal },
    datasets: settings.dataset,
    onProblem: ({ message }) => problems.add(message),
  });
  if (settings.provideFormat === "dbn") {
    return { chapters, header: encodeMetadata(metadata), quality: null };
  }
  const asText = chapters.map((chapter): HistoryChapter => ({
    ...chapter,
    load: async () => new RawTextPart(await chapter.load()),
  }));
  return { chapters: asText, header: null, quality: null };
}

async function textProgram(
  context: ProvideContext,
  days: readonly DayName[],
  problems: Set<string>,
): Promise<Program> {
  const { settings } = context;
  const quality = new QualityCounter();
  const actions = readCorporateActions(settings.corporateActions);
  const chapters = await dayChapters(days, {
    load: await dayLoader(context, actions, problems),
    lookback: settings.lookback,
    hasEverySecond: !settings.sparse,
    actions: settings.adjust === "none" ? [] : actions,
    quality,
  });
  return { chapters, header: null, quality };
}

/** Loads days from Databento files, or from the module of --provider. */
async function dayLoader(
  context: ProvideContext,
  actions: readonly CorporateAction[],
  problems: Set<string>,
) {
  const { settings: { provider, provideSchema, adjust }, signal, log } = context;
  if (provider !== undefined) {
    const days = new ProvidedDays(await loadProvider(provider), { actions, adjustment: adjust });
    return (name: DayName, lookback: boolean) => days.loadDay(name, lookback);
  }
  const sources = await openSources(context);
  const told = new Set<string>();
  return (name: DayName, lookback: boolean) => {
    const request = { ...name, schemas: provideSchema, lookback, actions, adjustment: adjust };
    const loaded = loadDay(sources, request, signal);
    for (const warning of loaded.warnings.map((text) => `${name.symbol}, ${text}`)) {
      if (!told.has(warning)) log.warning("day", warning);
      told.add(warning);
    }
    for (const { message } of loaded.problems) problems.add(message);
    return loaded.day;
  };
}

async function openControl({ settings: { control }, terminals, log }: ProvideContext) {
  if (control === undefined) return { lines: null, [Symbol.dispose]() {} };
  if (control === "-" && terminals.stdin) {
    throw new MomoError("usage", "Cannot read the control from standard input: it is a terminal", {
      hint: "write it as --control FILE",
    });
  }
  const onProblem = (error: MomoError) => log.warning("control", error.message);
  if (control === "-") {
    return { lines: new ControlLines(readChunks(Deno.stdin), onProblem), [Symbol.dispose]() {} };
  }
  try {
    const file = await Deno.open(control);
    const lines = new ControlLines(readChunks(file), onProblem);
    return { lines, [Symbol.dispose]: () => file.close() };
  } catch (error) {
    throw ioError("read", control, error);
  }
}

function epochOf(ts: string, base: bigint): bigint {
  const time = parseTimeOfDay(ts, base);
  if (time !== undefined) return base + BigInt(time);
  throw new MomoError(
    "protocol",
    `Cannot go to "${ts}": expected a time such as 09:30 or 2025-03-24T13:30:00Z`,
  );
}

function controlLine(control: Control, epochNs: bigint): Uint8Array {
  const to = control.type === "seek" ? { to: control.ts } : {};
  const speed = control.type === "speed"
    ? { speed: control.speed === Infinity ? "max" : control.speed }
    : {};
  const line = { kind: "control", ts: formatUtc(epochNs), control: control.type, ...to, ...speed };
  return new TextEncoder().encode(JSON.stringify(line) + "\n");
}

/** Tells what was played: a last line in the stream, and a sentence beside it. */
async function conclude(
  { log, metrics, settings }: ProvideContext,
  { records, outOfOrder, isCutShort }: PlaybackReport,
  quality: QualityCounts | null,
): Promise<void> {
  const days = settings.provideDay.map(parseDayName).map(formatDayName).join(", ");
  const played = `${days}: ${records} records played${isCutShort ? ", then paused for good" : ""}`;
  if (quality === null) return log.notice("provide", played);
  const flagged = metrics.counter("momo_provide_flagged_total", "Records by data-quality bit");
  for (const [bit, count] of Object.entries(quality.flagged)) flagged.add(count, { bit });
  const summary = { kind: "summary", records, out_of_order: outOfOrder, ...quality };
  await writeAll(STANDARD_OUTPUT, new TextEncoder().encode(JSON.stringify(summary) + "\n"));
  log.notice("provide", `${played}; ${qualitySentence(quality)}`);
}
