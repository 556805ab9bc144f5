import { FEED_LATENCY_NS } from "../../core/market/observer.ts";
import { TABLE_FORMATS } from "../../io/text/output_format.ts";
import { COMMON_GROUP, type FlagTable } from "./flag.ts";

const GROUP = "What is observed";
const MODEL = "The model and the tape";

/** Flags of `momo simulate` alone; some share their name with flags of other commands, but not their values. */
export const SIMULATE_FLAGS = {
  simulateDay: {
    flag: "day",
    type: { kind: "string" },
    repeatable: true,
    placeholder: "SYMBOL:DATE",
    help: "Symbol and trade date in New York to simulate; several for --calibrate and --accuracy",
    group: COMMON_GROUP,
    commands: ["simulate"],
  },
  simulateFormat: {
    flag: "format",
    type: { kind: "choice", choices: TABLE_FORMATS },
    placeholder: "FORMAT",
    help: "Format of the output; by default that of the file's extension, else ndjson",
    group: COMMON_GROUP,
    commands: ["simulate"],
  },
  from: {
    type: { kind: "string" },
    placeholder: "TIME",
    help: "First observation, or start of a run of orders, by the clock in New York (09:30, " +
      "09:30:00.5) or as an instant with its zone; by default the start of pre-market",
    group: GROUP,
    commands: ["simulate"],
  },
  to: {
    type: { kind: "string" },
    placeholder: "TIME",
    help: "End of the observations or of the run, excluded; by default the close of post-market",
    group: GROUP,
    commands: ["simulate"],
  },
  step: {
    type: { kind: "duration" },
    placeholder: "TIME",
    default: 1e9,
    help: "Time from one observation to the next",
    group: GROUP,
    commands: ["simulate"],
  },
  feedLatency: {
    type: { kind: "duration" },
    placeholder: "TIME",
    default: FEED_LATENCY_NS,
    env: "MOMO_FEED_LATENCY",
    key: "simulate.feed_latency",
    help: "Time from the capture of a record to the observer",
    group: GROUP,
    commands: ["simulate"],
  },
  validate: {
    type: { kind: "boolean" },
    help: "Check the data first; tell what is conspicuous, stop if lookups would be wrong",
    group: GROUP,
    commands: ["simulate"],
  },
  calibrate: {
    type: { kind: "boolean" },
    help: "Estimate the parameters that the tape tells, from the days of --day or of --symbols, " +
      "--start and --end, and print them as a fragment of momo.toml",
    group: MODEL,
    commands: ["simulate"],
  },
  fills: {
    type: { kind: "stream" },
    placeholder: "FILE|-",
    help: "Own fills, one JSON object a line with ts, side, qty, price and id of the order: from " +
      "them --calibrate estimates the coefficient of impact",
    group: MODEL,
    commands: ["simulate"],
  },
  accuracy: {
    type: { kind: "boolean" },
    help: "Tell for every latency profile how far fills of one share are from the prints that " +
      "followed",
    group: MODEL,
    commands: ["simulate"],
  },
} as const satisfies FlagTable;
