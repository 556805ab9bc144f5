/** What there is to know about the quality of days that were played. */
import { QUALITY_BIT } from "../../core/clean/quality_bits.ts";
import { DAY_TABLES, type SingleDay } from "../../core/day/day.ts";
import { haltsOf } from "../../core/market/halts.ts";
import { sessionBounds } from "../../core/time/sessions.ts";
import { snakeCase } from "../session/observed_values.ts";

/** Counts over sessions, each counted once. */
export interface QualityCounts {
  /** Symbol-days, those that only lead up to others included. */
  readonly days: number;
  /** Records with each data-quality bit, by its name. */
  readonly flagged: Readonly<Record<string, number>>;
  /** Stretches for which data are missing or doubtful, by kind. */
  readonly gaps: Readonly<Record<string, number>>;
  readonly halts: number;
  /** Splits and dividends that took effect. */
  readonly actions: number;
  /** Days that the vendor calls anything but available. */
  readonly degraded: number;
}

/** Adds up what days bring. */
export class QualityCounter {
  readonly #seen = new Set<string>();
  readonly #flagged = new Map<string, number>();
  readonly #gaps = new Map<string, number>();
  #halts = 0;
  #actions = 0;
  #degraded = 0;

  /** Counts a day; once more does nothing. @param actions Splits and dividends that take effect on it. */
  add(day: SingleDay, actions: number): void {
    const key = `${day.symbol}:${day.tradeDate}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    for (const name of DAY_TABLES) this.#addFlags(day[name].quality);
    for (const { kind } of day.gaps) increase(this.#gaps, kind, 1);
    this.#halts += haltsOf(day.status, sessionBounds(day.tradeDate)).length;
    this.#actions += actions;
    const { condition } = day.source;
    if (condition !== null && condition !== "available") this.#degraded++;
  }

  /** The counts so far. */
  get counts(): QualityCounts {
    return {
      days: this.#seen.size,
      flagged: Object.fromEntries(
        Object.keys(QUALITY_BIT).map((name) => [snakeCase(name), this.#flagged.get(name) ?? 0]),
      ),
      gaps: Object.fromEntries(
        ["quotes", "coverage", "unknown"].map((kind) => [kind, this.#gaps.get(kind) ?? 0]),
      ),
      ...{ halts: this.#halts, actions: this.#actions, degraded: this.#degraded },
    };
  }

  #addFlags(quality: Uint16Array): void {
    for (const [name, bit] of Object.entries(QUALITY_BIT)) {
      let count = 0;
      for (let row = 0; row < quality.length; row++) if ((quality[row]! & bit) !== 0) count++;
      increase(this.#flagged, name, count);
    }
  }
}

function increase(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

/** The counts in one sentence, without a final period. */
export function qualitySentence({ flagged, gaps, halts, actions }: QualityCounts): string {
  const sum = (values: Readonly<Record<string, number>>) =>
    Object.values(values).reduce((total, value) => total + value, 0);
  const outliers = flagged.spike! + flagged.spike_offline!;
  return `${flagged.order} out of order, ${sum(gaps)} gaps, ${outliers} outliers, ` +
    `${sum(flagged)} quality bits, ${halts} halts, ${actions} corporate actions`;
}
