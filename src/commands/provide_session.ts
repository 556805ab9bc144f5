/** `momo provide --stdio|--socket`: settings -> sessions with trainers. */
import { executionSettings } from "../core/execution/settings.ts";
import { MomoError } from "../core/error.ts";
import { readChunks } from "../io/bytes/read_chunks.ts";
import { cacheSentence, recordCache } from "../io/cache/cache_metrics.ts";
import { readCorporateActions } from "../io/catalog/read_corporate_actions.ts";
import { planDay } from "../io/day/plan_day.ts";
import { COLUMN_FORM } from "../io/day_stream/day_forms.ts";
import { DayPlans } from "../io/day_stream/day_plans.ts";
import { SourceSizes } from "../io/day_stream/source_sizes.ts";
import { loadsAhead, ThreadedLoader } from "../io/day_stream/threaded_loader.ts";
import type { PlannedVisit } from "../io/day_stream/visit_source.ts";
import { StoredSampler } from "../io/episodes/stored_sampler.ts";
import { loadProvider } from "../io/provider/load_provider.ts";
import { ProvidedDays } from "../io/provider/provided_days.ts";
import { DayHost } from "../io/session/day_host.ts";
import { EpisodeHost } from "../io/session/episode_host.ts";
import { ExchangeFolder, ReplyWriter } from "../io/session/frame_writer.ts";
import { serveSession } from "../io/session/serve_session.ts";
import { SessionHost, type SessionHostOptions } from "../io/session/session_host.ts";
import { serveSocket } from "../io/session/socket_server.ts";
import { TrainerSession } from "../io/session/trainer_session.ts";
import { STANDARD_OUTPUT } from "../io/text/stdout.ts";
import { VERSION } from "./build_info.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { openSources } from "./load_day.ts";
import { refuseOtherFlags } from "./provide_modes.ts";

type ProvideContext = CommandContext<"provide">;

const PURPOSE = "momo provide";
const MOST_THREADS = 4; // more would load further ahead than training ever needs

/**
 * Serves one trainer on standard input and output, or any number of them on a socket.
 *
 * @throws {MomoError} If the settings make no sense, there are no data, or the socket cannot be used.
 * @throws The signal's reason, once it is aborted; the sampler's state is saved then.
 */
export async function provideSession(context: ProvideContext): Promise<ExitCode> {
  const { settings, terminals, signal, log, metrics } = context;
  checkSettings(context);
  await using stack = new AsyncDisposableStack();
  const exchange = settings.sessionExchangeDir === undefined
    ? null
    : stack.use(await ExchangeFolder.open(settings.sessionExchangeDir, PURPOSE));
  const days = await openDays(context, stack);
  const live = context.settings.mode === undefined
    ? null
    : await (await import("./provide_live_session.ts")).startLiveMarket(context, days, stack);
  const host = stack.use(openHost(context, days, { exchange, live }));
  metrics.onCollect(() => recordCache(metrics, days.counters));
  if (settings.socket === undefined) {
    if (terminals.stdin) throw noTrainer();
    await serveSession(new TrainerSession(host), {
      input: readChunks(Deno.stdin),
      writer: new ReplyWriter(STANDARD_OUTPUT, exchange),
      signal,
    });
  } else {
    const path = settings.socket;
    await serveSocket(path, async (connection) => {
      const writer = new ReplyWriter(connection, exchange);
      const input = readChunks(connection);
      await serveSession(new TrainerSession(host), { input, writer, signal });
    }, {
      signal,
      onReady: () => log.notice("session", `Sessions on ${path}`),
      onProblem: (error) => log.warning("session", `A trainer is gone: ${String(error)}`),
    });
  }
  log.info("session", cacheSentence(days.counters));
  return 0;
}

function noTrainer(): MomoError {
  return new MomoError("usage", "Cannot speak with a trainer: standard input is a terminal", {
    hint: "start momo from a trainer, as docs/protocol.md shows",
  });
}

function checkSettings(context: ProvideContext): void {
  const { stdio, socket, mode } = context.settings;
  if (stdio && socket !== undefined) {
    throw new MomoError("usage", "Cannot use --stdio with --socket: they exclude each other", {
      hint: "leave one of them out",
    });
  }
  const name = stdio ? "--stdio" : "--socket";
  if (mode === "historical") {
    throw new MomoError("usage", `Cannot use --mode historical with ${name}: expected live`, {
      hint: "leave --mode out: sessions are about the past anyway",
    });
  }
  refuseOtherFlags(context, mode === undefined ? "session" : "liveSession", name);
}

async function openDays(context: ProvideContext, stack: AsyncDisposableStack): Promise<DayHost> {
  const { settings } = context;
  const { provider, adjust: adjustment } = settings;
  const actions = actionsOf(context);
  const memoryBytes = settings.sessionMemory;
  if (provider !== undefined) {
    const loader = new ProvidedDays(await loadProvider(provider), { actions, adjustment });
    const needOf = (visit: PlannedVisit) => loader.needOf(visit);
    return new DayHost({ needOf, require: () => {}, cache: { loader, memoryBytes } });
  }
  const sources = await openSources(context);
  const plans = new DayPlans({
    plan: (request) => planDay(sources, request),
    ...{ schemas: [], lookback: true, bars: [], adjustment, actions },
  });
  const threads = settings.workers ??
    Math.min(Math.max(2, navigator.hardwareConcurrency), MOST_THREADS);
  const sizes = new SourceSizes(sources.catalog.files);
  const loader = stack.use(new ThreadedLoader(plans, sizes, threads, COLUMN_FORM));
  return new DayHost({
    needOf: (visit) => plans.needOf(visit),
    require: (key) => void plans.jobOf(key),
    cache: { loader, memoryBytes, parallelLoads: loadsAhead(threads) },
  });
}

function actionsOf({ settings: { corporateActions } }: ProvideContext) {
  return readCorporateActions(corporateActions);
}

function openHost(
  context: ProvideContext,
  days: DayHost,
  { exchange, live }: Pick<SessionHostOptions, "exchange" | "live">,
): SessionHost {
  const { settings, signal, clock } = context;
  return new SessionHost({
    ...{ days, exchange, live, seed: settings.seed, version: VERSION },
    openEpisodes: async () =>
      new EpisodeHost(
        await StoredSampler.open({
          store: settings.store,
          statePath: settings.state,
          hasFeedback: !settings.noFeedback,
          host: settings.host,
          access: "advance",
          purpose: PURPOSE,
          signal,
        }),
      ),
    execution: executionSettings(),
    actions: actionsOf(context),
    memoryBytes: settings.sessionMemory,
    nowMs: () => clock.monotonicMs(),
  });
}
