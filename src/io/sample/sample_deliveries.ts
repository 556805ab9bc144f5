/** The deliveries of the committed sample. Each differs from the others in something that a reader may stumble over. */
import { buildDelivery, type Delivery, type DeliveryOptions } from "./delivery.ts";
import type { Market } from "./market.ts";

/** Zstd level: the vendor's 3 would make the files a tenth larger. */
const LEVEL = 9;

const FIRST = "2024-10-31";
/** The day after the last session, for its last hour. */
const LAST = "2024-12-27";
/** Dates that the vendor calls degraded. */
const DEGRADED = ["2024-11-14", "2024-12-03"];

type Order = Omit<DeliveryOptions, "market">;

const ORDERS: readonly Order[] = [
  {
    // bars of the symbols that have them for the whole time, in one file of version 1
    schema: "ohlcv-1s",
    version: 1,
    symbols: ["QZAF", "XUVO", "JYND", "VJAX", "WZTO"],
    from: FIRST,
    to: LAST,
    degraded: DEGRADED,
  },
  {
    // a file per symbol; KQEL has no one-second bars before that, ZQIB is listed two days later
    schema: "ohlcv-1s",
    version: 3,
    symbols: ["KQEL", "ZQIB"],
    from: "2024-11-18",
    to: LAST,
    split: "symbol",
    degraded: DEGRADED,
    flaws: [
      { symbol: "KQEL", date: "2024-12-04", repeatEvery: 97, delayEvery: 61, undefinedBars: 5 },
      { symbol: "KQEL", date: "2024-12-05", delayEvery: 40 },
    ],
  },
  {
    // a day that the first delivery has as well
    schema: "ohlcv-1s",
    version: 3,
    symbols: ["QZAF", "XUVO"],
    from: "2024-11-25",
    to: "2024-11-25",
    split: "day",
  },
  {
    // what there is of KQEL's first sessions
    schema: "ohlcv-1m",
    version: 2,
    symbols: ["KQEL"],
    from: FIRST,
    to: "2024-11-22",
    degraded: DEGRADED,
  },
  {
    // one symbol that does not exist
    schema: "ohlcv-1d",
    version: 1,
    symbols: ["QZAF", "XUVO", "JYND", "KQEL", "VJAX", "WZTO", "ZQIB", "UXYF"],
    from: FIRST,
    to: LAST,
    degraded: DEGRADED,
  },
  {
    schema: "ohlcv-1d",
    dataset: "EQUS.SUMMARY",
    version: 3,
    from: FIRST,
    to: LAST,
    frames: "single",
  },
  {
    // a file that the manifest lists is not there
    schema: "trades",
    version: 1,
    symbols: ["QZAF", "XUVO"],
    from: "2024-11-25",
    to: "2024-11-30",
    split: "day",
    absent: ["equs-mini-20241126.trades.dbn.zst"],
  },
  {
    // a day is missing altogether
    schema: "mbp-1",
    version: 2,
    symbols: ["QZAF", "XUVO"],
    from: "2024-11-25",
    to: "2024-11-30",
    split: "day",
    missing: ["2024-11-27"],
  },
  {
    // hundreds of frames, with records across their borders
    schema: "mbp-1",
    version: 3,
    symbols: ["QZAF"],
    from: "2024-12-18",
    to: "2024-12-19",
    frames: { pieceBytes: 1_500 },
  },
  {
    // begins with a skippable frame
    schema: "tbbo",
    version: 3,
    symbols: ["QZAF"],
    from: "2024-11-25",
    to: "2024-11-26",
    frames: { pieceBytes: 100_000, startsSkippable: true },
  },
  {
    // not compressed
    schema: "bbo-1s",
    version: 2,
    symbols: ["VJAX", "WZTO"],
    from: "2024-12-06",
    to: "2024-12-10",
    split: "day",
  },
  {
    // begins on a Saturday; the vendor lost a day
    schema: "status",
    version: 1,
    from: "2024-11-02",
    to: "2024-12-20",
    split: "day",
    missing: ["2024-12-11"],
  },
  { schema: "definition", version: 2, from: "2024-11-02", to: "2024-12-20" },
  {
    schema: "definition",
    version: 3,
    symbols: ["QZAF"],
    from: "2024-12-23",
    to: "2024-12-27",
    frames: "none",
  },
];

/** The deliveries of the sample, in memory. */
export function sampleDeliveries(market: Market): Delivery[] {
  return ORDERS.map((order) => buildDelivery({ market, level: LEVEL, ...order }));
}
