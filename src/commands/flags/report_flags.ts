import { COMMON_GROUP, type FlagTable } from "./flag.ts";

const MOST_CHARTS = 100_000;

/** Flags of `momo index report` alone. */
export const REPORT_FLAGS = {
  charts: {
    type: { kind: "integer", min: 0, max: MOST_CHARTS },
    placeholder: "N",
    default: 100,
    env: "MOMO_REPORT_CHARTS",
    key: "report.charts",
    help: "Days whose charts the page carries itself, the best ones; those of the others are in " +
      "files beside it, NAME_files/",
    group: COMMON_GROUP,
    commands: ["index report"],
  },
  singleFile: {
    type: { kind: "boolean" },
    env: "MOMO_REPORT_SINGLE_FILE",
    key: "report.single_file",
    help: "Leave those other charts out: the report is one file",
    group: COMMON_GROUP,
    commands: ["index report"],
  },
  open: {
    type: { kind: "boolean" },
    help: "Open the report in the browser; where momo may not start one, print its URL",
    group: COMMON_GROUP,
    commands: ["index report"],
  },
} as const satisfies FlagTable;
