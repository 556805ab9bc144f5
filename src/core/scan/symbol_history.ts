/** What is known of a symbol's past when a trade date begins: volumes for its baseline, and the last close. */
import {
  adjustmentFactor,
  type CorporateAction,
  isSuspectSplit,
} from "../clean/corporate_actions.ts";
import { median } from "../math/order_statistics.ts";
import { previousSession, sessionsBefore } from "../time/calendar.ts";
import type { EpochDay } from "../time/dates.ts";
import type { BarSource, SessionVolume } from "./baseline.ts";
import type { SessionSummary } from "./session_summary.ts";
import type { ScanThresholds } from "./threshold_keys.ts";

/** A daily bar, used where a session has nothing finer. */
export interface DailyBar {
  readonly day: EpochDay;
  /** Nano-dollars. */
  readonly close: number;
  readonly volume: number;
}

/** A close and where it came from. */
export interface PreviousClose {
  /** Nano-dollars on the terms of the day asked for; `NaN` if there is none. */
  readonly price: number;
  readonly source: BarSource | null;
}

/** Sessions to look back for a close before giving up. */
const CLOSE_SESSIONS = 20;

/** The past of one symbol. Sessions are added in order of time. */
export class SymbolHistory {
  readonly #daily: ReadonlyMap<EpochDay, DailyBar>;
  readonly #actions: readonly CorporateAction[];
  readonly #limits: ScanThresholds;
  readonly #isCovered: (day: EpochDay) => boolean;
  /** Recent sessions by day; older ones than the baseline can reach are dropped. */
  readonly #recent = new Map<EpochDay, SessionSummary>();

  /** @param isCovered Whether intraday data exist for a day, so that a day without a bar had no trade. */
  constructor(
    daily: ReadonlyMap<EpochDay, DailyBar>,
    actions: readonly CorporateAction[],
    limits: ScanThresholds,
    isCovered: (day: EpochDay) => boolean,
  ) {
    this.#daily = daily;
    this.#actions = actions;
    this.#limits = limits;
    this.#isCovered = isCovered;
  }

  /** Adds a session that follows those already added. */
  add(session: SessionSummary): void {
    this.#recent.set(session.day, session);
    const oldest = sessionsBefore(session.day, this.#reach).at(-1)!;
    for (const day of this.#recent.keys()) {
      if (day >= oldest) break;
      this.#recent.delete(day);
    }
  }

  get #reach(): number {
    return Math.max(this.#limits.baseline_sessions, CLOSE_SESSIONS);
  }

  /** Volumes of the sessions before `day` that a baseline may use, latest first. Sessions without data are left out. */
  volumesBefore(day: EpochDay): SessionVolume[] {
    const volumes: SessionVolume[] = [];
    for (const earlier of sessionsBefore(day, this.#limits.baseline_sessions)) {
      const volume = this.#volumeOf(earlier, day);
      if (volume !== null) volumes.push(volume);
    }
    return volumes;
  }

  #volumeOf(day: EpochDay, target: EpochDay): SessionVolume | null {
    const splitFactor = adjustmentFactor(this.#actions, day, target, "splits");
    const session = this.#recent.get(day);
    if (session !== undefined) {
      const { source, minutes, shares, full } = session;
      return { day, source, minutes, shares, total: full.volume, splitFactor };
    }
    const nothing = { minutes: new Uint16Array(0), shares: new Float64Array(0), splitFactor };
    if (this.#isCovered(day)) return { day, source: "ohlcv-1s", total: 0, ...nothing };
    const bar = this.#daily.get(day);
    return bar ? { day, source: "ohlcv-1d", total: bar.volume, ...nothing } : null;
  }

  /** The last regular close before `day`, on the terms of `day`. */
  closeBefore(day: EpochDay): PreviousClose {
    let earlier = day;
    for (let k = 0; k < CLOSE_SESSIONS; k++) {
      earlier = previousSession(earlier);
      const session = this.#recent.get(earlier);
      const close = session?.regularClose ?? this.#daily.get(earlier)?.close ?? NaN;
      if (Number.isNaN(close)) continue;
      const factor = adjustmentFactor(this.#actions, earlier, day, "splits");
      return { price: close * factor, source: session ? session.source : "ohlcv-1d" };
    }
    return { price: NaN, source: null };
  }

  /** Whether `session` opens like a split that no corporate action explains. */
  opensLikeSplit(session: SessionSummary, prevClose: number): boolean {
    if (this.#actions.some((action) => action.exDate === session.day)) return false;
    const volumes = this.volumesBefore(session.day);
    const usual = volumes.length >= this.#limits.baseline_min_sessions
      ? median(volumes.map((volume) => volume.total))
      : NaN;
    const rvol = Number.isNaN(usual) ? null : session.full.volume / usual;
    return isSuspectSplit({ open: session.full.open, prevClose, rvol }, this.#limits);
  }
}
