/** What may be observed at a time, found by going over every record: slow, and independent of any index. */
import type { MarketInput } from "../../../src/core/market/market_day.ts";
import { HOUR, SECOND } from "./made_market.ts";

/** The part of an observation that follows from the records alone, without a model. */
export interface ScannedState {
  session: string;
  isHalted: boolean;
  isShortSaleRestricted: boolean;
  /** `null` where no usable quote was seen, so that the rest is up to the model. */
  quote: { bid: number; ask: number; bidSize: number; askSize: number; age: number } | null;
  quality: string | null;
  last: number;
  lastSize: number;
  lastAge: number;
  volume: number;
  prints: number;
  vwap: number;
  bars: number;
  bar: number[] | null;
}

/** The state at `t` for a full session (close 16:00) whose previous close is unknown. */
export function observedByScan(input: MarketInput, t: number, latency: number): ScannedState {
  const { quotes, trades, bars1s: bars } = input;
  const state: ScannedState = {
    session: sessionOf(t),
    ...stateOf(input, t, latency),
    ...{ quote: null, quality: null, last: NaN, lastSize: NaN, lastAge: Infinity },
    ...{ volume: 0, prints: 0, vwap: NaN, bars: 0, bar: null },
  };
  let turnover = 0;
  const print = (price: number, size: number, at: number, shares: number, paid: number) => {
    state.prints++;
    if (paid > 0) {
      state.volume += shares;
      turnover += paid * shares;
    }
    if (price > 0 && !(size === 0)) {
      state.last = price;
      state.lastSize = size;
      state.lastAge = t - at;
    }
  };
  for (let i = 0; i < bars.length; i++) {
    const end = bars.start[i]! + bars.intervalNs;
    if (end + latency > t) break;
    state.bars++;
    state.bar = [bars.start, bars.open, bars.high, bars.low, bars.close, bars.volume].map(
      (column) => column[i]!,
    );
    const typical = (bars.high[i]! + bars.low[i]! + bars.close[i]!) / 3;
    if (trades.length === 0) print(bars.close[i]!, NaN, end, bars.volume[i]!, typical);
  }
  for (let i = 0; i < trades.length && trades.tsRecv[i]! + latency <= t; i++) {
    const [price, size] = [trades.price[i]!, trades.size[i]!];
    print(price, size, trades.tsRecv[i]!, size, price);
  }
  if (state.volume > 0) state.vwap = turnover / state.volume;
  let isLastUsable = false;
  let visibleAt = NaN;
  for (let i = 0; i < quotes.length && quotes.tsRecv[i]! + latency <= t; i++) {
    const [bid, ask] = [quotes.bid[i]!, quotes.ask[i]!];
    isLastUsable = bid > 0 && ask > bid;
    if (!isLastUsable) continue;
    visibleAt = quotes.tsRecv[i]! + latency;
    state.quote = {
      ...{ bid, ask, bidSize: quotes.bidSize[i]!, askSize: quotes.askSize[i]! },
      age: t - quotes.tsRecv[i]!,
    };
  }
  if (state.quote === null) return state;
  const gate = state.session === "regular" ? 60 * SECOND : 300 * SECOND;
  const isOld = state.quote.age > gate && state.lastAge > gate;
  if (state.isHalted) state.quality = "halted";
  else if (!isLastUsable || isOld) state.quality = "stale";
  else state.quality = visibleAt === t ? "exact" : "carried";
  return state;
}

function sessionOf(t: number): string {
  if (t < 4 * HOUR || t >= 20 * HOUR) return "closed";
  if (t < 9.5 * HOUR) return "pre";
  return t < 16 * HOUR ? "regular" : "post";
}

const letter = (code: number | undefined) => String.fromCharCode(code ?? 0);

/** Goes through the status messages that were heard, as a reader would. */
function stateOf({ status }: MarketInput, t: number, latency: number) {
  let isHalted = false;
  let isShortSaleRestricted = false;
  for (let i = 0; i < status.length && status.tsRecv[i]! + latency <= t; i++) {
    const action = status.action[i]!;
    const restricted = letter(status.isShortSellRestricted[i]);
    if (restricted !== "~") isShortSaleRestricted = restricted === "Y";
    if (action === 14) continue;
    const isTrading = letter(status.isTrading[i]);
    if (action >= 8 && action <= 10 && isTrading !== "Y") isHalted = true;
    else if (isTrading === "Y" || (action === 7 && isTrading !== "N")) isHalted = false;
  }
  // an unlifted halt ends with the day, as it is then known
  return { isHalted: isHalted && t - latency < 20 * HOUR, isShortSaleRestricted };
}
