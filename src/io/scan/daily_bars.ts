/** Daily bars: volume and close of days that have nothing finer. */
import { MomoError } from "../../core/error.ts";
import type { DailyBar } from "../../core/scan/symbol_history.ts";
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import { openFileSource } from "../bytes/file_source.ts";
import { symbolsById } from "../catalog/file_symbols.ts";
import type { Problem } from "../catalog/problem.ts";
import { BarScratch, decodeBars } from "../dbn/bar_rows.ts";
import { DbnFile } from "../dbn/dbn_file.ts";
import { rtypeOfSchema } from "../dbn/schema.ts";
import { describeTruncation } from "../dbn/truncation.ts";
import type { TickFile } from "./tick_files.ts";

/** Daily bars by symbol number and UTC day. */
export type DailyBars = Map<number, Map<number, DailyBar>>;

/** A file of daily bars and the numbers of the symbols to take from it. */
export interface DailyRequest {
  readonly file: TickFile;
  readonly symbols: ReadonlySet<number>;
}

/**
 * Reads files of the schema ohlcv-1d. The vendor's day is the UTC day; the bar is taken for the trade date of that day.
 * Damaged files become problems; what they gave before the damage is used.
 */
export function readDailyBars(
  requests: readonly DailyRequest[],
): { bars: DailyBars; problems: Problem[] } {
  const bars: DailyBars = new Map();
  const problems: Problem[] = [];
  const scratch = new BarScratch();
  for (const request of requests) {
    try {
      const cut = readFile(request, scratch, bars);
      if (cut !== null) problems.push({ severity: "error", message: `Cut off: ${cut}` });
    } catch (error) {
      if (!(error instanceof MomoError)) throw error;
      problems.push({ severity: "error", message: error.message });
    }
  }
  return { bars, problems };
}

function readFile(
  { file, symbols }: DailyRequest,
  scratch: BarScratch,
  bars: DailyBars,
): string | null {
  using source = openFileSource(file.path);
  const dbn = DbnFile.open(source, { reuseBuffer: true });
  let day = NaN;
  let byId = new Map<number, number>();
  for (const chunk of dbn.chunks()) {
    const rows = decodeBars(chunk, rtypeOfSchema("ohlcv-1d"), scratch);
    for (let i = 0; i < rows.length; i++) {
      const utcDay = Math.floor(rows.second[i]! / DAY_SECONDS);
      if (utcDay !== day) {
        day = utcDay;
        byId = symbolsById(file.symbols, utcDay);
      }
      const symbol = byId.get(rows.instrumentId[i]!);
      if (symbol === undefined || !symbols.has(symbol) || !(rows.close[i]! > 0)) continue;
      addBar(bars, symbol, { day: utcDay, close: rows.close[i]!, volume: rows.volume[i]! });
    }
  }
  return dbn.truncation && describeTruncation(dbn.truncation);
}

function addBar(bars: DailyBars, symbol: number, bar: DailyBar): void {
  const days = bars.get(symbol) ?? new Map<number, DailyBar>();
  bars.set(symbol, days);
  days.set(bar.day, bar);
}
