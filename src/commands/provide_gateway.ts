/** `momo provide --gateway`: settings -> a replay gateway that runs until it is interrupted. */
import { formatDayName, parseDayName } from "../core/day/day_name.ts";
import { MomoError } from "../core/error.ts";
import { parseTimeOfDay } from "../core/time/clock_time.ts";
import { untilAborted } from "../io/bytes/until_aborted.ts";
import { ReplayMarket } from "../io/gateway/replay/replay_market.ts";
import { type GatewayOptions, GatewayServer } from "../io/gateway/server/gateway_server.ts";
import { KeyRing, readKeys } from "../io/gateway/server/key_ring.ts";
import { parseSpeed } from "../io/history/speed.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { openSources } from "./load_day.ts";
import { isLoopback, networkError, parseAddress } from "./network_address.ts";
import { refuseOtherFlags } from "./provide_modes.ts";

type ProvideContext = CommandContext<"provide">;

/**
 * Serves days to live clients.
 *
 * @throws {MomoError} If the settings make no sense, there is no such day, or the address cannot be used.
 * @throws The signal's reason, once it is aborted.
 */
export async function provideGateway(context: ProvideContext): Promise<ExitCode> {
  const { settings, log, signal } = context;
  refuseOtherFlags(context, "gateway", "--gateway");
  const address = parseAddress("--gateway", settings.gateway ?? "");
  const speed = parseSpeed("--speed", settings.speed);
  const keys = await keyRing(settings, address.hostname);
  const days = settings.provideDay.map(parseDayName);
  if (days.length === 0) {
    throw new MomoError("usage", "Cannot run a gateway: nothing says what to serve", {
      hint: "add --day SYMBOL:DATE",
    });
  }
  const { catalog } = await openSources(context);
  const market = new ReplayMarket({
    ...{ catalog, days, datasets: settings.dataset },
    onProblem: ({ message }) => log.warning("input", message),
  });
  const begin = beginOf(settings.provideFrom, market);
  await using server = listen(context, { ...address, ...{ market, speed, keys, begin } });
  collectGateway(context, server);
  const { hostname, port } = server.address;
  const datasets = [...market.datasets.keys()].join(", ");
  log.notice(
    "gateway",
    `Gateway on ${hostname}:${port}: ${datasets} of ${days.map(formatDayName).join(", ")} at ${
      speed === Infinity ? "full speed" : `${speed}x`
    }`,
  );
  return await untilAborted(new Promise<never>(() => {}), signal);
}

function collectGateway({ metrics }: ProvideContext, server: GatewayServer): void {
  const total = (name: string, help: string, value: number) =>
    metrics.counter(name, help).set(value);
  metrics.onCollect(() => {
    const { accepted, refused, dropped, sentBytes } = server.counts;
    metrics.gauge("momo_gateway_connections", "Connections now").set(server.connections);
    total("momo_gateway_accepted_total", "Connections taken", accepted);
    total("momo_gateway_refused_total", "Connections turned away, as there were enough", refused);
    total("momo_gateway_dropped_total", "Sessions that the gateway ended", dropped);
    total("momo_gateway_sent_bytes_total", "Bytes that sessions sent", sentBytes);
  });
}

/** @throws {MomoError} `usage` unless there are keys, or everybody is of this machine and let in on purpose. */
async function keyRing(
  { keys, noAuth }: ProvideContext["settings"],
  hostname: string,
): Promise<KeyRing | null> {
  if (keys !== undefined && noAuth) {
    throw new MomoError("usage", "Cannot use --keys with --no-auth: they exclude each other", {
      hint: "leave one of them out",
    });
  }
  if (keys !== undefined) return new KeyRing(await readKeys(keys));
  if (!noAuth) {
    throw new MomoError("usage", "Cannot run a gateway: nothing says which keys are let in", {
      hint: "add --keys FILE, or --no-auth for clients of this machine",
    });
  }
  if (isLoopback(hostname)) return null;
  throw new MomoError(
    "usage",
    `Cannot use --no-auth on ${hostname}: other machines can reach it`,
    { hint: "add --keys FILE in its place, or use 127.0.0.1" },
  );
}

function beginOf(text: string | undefined, market: ReplayMarket): number {
  if (text === undefined) return market.begin;
  const time = parseTimeOfDay(text, market.base);
  if (time !== undefined && time >= market.from && time < market.end) return time;
  throw new MomoError(
    "usage",
    `Cannot use --from "${text}": expected a time of the day, such as 09:30`,
  );
}

function listen(
  { log, settings }: ProvideContext,
  options: Pick<GatewayOptions, "hostname" | "port" | "market" | "speed" | "keys" | "begin">,
): GatewayServer {
  try {
    return GatewayServer.listen({
      ...options,
      log,
      sharesClock: settings.sharedClock,
      limits: { connections: settings.maxClients, sessionsPerKey: settings.maxSessions },
    });
  } catch (error) {
    throw networkError(error);
  }
}
