/** Environments that watch the market of now: the same as others, but their days are still under way. */
import type { Environment } from "../../core/environment/environment.ts";
import { MomoError } from "../../core/error.ts";
import type { EnvironmentTable } from "./environment_table.ts";
import type { LiveDay } from "./live_day.ts";
import type { LiveMarket } from "./live_market.ts";
import type { RequestOf } from "./session_request.ts";
import { formatUtc } from "../text/time_text.ts";

/** Date of a day's name that stands for the session under way. */
const NOW = "now";

/** The environments of a session that are live, by number. */
export class LiveEnvironments {
  readonly #market: LiveMarket | null;
  readonly #table: EnvironmentTable;
  readonly #ended: AbortSignal;
  readonly #days = new Map<number, readonly LiveDay[]>();

  /**
   * @param market `null` if the session has no market of now.
   * @param ended Aborted when the trainer has left: nothing is waited for then.
   */
  constructor(market: LiveMarket | null, table: EnvironmentTable, ended: AbortSignal) {
    this.#market = market;
    this.#table = table;
    this.#ended = ended;
  }

  /** Whether an environment is live. */
  has(env: number): boolean {
    return this.#days.has(env);
  }

  /** An environment has gone elsewhere. */
  release(env: number): void {
    this.#days.delete(env);
  }

  /**
   * Starts an environment in the present, if that is what days are named for: `SYMBOL:now`.
   *
   * @returns `null` if they are days of the past.
   * @throws {MomoError} If there is no market of now, or its symbols cannot be watched.
   */
  async reset(
    env: number,
    names: readonly string[],
    request: RequestOf<"reset">,
  ): Promise<Environment | null> {
    const symbols = names.filter((name) => name.endsWith(`:${NOW}`))
      .map((name) => name.slice(0, -NOW.length - 1));
    if (symbols.length === 0 && !(names.length === 0 && this.has(env))) return null;
    if (symbols.length < names.length) {
      throw new MomoError("usage", "Cannot watch the present and the past in one environment");
    }
    if (request.ts !== undefined) {
      throw new MomoError("usage", "Cannot start at a time of the past: the day is under way", {
        hint: "leave ts out",
      });
    }
    const market = this.#require();
    const own = symbols.length > 0 ? symbols : this.#days.get(env)!.map(({ name }) => name.symbol);
    const days = await market.watch(own, this.#ended);
    const execution = { feed_latency: 0, ...request.execution };
    const scenes = days.map((day) => market.sceneOf(day));
    const t = this.#presentOf(days);
    const ts = formatUtc(days[0]!.base + BigInt(t));
    const environment = this.#table.reset(env, scenes, ts, { ...request, execution });
    this.#days.set(env, days);
    return environment;
  }

  /** Brings an environment to the present, if it is live. */
  refresh(env: number): void {
    const days = this.#days.get(env);
    if (days === undefined) return;
    this.#show(env, days, Math.max(this.#presentOf(days), this.#table.get(env).now));
  }

  /**
   * Waits until the time of a step has come, and brings environments there.
   *
   * @throws {MomoError} `conflict` if nothing more comes.
   */
  async advance(
    envs: readonly number[],
    next: (environment: Environment) => number,
  ): Promise<void> {
    const market = this.#require();
    for (const env of envs) {
      const days = this.#days.get(env)!; // checked by whoever asks
      const environment = this.#table.get(env);
      const { postClose } = environment.scene.market.times;
      const target = Math.min(next(environment), postClose);
      const { base } = days[0]!;
      await market.until(base + BigInt(target), this.#ended);
      const reached = Math.min(target, Number(market.now - base));
      if (reached < target && market.isOver) {
        throw new MomoError("conflict", "Cannot step on: the gateway's data are over");
      }
      this.#show(env, days, Math.max(reached, environment.now));
    }
  }

  /** @throws {MomoError} `conflict` if an environment is live: what is wanted needs a day that is over. */
  refuse(env: number, what: string): void {
    if (!this.has(env)) return;
    throw new MomoError("conflict", `Cannot ${what} in environment ${env}: its day is under way`, {
      hint: "reset it to a day of the past",
    });
  }

  /** What is to be known of the market of now; `null` if there is none. */
  get statistics(): Readonly<Record<string, unknown>> | null {
    if (this.#market === null) return null;
    const { now, isOver, counters } = this.#market;
    return {
      ts: now === 0n ? null : formatUtc(now),
      ...{ over: isOver, records: counters.records, gaps: counters.gaps },
      ...{ open_gaps: counters.openGaps, lost_connections: counters.lostConnections },
    };
  }

  #require(): LiveMarket {
    if (this.#market !== null) return this.#market;
    throw new MomoError("usage", "Cannot watch the present: the session has no gateway", {
      hint: "start momo with --mode live --dataset DATASET --symbols SYMBOL",
    });
  }

  #presentOf(days: readonly LiveDay[]): number {
    const market = this.#require();
    const scene = market.sceneOf(days[0]!);
    const { preOpen, postClose } = scene.market.times;
    return Math.min(Math.max(Number(market.now - days[0]!.base), preOpen), postClose);
  }

  #show(env: number, days: readonly LiveDay[], t: number): void {
    const market = this.#require();
    this.#table.get(env).follow(days.map((day) => market.sceneOf(day)), t);
  }
}
