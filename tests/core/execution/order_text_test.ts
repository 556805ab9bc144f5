import assert from "node:assert/strict";
import { OrderSession } from "../../../src/core/execution/order_session.ts";
import { drawKeyOf } from "../../../src/core/execution/keyed_draws.ts";
import { parseOrderLine } from "../../../src/core/execution/order_text.ts";
import { clock, dollars, flatQuotes, makeEngine, SECOND } from "./made_market.ts";

const BASE = 1_741_150_800_000_000_000n; // 2025-03-05 00:00 in New York
const CONTEXT = { source: "orders.ndjson", line: 3, base: BASE };
const parse = (value: unknown) => parseOrderLine(JSON.stringify(value), CONTEXT);

Deno.test("parseOrderLine() reads a new order with all its fields", () => {
  const line = {
    ts: "2025-03-05T09:30:01.5-05:00",
    ...{ id: "a1", side: "sell", qty: 300, type: "stop_limit", limit: 4.99, stop: 5 },
    ...{ tif: "gtd", until: "15:30", extended: true },
  };

  assert.deepEqual(parse(line), {
    ...{ action: "new", id: "a1", line: 3, time: clock(9, 30, 1) + 0.5 * SECOND },
    request: {
      ...{ side: -1, type: "stop_limit", quantity: 300, tif: "gtd", extended: true },
      ...{ limit: dollars(4.99), stop: dollars(5), goodUntil: clock(15, 30) },
      drawKey: drawKeyOf("a1"),
    },
  });
});

Deno.test("parseOrderLine() takes the type from the prices and the name from the line", () => {
  const typeOf = (prices: object) => {
    const action = parse({ ts: "10:00:00", side: "buy", qty: 1, ...prices });
    assert.equal(action.id, "3");
    return action.action === "new" ? action.request.type : "";
  };

  assert.equal(typeOf({}), "market");
  assert.equal(typeOf({ limit: 5 }), "limit");
  assert.equal(typeOf({ stop: 5 }), "stop");
  assert.equal(typeOf({ limit: 5, stop: 5 }), "stop_limit");
});

Deno.test("parseOrderLine() reads cancels and replacements", () => {
  assert.deepEqual(parse({ action: "cancel", ts: "10:00:00.25", id: 7 }), {
    ...{ action: "cancel", id: "7", line: 3, time: clock(10) + 0.25 * SECOND },
  });
  assert.deepEqual(parse({ action: "replace", ts: "10:00", id: "x", limit: 5.01 }), {
    ...{ action: "replace", id: "x", line: 3, time: clock(10), terms: { limit: dollars(5.01) } },
  });
});

Deno.test("a malformed line is an error that names line and field", () => {
  const where = "in line 3 of orders.ndjson";
  const lines: [string, string][] = [
    ["{", "Cannot read line 3 of orders.ndjson: it is no JSON, expected one object"],
    ["[1]", "Cannot read line 3 of orders.ndjson: got a list, expected an object"],
    ["null", "Cannot read line 3 of orders.ndjson: got null, expected an object"],
    [`{"side":"buy","qty":1}`, `Cannot read field "ts" ${where}: got nothing, expected a time`],
    [
      `{"ts":"10:00","side":"hold","qty":1}`,
      `Cannot read field "side" ${where}: got "hold", expected buy, sell`,
    ],
    [
      `{"ts":"10:00","side":"buy","qty":"ten"}`,
      `Cannot read field "qty" ${where}: got "ten", expected a number`,
    ],
    [
      `{"ts":"10:00","side":"buy"}`,
      `Cannot read field "qty" ${where}: got nothing, expected a number of shares`,
    ],
    [
      `{"ts":"25:00","side":"buy","qty":1}`,
      `Cannot read field "ts" ${where}: got "25:00", expected an instant such as 2025-03-24T13:30:00Z or a time of day`,
    ],
    [
      `{"ts":"2025-03-05T09:30:00","side":"buy","qty":1}`,
      `Cannot read field "ts" ${where}: got "2025-03-05T09:30:00", expected an instant such as 2025-03-24T13:30:00Z or a time of day`,
    ],
    [
      `{"action":"cancel","ts":"10:00"}`,
      `Cannot read field "id" ${where}: got nothing, expected the name of an order`,
    ],
    [
      `{"action":"replace","ts":"10:00","id":1}`,
      `Cannot read field "qty" ${where}: got nothing, expected qty, limit or stop`,
    ],
    [
      `{"ts":"10:00","side":"buy","qty":1,"tif":"gtd"}`,
      `Cannot read field "until" ${where}: got nothing, expected the end of a gtd order`,
    ],
    [
      `{"ts":"10:00","side":"buy","qty":1,"tif":"ioc","until":"11:00"}`,
      `Cannot read field "tif" ${where}: got "ioc", expected gtd with until`,
    ],
    [
      `{"ts":"10:00","side":"buy","qty":1,"sise":2}`,
      `Cannot read field "sise" ${where}: there is no such field`,
    ],
  ];
  for (const [line, message] of lines) {
    assert.throws(() => parseOrderLine(line, CONTEXT), { code: "bad_data", message });
  }
});

Deno.test("an order with an end is good till then", () => {
  const action = parse({ ts: "10:00", side: "buy", qty: 1, until: "11:00" });

  assert.ok(action.action === "new");
  assert.deepEqual([action.request.tif, action.request.goodUntil], ["gtd", clock(11)]);
});

Deno.test("requests that cannot be carried out are refused with a code, and the run goes on", () => {
  const session = new OrderSession(makeEngine({ quotes: flatQuotes() }));
  const lines = [
    { ts: "2025-03-03T10:00:00Z", side: "buy", qty: 1 }, // before the day
    { ts: "03:00:00", side: "buy", qty: 1 }, // before the session
    { ts: "10:00:00", side: "buy", qty: "NaN" },
    { ts: "10:00:00", side: "buy", qty: -1 },
    { ts: "10:00:00", side: "buy", qty: 1, limit: 5.001 },
    { ts: "09:59:59", side: "buy", qty: 1 }, // in the past
    { action: "cancel", ts: "10:00:00", id: "who" },
    { ts: "10:00:01", side: "buy", qty: 1, id: "good" },
    { action: "cancel", ts: "10:00:02", id: "good" },
  ];
  const reports = lines.flatMap((line) => session.send(parse(line)));
  reports.push(...session.finish(clock(10, 1)));

  // refusals that need no journey come at once, the others when the order arrives
  assert.deepEqual(reports.map(({ id, kind, reason }) => `${id} ${kind} ${reason}`), [
    "3 rejected TECHNICAL",
    "3 rejected CLOSED",
    "3 rejected TECHNICAL",
    "who request_rejected UNKNOWN_ORDER",
    "3 rejected BAD_QTY",
    "3 rejected BAD_QTY",
    "3 rejected BAD_TICK",
    "good accepted NONE",
    "good fill NONE",
    "good request_rejected TOO_LATE_TO_CANCEL",
  ]);
});
