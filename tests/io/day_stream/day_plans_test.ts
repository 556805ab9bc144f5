import assert from "node:assert/strict";
import { DAY_TABLES } from "../../../src/core/day/day.ts";
import { MomoError } from "../../../src/core/error.ts";
import { epochDay } from "../../../src/core/time/dates.ts";
import type { SessionPlan, TablePlan } from "../../../src/io/day/day_plan.ts";
import { DayPlans } from "../../../src/io/day_stream/day_plans.ts";

const FRIDAY = epochDay(2025, 3, 21);
const MONDAY = epochDay(2025, 3, 24);
const TUESDAY = epochDay(2025, 3, 25);

function session(tradeDate: number): SessionPlan {
  const tables = Object.fromEntries(DAY_TABLES.map((table): [string, TablePlan] => {
    return [table, { table, schema: null, dataset: null, files: [], stored: null }];
  })) as SessionPlan["tables"]; // one of each, as said
  return {
    symbol: "A",
    tradeDate,
    tables,
    others: [],
    foldsBars: false,
    condition: null,
    warnings: [],
  };
}

/** Plans in which Tuesday has Monday and Friday before it, and a split lies between Friday and Monday. */
function makePlans() {
  const planned: number[] = [];
  const plans = new DayPlans({
    plan: ({ tradeDate }) => {
      planned.push(tradeDate);
      if (tradeDate < FRIDAY) throw new MomoError("not_found", "Cannot load it: no file has data");
      const before = [MONDAY, FRIDAY].filter((date) => date < tradeDate).map((date) => {
        const factor = date === FRIDAY ? 20 : 1;
        return { session: session(date), priceFactor: factor, volumeFactor: factor };
      });
      return { session: session(tradeDate), previous: before };
    },
    ...{ schemas: [], lookback: true, bars: [], actions: [], adjustment: "splits" },
  });
  const needOf = (tradeDate: number) =>
    plans.needOf({ visit: 0, symbol: "A", tradeDate, points: 3, facts: {} });
  return { plans, planned, needOf };
}

Deno.test("a session that is not adjusted has one name in both roles", () => {
  const { needOf } = makePlans();

  assert.equal(needOf(TUESDAY).lookback, "A:2025-03-24");
  assert.equal(needOf(MONDAY).day, "A:2025-03-24");
});

Deno.test("a session before a split has a name of its own for the day it is adjusted to", () => {
  const { plans, needOf } = makePlans();

  const { lookback } = needOf(MONDAY);

  assert.equal(lookback, "A:2025-03-21 for A:2025-03-24");
  assert.deepEqual(plans.jobOf(lookback!).factors, { priceFactor: 20, volumeFactor: 20 });
  needOf(FRIDAY);
  assert.equal(plans.jobOf("A:2025-03-21").factors, null);
});

Deno.test("of the sessions before, those that turned out to be empty are passed over", () => {
  const { plans, needOf } = makePlans();

  plans.noteEmpty("A:2025-03-24");
  const second = needOf(TUESDAY).lookback;
  plans.noteEmpty(second!);

  assert.equal(second, "A:2025-03-21 for A:2025-03-25");
  assert.equal(needOf(TUESDAY).lookback, null);
  assert.equal(needOf(FRIDAY).lookback, null); // there is none
});

Deno.test("a day that cannot be planned fails when it is loaded, not before", () => {
  const { plans, needOf } = makePlans();

  const need = needOf(FRIDAY - 1);

  assert.equal(need.lookback, null);
  assert.throws(() => plans.jobOf(need.day), { code: "not_found" });
});

Deno.test("each day is planned once", () => {
  const { planned, needOf } = makePlans();

  for (let i = 0; i < 3; i++) for (const date of [MONDAY, TUESDAY, FRIDAY - 1]) needOf(date);

  assert.deepEqual(planned, [MONDAY, TUESDAY, FRIDAY - 1]);
});
