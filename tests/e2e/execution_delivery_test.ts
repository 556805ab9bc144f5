/** Orders against days of a real delivery; halts are judged by an independent reading of the status files. */
import assert from "node:assert/strict";
import { ExecutionEngine } from "../../src/core/execution/engine.ts";
import type { ExecutionReport } from "../../src/core/execution/report_log.ts";
import type { OrderRequest } from "../../src/core/execution/order_request.ts";
import { type MarketTape, marketTape } from "../../src/core/execution/tape.ts";
import { parseDate } from "../../src/core/time/dates.ts";
import { newYorkMidnight } from "../../src/core/time/new_york.ts";
import { openCatalog } from "../../src/io/catalog/catalog.ts";
import { DaySources } from "../../src/io/day/day_sources.ts";
import { loadDay } from "../../src/io/day/load_day.ts";
import { deliveredFiles, DELIVERY, rawRecords } from "../io/day/delivered_records.ts";

const STATUS_BYTES = 40;
const SECOND = 1e9;
const LATENCY_NS = 100e6;
const BUY: OrderRequest = { side: 1, type: "market", quantity: 1 };
const SETTINGS = {
  latency_profile: "constant:100ms",
  start_cash: 1e8,
  participation_cap: 1,
  luld: "off",
};

const status = deliveredFiles("status") ?? [];
const isThere = status.length > 0 && (deliveredFiles("mbp-1") ?? []).length > 0;

function tapeOf(date: string): MarketTape {
  const sources = new DaySources(openCatalog([DELIVERY]));
  const request = { symbol: "MLGO", tradeDate: parseDate(date), lookback: true };
  return marketTape(loadDay(sources, request, new AbortController().signal).day);
}

function baseOf(date: string): bigint {
  return BigInt(newYorkMidnight(parseDate(date))) * 1_000_000_000n;
}

/** [pause, resume) from the raw records of one day: action 8 to 10 opens, action 7 closes. UTC nanoseconds. */
function pausesOf(date: string): [bigint, bigint][] {
  const pauses: [bigint, bigint][] = [];
  let open: bigint | null = null;
  for (const path of status.filter((name) => name.includes(date.replaceAll("-", "")))) {
    for (const view of rawRecords(path, STATUS_BYTES)) {
      const [time, action] = [view.getBigUint64(8, true), view.getUint16(24, true)];
      if (action >= 8 && action <= 10) open = time;
      else if (action === 7 && open !== null) {
        pauses.push([open, time]);
        open = null;
      }
    }
  }
  return pauses;
}

/** The reports of one-share market buys, one for each time (ns since local midnight). */
function buyAt(tape: MarketTape, times: readonly number[], order = BUY): ExecutionReport[][] {
  const engine = new ExecutionEngine(tape, { settings: SETTINGS });
  return times.map((t) => {
    engine.reset(0, t);
    engine.reports.clear();
    engine.submit(0, order, t);
    engine.advance(0, t + SECOND);
    return engine.reports.all();
  });
}

const outcome = (reports: readonly ExecutionReport[]) =>
  reports.map(({ kind, reason }) => reason === "NONE" ? kind : `${kind}:${reason}`).join(" ");

for (const date of ["2025-02-24", "2025-03-25"]) {
  Deno.test({
    name: `market buys every 10 s of ${date} are refused if and only if they arrive in a pause`,
    ignore: !isThere,
    fn() {
      const base = baseOf(date);
      const pauses = pausesOf(date);
      const times = Array.from({ length: 6.5 * 360 }, (_, i) => (9.5 * 3600 + 10 * i) * SECOND);
      const all = buyAt(tapeOf(date), times);

      let refused = 0;
      times.forEach((t, i) => {
        const arrival = base + BigInt(t + LATENCY_NS);
        const isPaused = pauses.some(([start, end]) => arrival >= start && arrival < end);
        if (isPaused) refused++;
        const expected = isPaused ? "rejected:PAUSED_LULD" : "accepted fill";
        assert.equal(outcome(all[i]!), expected, `${t / SECOND} s`);
      });
      assert.equal(pauses.length, 5);
      assert.ok(refused >= 5 * 29);
    },
  });
}

Deno.test({
  name: "an order that meets a pause on its way is refused, one decided 50 ms earlier is not",
  ignore: !isThere,
  fn() {
    const at = (text: string) =>
      Number(Temporal.Instant.from(text).epochNanoseconds - baseOf("2025-02-24"));
    const late = at("2025-02-24T14:36:10.050Z"); // the pause began at 14:36:10.119102
    const [inside, before] = buyAt(tapeOf("2025-02-24"), [late, late - 50e6]);

    assert.equal(outcome(inside!), "rejected:PAUSED_LULD");
    assert.equal(outcome(before!), "accepted fill");
  },
});

Deno.test({
  name: "before the open a market order is refused and an extended limit order is not",
  ignore: !isThere,
  fn() {
    const tape = tapeOf("2025-02-24");
    const limit: OrderRequest = { ...BUY, type: "limit", limit: 20e9, extended: true };

    assert.equal(outcome(buyAt(tape, [8 * 3600 * SECOND])[0]!), "rejected:EXT_HOURS_LIMIT_ONLY");
    assert.equal(outcome(buyAt(tape, [8 * 3600 * SECOND], limit)[0]!), "accepted fill");
  },
});

Deno.test({
  name: "an order on a day without quotes fills against a synthetic spread and says so",
  ignore: !isThere,
  fn() {
    const tape = tapeOf("2025-03-24");
    assert.equal(tape.day.quotes.length, 0);
    const [reports] = buyAt(tape, [11 * 3600 * SECOND]);
    const fill = reports!.at(-1)!;
    const print = tape.printIndex.lastAtOrBefore(fill.time);

    assert.equal(fill.kind, "fill");
    assert.equal(fill.isSynthetic, true);
    assert.ok(fill.price > tape.prints.price[print]!);
    assert.ok(fill.price < 1.05 * tape.prints.price[print]!);
  },
});
