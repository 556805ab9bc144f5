import { MomoError } from "../core/error.ts";
import type { CommandDefinition } from "./command.ts";

/** `momo simulate`. */
export const SIMULATE: CommandDefinition<"simulate"> = {
  name: "simulate",
  examples: [
    {
      says: "Print the market of a day, second by second, as an agent could have known it",
      line: "momo simulate --data testdata/sample --day QZAF:2024-11-25",
    },
    {
      says: "Look closely at a minute, ten times a second",
      line: "momo simulate --day QZAF:2024-11-25 --from 09:30 --to 09:31 --step 100ms",
    },
    {
      says: "Execute orders and tell what made up the cost of each fill",
      line: "momo simulate --day QZAF:2024-11-25 --orders orders.ndjson --explain",
    },
  ],
  notes: [
    "An observation shows what had been captured --feed-latency before, and bars that had ended by " +
    "then; nothing is interpolated. quality says how good bid and ask are: exact (of this very " +
    "nanosecond), carried (unchanged since age_ms), stale (nothing heard for long, or the last " +
    "quote has no bid below its ask), synthetic (no quote was seen; a model's), halted.",
    "A line of --orders has ts (a time with its zone, or by the clock in New York), side, qty, and as " +
    "wanted id, type (market, limit, marketable_limit, stop, stop_limit), limit, stop, tif (day, ioc, " +
    "fok, gtd), until, extended; or action cancel or replace with ts, id and the new qty or limit. " +
    "Lines that cannot be read are told on standard error, and the run goes on.",
    "--calibrate prints the [execution] table of a momo.toml, which --config takes; --accuracy tells how " +
    "good the model is on days of one's own. docs/orders.md and docs/execution-model.md tell the rest.",
    "Each parameter of execution can also be set as MOMO_EXECUTION_NAME and, as NAME in snake_case, " +
    "under [execution] in momo.toml.",
  ],
  resolves: "own",

  async run(context) {
    const { orders, replay, calibrate, accuracy, fills } = context.settings;
    if (
      [orders !== undefined || replay !== undefined, calibrate, accuracy].filter(Boolean).length > 1
    ) {
      throw new MomoError(
        "usage",
        "Cannot execute orders, calibrate and tell the accuracy at once: expected one of them",
      );
    }
    if (fills !== undefined && !calibrate) {
      throw new MomoError("usage", "Cannot use --fills without --calibrate");
    }
    if (calibrate || accuracy) {
      const { calibrateModel, reportAccuracy } = await import("./simulate_model.ts");
      return await (calibrate ? calibrateModel(context) : reportAccuracy(context));
    }
    if (orders !== undefined || replay !== undefined) {
      return await (await import("./simulate_orders.ts")).simulateOrders(context);
    }
    const { observeDay } = await import("./simulate_observe.ts");
    return await observeDay(context);
  },
};
