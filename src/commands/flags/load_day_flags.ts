import { PRINTED_BARS } from "../../io/day/output_tables.ts";
import type { FlagTable } from "./flag.ts";

const GROUP = "A symbol-day";

/** Flags of `momo load` for loading symbol-days. */
export const LOAD_DAY_FLAGS = {
  day: {
    type: { kind: "string" },
    placeholder: "SYMBOL:DATE",
    help: "Load this trade date of this symbol from the data, in place of files",
    group: GROUP,
    commands: ["load"],
  },
  lookback: {
    type: { kind: "boolean" },
    help: "The session before as well, on the day's terms, its last two hours marked as context",
    group: GROUP,
    commands: ["load", "provide"],
  },
  bars: {
    type: { kind: "choice", choices: PRINTED_BARS },
    repeatable: true,
    placeholder: "LENGTH",
    help: "Bars of this length, made of those of a second; no bar spans two sessions, but 1d is " +
      "the whole trade date; session is a bar for each",
    group: GROUP,
    commands: ["load"],
  },
  adjust: {
    type: { kind: "choice", choices: ["none", "splits", "all"] },
    placeholder: "WHAT",
    default: "splits",
    env: "MOMO_ADJUST",
    key: "adjust",
    help: "Corporate actions that bring the session before to the day's terms; all: dividends too",
    group: GROUP,
    commands: ["load", "simulate", "provide"],
  },
  toStore: {
    type: { kind: "boolean" },
    help: "Fill the day store: load with all that the data have, or --symbols from --start to " +
      "--end, of --schema; scan with the days that it keeps and the sessions before them",
    group: GROUP,
    commands: ["load", "scan"],
  },
} as const satisfies FlagTable;
