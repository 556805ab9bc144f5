/** How much of the tape own fills beyond the touch have had. */
import assert from "node:assert/strict";
import { type MadeMarket, makeEngine, SECOND, TEN, type TradeRow } from "./made_market.ts";

const at = (seconds: number) => TEN + seconds * SECOND;
const PRINTS: TradeRow[] = [[at(-70), 5, 9000], [at(-50), 5, 600], [at(-1), 5, 400]];
const MARKET: MadeMarket = { quotes: [[TEN, 5, 5.01, 100, 100]], trades: PRINTS };

function participationOf(quantity: number, settings: object = {}): number {
  const engine = makeEngine(MARKET, settings);
  engine.submit(0, { side: 1, type: "market", quantity }, TEN);
  engine.advance(0, TEN);
  return engine.account(0).participation;
}

Deno.test("the account tells the largest share of the last minute's tape that was taken beyond the touch", () => {
  assert.equal(participationOf(100), 0); // the touch is no part of it
  assert.equal(participationOf(500), 0.4); // 400 of 1000 shares
  assert.equal(participationOf(500, { participation_cap: 0.25 }), 0.25);
});

Deno.test("the share is that of the worst minute, and a reset forgets it", () => {
  const engine = makeEngine(MARKET);
  engine.submit(0, { side: 1, type: "market", quantity: 500 }, TEN);
  engine.advance(0, TEN + 30 * SECOND);
  engine.submit(0, { side: 1, type: "market", quantity: 1 }, TEN + 30 * SECOND);
  engine.advance(0, TEN + 30 * SECOND);
  const { participation } = engine.account(0);
  engine.reset(0, TEN);

  assert.equal(participation, 401 / 400); // the 600 shares are older than a minute by then
  assert.equal(engine.account(0).participation, 0);
});
