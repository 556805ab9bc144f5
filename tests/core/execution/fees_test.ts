import assert from "node:assert/strict";
import fc from "fast-check";
import { COMMISSIONS, feeRates } from "../../../src/core/execution/fee_schedule.ts";
import { feesOf, worstFees } from "../../../src/core/execution/fees.ts";
import { parseDate } from "../../../src/core/time/dates.ts";

const on = (schedule: string, date: string) => feeRates(schedule, parseDate(date));
const filled = (isSale: boolean, shares: number, price: number, added = 0) => ({
  ...{ isSale, shares, added },
  notional: Math.round(shares * price * 1e6),
});
const USD = 1e6;

Deno.test("(31) the fixed commission is half a cent a share, a dollar at least, 1 % of the value at most", () => {
  const rates = on("ibkr-fixed", "2025-03-05");

  assert.equal(feesOf(rates, filled(false, 1000, 5)), 5 * USD);
  assert.equal(feesOf(rates, filled(false, 100, 5)), 1 * USD); // the minimum
  assert.equal(feesOf(rates, filled(false, 10, 5)), 0.5 * USD); // the maximum wins over it
  assert.equal(feesOf(rates, filled(false, 0, 5)), 0);
});

Deno.test("(31) regulatory fees are for sales alone, and change on their days", () => {
  const sale = filled(true, 1000, 100); // $100 000
  const cents = (date: string) => feesOf(on("zero", date), sale) / 10_000;

  assert.equal(feesOf(on("zero", "2025-03-05"), filled(false, 1000, 100)), 0);
  // section 31: 27.80 per million to 2025-05-13, nothing after; trading activity fee 0.000166 a share: 17 cents
  assert.equal(cents("2025-05-13"), 278 + 17);
  assert.equal(cents("2025-05-14"), 17);
  // 8.00 per million to 2024-05-21
  assert.equal(cents("2024-05-21"), 80 + 17);
  assert.equal(cents("2024-05-22"), 278 + 17);
  // 13.00 from 2018-05-22, 23.10 before; trading activity fee 0.000119: 12 cents
  assert.equal(cents("2018-05-21"), 231 + 12);
  assert.equal(cents("2018-05-22"), 130 + 12);
});

Deno.test("(31) the trading activity fee has a cap", () => {
  assert.equal(feesOf(on("zero", "2025-06-02"), filled(true, 100_000, 1)), 8_300_000);
});

Deno.test("the tiered schedule passes exchange fees and rebates through", () => {
  const rates = on("ibkr-tiered", "2025-03-05");

  assert.equal(feesOf(rates, filled(false, 1000, 5)), 3.5 * USD + 1000 * (272 + 3000));
  assert.equal(feesOf(rates, filled(false, 1000, 5, 1000)), 3.5 * USD + 1000 * (272 - 2000));
});

Deno.test("fees of an order do not depend on how it was filled, and never pass the worst case", () => {
  const schedules = fc.constantFrom(...Object.keys(COMMISSIONS));
  fc.assert(fc.property(
    schedules,
    fc.boolean(),
    fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 8 }),
    fc.integer({ min: 1, max: 20_000 }),
    (schedule, isSale, parts, cents) => {
      const rates = on(schedule, "2025-03-05");
      const total = parts.reduce((sum, n) => sum + n, 0);
      const whole = filled(isSale, total, cents / 100);
      let charged = 0;
      let shares = 0;
      for (const part of parts) {
        shares += part;
        charged += feesOf(rates, filled(isSale, shares, cents / 100)) - charged;
      }
      assert.equal(charged, feesOf(rates, whole));
      assert.ok(charged <= worstFees(rates, total, whole.notional));
      assert.ok(Number.isInteger(charged));
    },
  ));
});
