import assert from "node:assert/strict";
import { tickSize } from "../../../src/core/market/tick_size.ts";

Deno.test("tickSize() is a cent from one dollar on and a hundredth of a cent below", () => {
  assert.equal(tickSize(1e9), 1e7);
  assert.equal(tickSize(250e9), 1e7);
  assert.equal(tickSize(1e9 - 1e5), 1e5);
  assert.equal(tickSize(1e5), 1e5);
});
