/** `momo load --days` and `momo load --plan`: settings -> a stream of days -> exit code. */
import { cacheSentence, observeWait, recordCache } from "../io/cache/cache_metrics.ts";
import { DayCache } from "../io/cache/day_cache.ts";
import type { EncodedDay } from "../io/cache/encoded_day.ts";
import { FolderBackend } from "../io/cache/folder_backend.ts";
import { readCorporateActions } from "../io/catalog/read_corporate_actions.ts";
import type { DaySources } from "../io/day/day_sources.ts";
import { planDay } from "../io/day/plan_day.ts";
import { readDayList } from "../io/day_stream/day_list.ts";
import { ENCODED_FORM } from "../io/day_stream/day_forms.ts";
import { DayPlans } from "../io/day_stream/day_plans.ts";
import { type DayWriter, ExchangeWriter, StreamWriter } from "../io/day_stream/day_writer.ts";
import { ListedVisits } from "../io/day_stream/listed_visits.ts";
import { SampledVisits } from "../io/day_stream/sampled_visits.ts";
import { SourceSizes } from "../io/day_stream/source_sizes.ts";
import { type DayStreamReport, streamDays } from "../io/day_stream/stream_days.ts";
import { loadsAhead, ThreadedLoader } from "../io/day_stream/threaded_loader.ts";
import { TrainerInput } from "../io/day_stream/trainer_input.ts";
import type { VisitSource } from "../io/day_stream/visit_source.ts";
import { StoredSampler } from "../io/episodes/stored_sampler.ts";
import { counted } from "../io/text/counted.ts";
import { STANDARD_OUTPUT } from "../io/text/stdout.ts";
import { formatUtc } from "../io/text/time_text.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { openSources } from "./load_day.ts";
import { checkStreamFlags } from "./load_stream_checks.ts";

type LoadContext = CommandContext<"load">;

const PURPOSE = "momo load";
const MOST_THREADS = 4; // more would load further ahead than training ever needs

/** What a stream is made from. */
export interface StreamParts {
  readonly plans: DayPlans;
  readonly sizes: SourceSizes;
  readonly source: VisitSource;
  readonly threads: number;
}

/**
 * Streams days as the settings say.
 *
 * @throws {MomoError} If the settings exclude each other, the list or the plan cannot be used, a day does not fit into
 * memory, or the trainer says what makes no sense.
 */
export async function loadStream(context: LoadContext): Promise<ExitCode> {
  checkStreamFlags(context);
  if (context.settings.dryRun) {
    const { planStream } = await import("./load_stream_plan.ts");
    return await planStream(context);
  }
  const { clock } = context;
  const startMs = clock.monotonicMs();
  await using stack = new AsyncDisposableStack();
  const parts = await openStream(context, stack, "advance");
  const report = await run(context, parts, stack);
  const seconds = (clock.monotonicMs() - startMs) / 1000;
  context.log.notice("load", closingLine(report, seconds));
  return report.isWhole ? 0 : 1;
}

/**
 * Opens the data and the visits.
 *
 * @param access `look` leaves the sampler's state as it is.
 */
export async function openStream(
  context: LoadContext,
  stack: AsyncDisposableStack,
  access: "advance" | "look",
): Promise<StreamParts> {
  const { schema, lookback, bars, adjust, corporateActions, workers } = context.settings;
  const sources = await openSources(context);
  const plans = new DayPlans({
    plan: (request) => planDay(sources, request),
    ...{ schemas: schema, lookback, bars, adjustment: adjust },
    actions: readCorporateActions(corporateActions),
  });
  return {
    plans,
    sizes: new SourceSizes(sources.catalog.files),
    source: await openVisits(context, sources, stack, access),
    threads: workers ?? Math.min(Math.max(2, navigator.hardwareConcurrency), MOST_THREADS),
  };
}

async function openVisits(
  { settings, signal }: LoadContext,
  sources: DaySources,
  stack: AsyncDisposableStack,
  access: "advance" | "look",
): Promise<VisitSource> {
  if (settings.days !== undefined) {
    return new ListedVisits(
      await readDayList(settings.days, (symbol) => {
        sources.filesOf(symbol);
      }),
    );
  }
  const stored = await StoredSampler.open({
    store: settings.store,
    statePath: settings.state,
    hasFeedback: !settings.noFeedback,
    host: settings.host,
    access,
    purpose: PURPOSE,
    signal,
  });
  return new SampledVisits(stack.use(stored), formatUtc);
}

async function run(
  context: LoadContext,
  { plans, sizes, source, threads }: StreamParts,
  stack: AsyncDisposableStack,
): Promise<DayStreamReport & { readonly isWhole: boolean }> {
  const { settings, signal, log, metrics } = context;
  const loader = stack.use(new ThreadedLoader(plans, sizes, threads, ENCODED_FORM));
  const writer = stack.use(await openWriter(context));
  const cache = stack.use(
    new DayCache<EncodedDay>({
      loader,
      upcoming: (count) => source.upcoming(count).map((visit) => plans.needOf(visit)),
      memoryBytes: settings.memory,
      queue: await openQueue(context),
      parallelLoads: loadsAhead(threads),
    }),
  );
  metrics.onCollect(() => recordCache(metrics, cache.counters));
  const damaged = new Set<string>();
  const trainer = settings.ack === "stdin"
    ? stack.use(new TrainerInput(Deno.stdin.readable))
    : null;
  const report = await streamDays({
    ...{ source, cache, writer, trainer, signal },
    needOf: (visit) => plans.needOf(visit),
    maxVisits: settings.visits ?? Infinity,
    onServed: ({ visit }, { facts: { damage } }, waitMs) => {
      observeWait(metrics, waitMs);
      for (const message of Array.isArray(damage) ? damage : []) damaged.add(String(message));
      log.debug("visit", `Visit ${visit} waited ${waitMs.toFixed(1)} ms`);
    },
    onSkipped: ({ visit }, { key, reason }) => {
      log.error("skipped", `Visit ${visit} of ${key} is skipped: ${reason}`);
    },
    onLost: ({ visit }, { key, reason }) => {
      log.warning("lookback", `Visit ${visit} goes without the session before, ${key}: ${reason}`);
    },
  });
  for (const message of damaged) log.error("input", message);
  return { ...report, isWhole: report.skipped === 0 && damaged.size === 0 };
}

async function openWriter({ settings }: LoadContext): Promise<DayWriter> {
  if (settings.exchangeDir === undefined) return new StreamWriter(STANDARD_OUTPUT);
  return await ExchangeWriter.open(settings.exchangeDir, STANDARD_OUTPUT, PURPOSE);
}

async function openQueue({ settings, signal, log }: LoadContext) {
  if (settings.cacheDir === undefined) return undefined;
  const backend = await FolderBackend.open(settings.cacheDir, PURPOSE, signal);
  if (backend.staleEntries > 0) {
    const count = backend.staleEntries;
    const days = counted(count, "day");
    log.info("cache", `Removed ${days} that an earlier run left in "${settings.cacheDir}"`);
  }
  return { backend, bytes: settings.cacheSize };
}

function closingLine(
  { served, skipped, writtenBytes, counters }: DayStreamReport,
  seconds: number,
) {
  const days = `${counted(served, "day")} served`;
  const left = skipped === 0 ? "" : `, ${skipped} skipped`;
  const size = `${(writtenBytes / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s`;
  return `${days}${left} (${size}); ${cacheSentence(counters)}`;
}
