/** `momo provide --mode hybrid`: settings -> sessions of files, then a live gateway, as one sequence. */
import { MomoError } from "../core/error.ts";
import { readCorporateActions } from "../io/catalog/read_corporate_actions.ts";
import { LiveClient, type LiveOptions } from "../io/gateway/client/live_client.ts";
import { CatalogRecords } from "../io/gateway/client/local_records.ts";
import { FileSessions } from "../io/hybrid/file_sessions.ts";
import { type HybridEvent, HybridStream } from "../io/hybrid/hybrid_stream.ts";
import { HybridWriter } from "../io/hybrid/hybrid_writer.ts";
import { STANDARD_OUTPUT } from "../io/text/stdout.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { openSources } from "./load_day.ts";
import { networkError } from "./network_address.ts";
import {
  conclude,
  type LiveCounts,
  liveOptions,
  newCounts,
  startOf,
  tell,
} from "./provide_live.ts";
import { refuseDbnOnTerminal, refuseOtherFlags } from "./provide_modes.ts";

type ProvideContext = CommandContext<"provide">;

/** A stream of files and a gateway. */
export interface HybridFeed {
  readonly files: FileSessions;
  readonly client: LiveClient;
  readonly stream: HybridStream;
  readonly dataset: string;
  /** Files that are damaged. */
  readonly problems: ReadonlySet<string>;
}

/**
 * Prints sessions of files and then what a live gateway sends, until its data are over.
 *
 * @returns 1 if records are missing, or files were damaged.
 * @throws {MomoError} If the settings make no sense, there are no data, or the gateway refuses them.
 * @throws The signal's reason, once it is aborted.
 */
export async function provideHybrid(context: ProvideContext): Promise<ExitCode> {
  const { settings, signal, log } = context;
  refuseOtherFlags(context, "hybrid", "--mode hybrid");
  const { provideFormat: format } = settings;
  refuseDbnOnTerminal(context);
  const feed = await openHybrid(context);
  const writer = new HybridWriter(STANDARD_OUTPUT, format);
  await writer.write({ kind: "metadata", metadata: feed.files.metadata });
  const counts = newCounts(context);
  for await (const event of hybridEvents(context, feed, counts)) await writer.write(event);
  conclude(context, counts);
  signal.throwIfAborted();
  const { records, outOfOrder, lateBars } = feed.stream.counts;
  await writer.line({
    ...{ kind: "summary", records, out_of_order: outOfOrder, late_bars: lateBars },
    ...{ gaps: counts.gaps, open_gaps: counts.open, lost_connections: counts.lost },
  });
  for (const message of feed.problems) log.error("input", message);
  return counts.open > 0 || feed.problems.size > 0 ? 1 : 0;
}

/** The events of a feed, told of beside it. */
export async function* hybridEvents(
  context: ProvideContext,
  { client, stream }: HybridFeed,
  counts: LiveCounts,
): AsyncGenerator<HybridEvent> {
  let isConnected = false;
  try {
    for await (const event of stream.follow(client.events(context.signal))) {
      yield event;
      if (event.kind === "session" || event.kind === "minute") continue;
      if (event.kind !== "resumed" || isConnected) tell(context, event, counts);
      else context.log.info("connected", "Connected: the gateway goes on from the files");
      isConnected ||= event.kind === "resumed";
    }
  } catch (error) {
    throw networkError(error);
  }
}

/**
 * Makes a feed of the settings.
 *
 * @param tellsMinutes Whether minutes of the symbols are told of.
 * @throws {MomoError} If they make no sense, or no file has a symbol.
 */
export async function openHybrid(
  context: ProvideContext,
  { tellsMinutes = true } = {},
): Promise<HybridFeed> {
  const { settings, signal } = context;
  const options = await liveOptions(context);
  if (settings.stype !== "raw_symbol") {
    throw new MomoError(
      "usage",
      `Cannot use --stype ${settings.stype} with --mode hybrid: files are read by raw symbol`,
    );
  }
  const { catalog } = await openSources(context);
  const problems = new Set<string>();
  const files = new FileSessions({
    ...{ catalog, signal, end: endOf(context), count: settings.sessions },
    dataset: options.session.dataset,
    schemas: [...new Set(settings.provideSchema)],
    symbols: [...new Set(settings.provideSymbols)],
    onProblem: (message) => problems.add(message),
  });
  const live: LiveOptions = {
    ...options,
    subscriptions: options.subscriptions.map(({ start: _, ...subscription }) => subscription),
    earlier: files,
    local: new CatalogRecords(catalog),
  };
  const stream = new HybridStream({
    symbols: tellsMinutes ? settings.provideSymbols : [],
    schemas: settings.provideSchema,
    actions: readCorporateActions(settings.corporateActions),
    adjustment: settings.adjust,
  });
  context.metrics.onCollect(() => {
    const { metrics } = context;
    const { outOfOrder, lateBars } = stream.counts;
    metrics.counter("momo_provide_out_of_order_total", "Records out of order").set(outOfOrder);
    metrics.counter("momo_provide_late_bars_total", "Bars after their minute").set(lateBars);
  });
  const { dataset } = options.session;
  return { files, client: new LiveClient(live), stream, dataset, problems };
}

/** When the gateway takes over: now, unless a time is given. */
function endOf({ settings, clock }: ProvideContext): bigint {
  const end = startOf(settings.provideStart) ?? BigInt(clock.wallMs()) * 1_000_000n;
  if (end > 0n) return end;
  throw new MomoError("usage", "Cannot use --start 0 with --mode hybrid: expected an instant", {
    hint: "add --start 2025-03-24T13:30:00Z, or leave it out for now",
  });
}
