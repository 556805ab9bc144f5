import assert from "node:assert/strict";
import { parseOwnFill } from "../../../src/core/execution/own_fills.ts";

const WHERE = { line: 3, source: '"fills.ndjson"' };

Deno.test("parseOwnFill() reads a broker's fill and a report of a simulated run", () => {
  const own = { ts: "2025-03-24T13:30:00.5Z", side: "sell", qty: 40, price: 5.01, symbol: "MLGO" };
  const report = { type: "fill", ts: own.ts, id: 7, side: "buy", fill_qty: 40, fill_price: 5.01 };

  assert.deepEqual(parseOwnFill(JSON.stringify(own), WHERE), {
    ...{ time: 1742823000500000000n, side: -1, shares: 40, price: 5.01e9 },
    ...{ order: "line 3", symbol: "MLGO" },
  });
  assert.deepEqual(parseOwnFill(JSON.stringify(report), WHERE), {
    ...{ time: 1742823000500000000n, side: 1, shares: 40, price: 5.01e9 },
    ...{ order: "7", symbol: null },
  });
  assert.equal(parseOwnFill(`{"type":"accepted","ts":"x"}`, WHERE), null);
});

Deno.test("a line that is no fill is an error that names line and field", () => {
  const good = { ts: "2025-03-24T13:30:00Z", side: "buy", qty: 40, price: 5.01 };
  const bad = [
    [{ ...good, ts: "09:30" }, 'field "ts" in line 3 of "fills.ndjson": got "09:30"'],
    [{ ...good, side: "long" }, 'field "side" in line 3'],
    [{ ...good, qty: 1.5 }, 'field "qty" in line 3'],
    [{ ...good, price: 0 }, 'field "price" in line 3 of "fills.ndjson": got 0'],
    [{ ...good, price: undefined }, "got nothing, expected dollars above 0"],
  ] as const;
  for (const [line, message] of bad) {
    const text = JSON.stringify(line);
    assert.throws(
      () => parseOwnFill(text, WHERE),
      (error: Error) => error.message.includes(message),
    );
  }
  assert.throws(() => parseOwnFill("[", WHERE), {
    message: /Cannot read line 3 of "fills.ndjson"/,
  });
});
