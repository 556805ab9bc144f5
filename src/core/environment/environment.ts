/** One agent's place in the market: a moment of a trade date, what it sees of it, its orders and its account. */
import { MomoError } from "../error.ts";
import type { Account } from "../execution/account.ts";
import { ExecutionEngine, stateBytes } from "../execution/engine.ts";
import { drawKeyOf } from "../execution/keyed_draws.ts";
import type { NamedReport } from "../execution/order_session.ts";
import type { OrderCommand } from "../execution/order_text.ts";
import type { ExecutionSettings } from "../execution/settings.ts";
import { MarketWindows } from "../market/market_windows.ts";
import type { Observation } from "../market/observation.ts";
import { Observer } from "../market/observer.ts";
import type { Scene } from "./scene.ts";

const MS_NS = 1e6;
const SLOT_BYTES = 8;
/** A number that no order has. */
const NO_ORDER = 0;

/** What an environment starts from. */
export interface ResetOptions {
  /** The days that are seen, all of one trade date; orders go to the first. At least one. */
  readonly scenes: readonly Scene[];
  /** The moment, ns since local midnight. */
  readonly t: number;
  /** Parameters of execution. */
  readonly settings: ExecutionSettings;
  /** Seed of the random draws. */
  readonly seed: number;
  /** What is held at the start; by default the start cash of the settings and nothing else. */
  readonly holdings?: Holdings;
}

/** What an account holds. */
export interface Holdings {
  /** Micro-dollars. */
  readonly cash: number;
  /** Negative if short. */
  readonly shares: number;
}

/** Everything that changes in an environment, copied. */
export interface EnvironmentSnapshot {
  /** The days that are seen. */
  readonly scenes: readonly Scene[];
  /** The engine it was taken of. */
  readonly engine: ExecutionEngine;
  /** The moment, ns since local midnight. */
  readonly now: number;
  /** The engine's state of the environment. */
  readonly state: Float64Array;
  /** Seed of the random draws. */
  readonly seed: number;
  /** Numbers of orders by name. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Names of orders by number. */
  readonly names: ReadonlyMap<number, string>;
  /** Reports on their way to the agent. */
  readonly pending: readonly NamedReport[];
  /** Orders sent so far. */
  readonly sent: number;
}

/** Sees one day. */
interface View {
  readonly scene: Scene;
  readonly observer: Observer;
  readonly windows: MarketWindows;
}

/**
 * An environment. Time goes forward only; a reset or a restored snapshot may go anywhere. What the agent gets are
 * observations, windows, and reports once they have reached it.
 */
export class Environment {
  /** Number that keys the random draws. */
  readonly number: number;
  #views: readonly View[];
  #engine: ExecutionEngine;
  #seed: number;
  #numbers = new Map<string, number>();
  #names = new Map<number, string>();
  /** Reports on their way to the agent, in the order of their arrival. */
  #pending: NamedReport[] = [];
  /** Orders sent, for the names of those without one. */
  #sent = 0;
  #now: number;

  /**
   * An environment at its first moment.
   *
   * @throws {MomoError} `usage` if the scenes are of different trade dates or one symbol comes twice.
   */
  constructor(number: number, options: ResetOptions) {
    this.number = number;
    this.#seed = options.seed;
    this.#engine = this.#newEngine(options);
    this.#views = viewsOf(options.scenes, feedLatencyOf(options.settings));
    this.#now = options.t;
    this.reset(options);
  }

  /** The days that are seen, that of the orders first. */
  get scenes(): readonly Scene[] {
    return this.#views.map(({ scene }) => scene);
  }

  /** The day that orders go to. */
  get scene(): Scene {
    return this.#views[0]!.scene;
  }

  /** The present, ns since local midnight. */
  get now(): number {
    return this.#now;
  }

  /** Whether the day is over. */
  get isOver(): boolean {
    return this.#now >= this.scene.market.times.postClose;
  }

  /** Time from capture to the agent, ns. */
  get feedLatencyNs(): number {
    return feedLatencyOf(this.#engine.settings);
  }

  /**
   * Starts anew: no orders, no reports on their way, the account as given.
   *
   * @throws {MomoError} `usage`, as the constructor does.
   */
  reset(options: ResetOptions): void {
    const { scenes, t, settings, seed, holdings } = options;
    const isSameModel = seed === this.#seed && isEqual(settings, this.#engine.settings);
    const needsEngine = !isSameModel || scenes[0] !== this.scene;
    // first, because it refuses scenes that do not go together: nothing has changed then
    if (!isSameModel || !isEqual(scenes, this.scenes)) {
      this.#views = viewsOf(scenes, feedLatencyOf(settings));
    }
    if (needsEngine) this.#engine = this.#newEngine(options);
    this.#seed = seed;
    this.#engine.reports.clear();
    this.#engine.reset(0, t, holdings?.cash, holdings?.shares);
    this.#numbers.clear();
    this.#names.clear();
    this.#pending = [];
    this.#sent = 0;
    this.#now = t;
  }

  /**
   * Goes on with what has become of its days, which are still under way. Orders and reports are gone; the account stays.
   *
   * @param t The moment, ns since local midnight.
   */
  follow(scenes: readonly Scene[], t: number): void {
    const { settings } = this.#engine;
    this.reset({ scenes, t, settings, seed: this.#seed, holdings: this.holdings() });
  }

  /**
   * Sends a request at the present.
   *
   * @returns The name of the order, as the request has it.
   */
  send(command: OrderCommand): string {
    const { id } = command;
    const now = this.#now;
    if (command.action === "new") {
      const request = { ...command.request, drawKey: drawKeyOf(id) };
      const number = this.#engine.submit(0, request, now);
      this.#numbers.set(id, number);
      this.#names.set(number, id);
    } else {
      const number = this.#numbers.get(id) ?? NO_ORDER;
      if (command.action === "cancel") this.#engine.cancel(0, number, now);
      else this.#engine.replace(0, number, command.terms, now);
    }
    this.#collect(id);
    return id;
  }

  /** A name for an order that was given none; no other order of the episode has it unless the agent chose it. */
  nextName(): string {
    return `order-${++this.#sent}`;
  }

  /** Lets time pass up to `t`, or to the end of the day if that is earlier. */
  advance(t: number): void {
    const to = Math.min(t, this.scene.market.times.postClose);
    this.#engine.advance(0, to);
    this.#now = to;
    this.#collect("");
  }

  /** The reports that have reached the agent since it last asked; at the end of the day also those on their way. */
  takeReports(): NamedReport[] {
    const bound = this.isOver ? Infinity : this.#now;
    const count = this.#pending.findIndex(({ reportTime }) => reportTime > bound);
    return this.#pending.splice(0, count < 0 ? this.#pending.length : count);
  }

  /** What can be seen of a day now, overwritten by the next call. @param i Position of the day. */
  observe(i: number): Observation {
    return this.#views[i]!.observer.observe(this.#now);
  }

  /** The windows of a day, in buffers that are used again. @param i Position of the day. */
  windows(i: number): MarketWindows {
    return this.#views[i]!.windows;
  }

  /** The account at the present, as the broker has it and as the agent knows it. */
  account(): Account {
    return this.#engine.account(0);
  }

  /**
   * What the account holds, to be carried on.
   *
   * @returns The broker's books: reports still on their way are as good as received.
   */
  holdings(): Holdings {
    const { cash, shares } = this.account();
    return { cash, shares };
  }

  /** Copies everything that changes. */
  save(): EnvironmentSnapshot {
    const state = new Float64Array(stateBytes(1) / SLOT_BYTES);
    this.#engine.save(0, state);
    return {
      ...{ scenes: this.scenes, engine: this.#engine, now: this.#now, state, sent: this.#sent },
      seed: this.#seed,
      numbers: new Map(this.#numbers),
      names: new Map(this.#names),
      pending: [...this.#pending],
    };
  }

  /** Makes the environment what another one, or itself, was when it was saved; it draws the same random numbers. */
  restore(saved: EnvironmentSnapshot): void {
    const { scenes, engine: { settings }, now: t, seed } = saved;
    this.reset({ scenes, t, settings, seed });
    this.#engine.restore(0, saved.state);
    this.#numbers = new Map(saved.numbers);
    this.#names = new Map(saved.names);
    this.#pending = [...saved.pending];
    this.#sent = saved.sent;
  }

  #newEngine({ scenes, settings, seed }: ResetOptions): ExecutionEngine {
    const [scene] = scenes;
    if (scene === undefined) throw new RangeError("an environment without a day");
    return new ExecutionEngine(scene.tape, { settings, seed, firstEnvironment: this.number });
  }

  /** Takes over what the engine reported. @param requested Name that goes with an order nobody knows. */
  #collect(requested: string): void {
    const { reports } = this.#engine;
    if (reports.length === 0) return;
    for (const report of reports.all()) {
      this.#pending.push({ ...report, id: this.#names.get(report.order) ?? requested });
    }
    reports.clear();
    this.#pending.sort((a, b) => a.reportTime - b.reportTime);
  }
}

/**
 * The days of an environment, checked.
 *
 * @throws {MomoError} `usage` if they are of different trade dates or one symbol comes twice.
 */
export function checkScenes(scenes: readonly Scene[]): void {
  const [first] = scenes;
  for (const { name, day } of scenes) {
    if (day.tradeDate === first!.day.tradeDate) continue;
    throw new MomoError(
      "usage",
      `Cannot watch ${name} together with ${first!.name}: expected days of one trade date`,
    );
  }
  const symbols = scenes.map(({ day }) => day.symbol);
  const repeated = symbols.find((symbol, i) => symbols.indexOf(symbol) !== i);
  if (repeated === undefined) return;
  throw new MomoError("usage", `Cannot watch "${repeated}" twice: expected different symbols`);
}

function viewsOf(scenes: readonly Scene[], feedLatencyNs: number): View[] {
  checkScenes(scenes);
  return scenes.map((scene) => ({
    scene,
    observer: new Observer(scene.market, feedLatencyNs),
    windows: new MarketWindows(scene.market, feedLatencyNs),
  }));
}

function feedLatencyOf(settings: ExecutionSettings): number {
  return settings.feed_latency * MS_NS;
}

/** Whether two lists or tables have the same entries. */
function isEqual<T extends object>(a: T, b: T): boolean {
  const others = new Map(Object.entries(b));
  const own = Object.entries(a);
  return own.length === others.size && own.every(([key, value]) => others.get(key) === value);
}
