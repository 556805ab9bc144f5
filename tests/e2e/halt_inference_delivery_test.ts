/** Pauses that are inferred, against those that the status messages of a real delivery tell. */
import assert from "node:assert/strict";
import { marketTape } from "../../src/core/execution/tape.ts";
import { type Halt, haltsOf, inferHalts } from "../../src/core/market/halts.ts";
import type { Day } from "../../src/core/day/day.ts";
import { MomoError } from "../../src/core/error.ts";
import { sessionsBetween } from "../../src/core/time/calendar.ts";
import { parseDate } from "../../src/core/time/dates.ts";
import { SECOND_NS, sessionBounds } from "../../src/core/time/sessions.ts";
import { openCatalog } from "../../src/io/catalog/catalog.ts";
import { DaySources } from "../../src/io/day/day_sources.ts";
import { loadDay } from "../../src/io/day/load_day.ts";
import { deliveredFiles, DELIVERY } from "../io/day/delivered_records.ts";

const isThere = (deliveredFiles("status") ?? []).length > 0;

function* deliveredDays(): Generator<Day> {
  const sources = new DaySources(openCatalog([DELIVERY]));
  for (const tradeDate of sessionsBetween(parseDate("2025-02-03"), parseDate("2025-04-29"))) {
    try {
      const request = { symbol: "MLGO", tradeDate, lookback: true };
      yield loadDay(sources, request, new AbortController().signal).day;
    } catch (error) {
      if (!(error instanceof MomoError && error.code === "not_found")) throw error;
    }
  }
}

/** The day as it would be without its status messages, and without its tape and quotes too if wanted. */
function withoutStatus(day: Day, hasTape: boolean): Day {
  const none = <T extends object>(table: T): T => ({ ...table, length: 0 });
  const bare = { ...day, status: none(day.status) };
  return hasTape ? bare : { ...bare, trades: none(day.trades), quotes: none(day.quotes) };
}

function toldPauses(day: Day): Halt[] {
  const bounds = sessionBounds(day.tradeDate);
  return haltsOf(day.status, bounds).filter(({ start, end }) =>
    start >= bounds.open * SECOND_NS && end <= bounds.close * SECOND_NS
  );
}

type Span = Pick<Halt, "start" | "end">;

/** How many told pauses are found, and how many inferred ones there were not. */
function compare(told: readonly Span[], inferred: readonly Span[]) {
  const shares = (a: Span, b: Span) =>
    Math.min(a.end, b.end) - Math.max(a.start, b.start) > 0.9 * (a.end - a.start);
  return {
    told: told.length,
    found: told.filter((halt) => inferred.some((other) => shares(halt, other))).length,
    wrong: inferred.filter((halt) => !told.some((other) => shares(other, halt))).length,
  };
}

/** Whether both bounds agree to 2.5 s. */
function isSame(a: Span, b: Span): boolean {
  const apart = Math.max(Math.abs(a.start - b.start), Math.abs(a.end - b.end));
  return apart <= 2.5 * SECOND_NS;
}

function add(sum: ReturnType<typeof compare>, more: ReturnType<typeof compare>) {
  sum.told += more.told;
  sum.found += more.found;
  sum.wrong += more.wrong;
}

Deno.test({
  name:
    "(36) 16 of 16 delivered pauses are inferred for execution, and no pause that there was not",
  ignore: !isThere,
  fn() {
    const sums = [true, false].map(() => ({ told: 0, found: 0, wrong: 0 }));
    let exact = 0;
    for (const day of deliveredDays()) {
      if (day.status.length === 0) continue;
      const told = toldPauses(day);
      [true, false].forEach((hasTape, i) => {
        const inferred = marketTape(withoutStatus(day, hasTape)).inferredPauses;
        add(sums[i]!, compare(told, inferred));
        exact += told.filter((halt) => inferred.some((other) => isSame(halt, other))).length;
      });
    }

    assert.deepEqual(sums, [{ told: 16, found: 16, wrong: 0 }, { told: 16, found: 16, wrong: 0 }]);
    assert.equal(exact, 2 * 14); // the other two follow each other, and are taken for one
  },
});

Deno.test({
  name: "the eight pauses of 2025-04-01, of which there are bars alone, have the published lengths",
  ignore: !isThere,
  fn() {
    const day = [...deliveredDays()].find(({ tradeDate }) => tradeDate === parseDate("2025-04-01"));
    assert.ok(day !== undefined);
    const { inferredPauses } = marketTape(withoutStatus(day, false));

    const minutes = inferredPauses.map(({ start, end }) => Math.round((end - start) / 60e9));
    assert.deepEqual(minutes, [5, 5, 10, 5, 10, 5, 5, 5]);
  },
});

Deno.test({
  name: "the scanner's stricter rule finds 5 of the 16 and infers no pause that there was not",
  ignore: !isThere,
  fn() {
    const sum = { told: 0, found: 0, wrong: 0 };
    for (const day of deliveredDays()) {
      if (day.status.length === 0) continue;
      add(sum, compare(toldPauses(day), inferHalts(day.bars1s, sessionBounds(day.tradeDate))));
    }

    assert.deepEqual([sum.told, sum.found, sum.wrong], [16, 5, 0]);
  },
});
