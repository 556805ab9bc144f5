/** Which schemas a day's tables are read from, and the time that each is for. */
import type { DayTableName } from "../../core/day/day.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import { sessionBounds } from "../../core/time/sessions.ts";
import type { Schema } from "../dbn/schema.ts";
import { dayClock } from "../scan/tick_target.ts";
import type { TimeSpan } from "./day_files.ts";

/** Schemas that a table is read from, best first: every update before samples, finer bars before coarser ones. */
export const TABLE_SCHEMAS: { readonly [Name in DayTableName]: readonly Schema[] } = {
  bars1s: ["ohlcv-1s", "ohlcv-1m"],
  trades: ["trades", "mbp-1", "mbp-10", "cmbp-1", "tbbo", "tcbbo"],
  quotes: ["mbp-1", "mbp-10", "cmbp-1", "bbo-1s", "cbbo-1s", "bbo-1m", "cbbo-1m"],
  status: ["status"],
};

/** All of them, each once. */
export const DAY_SCHEMAS: readonly Schema[] = [...new Set(Object.values(TABLE_SCHEMAS).flat())];

/** Schemas whose name asks for one of a day's own tables; others are given out as they are. */
export const NAMED_TABLES: ReadonlyMap<Schema, DayTableName> = new Map<Schema, DayTableName>([
  ["ohlcv-1s", "bars1s"],
  ["trades", "trades"],
  ["mbp-1", "quotes"],
  ["cmbp-1", "quotes"],
  ["bbo-1s", "quotes"],
  ["cbbo-1s", "quotes"],
  ["bbo-1m", "quotes"],
  ["cbbo-1m", "quotes"],
  ["status", "status"],
]);

/** Schemas of which every record is a change of the book. */
export const EVERY_QUOTE: ReadonlySet<Schema> = new Set<Schema>(["mbp-1", "mbp-10", "cmbp-1"]);

/** Schemas that say something about the whole trade date, from roll to roll. */
const WHOLE_DATE: ReadonlySet<Schema> = new Set<Schema>([
  ...["status", "definition", "statistics", "imbalance"] as const,
]);

/**
 * The time of a trade date that records of a schema are taken from, epoch seconds: the sessions from 04:00 to the close
 * of post; for status, definitions and the like from roll to roll; for daily bars, which are of UTC days, that UTC day.
 */
export function schemaSpan(schema: Schema, tradeDate: EpochDay): TimeSpan {
  if (schema === "ohlcv-1d" || schema === "ohlcv-eod") {
    return { from: tradeDate * DAY_SECONDS, to: (tradeDate + 1) * DAY_SECONDS };
  }
  const { preOpen, postClose, rollStart, rollEnd } = dayClock(tradeDate);
  return WHOLE_DATE.has(schema)
    ? { from: rollStart, to: rollEnd }
    : { from: preOpen, to: postClose };
}

/** The part of a schema's time that a file has to touch to count as having the day: its regular session. */
export function coreSpan(schema: Schema, tradeDate: EpochDay): TimeSpan {
  if (schema === "ohlcv-1d" || schema === "ohlcv-eod") return schemaSpan(schema, tradeDate);
  const { open, close } = sessionBounds(tradeDate);
  const { midnight } = dayClock(tradeDate);
  return { from: midnight + open, to: midnight + close };
}
