/** Daily bars: of UTC days in a dataset of trades, of trade dates in the consolidated summary. */
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import { epochTimes } from "./epoch_times.ts";
import type { SymbolHistory } from "./market.ts";
import { RandomStream } from "./random.ts";
import { INTERVAL_NS, mergeBars, type SampleBars } from "./sample_bars.ts";
import type { SchemaRows } from "./schema_rows.ts";
import type { SymbolDay } from "./symbol_day.ts";

/** Consolidated volume over that of the sample's own feed, from day to day. */
const CONSOLIDATED = { least: 3, most: 5.5 } as const;

/** One bar per UTC day with trades; in winter the last hour of a session belongs to the next one. */
export function dailyRows({ days }: SymbolHistory): SchemaRows[] {
  const rows: SchemaRows[] = [];
  let open: { utcDay: number; bars: SampleBars } | undefined;
  for (const day of days) {
    for (const { utcDay, bars } of utcDays(day)) {
      if (open && open.utcDay === utcDay) open = { utcDay, bars: mergePair(open.bars, bars) };
      else {
        if (open) rows.push(dailyRow(open.utcDay, open.bars));
        open = { utcDay, bars };
      }
    }
  }
  if (open) rows.push(dailyRow(open.utcDay, open.bars));
  return rows;
}

/** One bar per trade date with trades, consolidated over all venues. */
export function summaryRows({ days }: SymbolHistory): SchemaRows[] {
  return days.filter(({ bars }) => bars.length > 0).map((day) => {
    const whole = mergeBars(day.bars, INTERVAL_NS.day);
    const random = new RandomStream(day.tradeDate, day.symbol, "consolidated");
    const factor = random.between(CONSOLIDATED.least, CONSOLIDATED.most);
    const volume = whole.volume.map((shares) => Math.round(shares * factor));
    return dailyRow(day.tradeDate, { ...whole, volume });
  });
}

function utcDays(day: SymbolDay): { utcDay: number; bars: SampleBars }[] {
  const sinceUtcMidnight = (day.midnight % DAY_SECONDS) * 1e9;
  const bars = mergeBars(day.bars, INTERVAL_NS.day, -sinceUtcMidnight);
  return Array.from({ length: bars.length }, (_, i) => ({
    utcDay: Math.floor((day.midnight + bars.start[i]! / 1e9) / DAY_SECONDS),
    bars: slice(bars, i),
  }));
}

function slice(bars: SampleBars, i: number): SampleBars {
  return {
    length: 1,
    start: bars.start.slice(i, i + 1),
    open: bars.open.slice(i, i + 1),
    high: bars.high.slice(i, i + 1),
    low: bars.low.slice(i, i + 1),
    close: bars.close.slice(i, i + 1),
    volume: bars.volume.slice(i, i + 1),
  };
}

function mergePair(first: SampleBars, second: SampleBars): SampleBars {
  return {
    length: 1,
    start: first.start,
    open: first.open,
    high: Float64Array.of(Math.max(first.high[0]!, second.high[0]!)),
    low: Float64Array.of(Math.min(first.low[0]!, second.low[0]!)),
    close: second.close,
    volume: Float64Array.of(first.volume[0]! + second.volume[0]!),
  };
}

function dailyRow(utcDay: number, { open, high, low, close, volume }: SampleBars): SchemaRows {
  const indexTime = epochTimes(utcDay * DAY_SECONDS, Float64Array.of(0));
  const columns = { ts_event: indexTime, open, high, low, close, volume };
  return { length: 1, day: utcDay, indexTime, columns };
}
