/** What each mode of `momo provide` refuses. */
import { flagName } from "../core/config/setting.ts";
import { MomoError } from "../core/error.ts";
import type { CommandContext } from "./command.ts";
import { FLAGS, flagsOf } from "./flags/flag_table.ts";

/** Flags of every mode. */
const COMMON = [
  ...["store", "data", "dataset", "corporateActions", "adjust", "provider"],
  ...["quiet", "verbose", "help", "config", "noConfig", "profile"],
  ...["logFile", "logFormat", "metrics", "trace", "noProgress", "color"],
];

const FLAGS_OF_MODE = {
  gateway: [
    ...["gateway", "provideDay", "speed", "provideFrom", "sharedClock"],
    ...["keys", "noAuth", "maxClients", "maxSessions"],
  ],
  live: [
    ...["mode", "provideSchema", "provideSymbols", "stype", "provideStart", "gatewayAddress"],
    ...["keyFile", "compression", "tsOut", "heartbeat", "slowReader", "overlap", "maxTries"],
    ...["provideFormat"],
  ],
  session: [
    ...["stdio", "socket", "sessionExchangeDir", "sessionMemory"],
    ...["seed", "workers", "state", "host", "noFeedback"],
  ],
  historical: [
    ...["mode", "provideDay", "provideSchema", "provideFormat", "speed", "lookback"],
    ...["control", "sparse", "raw"],
  ],
  liveSession: [
    ...["stdio", "socket", "sessionExchangeDir", "sessionMemory"],
    ...["seed", "workers", "state", "host", "noFeedback"],
    ...["mode", "provideSchema", "provideSymbols", "provideStart"],
    ...["gatewayAddress", "keyFile", "compression", "heartbeat", "slowReader"],
    ...["overlap", "maxTries"],
  ],
  hybrid: [
    ...["mode", "provideSchema", "provideSymbols", "stype", "provideStart", "sessions"],
    ...["gatewayAddress", "keyFile", "compression", "heartbeat", "slowReader"],
    ...["overlap", "maxTries", "provideFormat"],
  ],
} as const;

/**
 * Refuses flags that would be ignored.
 *
 * @param name What the mode was asked for with: `--stdio`.
 * @throws {MomoError} `usage`.
 */
export function refuseOtherFlags(
  { resolved }: CommandContext<"provide">,
  mode: keyof typeof FLAGS_OF_MODE,
  name: string,
): void {
  const known: readonly string[] = [...COMMON, ...FLAGS_OF_MODE[mode]];
  for (const flag of Object.keys(flagsOf("provide"))) {
    const isGiven = resolved.get(flag)?.origin.startsWith("--") ?? false;
    if (!isGiven || known.includes(flag)) continue;
    throw new MomoError(
      "usage",
      `Cannot use --${flagName(flag, FLAGS[flag]!)} with ${name}: it would mean nothing`,
      { hint: "leave one of them out" },
    );
  }
}

/**
 * Refuses binary records where a person would see them.
 *
 * @throws {MomoError} `usage`.
 */
export function refuseDbnOnTerminal({ settings, terminals }: CommandContext<"provide">): void {
  if (settings.provideFormat !== "dbn" || !terminals.stdout) return;
  throw new MomoError("usage", "Cannot print DBN to a terminal", {
    hint: "redirect it to a file",
  });
}
