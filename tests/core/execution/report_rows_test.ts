import assert from "node:assert/strict";
import { OrderSession } from "../../../src/core/execution/order_session.ts";
import { parseOrderLine } from "../../../src/core/execution/order_text.ts";
import { accountRow, reportRow } from "../../../src/core/execution/report_rows.ts";
import { flatQuotes, makeEngine } from "./made_market.ts";

const formatTime = (ns: number) => `${ns / 1e9} s`;
const CONTEXT = { source: "-", line: 1, base: 0n };

Deno.test("reports and the account are records in dollars whose costs add up", () => {
  const engine = makeEngine({ quotes: flatQuotes() }, { commission: "ibkr-fixed" });
  const session = new OrderSession(engine);
  session.send(parseOrderLine(`{"ts":"10:00:00","id":"a","side":"buy","qty":100}`, CONTEXT));
  const reports = session.finish(36_001e9);
  const rows = reports.map((report) => reportRow(report, { formatTime, explain: true }));

  assert.deepEqual(rows[1], {
    ...{ type: "fill", ts: "36000 s", ts_report: "36000 s", id: "a", reason: null, side: "buy" },
    ...{ qty: 100, filled: 100, leaves: 0, fill_qty: 100, fill_price: 5.01, liquidity: "touch" },
    ...{ fees: 1, synthetic: false, cash: 1e7 - 502, position: 100 },
    cost: { half_spread: 0.5, drift: 0, own_impact: 0, walk: 0, fees: 1, total: 1.5 },
  });
  assert.equal(rows[0]!.cost, undefined);
  const account = accountRow(session.account(), { formatTime });
  assert.deepEqual(
    [account.cash, account.shares, account.liquidation_value, account.equity],
    [1e7 - 502, 100, 500, 1e7 - 2],
  );
});

Deno.test("a request that was never taken in has nulls where nothing is known", () => {
  const session = new OrderSession(makeEngine({ quotes: flatQuotes() }));
  const line = `{"action":"cancel","ts":"10:00:00","id":"b"}`;
  const [report] = session.send(parseOrderLine(line, CONTEXT));
  const { type, reason, side, qty, leaves, fill_price, cost } = reportRow(report!, { formatTime });

  assert.deepEqual([type, reason], ["request_rejected", "UNKNOWN_ORDER"]);
  assert.deepEqual([side, qty, leaves, fill_price, cost], [null, null, null, null, undefined]);
});
