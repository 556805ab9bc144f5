/** `momo provide --mode live`: settings -> records of a live gateway on standard output. */
import { MomoError } from "../core/error.ts";
import { SECOND_NS } from "../core/time/sessions.ts";
import { openCatalog } from "../io/catalog/catalog.ts";
import { LiveClient, type LiveOptions } from "../io/gateway/client/live_client.ts";
import { dialTcp, type GatewayAddress } from "../io/gateway/client/live_connection.ts";
import type { LiveEvent } from "../io/gateway/client/live_events.ts";
import { type LiveFormat, LiveWriter } from "../io/gateway/client/live_writer.ts";
import { CatalogRecords } from "../io/gateway/client/local_records.ts";
import { DEFAULT_BACKOFF } from "../io/gateway/client/backoff.ts";
import { ioError } from "../io/store/io_error.ts";
import { STANDARD_OUTPUT } from "../io/text/stdout.ts";
import { VERSION_LINE } from "./build_info.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { networkError, parseAddress } from "./network_address.ts";
import { refuseDbnOnTerminal, refuseOtherFlags } from "./provide_modes.ts";

type ProvideContext = CommandContext<"provide">;

const VENDOR_PORT = 13_000;

/**
 * Prints what a live gateway sends until its data are over.
 *
 * @returns 1 if records are missing.
 * @throws {MomoError} If the settings make no sense, or the gateway refuses them.
 * @throws The signal's reason, once it is aborted.
 */
export async function provideLive(context: ProvideContext): Promise<ExitCode> {
  const { settings, signal } = context;
  refuseOtherFlags(context, "live", "--mode live");
  const format: LiveFormat = settings.provideFormat;
  refuseDbnOnTerminal(context);
  const client = new LiveClient(await liveOptions(context));
  const writer = new LiveWriter(STANDARD_OUTPUT, format, settings.tsOut);
  const counts = newCounts(context);
  try {
    for await (const event of client.events(signal)) {
      await writer.write(event);
      tell(context, event, counts);
    }
  } catch (error) {
    throw networkError(error);
  }
  conclude(context, counts);
  signal.throwIfAborted();
  return counts.open > 0 ? 1 : 0;
}

/**
 * What the settings say about a live client.
 *
 * @throws {MomoError} `usage` if they make no sense; `io` if the key cannot be read.
 */
export async function liveOptions(context: ProvideContext): Promise<LiveOptions> {
  const { settings } = context;
  const [dataset, ...others] = settings.dataset;
  if (dataset === undefined || others.length > 0) {
    throw new MomoError("usage", "Cannot read live data: expected one --dataset", {
      hint: "add --dataset EQUS.MINI, or another one",
    });
  }
  if (settings.provideSchema.length === 0 || settings.provideSymbols.length === 0) {
    throw new MomoError("usage", "Cannot read live data: nothing says what to subscribe to", {
      hint: "add --schema trades --symbols SYMBOL, or others",
    });
  }
  const heartbeatSeconds = settings.heartbeat / SECOND_NS;
  if (!Number.isInteger(heartbeatSeconds) || heartbeatSeconds < 1) {
    throw new MomoError("usage", "Cannot use --heartbeat: expected whole seconds, such as 30s");
  }
  const start = startOf(settings.provideStart);
  return {
    address: addressOf(settings.gatewayAddress, dataset),
    key: await readKey(context),
    session: {
      ...{ dataset, heartbeatSeconds, compression: settings.compression, tsOut: settings.tsOut },
      ...{ slowReader: settings.slowReader, client: VERSION_LINE.replace(" ", "/") },
    },
    subscriptions: [...new Set(settings.provideSchema)].map((schema) => ({
      ...{ schema, stypeIn: settings.stype, symbols: [...new Set(settings.provideSymbols)] },
      ...(start === undefined ? {} : { start }),
    })),
    local: settings.data.length === 0 ? null : new CatalogRecords(openCatalog(settings.data)),
    overlapNs: BigInt(settings.overlap),
    backoff: { ...DEFAULT_BACKOFF, seed: anySeed() },
    dial: dialTcp,
    ...(settings.maxTries === undefined ? {} : { mostTries: settings.maxTries }),
  };
}

/** Waits are no result that anybody would repeat: no two clients shall come back in step. */
function anySeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}

/** The gateway that was named, else the vendor's for a dataset. */
function addressOf(text: string | undefined, dataset: string): GatewayAddress {
  if (text !== undefined) return parseAddress("--gateway-address", text);
  const host = dataset.toLowerCase().replaceAll(".", "-");
  return { hostname: `${host}.lsg.databento.com`, port: VENDOR_PORT };
}

/** The key from a file, else from the environment. It is not part of any message. */
async function readKey({ settings: { keyFile }, readVariable }: ProvideContext): Promise<string> {
  const text = keyFile === undefined
    ? readVariable("MOMO_API_KEY") ?? vendorKey(readVariable)
    : await readKeyFile(keyFile);
  const key = text?.trim() ?? "";
  if (/^[\x21-\x7e]{6,}$/.test(key)) return key;
  const where = keyFile === undefined ? "the environment" : `"${keyFile}"`;
  const state = key === "" ? "there is none" : "it has characters that no key has, or too few";
  throw new MomoError("usage", `Cannot use the API key of ${where}: ${state}`, {
    hint: "set MOMO_API_KEY, or add --key-file FILE",
  });
}

/** The variable that the vendor's clients read; only with the permissions momo-net it can be asked for. */
function vendorKey(readVariable: ProvideContext["readVariable"]): string | undefined {
  try {
    return readVariable("DATABENTO_API_KEY");
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

async function readKeyFile(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    throw ioError("read", path, error);
  }
}

/**
 * The value of --start, ns since the Unix epoch; 0 for all that there is.
 *
 * @throws {MomoError} `usage` if it is no instant.
 */
export function startOf(text: string | undefined): bigint | undefined {
  if (text === undefined) return undefined;
  if (text === "0") return 0n;
  try {
    return Temporal.Instant.from(text).epochNanoseconds;
  } catch (error) {
    throw new MomoError(
      "usage",
      `Cannot use --start "${text}": expected an instant with its zone, or 0`,
      { cause: error },
    );
  }
}

/** What happened while records came. */
export interface LiveCounts {
  records: number;
  gaps: number;
  open: number;
  lost: number;
}

/** Says what happens beside the records. */
export function tell({ log }: ProvideContext, event: LiveEvent, counts: LiveCounts): void {
  switch (event.kind) {
    case "records":
      counts.records += event.chunk.count;
      return;
    case "message":
      return log.debug("message", `The gateway says: ${event.text}`);
    case "error":
      return log.warning("gateway", `The gateway reports: ${event.text}`);
    case "lost":
      counts.lost++;
      return log.warning(
        "lost",
        `Lost the gateway: ${event.reason}; trying again in ${(event.waitMs / 1000).toFixed(1)} s`,
      );
    case "resumed":
      return log.info("resumed", "Connected to the gateway again");
    case "gap": {
      const { schema, state } = event.gap;
      counts.gaps++;
      if (state === "open") counts.open++;
      const text = `Records of ${schema} may be missing (${state}): see the output`;
      return state === "open" ? log.warning("gap", text) : log.info("gap", text);
    }
    case "metadata":
      return log.info("connected", `Connected: ${event.metadata.dataset}`);
  }
}

/** Counts from nothing, which the metrics of the run tell. */
export function newCounts({ metrics }: ProvideContext): LiveCounts {
  const counts = { records: 0, gaps: 0, open: 0, lost: 0 };
  metrics.onCollect(() => {
    const { records, gaps, lost } = counts;
    metrics.counter("momo_provide_records_total", "Records received").set(records);
    metrics.counter("momo_provide_gaps_total", "Gaps told of").set(gaps);
    metrics.counter("momo_provide_lost_connections_total", "Connections lost").set(lost);
  });
  return counts;
}

/** Says at the end what happened. */
export function conclude({ log }: ProvideContext, { records, gaps, lost }: LiveCounts): void {
  log.notice("provide", `${records} records, ${gaps} gaps, ${lost} connections lost`);
}
