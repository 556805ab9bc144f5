/** A fingerprint of everything the row of a symbol-day depends on: while it stays the same, the row does too. */
import { sessionsBefore } from "../../core/time/calendar.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import type { BarPlan } from "./bar_files.ts";
import type { DayFiles } from "./tick_index.ts";
import { dayClock } from "./tick_target.ts";

/** What a key is made from besides the files of bars. */
export interface KeySources {
  readonly plan: BarPlan;
  /** Hash of thresholds, strategy and program version. */
  readonly settingsHash: string;
  /** Files of daily bars, those of the consolidated summary included, by symbol. */
  readonly dailyFiles: ReadonlyMap<number, readonly CatalogFile[]>;
  readonly tickFilesOf: (symbol: number, day: EpochDay) => DayFiles;
  readonly conditionOf: (fileKey: string, day: EpochDay) => string | null;
  /** Text of a symbol's corporate actions. */
  readonly actionsOf: (symbol: number) => string;
  /** Sessions a row can look back. */
  readonly reach: number;
}

/** Two 32-bit numbers. */
type Hash = readonly [a: number, b: number];

/** Two independent 32-bit hashes of a sequence of texts and numbers. */
class Mixer {
  #a = 0x811c9dc5;
  #b = 0x9e3779b9;

  add(value: string | number): this {
    const text = String(value);
    for (let i = 0; i < text.length; i++) this.#mix(text.charCodeAt(i));
    this.#mix(0x100); // so that neighbouring values cannot run into one another
    return this;
  }

  /** Adds the state of another mixer. */
  addHash([a, b]: Hash): this {
    this.#mix(a);
    this.#mix(b);
    return this;
  }

  #mix(code: number): void {
    this.#a = Math.imul(this.#a ^ code, 0x01000193);
    this.#b = Math.imul(this.#b ^ code, 0x85ebca6b);
    this.#b = (this.#b << 13) | (this.#b >>> 19);
  }

  get hash(): Hash {
    return [this.#a, this.#b];
  }

  get hex(): string {
    const hex = (value: number) => (value >>> 0).toString(16).padStart(8, "0");
    return hex(this.#a) + hex(this.#b);
  }
}

/** Computes keys and the files behind them. */
export class DayKeys {
  readonly #sources: KeySources;
  readonly #filesOf = new Map<number, CatalogFile[]>(); // bar files by symbol, in order of time
  readonly #fingerprints = new Map<CatalogFile, Hash>();
  readonly #covering = new Map<number, Map<EpochDay, Hash>>(); // by symbol
  readonly #lookbacks = new Map<EpochDay, readonly EpochDay[]>();

  constructor(sources: KeySources) {
    this.#sources = sources;
    for (const group of sources.plan.groups) {
      for (const file of group.files) {
        for (const symbol of new Set(file.symbols.symbol)) {
          if (!group.symbols.has(symbol)) continue;
          const files = this.#filesOf.get(symbol);
          if (files) files.push(file);
          else this.#filesOf.set(symbol, [file]);
        }
      }
    }
  }

  /** The bar files that may hold a part of a symbol-day. */
  barFiles(symbol: number, day: EpochDay): CatalogFile[] {
    const { preOpen, postClose } = dayClock(day);
    const files = this.#filesOf.get(symbol) ?? [];
    return files.filter((file) =>
      file.start < postClose && file.end > preOpen && isMapped(file, symbol, preOpen, postClose)
    );
  }

  /** The sessions before a day that its row may look back to, latest first. */
  lookback(day: EpochDay): readonly EpochDay[] {
    let lookback = this.#lookbacks.get(day);
    if (lookback === undefined) {
      this.#lookbacks.set(day, lookback = sessionsBefore(day, this.#sources.reach));
    }
    return lookback;
  }

  /** The key of a symbol-day: 16 hexadecimal digits. */
  keyOf(symbol: number, day: EpochDay): string {
    const { settingsHash, tickFilesOf, conditionOf, actionsOf, dailyFiles } = this.#sources;
    const mixer = new Mixer().add(settingsHash).add(actionsOf(symbol)).add(day);
    const lookback = this.lookback(day);
    const covering = this.#covering.get(symbol) ?? new Map<EpochDay, Hash>();
    this.#covering.set(symbol, covering);
    for (const session of [day, ...lookback]) {
      let hash = covering.get(session);
      if (hash === undefined) covering.set(session, hash = this.#coveringHash(symbol, session));
      mixer.addHash(hash);
    }
    const first = lookback.at(-1)!;
    for (const file of dailyFiles.get(symbol) ?? []) {
      const overlaps = file.start < (day + 1) * DAY_SECONDS && file.end > first * DAY_SECONDS;
      if (overlaps) mixer.addHash(this.#fingerprint(file));
    }
    const { quotes, trades, status } = tickFilesOf(symbol, day);
    for (const file of [...quotes, ...trades, ...status]) mixer.addHash(this.#fingerprint(file));
    for (const file of this.barFiles(symbol, day)) mixer.add(conditionOf(file.key, day) ?? "");
    return mixer.hex;
  }

  /** Hash of the bar files that may hold a part of a symbol-day. */
  #coveringHash(symbol: number, day: EpochDay): Hash {
    const mixer = new Mixer();
    for (const file of this.barFiles(symbol, day)) mixer.addHash(this.#fingerprint(file));
    return mixer.hash;
  }

  #fingerprint(file: CatalogFile): Hash {
    let fingerprint = this.#fingerprints.get(file);
    if (fingerprint === undefined) {
      const { key, sizeBytes, mtimeMs, sha256 } = file;
      fingerprint = new Mixer().add(key).add(sizeBytes).add(mtimeMs).add(sha256 ?? "").hash;
      this.#fingerprints.set(file, fingerprint);
    }
    return fingerprint;
  }
}

function isMapped({ symbols }: CatalogFile, symbol: number, from: number, to: number): boolean {
  const firstDay = Math.floor(from / DAY_SECONDS);
  const lastDay = Math.ceil(to / DAY_SECONDS) - 1;
  for (let i = 0; i < symbols.symbol.length; i++) {
    if (symbols.symbol[i] !== symbol) continue;
    if (symbols.from[i]! <= lastDay && symbols.to[i]! > firstDay) return true;
  }
  return false;
}
