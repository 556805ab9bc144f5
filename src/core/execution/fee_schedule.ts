/** Commissions and regulatory fees, with the days from which they hold. Money is in micro-dollars. */
import { type EpochDay, parseDate } from "../time/dates.ts";

/** A rate from a day on. */
export interface DatedRate {
  /** First trade date it holds for. */
  readonly from: EpochDay;
  readonly rate: number;
  /** Where it was published. */
  readonly source: string;
  /** Whether rate and day were confirmed by a published notice. */
  readonly verified: boolean;
}

function since(date: string, rate: number, source: string, verified: boolean): DatedRate {
  return { from: parseDate(date), rate, source, verified };
}

/**
 * SEC section 31 fee on sales: micro-dollars per million dollars, oldest first.
 *
 * Before 2018-05-22 $23.10 per million.
 */
export const SEC_RATES: readonly DatedRate[] = [
  {
    from: -Infinity,
    rate: 23.1e6,
    source: "FINRA information notice of 2018-05-07",
    verified: true,
  },
  since("2018-05-22", 13e6, "FINRA information notice of 2018-05-07", true),
  since("2019-04-16", 20.7e6, "SEC fee advisory, fiscal 2019", true),
  since("2020-02-18", 22.1e6, "FINRA information notice of 2020-02-03", true),
  since("2021-02-25", 5.1e6, "SEC fee advisory, fiscal 2021", true),
  since("2022-05-14", 22.9e6, "SEC fee advisory 1, fiscal 2022; MEMX trader alert 22-11", true),
  since("2023-02-27", 8e6, "SEC fee advisory, fiscal 2023; 88 FR 5051", true),
  since("2024-05-22", 27.8e6, "SEC fee advisory, fiscal 2024", true),
  since("2025-05-14", 0, "FINRA information notice of 2025-04-24", true),
  since("2026-04-04", 20.6e6, "91 FR 10643", false),
];

/** FINRA trading activity fee on sales: micro-dollars per share, oldest first. */
export const TAF_RATES: readonly DatedRate[] = [
  { from: -Infinity, rate: 119, source: "FINRA by-laws, schedule A, section 1", verified: true },
  since("2022-01-01", 130, "FINRA regulatory notice 20-39", false),
  since(
    "2023-01-01",
    145,
    "FINRA regulatory notice 20-39; brokers tell the rate, not its day",
    false,
  ),
  since(
    "2024-01-01",
    166,
    "FINRA regulatory notice 20-39; brokers tell the rate, not its day",
    false,
  ),
  since("2026-01-01", 195, "FINRA regulatory notice 24-18", false),
];

/** Largest trading activity fee of one trade: micro-dollars, oldest first. */
export const TAF_CAPS: readonly DatedRate[] = [
  { from: -Infinity, rate: 5.95e6, source: "FINRA by-laws, schedule A, section 1", verified: true },
  since("2022-01-01", 6.49e6, "FINRA regulatory notice 20-39", false),
  since("2023-01-01", 7.27e6, "FINRA regulatory notice 20-39", false),
  since(
    "2024-01-01",
    8.3e6,
    "FINRA regulatory notice 20-39; brokers tell the cap, not its day",
    false,
  ),
  since("2026-01-01", 9.79e6, "FINRA regulatory notice 24-18", false),
];

/** What a broker charges. Micro-dollars. */
export interface Commission {
  readonly perShare: number;
  readonly minimum: number;
  /** Largest share of the order's value; it wins over the minimum. */
  readonly maximumFraction: number;
  /** Passed through per share: clearing and audit trail. */
  readonly passThrough: number;
  /** Exchange fee per share for taking and for adding liquidity (a rebate is negative). */
  readonly take: number;
  readonly add: number;
}

/** Commission schedules by name. */
export const COMMISSIONS: Readonly<Record<string, Commission>> = {
  "ibkr-fixed": {
    ...{ perShare: 5000, minimum: 1e6, maximumFraction: 0.01 },
    ...{ passThrough: 0, take: 0, add: 0 },
  },
  "ibkr-tiered": {
    ...{ perShare: 3500, minimum: 350_000, maximumFraction: 0.01 },
    ...{ passThrough: 272, take: 3000, add: -2000 },
  },
  zero: {
    ...{ perShare: 0, minimum: 0, maximumFraction: 0 },
    ...{ passThrough: 0, take: 0, add: 0 },
  },
};

/** Everything that is charged on one trade date. */
export interface FeeRates extends Commission {
  /** Of sales: micro-dollars per million dollars. */
  readonly secPerMillion: number;
  /** Of sales: micro-dollars per share, and at most per order. */
  readonly tafPerShare: number;
  readonly tafMaximum: number;
}

/** The fees of a trade date. @param schedule A key of `COMMISSIONS`. */
export function feeRates(schedule: string, day: EpochDay): FeeRates {
  const commission = COMMISSIONS[schedule];
  if (commission === undefined) throw new RangeError(`No commission schedule ${schedule}`);
  return {
    ...commission,
    secPerMillion: rateOn(SEC_RATES, day),
    tafPerShare: rateOn(TAF_RATES, day),
    tafMaximum: rateOn(TAF_CAPS, day),
  };
}

function rateOn(rates: readonly DatedRate[], day: EpochDay): number {
  return rates.findLast((entry) => entry.from <= day)!.rate;
}
