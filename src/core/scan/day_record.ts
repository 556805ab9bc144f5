/** The row of a day in the index. */
import type { Bars } from "../columns/bars.ts";
import { type Halt, haltGap } from "../market/halts.ts";
import { tickSize } from "../market/tick_size.ts";
import {
  type PricedVolume,
  volumeLevels,
  vwapBands,
  vwapCrossings,
} from "../market/volume_levels.ts";
import { MINUTE_NS, regularMinutes, SECOND_NS, type SessionBounds } from "../time/sessions.ts";
import { isEarlyClose } from "../time/calendar.ts";
import { orNull } from "../math/shaping.ts";
import type { DayInput } from "./day_input.ts";
import { clarityScore, swingEfficiency } from "./clarity.ts";
import {
  activeSlots,
  busySlotShare,
  maxIntradayMove,
  minuteActivity,
  type Ohlcv,
  ohlcvOfMinutes,
  worstFlush,
} from "./day_statistics.ts";
import type { DayRecord } from "./index_columns.ts";
import { minuteAt, type MinuteGrid } from "./minute_grid.ts";
import type { ScannedDay } from "./moments.ts";
import { hasFullCycle, phaseMinutes } from "./phases.ts";
import { type Quality, scoreQuality } from "./quality.ts";
import type { ResetPoint } from "./reset_points.ts";
import { categoryOf, riskScore } from "./risk.ts";
import { spreadScore } from "./spread_track.ts";
import type { Squeeze } from "./squeezes.ts";
import type { DayMeasures, DayScore } from "./strategy.ts";
import type { ScanThresholds } from "./threshold_keys.ts";
import { type Bucket, BUCKETS, bucketSpans } from "./time_of_day.ts";

/** What the analysis of a day has found, to be summed up in its row. */
export interface DayFacts {
  readonly input: DayInput;
  readonly day: ScannedDay;
  readonly squeezes: readonly Squeeze[];
  readonly points: readonly ResetPoint[];
  readonly failedBreakouts: number;
  /** Likely halts; `null` where status data exist. */
  readonly inferredHalts: number | null;
  readonly hasNewsHalt: boolean;
  /** `YYYY-MM-DD`. */
  readonly tradeDate: string;
}

const DOLLAR = 1e9;
/** An opening gap from this size on hints at news if nothing else explains it. */
const NEWS_GAP = 0.2;
/** Regular five-minute slots of a full session. */
const SLOT_MINUTES = 5;

/** Measures of the whole day that several columns and scores share. */
interface Measures {
  readonly full: Ohlcv;
  readonly regular: Ohlcv;
  readonly range: number;
  readonly moveUp: number;
  readonly fade: number;
  readonly gap: number;
  readonly rvol: number | null;
  readonly efficiency: number;
  readonly worstFlush: number;
  readonly activity: Float64Array;
  readonly halts: HaltMeasures | null;
}

interface HaltMeasures {
  readonly count: number;
  readonly minutes: number;
  readonly gap: number;
}

/** Sums a day up in its index row, scored by `scorer` if given. */
export function dayRecord(
  facts: DayFacts,
  limits: ScanThresholds,
  scorer?: (day: DayMeasures) => DayScore,
): DayRecord {
  const measures = measureDay(facts, limits);
  const quality = qualityOf(facts, measures, limits);
  const goodPoints =
    facts.points.filter((point) => point.localQuality >= limits.prime_point_quality).length;
  const builtIn = scoreDay(facts, measures, quality, goodPoints, limits);
  const result = scorer ? scorer(strategyView(facts, measures, quality, builtIn)) : builtIn;
  return {
    ...sourceColumns(facts),
    ...priceColumns(facts, measures),
    ...levelColumns(facts),
    ...activityColumns(facts, measures),
    ...haltColumns(facts, measures),
    eod_rvol_summary: facts.input.summaryRvol,
    eod_is_momentum: measures.rvol !== null && measures.range >= limits.momentum_min_range &&
      measures.rvol >= limits.momentum_min_rvol,
    eod_efficiency: measures.efficiency,
    eod_score_move: quality.move,
    eod_score_volume: measures.rvol === null ? null : quality.volume,
    eod_score_clarity: quality.clarity,
    eod_score_spread: quality.spread,
    eod_score_time: quality.time,
    eod_quality: result.quality,
    eod_risk: result.risk,
    eod_risk_partial: facts.input.halts === null,
    eod_category: result.category,
    eod_best_period: bestPeriod(facts.day, measures.activity),
    ...phaseColumns(facts.day),
    eod_reset_points: facts.points.length,
    eod_good_points: goodPoints,
  };
}

function measureDay({ input, day }: DayFacts, limits: ScanThresholds): Measures {
  const { bounds, length } = day.grid;
  const [open, close] = [bounds.open, bounds.close].map((time) => minuteAt(bounds, time));
  const full = ohlcvOfMinutes(input.bars, day.grid, 0, length);
  const regular = ohlcvOfMinutes(input.bars, day.grid, open!, close!);
  return {
    ...{ full, regular },
    range: (full.high - full.low) / full.open,
    moveUp: (full.high - full.open) / full.open,
    fade: full.high > full.low ? (full.high - full.close) / (full.high - full.low) : 0,
    gap: regular.open / input.prevClose - 1,
    // a symbol that usually does not trade at all has no usual volume to compare with
    rvol: input.baseline && input.baseline.full > 0 ? full.volume / input.baseline.full : null,
    efficiency: swingEfficiency(day.grid, limits),
    worstFlush: worstFlush(day.blocks.r5, day.grid, limits.risk_flush_volume),
    activity: minuteActivity(day.grid),
    halts: input.halts === null ? null : measureHalts(input.halts, input.bars, day.grid.bounds),
  };
}

/** Counts halts, their time within the session, and their largest gap. */
function measureHalts(halts: readonly Halt[], bars: Bars, bounds: SessionBounds): HaltMeasures {
  const gaps = halts.map((halt) => haltGap(halt, bars)).filter((gap) => !Number.isNaN(gap));
  const from = bounds.preOpen * SECOND_NS;
  const to = bounds.postClose * SECOND_NS;
  const haltedNs = halts.reduce(
    (sum, { start, end }) => sum + Math.min(end, to) - Math.max(start, from),
    0,
  );
  return { count: halts.length, minutes: haltedNs / MINUTE_NS, gap: Math.max(0, ...gaps) };
}

function qualityOf({ input, day }: DayFacts, measures: Measures, limits: ScanThresholds): Quality {
  const { spreads } = day;
  const total = measures.activity.reduce((sum, value) => sum + value, 0);
  const weighted = measures.activity.reduce(
    (sum, value, i) => sum + value * day.multipliers[i]!,
    0,
  );
  const regularShares = input.baseline?.regular ?? NaN;
  const slots = regularMinutes(input.day) / SLOT_MINUTES;
  return scoreQuality({
    range: measures.range,
    rvol: measures.rvol ?? 0,
    // Without intraday sessions in the baseline the regular session stands for the whole day.
    busyShare: busySlotShare(
      day.grid,
      (Number.isNaN(regularShares) ? (input.baseline?.full ?? NaN) : regularShares) / slots,
    ),
    clarity: clarityScore(measures.efficiency, limits),
    spread: spreads ? spreadScore(spreads.medianBps, spreads.meanMid, limits) : 0.5,
    timeAverage: total > 0 ? weighted / total : 0,
  }, limits);
}

function scoreDay(
  facts: DayFacts,
  measures: Measures,
  quality: Quality,
  goodPoints: number,
  limits: ScanThresholds,
): DayScore {
  const risk = riskScore({
    halts: measures.halts?.count ?? null,
    haltGap: measures.halts?.gap ?? null,
    worstFlush: measures.worstFlush,
    failedBreakouts: facts.failedBreakouts,
    fade: measures.fade,
    moveUp: measures.moveUp,
  }, limits);
  const score = measures.rvol === null ? null : quality.quality;
  const category = categoryOf({ quality: score, risk, range: measures.range, goodPoints }, limits);
  return { quality: score, risk, category };
}

function strategyView(
  facts: DayFacts,
  measures: Measures,
  { quality: _, ...components }: Quality,
  builtIn: DayScore,
): DayMeasures {
  return {
    symbol: facts.input.symbol,
    tradeDate: facts.tradeDate,
    range: measures.range,
    maxIntradayMove: maxIntradayMove(facts.day.grid),
    gap: orNull(measures.gap),
    rvol: measures.rvol,
    volume: measures.full.volume,
    components: { ...components, volume: measures.rvol === null ? null : components.volume },
    halts: measures.halts?.count ?? null,
    squeezes: facts.squeezes.length,
    failedBreakouts: facts.failedBreakouts,
    ...builtIn,
    pointQualities: facts.points.map((point) => point.localQuality),
  };
}

function sourceColumns({ input, day }: DayFacts) {
  const preOpenNs = day.grid.bounds.preOpen * SECOND_NS;
  const changes = input.shortSaleChanges;
  return {
    symbol: input.symbol,
    trade_date: input.day,
    dataset: input.dataset,
    bar_source: input.barSource,
    quote_source: input.quoteSource,
    status_source: input.statusSource,
    files: input.files,
    condition: input.condition,
    eod_dq: input.qualityBits,
    is_half_day: isEarlyClose(input.day),
    prev_close: orNull(input.prevClose / DOLLAR),
    prev_close_source: input.prevCloseSource,
    baseline_shares: input.baseline?.full ?? null,
    baseline_n: input.baseline?.sessions ?? 0,
    baseline_src: input.baseline?.source ?? null,
    ssr_pre: changes &&
      (changes.findLast((change) => change.tsRecv <= preOpenNs)?.isRestricted ?? false),
    eod_ssr: changes && isEverRestricted(changes, preOpenNs),
    eod_suspect_split: input.isSuspectSplit,
    eod_gate: input.gate,
  };
}

function isEverRestricted(changes: NonNullable<DayInput["shortSaleChanges"]>, fromNs: number) {
  return changes.some((change, i) =>
    change.isRestricted && (changes[i + 1]?.tsRecv ?? Infinity) > fromNs
  );
}

function priceColumns(
  { day }: DayFacts,
  { full, regular, range, moveUp, fade, gap, rvol }: Measures,
) {
  const { grid } = day;
  const openMinute = (grid.bounds.open - grid.bounds.preOpen) / 60;
  const closeMinute = (grid.bounds.close - grid.bounds.preOpen) / 60;
  return {
    gap_pct: orNull(gap),
    eod_open: full.open / DOLLAR,
    eod_high: full.high / DOLLAR,
    eod_low: full.low / DOLLAR,
    eod_close: full.close / DOLLAR,
    eod_volume: full.volume,
    eod_open_reg: orNull(regular.open / DOLLAR),
    eod_high_reg: orNull(regular.high / DOLLAR),
    eod_low_reg: orNull(regular.low / DOLLAR),
    eod_close_reg: orNull(regular.close / DOLLAR),
    eod_volume_reg: regular.volume,
    eod_volume_pre: grid.cumulative[openMinute]!,
    eod_volume_post: grid.cumulative[grid.length]! - grid.cumulative[closeMinute]!,
    eod_vwap: day.blocks.vwap[grid.length]! / DOLLAR,
    eod_range_pct: range,
    eod_move_up_pct: moveUp,
    eod_move_down_pct: range - moveUp,
    eod_max_intraday_move: maxIntradayMove(grid),
    eod_fade: fade,
    eod_rvol: rvol,
  };
}

/** The minutes with volume, each at its mean price. */
function minuteTape({ volume, turnover, length }: MinuteGrid): PricedVolume {
  const tape = { price: new Float64Array(length), volume: new Float64Array(length) };
  let rows = 0;
  for (let i = 0; i < length; i++) {
    if (!(volume[i]! > 0)) continue;
    tape.price[rows] = turnover[i]! / volume[i]!;
    tape.volume[rows++] = volume[i]!;
  }
  return { ...tape, length: rows };
}

/** Where the volume of the day lies, by minute. */
function levelColumns({ day, input }: DayFacts) {
  const { grid, blocks } = day;
  const tape = minuteTape(grid);
  const levels = volumeLevels(tape, tickSize(input.bars.close[0]!))!; // every bar has volume or none has
  const crossings = vwapCrossings(blocks.price, blocks.vwap, 1);
  const openEdge = (grid.bounds.open - grid.bounds.preOpen) / 60;
  return {
    gap_pre_pct: orNull(blocks.price[openEdge]! / input.prevClose - 1),
    eod_vwap_sigma: vwapBands(tape).sigma / DOLLAR,
    eod_poc: levels.pointOfControl / DOLLAR,
    eod_val: levels.valueAreaLow / DOLLAR,
    eod_vah: levels.valueAreaHigh / DOLLAR,
    eod_vwap_reclaims: crossings.filter(({ side }) => side === 1).length,
    eod_vwap_losses: crossings.filter(({ side }) => side === -1).length,
  };
}

function activityColumns(facts: DayFacts, measures: Measures) {
  const { input, day, squeezes } = facts;
  const largest = squeezes.reduce(
    (best, { magnitude }) => Math.abs(magnitude) > Math.abs(best) ? magnitude : best,
    0,
  );
  return {
    eod_bars: input.bars.length,
    eod_trades: input.trades,
    eod_active_minutes: activeSlots(day.grid, 1),
    eod_active_slots: activeSlots(day.grid, SLOT_MINUTES),
    eod_squeezes: squeezes.length,
    eod_squeeze_max: squeezes.length > 0 ? largest : null,
    eod_failed_breakouts: facts.failedBreakouts,
    eod_worst_flush: measures.worstFlush,
    eod_quotes: day.spreads?.quotes ?? null,
    eod_spread_bps: orNull(day.spreads?.medianBps ?? NaN),
  };
}

function haltColumns({ input, inferredHalts, hasNewsHalt }: DayFacts, { halts, gap }: Measures) {
  const isUnexplainedGap = Math.abs(gap) >= NEWS_GAP && !input.isSuspectSplit;
  return {
    eod_n_halts: halts?.count ?? null,
    eod_halt_minutes: halts?.minutes ?? null,
    eod_halt_gap_max: halts?.gap ?? null,
    eod_halts_inferred: inferredHalts,
    eod_news_hint: hasNewsHalt || isUnexplainedGap,
  };
}

/** The time bucket with the largest sum of activity times multiplier; the first of equals. */
function bestPeriod({ grid, multipliers }: ScannedDay, activity: Float64Array): Bucket {
  let best: Bucket = BUCKETS[0];
  let bestSum = -Infinity;
  for (const { bucket, from, to } of bucketSpans(grid.bounds)) {
    let sum = 0;
    for (let i = from; i < to; i++) sum += activity[i]! * multipliers[i]!;
    if (sum > bestSum) [best, bestSum] = [bucket, sum];
  }
  return best;
}

function phaseColumns({ phases }: ScannedDay) {
  const minutes = phaseMinutes(phases);
  return {
    eod_minutes_dormant: minutes[0]!,
    eod_minutes_accumulation: minutes[1]!,
    eod_minutes_breakout: minutes[2]!,
    eod_minutes_momentum: minutes[3]!,
    eod_minutes_distribution: minutes[4]!,
    eod_full_cycle: hasFullCycle(phases),
  };
}
