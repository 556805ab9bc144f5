import { MomoError } from "../core/error.ts";
import type { CommandDefinition } from "./command.ts";

/** `momo provide`. */
export const PROVIDE: CommandDefinition<"provide"> = {
  name: "provide",
  examples: [
    {
      says: "Replay a day to live clients of this machine",
      line: "momo provide --gateway 127.0.0.1:13000 --day QZAF:2024-11-25 --no-auth",
    },
    {
      says: "Read live trades as JSON lines; --gateway-address may name such a gateway",
      line: "momo provide --mode live --dataset EQUS.MINI --schema trades --symbols QZAF",
    },
    {
      says: "Read the last session of files and then live, as one sequence",
      line: "momo provide --mode hybrid --dataset EQUS.MINI --schema trades --symbols QZAF",
    },
  ],
  notes: [
    "--mode historical prints the records of --day in the order in which they became available, " +
    "as JSON lines or DBN; --speed and --control set the pace. --stdio and --socket speak the " +
    "session protocol of docs/protocol.md with a trainer, with --mode live also about the present.",
    "Gateway, live client and socket need the network: run momo with the permissions momo-net (deno run -P=momo-net …).",
    "Each client of the gateway names its dataset; sessions begin at --from, or at the latest start " +
    "that a subscription asks for. Times of records are those of the day; heartbeats follow the clock " +
    "on the wall.",
    "--mode hybrid reads --sessions sessions and the present one from --data up to --start, or up to now, " +
    "and goes on with the gateway: one sequence, in which each record is once. In JSON lines it also tells " +
    "when sessions open and close, minute bars, indicators and levels; see docs/live.md.",
    "After a fault the live client connects again, compares what is replayed with what it has, and " +
    "prints each record once. What the gateway does not have any more is looked for in --data. A line " +
    'with "kind":"gap" says from when to when, by ts_event, records may be missing (state open), may ' +
    "have been left out of a replay (unverified), or were compared with files (verified); in DBN it is " +
    "the text of a system record.",
  ],
  resolves: "own",

  async run(context) {
    const { gateway, mode, stdio, socket } = context.settings;
    if (stdio || socket !== undefined) {
      return await (await import("./provide_session.ts")).provideSession(context);
    }
    if (gateway !== undefined && mode !== undefined) {
      throw new MomoError("usage", "Cannot use --gateway with --mode: they exclude each other", {
        hint: "leave one of them out",
      });
    }
    if (gateway !== undefined) {
      return await (await import("./provide_gateway.ts")).provideGateway(context);
    }
    if (mode === "historical") {
      return await (await import("./provide_historical.ts")).provideHistorical(context);
    }
    if (mode === "hybrid") {
      return await (await import("./provide_hybrid.ts")).provideHybrid(context);
    }
    if (mode === "live") return await (await import("./provide_live.ts")).provideLive(context);
    throw new MomoError("usage", "Cannot run provide: nothing says what to provide", {
      hint: "add --mode historical or --gateway HOST:PORT with --day SYMBOL:DATE, --mode live or " +
        "hybrid, or --stdio",
    });
  },
};
