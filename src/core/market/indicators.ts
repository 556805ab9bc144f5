/** The causal indicators an observation can carry, at each minute edge of a session. */

/**
 * Indicators and their positions. Prices are nano-dollars; `NaN` where the history does not reach back far enough. All
 * use bars that ended by the minute edge only. Formulas: the scanner's building blocks, volume levels and VWAP bands.
 */
export const INDICATORS = {
  /** Last trade price. */
  price: 0,
  /** Log returns over the last 5, 10, 15 and 30 minutes. */
  r5: 1,
  r10: 2,
  r15: 3,
  r30: 4,
  /** Usual five-minute return. */
  sigma5: 5,
  /** Five-minute volume over its usual value in the hour before. */
  burst5: 6,
  /** Highest high and lowest low of the 30 minutes before the latest one. */
  high30: 7,
  low30: 8,
  /** Low and high of the last five minutes, and the position of the price between them, 0 to 1. */
  low5: 9,
  high5: 10,
  position5: 11,
  /** ln(high / low) of the last ten minutes, and its usual value in the two hours before. */
  range10: 12,
  usualRange10: 13,
  /** Kaufman efficiency of the last 15 minutes, 0 to 1. */
  efficiency: 14,
  /** Volume-weighted price since pre-market opened and its standard deviation by volume. */
  vwap: 15,
  vwapSigma: 16,
  /** Volume-weighted price since the regular open. */
  regularVwap: 17,
  /** Side of the last lasting cross of VWAP: 1 reclaimed, -1 lost, 0 none yet; and minutes since. */
  vwapCross: 18,
  vwapCrossAge: 19,
  /** Highest and lowest trade since pre-market opened. */
  dayHigh: 20,
  dayLow: 21,
  /** Price with the most volume, and the area around it that holds 70 %. */
  pointOfControl: 22,
  valueAreaLow: 23,
  valueAreaHigh: 24,
  /** Minutes with a trade among the last ten. */
  traded10: 25,
  /** Shares since pre-market opened, and in the last five minutes. */
  volume: 26,
  volume5: 27,
} as const;

/** Name of an indicator. */
export type IndicatorName = keyof typeof INDICATORS;

/** Number of indicators. */
export const INDICATORS_LENGTH = 28;
