import { TRADING_SESSIONS } from "../../core/query/index_filters.ts";
import { PATTERNS } from "../../core/scan/patterns.ts";
import { PHASES } from "../../core/scan/phases.ts";
import { CATEGORIES } from "../../core/scan/risk.ts";
import { BUCKETS } from "../../core/scan/time_of_day.ts";
import { COMMON_GROUP, type FlagTable } from "./flag.ts";

const ROWS_GROUP = "Which rows";
const SHAPE_GROUP = "What is printed of them";

/** Flags of `momo index query` alone. */
export const QUERY_FLAGS = {
  points: {
    type: { kind: "boolean" },
    help: "Reset points in place of days",
    group: COMMON_GROUP,
    commands: ["index query"],
  },
  category: {
    type: { kind: "choice", choices: CATEGORIES },
    repeatable: true,
    placeholder: "NAME",
    help: "Only days of this category, or reset points of such days",
    group: ROWS_GROUP,
    commands: ["index query"],
  },
  quality: {
    type: { kind: "number", min: 0, max: 1 },
    placeholder: "MIN",
    help: "Only days of at least this quality, or reset points of at least this local quality",
    group: ROWS_GROUP,
    commands: ["index query"],
  },
  pattern: {
    type: { kind: "choice", choices: PATTERNS },
    repeatable: true,
    placeholder: "NAME",
    help: "Only reset points with this pattern, or days with such a point",
    group: ROWS_GROUP,
    commands: ["index query"],
  },
  phase: {
    type: { kind: "choice", choices: PHASES },
    repeatable: true,
    placeholder: "NAME",
    help: "Only reset points in this phase, or days with such a point",
    group: ROWS_GROUP,
    commands: ["index query"],
  },
  session: {
    type: { kind: "choice", choices: TRADING_SESSIONS },
    repeatable: true,
    placeholder: "NAME",
    help: "Only reset points in this session, or days with such a point",
    group: ROWS_GROUP,
    commands: ["index query"],
  },
  bucket: {
    type: { kind: "choice", choices: BUCKETS },
    repeatable: true,
    placeholder: "NAME",
    help: "Only reset points in this part of the day, or days with such a point",
    group: ROWS_GROUP,
    commands: ["index query"],
  },
  where: {
    type: { kind: "string" },
    repeatable: true,
    takesDash: true,
    placeholder: "EXPR",
    help: "Only rows for which this holds, such as 'eod_rvol >= 3 and gap_pct > 0.1'; see below",
    group: ROWS_GROUP,
    commands: ["index query"],
  },
  sort: {
    type: { kind: "name" },
    repeatable: true,
    takesDash: true,
    placeholder: "COLUMN",
    help: "Sort by this column, from the largest down with - in front of it; nulls come last",
    group: SHAPE_GROUP,
    commands: ["index query"],
  },
  queryLimit: {
    flag: "limit",
    type: { kind: "integer", min: 0 },
    placeholder: "N",
    help: "At most N rows",
    group: SHAPE_GROUP,
    commands: ["index query"],
  },
  columns: {
    type: { kind: "name" },
    repeatable: true,
    placeholder: "COLUMN",
    help: "Print this column; by default all of them, as a table the main ones",
    group: SHAPE_GROUP,
    commands: ["index query"],
  },
} as const satisfies FlagTable;
