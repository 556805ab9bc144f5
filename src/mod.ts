/**
 * momo as a library: what a Deno program can import.
 *
 * ```ts
 * import { isSession, parseDate } from "./mod.ts";
 *
 * console.log(isSession(parseDate("2025-02-17"))); // false: Washington's Birthday
 * ```
 *
 * Days come from {@link SymbolDays}; {@link Observer} is what an agent sees of one, {@link ExecutionEngine} executes orders,
 * alone or for many environments, and an {@link Environment} is all of it for one agent. `docs/library.md` has programs
 * that do it.
 *
 * @module
 */
export { type ErrorCode, type ErrorDetails, MomoError } from "./core/error.ts";
export { type EpochDay, epochDay, formatDate, parseDate } from "./core/time/dates.ts";
export {
  closureReason,
  isEarlyClose,
  isSession,
  nextSession,
  previousSession,
  sessionsBetween,
} from "./core/time/calendar.ts";
export {
  sessionAt,
  type SessionBounds,
  sessionBounds,
  type SessionName,
  tradeDateAt,
} from "./core/time/sessions.ts";
export type { Moment } from "./core/scan/moments.ts";
export { type Pattern, PATTERNS } from "./core/scan/patterns.ts";
export { type Phase, PHASES } from "./core/scan/phases.ts";
export { CATEGORIES, type Category } from "./core/scan/risk.ts";
export type {
  DayMeasures,
  DayScore,
  QualityComponents,
  ScanStrategy,
} from "./core/scan/strategy.ts";
export { SCAN_THRESHOLDS, scanThresholds } from "./core/scan/thresholds.ts";
export type { ScanNumberKey, ScanTextKey, ScanThresholds } from "./core/scan/threshold_keys.ts";
export { type Bucket, BUCKETS } from "./core/scan/time_of_day.ts";
export type { CacheCounters } from "./core/cache/cache_counters.ts";
export type { LoadFailure } from "./core/cache/cache_decision.ts";
export type { DayKey, VisitNeed } from "./core/cache/visit_need.ts";
export type { CacheBackend } from "./io/cache/cache_backend.ts";
export { DayCache, type DayCacheOptions, type VisitOutcome } from "./io/cache/day_cache.ts";
export type { DayLoader, EstimateEffort, LoadedDay } from "./io/cache/day_loader.ts";
export type { DayFacts, EncodedDay, EncodedTable, JsonValue } from "./io/cache/encoded_day.ts";
export { FolderBackend } from "./io/cache/folder_backend.ts";
export { MemoryBackend } from "./io/cache/memory_backend.ts";
export type { WaitFor } from "./io/cache/wait_for.ts";
export { type Bars, concatBars, resampleBars, sliceBars } from "./core/columns/bars.ts";
export type { Quotes } from "./core/columns/quotes.ts";
export type { Status } from "./core/columns/status.ts";
export type {
  Causality,
  Cell,
  ColumnData,
  ColumnSpec,
  ColumnType,
  Table,
} from "./core/columns/table.ts";
export type { Trades } from "./core/columns/trades.ts";
export {
  ACTION_KINDS,
  type Adjustment,
  ADJUSTMENTS,
  type CorporateAction,
} from "./core/clean/corporate_actions.ts";
export { QUALITY_BIT } from "./core/clean/quality_bits.ts";
export {
  type Day,
  DAY_TABLES,
  type DaySource,
  type DayTableName,
  type Flagged,
  type OtherTable,
  type PreviousDay,
  type SingleDay,
  type TableSource,
} from "./core/day/day.ts";
export { dayBuffers, dayBytes } from "./core/day/day_memory.ts";
export { type DayName, formatDayName, parseDayName } from "./core/day/day_name.ts";
export type { DayGap } from "./core/day/gaps.ts";
export {
  BAR_LENGTHS,
  type BarLength,
  type LastClose,
  lastCloseAt,
  resampleSession,
  type SessionBars,
} from "./core/day/session_bars.ts";
export type { Problem } from "./io/catalog/problem.ts";
export { readCorporateActions } from "./io/catalog/read_corporate_actions.ts";
export { type Schema, SCHEMAS } from "./io/dbn/schema.ts";
export type { LoadedDay as LoadedSymbolDay } from "./io/day/load_day.ts";
export {
  type OutputOptions,
  type OutputTable,
  outputTables,
  PRINTED_BARS,
  type PrintedBars,
} from "./io/day/output_tables.ts";
export type { DayRequest } from "./io/day/plan_day.ts";
export {
  storeDays,
  type StoreDaysOptions,
  SymbolDays,
  type SymbolDaysOptions,
} from "./io/day/symbol_days.ts";
export type { FillResult } from "./io/day_store/fill_store.ts";
export {
  Environment,
  type EnvironmentSnapshot,
  type Holdings,
  type ResetOptions,
} from "./core/environment/environment.ts";
export { Scene } from "./core/environment/scene.ts";
export { DayIndicators } from "./core/market/day_indicators.ts";
export { type IndicatorName, INDICATORS, INDICATORS_LENGTH } from "./core/market/indicators.ts";
export { type Halt, inferHalts } from "./core/market/halts.ts";
export { type Interval, IntervalList } from "./core/market/interval_list.ts";
export {
  indexBytes,
  indexMarketDay,
  type MarketDay,
  type MarketInput,
  type SessionTimes,
} from "./core/market/market_day.ts";
export {
  compareVolume,
  type PriorLevels,
  priorLevels,
  profileBaseline,
  VOLUME_SESSIONS,
  type VolumeBaseline,
  type VolumeComparison,
} from "./core/market/levels.ts";
export { MARKET_MODEL, type MarketModel } from "./core/market/market_model.ts";
export {
  BAR_WINDOW_COLUMNS,
  MarketWindows,
  type QuoteWindow,
  type TradeWindow,
} from "./core/market/market_windows.ts";
export {
  Observation,
  OBSERVED,
  type ObservedValue,
  type Quality,
  QUALITY_CODES,
  SESSION_CODES,
} from "./core/market/observation.ts";
export { FEED_LATENCY_NS, Observer } from "./core/market/observer.ts";
export {
  type Provenance,
  type Reconstructed,
  Reconstruction,
} from "./core/market/reconstruction.ts";
export { RollingWindow } from "./core/market/rolling_window.ts";
export type { WindowStatistics } from "./core/market/window_statistics.ts";
export type { ShortSaleRule } from "./core/market/short_sale_rule.ts";
export { SPREAD_MODEL, type SpreadModel } from "./core/market/synthetic_quote.ts";
export { TapeTotals } from "./core/market/tape_totals.ts";
export { TimeBuckets, type TimeSeries } from "./core/market/time_buckets.ts";
export type { TimeScale } from "./core/market/time_scale.ts";
export { BarIndex } from "./core/market/bar_index.ts";
export { type BucketColumn, TimeIndex } from "./core/market/time_index.ts";
export { UsableRows } from "./core/market/usable_rows.ts";
export { type DayFinding, validateDay } from "./core/market/validate_day.ts";
export { type Volatility, VolatilityTrack } from "./core/market/volatility.ts";
export { VOLUME_PROFILE, type VolumeProfile } from "./core/market/volume_profile.ts";
export type { Account } from "./core/execution/account.ts";
export {
  type Accuracy,
  accuracyOf,
  type AccuracyPlan,
  COMPARED_NS,
  COMPARED_PRINTS,
} from "./core/execution/accuracy.ts";
export { calibrate, type CalibratedValue, calibrationLines } from "./core/execution/calibrate.ts";
export { type DayEstimates, dayEstimates } from "./core/execution/calibrate_day.ts";
export {
  calibrateImpact,
  type DayFill,
  type ImpactSample,
  impactSamples,
  MIN_IMPACT_ORDERS,
} from "./core/execution/calibrate_impact.ts";
export {
  ACCOUNT_NUMBERS,
  type EngineOptions,
  ExecutionEngine,
  stateBytes,
} from "./core/execution/engine.ts";
export type { LatencyPart } from "./core/execution/delay_table.ts";
export { LATENCY_PROFILES, type LatencyModel } from "./core/execution/latency.ts";
export { marketModel } from "./core/execution/market_model.ts";
export type { OrderRequest, OrderTerms } from "./core/execution/order_request.ts";
export {
  type NamedReport,
  OrderSession,
  type SessionOptions,
} from "./core/execution/order_session.ts";
export {
  type LineContext,
  type OrderAction,
  type OrderCommand,
  parseOrderLine,
} from "./core/execution/order_text.ts";
export { type OwnFill, parseOwnFill } from "./core/execution/own_fills.ts";
export { REASON_CODES, type ReasonCode } from "./core/execution/reason_codes.ts";
export {
  type ExecutionReport,
  LIQUIDITIES,
  type Liquidity,
  REPORT_KINDS,
  type ReportKind,
  ReportLog,
} from "./core/execution/report_log.ts";
export {
  type AccountRow,
  accountRow,
  type CostRow,
  type ReportRow,
  reportRow,
  type RowOptions,
} from "./core/execution/report_rows.ts";
export type {
  ExecutionFlagKey,
  ExecutionNumberKey,
  ExecutionSettings,
  ExecutionTextKey,
} from "./core/execution/setting_keys.ts";
export type { ThresholdSpec } from "./core/config/spec.ts";
export {
  EXECUTION_SETTINGS,
  executionSettings,
  type ExecutionSpec,
} from "./core/execution/settings.ts";
export {
  ORDER_TYPES,
  type OrderType,
  type TimeInForce,
  TIMES_IN_FORCE,
} from "./core/execution/state_layout.ts";
export type { RefusedRequest } from "./core/execution/submit.ts";
export type { InferredPause } from "./core/execution/inferred_pauses.ts";
export { type MarketTape, marketTape, type PriorDay, tapeOfDay } from "./core/execution/tape.ts";
export { stepAll, type VectorOrders } from "./core/execution/vector_step.ts";
export type {
  DataProvider,
  InstantList,
  NumberList,
  ProvidedBars,
  ProvidedDay,
  ProvidedDayRequest,
  ProvidedQuotes,
  ProvidedTrades,
} from "./core/provider/data_provider.ts";
