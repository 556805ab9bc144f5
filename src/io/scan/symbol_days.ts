/** From complete sessions, in order of time, to the symbol-days that get a row. */
import { adjustmentFactor, type CorporateAction } from "../../core/clean/corporate_actions.ts";
import { median } from "../../core/math/order_statistics.ts";
import { gateOf } from "../../core/scan/gate.ts";
import type { Session } from "../../core/scan/session_assembler.ts";
import { type DailyBar, SymbolHistory } from "../../core/scan/symbol_history.ts";
import { sessionsBefore } from "../../core/time/calendar.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import type { SymbolTable } from "../catalog/file_symbols.ts";
import type { Candidate } from "./analyse_batch.ts";
import type { BarPlan } from "./bar_files.ts";
import type { DailyBars } from "./daily_bars.ts";
import { isSelected, type ScanSettings } from "./scan_settings.ts";

/** What is known from outside the sessions. */
export interface DaySources {
  readonly settings: ScanSettings;
  readonly names: SymbolTable;
  readonly plan: BarPlan;
  /** Daily bars of each symbol's own dataset, and of the consolidated summary. */
  readonly daily: DailyBars;
  readonly summaryDaily: DailyBars;
  /** Condition of a file's data on a date, as far as anybody says. */
  readonly conditionOf: (fileKey: string, day: EpochDay) => string | null;
}

/** Sessions of the summary's baseline, as of the symbol's own. */
const SUMMARY_SESSIONS = 20;

/** Keeps each symbol's history and decides which sessions are worth a row. */
export class SymbolDays {
  readonly #sources: DaySources;
  readonly #histories = new Map<number, SymbolHistory>();
  readonly #actions: ReadonlyMap<string, readonly CorporateAction[]>;

  constructor(sources: DaySources) {
    this.#sources = sources;
    this.#actions = Map.groupBy(sources.settings.corporateActions, (action) => action.symbol);
  }

  /** Takes a symbol's next session. @returns What to analyse, or `null` if the day gets no row. */
  next(session: Session): Candidate | null {
    const { symbol, summary } = session;
    if (summary.full.volume === 0) return null; // no bar, or none with a share traded
    const history = this.#historyOf(symbol);
    const candidate = this.#judge(session, history);
    history.add(summary);
    return candidate;
  }

  #historyOf(symbol: number): SymbolHistory {
    let history = this.#histories.get(symbol);
    if (history === undefined) {
      const { settings, names, plan, daily } = this.#sources;
      history = new SymbolHistory(
        daily.get(symbol) ?? new Map<EpochDay, DailyBar>(),
        this.#actions.get(names.nameOf(symbol)) ?? [],
        settings.limits,
        (day) => plan.coverage.has(symbol, day),
      );
      this.#histories.set(symbol, history);
    }
    return history;
  }

  #judge({ symbol, summary, bars, files }: Session, history: SymbolHistory): Candidate | null {
    const { settings, names, plan } = this.#sources;
    const { day } = summary;
    if (!isSelected(day, settings) || bars === null) return null;
    const prevClose = history.closeBefore(day);
    const sessions = history.volumesBefore(day);
    const isSuspectSplit = history.opensLikeSplit(summary, prevClose.price);
    const totals = sessions.map((volume) => volume.total / volume.splitFactor);
    const gate = gateOf({
      barSource: summary.source,
      bars: summary.bars,
      activeSlots: summary.activeSlots,
      ...summary.full,
      prevClose: prevClose.price,
      gap: summary.regularOpen / prevClose.price - 1,
      baselineShares: totals.length >= settings.limits.baseline_min_sessions
        ? median(totals)
        : null,
      isSuspectSplit,
    }, settings.limits);
    if (gate !== "pass" && settings.keep === "gate") return null;
    return {
      ...{ symbol, day, bars, files, sessions, isSuspectSplit, gate },
      name: names.nameOf(symbol),
      barSource: summary.source,
      dataset: plan.datasetOf.get(symbol)!,
      qualityBits: summary.qualityBits,
      condition: this.#condition(files, day),
      prevClose: prevClose.price,
      prevCloseSource: prevClose.source,
      summaryRvol: this.#summaryRvol(symbol, day),
    };
  }

  /** The worst condition that is known of the day's files. */
  #condition(files: readonly string[], day: EpochDay): string | null {
    const known = files.map((key) => this.#sources.conditionOf(key, day))
      .filter((condition) => condition !== null);
    return known.find((condition) => condition !== "available") ?? known[0] ?? null;
  }

  /** Consolidated volume over its usual value, where the consolidated summary is at hand. */
  #summaryRvol(symbol: number, day: EpochDay): number | null {
    const bars = this.#sources.summaryDaily.get(symbol);
    const today = bars?.get(day);
    if (bars === undefined || today === undefined) return null;
    const actions = this.#actions.get(this.#sources.names.nameOf(symbol)) ?? [];
    const volumes = sessionsBefore(day, SUMMARY_SESSIONS).flatMap((earlier) => {
      const bar = bars.get(earlier);
      return bar ? [bar.volume / adjustmentFactor(actions, earlier, day, "splits")] : [];
    });
    if (volumes.length < this.#sources.settings.limits.baseline_min_sessions) return null;
    const usual = median(volumes);
    return usual > 0 ? today.volume / usual : null;
  }
}
