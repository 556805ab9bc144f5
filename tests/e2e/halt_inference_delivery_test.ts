/** Pauses inferred from silence against those that the status messages of a real delivery tell. */
import assert from "node:assert/strict";
import { type Halt, haltsOf, inferHalts } from "../../src/core/market/halts.ts";
import { MomoError } from "../../src/core/error.ts";
import { sessionsBetween } from "../../src/core/time/calendar.ts";
import { parseDate } from "../../src/core/time/dates.ts";
import { SECOND_NS, sessionBounds } from "../../src/core/time/sessions.ts";
import { openCatalog } from "../../src/io/catalog/catalog.ts";
import { DaySources } from "../../src/io/day/day_sources.ts";
import { loadDay } from "../../src/io/day/load_day.ts";
import { deliveredFiles, DELIVERY } from "../io/day/delivered_records.ts";

const isThere = (deliveredFiles("status") ?? []).length > 0;

/** Told and inferred pauses of each day with status messages and bars. */
function pausesByDay(): { told: Halt[]; inferred: Halt[] }[] {
  const sources = new DaySources(openCatalog([DELIVERY]));
  return sessionsBetween(parseDate("2025-02-03"), parseDate("2025-04-29")).flatMap((tradeDate) => {
    try {
      const request = { symbol: "MLGO", tradeDate, lookback: false };
      const { day } = loadDay(sources, request, new AbortController().signal);
      if (day.status.length === 0) return [];
      const bounds = sessionBounds(tradeDate);
      const isRegular = ({ start, end }: Halt) =>
        start >= bounds.open * SECOND_NS && end <= bounds.close * SECOND_NS;
      const told = haltsOf(day.status, bounds).filter(isRegular);
      return [{ told, inferred: inferHalts(day.bars1s, bounds) }];
    } catch (error) {
      if (error instanceof MomoError && error.code === "not_found") return [];
      throw error;
    }
  });
}

function overlaps(a: Halt, b: Halt): boolean {
  const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return shared > 0.9 * (a.end - a.start);
}

Deno.test({
  name: "(36) of 16 delivered pauses 5 are inferred from silence, and no pause that there was not",
  ignore: !isThere,
  fn() {
    const days = pausesByDay();
    const told = days.flatMap((day) => day.told);
    const inferred = days.flatMap((day) => day.inferred);
    const found = days.flatMap(({ told, inferred }) =>
      told.filter((halt) => inferred.some((other) => overlaps(halt, other)))
    );

    assert.deepEqual([told.length, inferred.length, found.length], [16, 5, 5]);
  },
});
