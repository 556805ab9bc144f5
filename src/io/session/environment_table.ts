/** The environments and snapshots of one session. */
import { adjustmentFactor, type CorporateAction } from "../../core/clean/corporate_actions.ts";
import {
  checkScenes,
  Environment,
  type EnvironmentSnapshot,
  type Holdings,
} from "../../core/environment/environment.ts";
import type { Scene } from "../../core/environment/scene.ts";
import { MomoError } from "../../core/error.ts";
import type { ExecutionSettings } from "../../core/execution/settings.ts";
import { parseTimeOfDay } from "../../core/time/clock_time.ts";
import { mebibytes } from "../cache/budget_error.ts";
import { changedExecution } from "./execution_choice.ts";
import type { RequestOf } from "./session_request.ts";

/** Snapshots that a session can keep. */
const MOST_SNAPSHOTS = 4096;
const MICRO = 1e6;

/** How environments start unless a request says otherwise. */
export interface EnvironmentDefaults {
  readonly execution: ExecutionSettings;
  readonly seed: number;
  readonly actions: readonly CorporateAction[];
  /** Most bytes of the days that all environments use. */
  readonly memoryBytes: number;
}

/** What a request says about the start of an environment. */
export type StartChoice = Pick<
  RequestOf<"reset">,
  "account" | "cash" | "seed" | "execution"
>;

/** Environments by number, snapshots by number. */
export class EnvironmentTable {
  readonly #defaults: EnvironmentDefaults;
  readonly #environments = new Map<number, Environment>();
  readonly #snapshots = new Map<number, EnvironmentSnapshot>();
  #nextSnapshot = 0;

  /** A table without environments. */
  constructor(defaults: EnvironmentDefaults) {
    this.#defaults = defaults;
  }

  /** Numbers of environments and of snapshots. */
  get counts(): { readonly environments: number; readonly snapshots: number } {
    return { environments: this.#environments.size, snapshots: this.#snapshots.size };
  }

  /** The days that an environment watches; none if it was never reset. */
  scenesOf(env: number): readonly Scene[] {
    return this.#environments.get(env)?.scenes ?? [];
  }

  /** An environment. @throws {MomoError} `conflict` if it was never reset. */
  get(env: number): Environment {
    const environment = this.#environments.get(env);
    if (environment !== undefined) return environment;
    throw new MomoError("conflict", `Cannot use environment ${env}: it was not reset yet`, {
      hint: `send {"type":"reset","env":${env},"day":"SYMBOL:DATE"}`,
    });
  }

  /**
   * Starts an environment.
   *
   * @param ts The moment as text; by default the start of pre-market.
   * @throws {MomoError} `usage` if the moment is not on the day; `conflict` if the account cannot be kept; `budget` if
   * the days of all environments take too much memory. Nothing has changed then.
   */
  reset(
    env: number,
    scenes: readonly Scene[],
    ts: string | undefined,
    choice: StartChoice,
  ): Environment {
    checkScenes(scenes);
    const { seed = this.#defaults.seed, account = "fresh", cash } = choice;
    const settings = changedExecution(this.#defaults.execution, choice.execution);
    const t = momentOf(scenes[0]!, ts);
    if (account === "keep" && cash !== undefined) {
      throw new MomoError("usage", "Cannot set cash of an account that is kept");
    }
    const holdings = account === "keep"
      ? this.#kept(env, scenes[0]!)
      : cash === undefined
      ? undefined
      : { cash: Math.round(cash * MICRO), shares: 0 };
    this.#checkMemory(env, scenes);
    const options = {
      ...{ scenes, t, settings, seed },
      ...(holdings !== undefined && { holdings }),
    };
    let environment = this.#environments.get(env);
    if (environment === undefined) {
      environment = new Environment(env, options);
      this.#environments.set(env, environment);
    } else environment.reset(options);
    return environment;
  }

  /** Keeps a copy of an environment. @returns Its number. @throws {MomoError} `budget` if there are too many. */
  snapshot(env: number): number {
    if (this.#snapshots.size >= MOST_SNAPSHOTS) {
      throw new MomoError("budget", `Cannot keep more than ${MOST_SNAPSHOTS} snapshots`, {
        hint: `send {"type":"drop","snapshot":…} for those that are not needed any more`,
      });
    }
    const number = this.#nextSnapshot++;
    this.#snapshots.set(number, this.get(env).save());
    return number;
  }

  /** Makes an environment what was kept. @throws {MomoError} `not_found` if there is no such snapshot. */
  restore(env: number, snapshot: number): Environment {
    return this.#copy(env, this.#saved(snapshot));
  }

  /** Makes environment `to` what environment `from` is. */
  fork(from: number, to: number): Environment {
    return this.#copy(to, this.get(from).save());
  }

  /** Forgets a snapshot. @throws {MomoError} `not_found` if there is no such snapshot. */
  drop(snapshot: number): void {
    this.#saved(snapshot);
    this.#snapshots.delete(snapshot);
  }

  #saved(snapshot: number): EnvironmentSnapshot {
    const saved = this.#snapshots.get(snapshot);
    if (saved !== undefined) return saved;
    throw new MomoError("not_found", `Cannot use snapshot ${snapshot}: there is none`);
  }

  #copy(env: number, saved: EnvironmentSnapshot): Environment {
    const { scenes, seed, now: t, engine: { settings } } = saved;
    let environment = this.#environments.get(env);
    if (environment === undefined) {
      environment = new Environment(env, { scenes, seed, t, settings });
      this.#environments.set(env, environment);
    }
    environment.restore(saved);
    return environment;
  }

  /** What an account that is kept goes on with. */
  #kept(env: number, scene: Scene): Holdings {
    const environment = this.get(env);
    const holdings = environment.holdings();
    const before = environment.scene.day;
    const { symbol, tradeDate } = scene.day;
    if (holdings.shares === 0) return holdings;
    const refuse = (why: string) =>
      new MomoError(
        "conflict",
        `Cannot keep ${holdings.shares} shares of ${before.symbol}: ${why}`,
        { hint: `close the position first, or reset with "account":"fresh"` },
      );
    if (symbol !== before.symbol) throw refuse(`the next day is one of ${symbol}`);
    const [from, to] = [
      Math.min(before.tradeDate, tradeDate),
      Math.max(before.tradeDate, tradeDate),
    ];
    const own = this.#defaults.actions.filter((action) => action.symbol === symbol);
    if (adjustmentFactor(own, from, to) !== 1) throw refuse("there is a split in between");
    return holdings;
  }

  #checkMemory(env: number, scenes: readonly Scene[]): void {
    const used = new Set(scenes);
    for (const [other, environment] of this.#environments) {
      if (other !== env) { for (const scene of environment.scenes) used.add(scene); }
    }
    for (const saved of this.#snapshots.values()) for (const scene of saved.scenes) used.add(scene);
    let bytes = 0;
    for (const scene of used) bytes += scene.bytes;
    if (bytes <= this.#defaults.memoryBytes) return;
    throw new MomoError(
      "budget",
      `Cannot watch ${scenes.map(({ name }) => name).join(", ")}: ` +
        `all days in use take ${mebibytes(bytes)}, wanted at most ` +
        mebibytes(this.#defaults.memoryBytes),
      { hint: "raise --memory, or let environments share days" },
    );
  }
}

/**
 * A moment of a day.
 *
 * @throws {MomoError} `usage` if it is none, or outside the day's sessions.
 */
export function momentOf({ day, market, name }: Scene, ts: string | undefined): number {
  const { preOpen, postClose } = market.times;
  if (ts === undefined) return preOpen;
  const t = parseTimeOfDay(ts, day.base);
  if (t === undefined) {
    throw new MomoError(
      "usage",
      `Cannot use the time "${ts}": expected one such as 09:30 or 2025-03-24T13:30:00Z`,
    );
  }
  if (t >= preOpen && t <= postClose) return t;
  throw new MomoError(
    "usage",
    `Cannot use the time "${ts}": it is outside the sessions of ${name}`,
  );
}
