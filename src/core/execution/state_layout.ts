/**
 * Where everything that changes in one environment lies in its flat buffer: a header, two rings, then the open orders
 * packed from the front. All slots are float64; counts, shares, money (micro-dollars), prices (nano-dollars) and times
 * (ns since local midnight) are whole numbers in them.
 */

/** Slots of the header. */
export const HEADER = {
  /** Time up to which the environment has been advanced. */
  now: 0,
  /** Number that keys the random draws. */
  environment: 1,
  /** First quote and print that the working orders have not met yet; kept while there are any. */
  quoteNext: 2,
  tradeNext: 3,
  /** The broker's books. */
  cash: 4,
  shares: 5,
  /** The same as far as reports have reached the agent. */
  knownCash: 6,
  knownShares: 7,
  startCash: 8,
  fees: 9,
  /** Held ready for open orders. */
  reserved: 10,
  /** Signed own volume that still displaces the price, and the time it was worked out for. */
  ownVolume: 11,
  ownVolumeTime: 12,
  /** Shares taken from the touch of each side, and the row at which. */
  askTaken: 13,
  askTakenRow: 14,
  bidTaken: 15,
  bidTakenRow: 16,
  openOrders: 17,
  /** Number of the next order, from 1. */
  nextOrder: 18,
  pendingReports: 19,
  flowHead: 20,
  flowCount: 21,
  flowShares: 22,
  bought: 23,
  sold: 24,
  /** Money turned over, and how many fills and refusals there were. */
  turnover: 25,
  fills: 26,
  rejects: 27,
  /** Time up to which quotes and prints have been passed. */
  marketTime: 28,
  /** The parts of own volume that a mixture forgets sooner. */
  ownVolumeFast: 29,
  ownVolumeMiddle: 30,
  /** Largest share of the tape of the participation window that fills beyond the touch have had. */
  peakParticipation: 31,
} as const;

const HEADER_SLOTS = 32;

/** Fills whose report is on its way to the agent: time, cash and shares of each. */
export const PENDING_AT = HEADER_SLOTS;
/** Reports on their way at once; more arrive together with the last. */
export const PENDING_CAPACITY = 24;
/** Slots of one report on its way. */
export const PENDING_SLOTS = 3;

/** Own fills beyond the touch in the participation window: time and shares of each. */
export const FLOW_AT = PENDING_AT + PENDING_CAPACITY * PENDING_SLOTS;
/** Fills remembered one by one; beyond that the oldest two count as one, at the later time. */
export const FLOW_CAPACITY = 24;
/** Slots of one remembered fill. */
export const FLOW_SLOTS = 2;

/** Where the open orders begin. */
export const ORDERS_AT = FLOW_AT + FLOW_CAPACITY * FLOW_SLOTS;
/** Most orders that can be open at once. */
export const MAX_OPEN_ORDERS = 64;

/** Slots of one open order. */
export const ORDER = {
  status: 0,
  number: 1,
  drawKey: 2,
  type: 3,
  /** 1 buys, -1 sells. */
  side: 4,
  tif: 5,
  extended: 6,
  quantity: 7,
  filled: 8,
  /** `NaN` without one. */
  limit: 9,
  stop: 10,
  goodUntil: 11,
  /** When it reaches the venue, while in flight. */
  arrival: 12,
  /** When it ends by its time in force. */
  expires: 13,
  /** When a cancel or replace reaches the venue; infinite without one. */
  cancelAt: 14,
  replaceAt: 15,
  replaceQuantity: 16,
  replaceLimit: 17,
  /** Shares ahead in the queue; -1 as long as the level has not been the touch. */
  queueAhead: 18,
  /** Size displayed at the level when last seen. */
  levelSize: 19,
  restedAt: 20,
  /** Worst price a market order accepts. */
  worst: 21,
  notional: 22,
  added: 23,
  fees: 24,
  reserved: 25,
  decisionMid: 26,
  decisionTouch: 27,
  /** Reports so far, and the time at which the latest reaches the agent. */
  reports: 28,
  lastReport: 29,
  /** Messages sent so far on the way to the venue. */
  attempts: 30,
  /** The last print that met it, by row. */
  lastPrint: 31,
  /** Shares of it that open a position instead of closing one. */
  opening: 32,
  /** When the latest report was written, at the venue. */
  reportedAt: 33,
  /** 1 while a resting order may still meet the other side of the book like one that arrives; see `waiting.ts`. */
  isWaiting: 34,
  replaceStop: 35,
} as const;

/** Slots of one open order. */
export const ORDER_SLOTS = 36;

/** Slots of one environment. */
export const STATE_SLOTS = ORDERS_AT + MAX_OPEN_ORDERS * ORDER_SLOTS;

/** Where an order stands. */
export const STATUS = {
  /** On its way to the venue. */
  inFlight: 1,
  /** In the book. */
  resting: 2,
  /** A stop, held by the broker. */
  waiting: 3,
  /** Kept for the reopening cross. */
  queued: 4,
} as const;

/** Types of order, by their number in the state. */
export const ORDER_TYPES = ["market", "limit", "marketable_limit", "stop", "stop_limit"] as const;

/** How an order is priced. */
export type OrderType = typeof ORDER_TYPES[number];

/** Position of each type in `ORDER_TYPES`. */
export const TYPE = { market: 0, limit: 1, marketable_limit: 2, stop: 3, stop_limit: 4 } as const;

/** Times in force, by their number in the state. */
export const TIMES_IN_FORCE = ["day", "ioc", "fok", "gtd"] as const;

/** How long an order lives. */
export type TimeInForce = typeof TIMES_IN_FORCE[number];

/** Position of each time in force in `TIMES_IN_FORCE`. */
export const TIF = { day: 0, ioc: 1, fok: 2, gtd: 3 } as const;
