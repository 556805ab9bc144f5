/** What happens on a day beside its records, as lines with a `kind`, each at the time at which it is known. */
import type { CorporateAction } from "../../core/clean/corporate_actions.ts";
import type { SingleDay } from "../../core/day/day.ts";
import { haltsOf } from "../../core/market/halts.ts";
import { formatDate } from "../../core/time/dates.ts";
import { SECOND_NS, sessionBounds } from "../../core/time/sessions.ts";
import { formatUtc } from "../text/time_text.ts";
import type { LineSource } from "./text_part.ts";

interface DayEvent {
  /** ns since local midnight. */
  readonly time: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Corporate actions at the start of pre-market, halts when they are known, gaps of the files when they begin, silences
 * of the quotes when they end: before that nobody knows of them.
 *
 * @param actions Those of the symbol that take effect on the day.
 */
export function dayEvents(
  day: SingleDay,
  actions: readonly CorporateAction[],
  offset: number,
): LineSource {
  const events = [...actionEvents(day, actions), ...haltEvents(day), ...gapEvents(day)]
    .sort((a, b) => a.time - b.time);
  const lines = events.map(({ time, fields: { kind, ...fields } }) =>
    JSON.stringify({ kind, ts: instant(day, time), symbol: day.symbol, ...fields })
  );
  return {
    available: Float64Array.from(events, ({ time }) => time + offset),
    linesFrom: (row) => lines.slice(row).values(),
  };
}

function instant({ base }: SingleDay, time: number): string {
  return formatUtc(base + BigInt(Math.round(time)));
}

function actionEvents(day: SingleDay, actions: readonly CorporateAction[]): DayEvent[] {
  const time = sessionBounds(day.tradeDate).preOpen * SECOND_NS;
  return actions.map(({ kind: action, exDate, factor }) => ({
    time,
    fields: { kind: "action", action, ex_date: formatDate(exDate), factor },
  }));
}

function haltEvents(day: SingleDay): DayEvent[] {
  const end = sessionBounds(day.tradeDate).postClose * SECOND_NS;
  return haltsOf(day.status, sessionBounds(day.tradeDate)).flatMap((halt): DayEvent[] => {
    const from = instant(day, halt.start);
    const started: DayEvent = {
      time: halt.startKnown,
      fields: { kind: "halt", from, action: halt.action, reason: halt.reason },
    };
    if (halt.end >= end) return [started]; // it was never lifted
    const to = instant(day, halt.end);
    return [started, { time: halt.endKnown, fields: { kind: "resume", from, to } }];
  });
}

function gapEvents(day: SingleDay): DayEvent[] {
  return day.gaps.map(({ kind: cause, table, start, end }) => ({
    time: cause === "quotes" ? end : start,
    fields: {
      ...{ kind: "gap", table, from: instant(day, start), to: instant(day, end) },
      ...{ cause, filled: false },
    },
  }));
}
