/** What all sessions of a process share: the days, the sampler, the model of execution. */
import type { CorporateAction } from "../../core/clean/corporate_actions.ts";
import type { ExecutionSettings } from "../../core/execution/settings.ts";
import { MomoError } from "../../core/error.ts";
import type { DayHost } from "./day_host.ts";
import type { EpisodeHost, SelectedEpisode } from "./episode_host.ts";
import type { ExchangeFolder } from "./frame_writer.ts";
import type { LiveMarket } from "./live_market.ts";

/** What a host is made from. */
export interface SessionHostOptions {
  readonly days: DayHost;
  /** Opens the sampler, when the first episode or result asks for it. */
  readonly openEpisodes: () => Promise<EpisodeHost>;
  readonly exchange: ExchangeFolder | null;
  /** The market of now; `null` without a gateway. */
  readonly live: LiveMarket | null;
  readonly execution: ExecutionSettings;
  readonly seed: number;
  readonly actions: readonly CorporateAction[];
  /** Most bytes of the days that the environments of a session use. */
  readonly memoryBytes: number;
  /** Version of the program. */
  readonly version: string;
  readonly nowMs: () => number;
}

/** Shared by the sessions of a process. Dispose of it to save the sampler's state and to end all loads. */
export class SessionHost implements AsyncDisposable {
  readonly options: SessionHostOptions;
  #episodes: Promise<EpisodeHost> | undefined;

  /** A host without a sampler yet. */
  constructor(options: SessionHostOptions) {
    this.options = options;
  }

  /**
   * The sampler; opened once.
   *
   * @throws {MomoError} If there is no index, or another process has the state.
   */
  async episodes(): Promise<EpisodeHost> {
    this.#episodes ??= this.options.openEpisodes();
    try {
      const episodes = await this.#episodes;
      this.options.days.planWith((count) => episodes.upcoming(count));
      return episodes;
    } catch (error) {
      this.#episodes = undefined; // it may work later
      throw error;
    }
  }

  /** Where the sampler's plan stands; `null` if nobody asked for an episode. */
  async progress(): Promise<Readonly<Record<string, unknown>> | null> {
    return this.#episodes === undefined ? null : (await this.#episodes).progress;
  }

  /**
   * The next episode and its day.
   *
   * @throws {MomoError} If the day cannot be loaded; the rest of its visit is passed over then.
   */
  async select(): Promise<
    SelectedEpisode & { readonly opened: Awaited<ReturnType<DayHost["open"]>> }
  > {
    const episodes = await this.episodes();
    const selected = await episodes.next();
    const { planned: { visit }, position, episodes: points } = selected;
    const { symbol, tradeDate } = visit;
    try {
      const opened = await this.options.days.open({ symbol, tradeDate, points });
      this.options.days.progress(position, points);
      return { ...selected, opened };
    } catch (error) {
      if (!(error instanceof MomoError)) throw error;
      await episodes.passOver();
      const hint = "select again: the rest of the visit is passed over";
      throw new MomoError(error.code, error.message, { hint, cause: error });
    }
  }

  /** Saves the sampler's state and ends all loads. */
  async [Symbol.asyncDispose](): Promise<void> {
    await using stack = new AsyncDisposableStack();
    stack.use(this.options.days);
    const episodes = await this.#episodes?.catch(() => undefined);
    if (episodes !== undefined) stack.use(episodes);
  }
}
