/** One step of many environments on one day: orders as columns in, accounts as columns out. */
import { ACCOUNT_NUMBERS, type ExecutionEngine } from "./engine.ts";

/** One order at most for each environment. */
export interface VectorOrders {
  /** Shares to buy, or to sell if negative; 0 for no order. */
  readonly shares: Int32Array;
  /** Limit in nano-dollars; `NaN` for a market order. */
  readonly limit: Float64Array;
}

/**
 * Sends the orders of all environments at their own presents, then lets each go on for `durationNs`. The result is that
 * of stepping one after another.
 *
 * @param accounts Takes `ACCOUNT_NUMBERS` numbers for each environment (see `ExecutionEngine.accountInto`).
 */
export function stepAll(
  engine: ExecutionEngine,
  orders: VectorOrders,
  durationNs: number,
  accounts: Float64Array,
): void {
  for (let i = 0; i < engine.environments; i++) {
    const now = engine.now(i);
    const shares = orders.shares[i]!;
    if (shares !== 0) {
      const limit = orders.limit[i]!;
      const type = limit === limit ? "limit" : "market";
      engine.submit(i, { side: Math.sign(shares), type, quantity: Math.abs(shares), limit }, now);
    }
    engine.advance(i, now + durationNs);
    engine.accountInto(i, accounts, i * ACCOUNT_NUMBERS);
  }
}
