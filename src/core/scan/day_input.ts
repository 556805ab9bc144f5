/** What the analysis of one symbol-day starts from. */
import type { Bars } from "../columns/bars.ts";
import type { Halt, ShortSaleChange } from "../market/halts.ts";
import type { EpochDay } from "../time/dates.ts";
import type { BarSource, Baseline } from "./baseline.ts";
import type { SpreadTrack } from "./spread_track.ts";

/** Everything that is known about one symbol-day before it is analysed. */
export interface DayInput {
  readonly symbol: string;
  readonly day: EpochDay;
  /** Cleaned bars within the session, in order; at least one. */
  readonly bars: Bars;
  readonly barSource: BarSource;
  readonly dataset: string;
  /** Data-quality bits seen while cleaning. */
  readonly qualityBits: number;
  readonly condition: string | null;
  /** Consolidated volume of the day over its usual value; `null` without a consolidated summary. */
  readonly summaryRvol: number | null;
  /** Keys of the source files. */
  readonly files: readonly string[];
  readonly baseline: Baseline | null;
  /** Nano-dollars, split-adjusted to the day; `NaN` if unknown. */
  readonly prevClose: number;
  readonly prevCloseSource: BarSource | null;
  readonly isSuspectSplit: boolean;
  /** `pass` or the first index gate the day fails. */
  readonly gate: string;
  /** `null` without status data. */
  readonly halts: readonly Halt[] | null;
  readonly shortSaleChanges: readonly ShortSaleChange[] | null;
  readonly statusSource: string | null;
  readonly spreads: SpreadTrack | null;
  readonly quoteSource: string | null;
  /** Trades of the day; `null` without a tape. */
  readonly trades: number | null;
}
