/** The invented companies of the committed sample, and what happens to them. */
import type { MarketOptions, SymbolSpec } from "./market.ts";

/** Split of KQEL: four new shares for one old. */
const KQEL_SPLIT = { exDate: "2024-12-12", factor: 0.25 };
/** Reverse split of JYND, 1 for 20; no file of corporate actions tells of it. */
const JYND_SPLIT = { exDate: "2024-12-05", factor: 20 };

const SYMBOLS: readonly SymbolSpec[] = [
  {
    symbol: "QZAF",
    price: 5.2,
    volatility: 0.014,
    tradesPerDay: 240,
    quotesPerDay: 420,
    days: {
      "2024-11-06": "dead_zone",
      "2024-11-12": "squeeze",
      "2024-11-25": "squeeze",
      "2024-11-26": "flush",
      "2024-11-29": "cycle",
      "2024-12-10": "gap_and_go",
      "2024-12-18": "fade",
      "2024-12-23": "dead_zone",
    },
    ids: { "EQUS.MINI": [{ from: "2024-01-02", id: 14_021 }] },
  },
  {
    symbol: "XUVO",
    price: 7.4,
    tradesPerDay: 280,
    spreadBps: 40,
    days: {
      "2024-11-07": "gap_and_go",
      "2024-11-25": "news",
      // the feed fails for a while
      "2024-11-26": { outages: [{ start: 11 * 3600, end: 11.4 * 3600 }] },
      "2024-12-03": "cycle",
      "2024-12-12": "flush",
      "2024-12-17": "squeeze",
    },
    ids: {
      "EQUS.MINI": [{ from: "2024-01-02", id: 14_877 }, { from: "2024-11-26", id: 16_020 }],
    },
  },
  {
    symbol: "JYND",
    price: 0.43,
    tradesPerDay: 180,
    sizeFactor: 12,
    spreadBps: 80,
    volatility: 0.022,
    splits: [JYND_SPLIT],
    days: {
      "2024-11-14": "squeeze",
      "2024-11-21": "dead_zone",
      "2024-12-13": "gap_and_go",
      "2024-12-20": "fade",
    },
    // changes ids with VJAX
    ids: { "EQUS.MINI": [{ from: "2024-01-02", id: 9_310 }, { from: "2024-12-02", id: 5_120 }] },
  },
  {
    symbol: "KQEL",
    price: 41,
    tradesPerDay: 260,
    sizeFactor: 0.5,
    spreadBps: 25,
    splits: [KQEL_SPLIT],
    days: {
      "2024-11-08": "flush",
      "2024-11-21": "fade",
      "2024-12-04": "squeeze",
      "2024-12-19": "cycle",
    },
  },
  {
    symbol: "VJAX",
    price: 1.85,
    tradesPerDay: 50,
    quotesPerDay: 120,
    spreadBps: 120,
    days: { "2024-11-11": "dead_zone", "2024-12-02": "dead_zone", "2024-12-09": "squeeze" },
    ids: { "EQUS.MINI": [{ from: "2024-01-02", id: 5_120 }, { from: "2024-12-02", id: 9_310 }] },
  },
  {
    symbol: "WZTO",
    price: 24.5,
    tradesPerDay: 300,
    quotesPerDay: 350,
    volatility: 0.014,
    spreadBps: 18,
    days: { "2024-11-05": "fade", "2024-11-19": "cycle", "2024-12-06": "flush" },
  },
  {
    symbol: "ZQIB",
    price: 9,
    firstSession: "2024-11-20",
    tradesPerDay: 200,
    volatility: 0.028,
    days: { "2024-11-20": "gap_and_go", "2024-11-22": "squeeze", "2024-12-11": "fade" },
  },
];

/** The market of the committed sample: from two sessions before the clocks change to the day after Christmas. */
export function sampleMarketOptions(seed: number): MarketOptions {
  return { seed, symbols: SYMBOLS, from: "2024-10-31", sessions: 39 };
}

/** Contents of the file of corporate actions that belongs to the sample. */
export const CORPORATE_ACTIONS = `symbol,ex_date,factor,kind,known_at
KQEL,${KQEL_SPLIT.exDate},${KQEL_SPLIT.factor},split,2024-11-26
`;
