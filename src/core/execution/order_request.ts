/** What an agent asks for. Prices in nano-dollars, times in ns since local midnight. */
import type { OrderType, TimeInForce } from "./state_layout.ts";

/** A new order. */
export interface OrderRequest {
  /** 1 buys, -1 sells. */
  readonly side: number;
  /** How it is priced. */
  readonly type: OrderType;
  /** Whole shares. */
  readonly quantity: number;
  /** Of a limit or stop-limit order. A marketable limit without one is set a few ticks beyond the touch seen. */
  readonly limit?: number;
  /** Of a stop or stop-limit order. */
  readonly stop?: number;
  /** Default `day`. */
  readonly tif?: TimeInForce;
  /** End of a `gtd` order. */
  readonly goodUntil?: number;
  /** Whether it may trade before the open and after the close. */
  readonly extended?: boolean;
  /** What its random draws are keyed by, 0 to 2^32 - 1; its number by default. */
  readonly drawKey?: number;
}

/** New terms of an order. */
export interface OrderTerms {
  /** Whole shares, those that are filled included. */
  readonly quantity?: number;
  /** Nano-dollars. */
  readonly limit?: number;
  /** Of a stop that was not triggered yet; it means nothing to other orders. */
  readonly stop?: number;
}
