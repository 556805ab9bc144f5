/** Prices on the tick, in nano-dollars. */
import { tickSize } from "../market/tick_size.ts";

/** The nearest price on the tick that is no better for the buyer (`side` 1) or seller (-1). */
export function outward(price: number, side: number): number {
  const tick = tickSize(price);
  return side > 0 ? Math.ceil(price / tick) * tick : Math.floor(price / tick) * tick;
}

/** Whether a price is positive, finite and on the tick. */
export function isOnTick(price: number): boolean {
  return price > 0 && price < Infinity && price % tickSize(price) === 0;
}

/** Whether `price` is worse than `bound` for an order of this side; never if either is `NaN`. */
export function isBeyond(price: number, bound: number, side: number): boolean {
  return side > 0 ? price > bound : price < bound;
}

/** The tighter of two bounds for an order of this side; `NaN` is no bound. */
export function tighter(a: number, b: number, side: number): number {
  if (a !== a) return b;
  if (b !== b) return a;
  return side > 0 ? Math.min(a, b) : Math.max(a, b);
}
