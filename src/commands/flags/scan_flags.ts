import { thresholdSettings } from "../../core/config/threshold_settings.ts";
import { SCAN_THRESHOLDS } from "../../core/scan/thresholds.ts";
import type { FlagTable } from "./flag.ts";

const GROUP = "Scanning";

/** Flags of `momo scan` alone, without the thresholds. */
export const SCAN_FLAGS = {
  keep: {
    type: { kind: "choice", choices: ["gate", "all"] },
    placeholder: "WHICH",
    default: "gate",
    env: "MOMO_SCAN_KEEP",
    key: "scan.keep",
    help: "Days to keep in the index: those that pass the gate, or all with data",
    group: GROUP,
    commands: ["scan"],
  },
  strategy: {
    type: { kind: "path" },
    placeholder: "FILE.ts",
    env: "MOMO_SCAN_STRATEGY",
    key: "scan.strategy",
    help: "TypeScript file whose scorer replaces the built-in one",
    group: GROUP,
    commands: ["scan"],
  },
  corporateActions: {
    type: { kind: "path" },
    placeholder: "FILE",
    env: "MOMO_SCAN_CORPORATE_ACTIONS",
    key: "scan.corporate_actions",
    help: "Splits and dividends: CSV or Parquet with symbol, ex_date, factor, kind, known_at",
    group: GROUP,
    commands: ["scan", "load", "simulate", "provide"],
  },
  shard: {
    type: { kind: "shard" },
    placeholder: "I/N",
    help: "Scan only part I of N, by hash of the symbol; merge the parts with momo index merge",
    group: GROUP,
    commands: ["scan"],
  },
  rescan: {
    type: { kind: "boolean" },
    help: "Scan unchanged inputs again",
    group: GROUP,
    commands: ["scan"],
  },
  verify: {
    type: { kind: "boolean" },
    help: "Check sizes and hashes of the inputs against their manifests first",
    group: GROUP,
    commands: ["scan"],
  },
  strict: {
    type: { kind: "boolean" },
    env: "MOMO_SCAN_STRICT",
    key: "scan.strict",
    help: "Stop at the first damaged input and write nothing",
    group: GROUP,
    commands: ["scan"],
  },
} as const satisfies FlagTable;

/** One flag per threshold of the scanner, keyed by the threshold's own key. */
export const THRESHOLD_FLAGS: FlagTable = Object.fromEntries(
  Object.entries(thresholdSettings("scan", SCAN_THRESHOLDS)).map(([key, setting]) => {
    const placeholder = typeof setting.default === "string" ? "TEXT" : "X";
    const hasValue = setting.type.kind !== "boolean";
    return [key, { ...setting, ...(hasValue ? { placeholder } : {}), commands: ["scan"] }];
  }),
);
