/** Execution for any number of environments on one day: orders in, reports and accounts out. */
import { type Account, liquidationValue, readAccount } from "./account.ts";
import { advance } from "./advance.ts";
import { buyingPower } from "./buying_power.ts";
import { DAY_SECONDS } from "../time/new_york.ts";
import { SECOND_NS, TRADE_DATE_ROLL } from "../time/sessions.ts";
import type { MarketTape } from "./tape.ts";
import type { OrderRequest, OrderTerms } from "./order_request.ts";
import type { ReportLog } from "./report_log.ts";
import { type ExecutionSettings, executionSettings } from "./settings.ts";
import { HEADER, ORDER_SLOTS, ORDERS_AT, STATE_SLOTS } from "./state_layout.ts";
import {
  type RefusedRequest,
  refuseRequest,
  sendCancel,
  sendReplace,
  submitOrder,
} from "./submit.ts";
import { createVenue, type Venue } from "./venue.ts";

const MICRO_PER_DOLLAR = 1e6;
const SLOT_BYTES = 8;
/** Roll of the evening before: the trade date begins. */
const EVENING_BEFORE = (TRADE_DATE_ROLL - DAY_SECONDS) * SECOND_NS;

/** What an engine is made for. */
export interface EngineOptions {
  /** Parameters that differ from their defaults. */
  readonly settings?: Partial<ExecutionSettings>;
  /** Whole number, 0 to 2^53 - 1; default 0. */
  readonly seed?: number;
  /** How many environments; default 1. */
  readonly environments?: number;
  /** Number of the first one among all workers, which keys its random draws; default 0. */
  readonly firstEnvironment?: number;
  /** Room for that many snapshots besides; default 0. */
  readonly snapshots?: number;
  /** Memory to use, of at least `stateBytes(environments + snapshots)`; shared memory if wanted. */
  readonly buffer?: ArrayBufferLike;
}

/** Bytes that a number of environments or snapshots take. */
export function stateBytes(count: number): number {
  return count * STATE_SLOTS * SLOT_BYTES;
}

/**
 * Environments by number from 0, each a stretch of one flat buffer: snapshots, forks and restores are copies of it.
 * Times are ns since local midnight. Every result depends on the tape, the settings, the seed, the environment's own
 * number and its own requests, and on nothing else.
 */
export class ExecutionEngine {
  /** How many environments there are. */
  readonly environments: number;
  /** The parameters in force. */
  readonly settings: ExecutionSettings;
  readonly #venue: Venue;
  readonly #firstEnvironment: number;
  readonly #places: number;

  /** Makes room for the environments, each reset to the evening before. @throws {MomoError} `usage` if the latency profile is unknown. */
  constructor(tape: MarketTape, options: EngineOptions = {}) {
    this.environments = options.environments ?? 1;
    this.settings = executionSettings(options.settings);
    this.#firstEnvironment = options.firstEnvironment ?? 0;
    this.#places = this.environments + (options.snapshots ?? 0);
    const buffer = options.buffer ?? new ArrayBuffer(stateBytes(this.#places));
    const state = new Float64Array(buffer, 0, this.#places * STATE_SLOTS);
    this.#venue = createVenue({ tape, settings: this.settings, seed: options.seed ?? 0, state });
    for (let i = 0; i < this.environments; i++) this.reset(i, EVENING_BEFORE);
  }

  /** Reports of all environments since it was last cleared, in the order in which they were written. */
  get reports(): ReportLog {
    return this.#venue.log;
  }

  /** The memory of all environments and snapshots. */
  get state(): Float64Array {
    return this.#venue.state;
  }

  #enter(environment: number): Venue {
    if (!(environment >= 0 && environment < this.#places)) {
      throw new RangeError(`No environment ${environment} of ${this.#places}`);
    }
    this.#venue.at = environment * STATE_SLOTS;
    return this.#venue;
  }

  /**
   * Starts an environment anew at `t`: no orders, no memory of earlier ones.
   *
   * @param cash Micro-dollars; by default what the settings say.
   * @param shares Held at the start, negative if short.
   */
  reset(
    environment: number,
    t: number,
    cash: number = this.settings.start_cash * MICRO_PER_DOLLAR,
    shares = 0,
  ): void {
    const { state, at } = this.#enter(environment);
    state.fill(0, at, at + STATE_SLOTS);
    state[at + HEADER.now] = t;
    state[at + HEADER.ownVolumeTime] = t;
    state[at + HEADER.environment] = this.#firstEnvironment + environment;
    state[at + HEADER.cash] = Math.round(cash);
    state[at + HEADER.knownCash] = Math.round(cash);
    state[at + HEADER.startCash] = Math.round(cash);
    state[at + HEADER.shares] = shares;
    state[at + HEADER.knownShares] = shares;
    state[at + HEADER.nextOrder] = 1;
  }

  /** Sends an order that is decided at `t`, at or after the present. @returns Its number, from 1. */
  submit(environment: number, request: OrderRequest, t: number = this.now(environment)): number {
    return submitOrder(this.#enter(environment), request, t);
  }

  /** Sends a cancel at `t`. */
  cancel(environment: number, order: number, t: number = this.now(environment)): void {
    sendCancel(this.#enter(environment), order, t);
  }

  /** Sends new terms for an order at `t`. */
  replace(
    environment: number,
    order: number,
    terms: OrderTerms,
    t: number = this.now(environment),
  ): void {
    sendReplace(this.#enter(environment), order, terms, t);
  }

  /** Refuses a request of time `t` that is not to be sent, with `TECHNICAL`. */
  refuse(environment: number, request: RefusedRequest, t: number): void {
    refuseRequest(this.#enter(environment), request, t);
  }

  /** Lets time pass up to `t`, included. @throws {RangeError} If that is in the past. */
  advance(environment: number, t: number): void {
    const venue = this.#enter(environment);
    const now = venue.state[venue.at + HEADER.now]!;
    if (!(t >= now)) throw new RangeError(`Cannot go back from ${now} to ${t} ns`);
    advance(venue, t);
  }

  /** The present of an environment. */
  now(environment: number): number {
    const { state, at } = this.#enter(environment);
    return state[at + HEADER.now]!;
  }

  /** The account of an environment at its present. */
  account(environment: number): Account {
    return readAccount(this.#enter(environment));
  }

  /** Cash in micro-dollars, as the agent knows it. */
  knownCash(environment: number): number {
    const { state, at } = this.#enter(environment);
    return state[at + HEADER.knownCash]!;
  }

  /** Shares held, as the agent knows it. */
  knownShares(environment: number): number {
    const { state, at } = this.#enter(environment);
    return state[at + HEADER.knownShares]!;
  }

  /** Cash and what closing the position now would bring; micro-dollars. */
  equity(environment: number): number {
    const venue = this.#enter(environment);
    return venue.state[venue.at + HEADER.cash]! + liquidationValue(venue);
  }

  /**
   * The account as numbers, for trainers: known cash, known shares, equity, buying power, open orders. Money in
   * micro-dollars.
   */
  accountInto(environment: number, into: Float64Array, from = 0): void {
    const venue = this.#enter(environment);
    const { state, at } = venue;
    into[from] = state[at + HEADER.knownCash]!;
    into[from + 1] = state[at + HEADER.knownShares]!;
    into[from + 2] = state[at + HEADER.cash]! + liquidationValue(venue);
    into[from + 3] = buyingPower(venue);
    into[from + 4] = state[at + HEADER.openOrders]!;
  }

  /**
   * Copies everything of one environment or snapshot over another. The copy goes on exactly as the original would: it
   * draws the same numbers.
   *
   * @param from, to Environments from 0, then snapshots.
   */
  copy(from: number, to: number): void {
    const { state, at } = this.#enter(from);
    this.#enter(to);
    const used = ORDERS_AT + state[at + HEADER.openOrders]! * ORDER_SLOTS;
    state.copyWithin(to * STATE_SLOTS, at, at + used);
  }

  /** Copies an environment into memory of one's own, of at least `stateBytes(1)` bytes. */
  save(environment: number, into: Float64Array): void {
    const { state, at } = this.#enter(environment);
    const used = ORDERS_AT + state[at + HEADER.openOrders]! * ORDER_SLOTS;
    for (let i = 0; i < used; i++) into[i] = state[at + i]!;
  }

  /** Makes an environment what it was when it was saved. */
  restore(environment: number, saved: Float64Array): void {
    const { state, at } = this.#enter(environment);
    const used = ORDERS_AT + saved[HEADER.openOrders]! * ORDER_SLOTS;
    for (let i = 0; i < used; i++) state[at + i] = saved[i]!;
  }
}

/** Numbers that `accountInto` writes. */
export const ACCOUNT_NUMBERS = 5;
