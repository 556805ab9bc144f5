/** Reports and accounts as they are printed: one record each, prices and money in dollars, times as text. */
import type { Account } from "./account.ts";
import type { NamedReport } from "./order_session.ts";

/** One execution report. */
export interface ReportRow {
  /** What it tells; see `REPORT_KINDS`. */
  readonly type: string;
  /** When it happened at the venue, and when the agent learns of it. */
  readonly ts: string;
  /** When the agent learns of it. */
  readonly ts_report: string;
  /** Name of the order. */
  readonly id: string;
  /** One of `REASON_CODES`; `null` if nothing was refused. */
  readonly reason: string | null;
  /** `buy` or `sell`; `null` if unknown. */
  readonly side: "buy" | "sell" | null;
  /** Shares ordered, filled so far and still open; `null` if the order was never taken in. */
  readonly qty: number | null;
  /** Shares filled so far. */
  readonly filled: number;
  /** Shares still open. */
  readonly leaves: number | null;
  /** Shares and dollars a share of this fill, and how it came about; `null` if it is none. */
  readonly fill_qty: number | null;
  /** Dollars a share. */
  readonly fill_price: number | null;
  /** `touch`, `walk`, `passive`, `cross` or `improved`. */
  readonly liquidity: string | null;
  /** Dollars; negative for a rebate. */
  readonly fees: number | null;
  /** Whether the quote it met was made from prints. */
  readonly synthetic: boolean | null;
  /** Cash in dollars and shares held right after, at the broker. */
  readonly cash: number;
  /** Shares held right after, negative if short. */
  readonly position: number;
  /** Only of fills, and only if they are to be explained. */
  readonly cost?: CostRow;
}

/** What a fill cost, in dollars: the parts add up to `total` to the micro-dollar. */
export interface CostRow {
  /** Half of the spread when the order was decided. */
  readonly half_spread: number;
  /** Move of the touch from then until the fill. */
  readonly drift: number;
  /** What was left of own earlier volume. */
  readonly own_impact: number;
  /** The walk beyond the touch; negative for a passive fill. */
  readonly walk: number;
  /** Charged for this fill. */
  readonly fees: number;
  /** Against the mid when the order was decided, fees included. */
  readonly total: number;
}

/** The closing account. Dollars and shares. */
export interface AccountRow {
  /** Tells it from reports. */
  readonly type: "account";
  /** The time it is of. */
  readonly ts: string;
  /** At the broker. */
  readonly cash: number;
  /** Held, negative if short. */
  readonly shares: number;
  /** Cash at the start. */
  readonly start_cash: number;
  /** Paid so far. */
  readonly fees: number;
  /** Held ready for open orders. */
  readonly reserved: number;
  /** Left to spend. */
  readonly buying_power: number;
  /** `null` while the side of the book that would close the position is empty. */
  readonly liquidation_value: number | null;
  /** Cash and liquidation value. */
  readonly equity: number | null;
  /** Shares bought. */
  readonly bought: number;
  /** Shares sold. */
  readonly sold: number;
  /** Money turned over by fills. */
  readonly turnover: number;
  /** Number of fills. */
  readonly fills: number;
  /** Number of refused orders and requests. */
  readonly rejects: number;
  /** Largest share of the tape of a trailing minute that fills beyond the touch have had. */
  readonly participation: number;
  /** Orders that are still open. */
  readonly open_orders: number;
}

/** How rows are written. */
export interface RowOptions {
  /** Writes a time given in ns since local midnight. */
  readonly formatTime: (ns: number) => string;
  /** Whether fills tell what made up their cost; default false. */
  readonly explain?: boolean;
}

const NANO = 1e9;
const MICRO = 1e6;

/** A report as a record. */
export function reportRow(report: NamedReport, { formatTime, explain }: RowOptions): ReportRow {
  const isFill = report.kind === "fill";
  const wasTaken = report.quantity > 0;
  return {
    type: report.kind,
    ts: formatTime(report.time),
    ts_report: formatTime(report.reportTime),
    id: report.id,
    reason: report.reason === "NONE" ? null : report.reason,
    side: report.side === 0 ? null : report.side > 0 ? "buy" : "sell",
    qty: wasTaken ? report.quantity : null,
    filled: report.filled,
    leaves: wasTaken ? report.leaves : null,
    fill_qty: isFill ? report.shares : null,
    fill_price: isFill ? report.price / NANO : null,
    liquidity: isFill ? report.liquidity : null,
    fees: isFill ? report.fees / MICRO : null,
    synthetic: isFill ? report.isSynthetic : null,
    cash: report.cash / MICRO,
    position: report.position,
    ...(isFill && explain ? { cost: costRow(report) } : {}),
  };
}

function costRow({ halfSpread, drift, carry, walk, fees }: NamedReport): CostRow {
  const money = (microDollars: number) => microDollars === 0 ? 0 : microDollars / MICRO; // no -0
  return {
    half_spread: money(halfSpread),
    drift: money(drift),
    own_impact: money(carry),
    walk: money(walk),
    fees: money(fees),
    total: money(halfSpread + drift + carry + walk + fees),
  };
}

/** An account as a record. */
export function accountRow(account: Account, { formatTime }: RowOptions): AccountRow {
  const money = (microDollars: number) => microDollars / MICRO;
  const known = (microDollars: number) => Number.isNaN(microDollars) ? null : microDollars / MICRO;
  return {
    type: "account",
    ts: formatTime(account.time),
    cash: money(account.cash),
    shares: account.shares,
    start_cash: money(account.startCash),
    fees: money(account.fees),
    reserved: money(account.reserved),
    buying_power: money(account.buyingPower),
    liquidation_value: known(account.liquidationValue),
    equity: known(account.equity),
    bought: account.bought,
    sold: account.sold,
    turnover: money(account.turnover),
    fills: account.fills,
    rejects: account.rejects,
    participation: account.participation,
    open_orders: account.openOrders,
  };
}
