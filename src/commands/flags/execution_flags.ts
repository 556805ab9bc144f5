import { thresholdSettings } from "../../core/config/threshold_settings.ts";
import { EXECUTION_SETTINGS } from "../../core/execution/settings.ts";
import type { FlagTable } from "./flag.ts";

const GROUP = "Orders";

/** Flags of `momo simulate` that are about orders, without the parameters of the model. */
export const ORDER_FLAGS = {
  orders: {
    type: { kind: "stream" },
    placeholder: "FILE|-",
    help: "Execute orders, one JSON object a line, and print reports and a closing account",
    group: GROUP,
    commands: ["simulate"],
  },
  explain: {
    type: { kind: "boolean" },
    help: "Tell what made up the cost of each fill",
    group: GROUP,
    commands: ["simulate"],
  },
  log: {
    type: { kind: "path" },
    placeholder: "FILE",
    help: "Write everything that the run of orders depends on",
    group: GROUP,
    commands: ["simulate"],
  },
  replay: {
    type: { kind: "path" },
    placeholder: "FILE",
    help: "Run the orders of a log again; the same data give the same bytes",
    group: GROUP,
    commands: ["simulate"],
  },
} as const satisfies FlagTable;

/** Set by a flag of `momo simulate` that observations share. */
const SHARED = "feed_latency";
/** Keys that are tedious to type in full. */
const SHORT_FLAGS: Readonly<Record<string, string>> = { latency_profile: "latency" };

/** One flag per parameter of the execution model, keyed by the parameter's own key. */
export const EXECUTION_FLAGS: FlagTable = Object.fromEntries(
  Object.entries(thresholdSettings("execution", EXECUTION_SETTINGS))
    .filter(([key]) => key !== SHARED)
    .map(([key, { default: value, unit, ...setting }]) => {
      const flag = SHORT_FLAGS[key];
      const hasValue = setting.type.kind !== "boolean"; // a boolean is off unless its flag is given
      return [key, {
        ...setting,
        ...(hasValue ? { default: value, unit } : {}),
        ...(hasValue ? { placeholder: typeof value === "string" ? "NAME" : "X" } : {}),
        ...(flag === undefined ? {} : { flag }),
        commands: ["simulate"],
      }];
    }),
);
