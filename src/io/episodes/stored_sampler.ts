/** A sampler over the index of a store, with its state in a file. */
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import type { Shard } from "../../core/config/setting.ts";
import { EpisodeSampler } from "../../core/episodes/sampler.ts";
import {
  configText,
  DEFAULT_CONFIG,
  type SamplerConfig,
} from "../../core/episodes/sampler_config.ts";
import type { SamplerIdentity } from "../../core/episodes/sampler_parts.ts";
import type { SamplerState } from "../../core/episodes/sampler_state.ts";
import { acquireLock, type Lock } from "../store/lock.ts";
import { ioError } from "../store/io_error.ts";
import { type EpisodeIndex, readEpisodeIndex } from "./episode_index.ts";
import { readState, writeState } from "./state_file.ts";

/** Settings that were said explicitly; the others are those of the state, or the defaults. */
export interface GivenSettings {
  readonly seed?: number;
  readonly config?: Partial<SamplerConfig>;
}

/** How a sampler is opened. */
export interface StoredSamplerOptions {
  readonly store: string;
  /** State file; by default `state/sampler.json` in the store. */
  readonly statePath?: string | undefined;
  readonly given?: GivenSettings;
  /** Whether the state may be of another index, seed or configuration. */
  readonly isRebase?: boolean;
  /** Whether results shift the mix; on unless said otherwise. */
  readonly hasFeedback?: boolean;
  /** Which visits are given out; all unless said otherwise. */
  readonly host?: Shard | undefined;
  /** `look` takes no lock and cannot save. */
  readonly access: "advance" | "look";
  /** What is being done, for those who find the state locked: `momo index select`. */
  readonly purpose: string;
  readonly signal?: AbortSignal | undefined;
}

const DEFAULT_SEED = 0;

/** Path of a store's own state file. */
export function samplerStatePath(store: string): string {
  return `${store}/state/sampler.json`;
}

function identityOf(
  { seed, config }: GivenSettings,
  state: SamplerState | undefined,
  indexHash: string,
): SamplerIdentity {
  const whole = { ...DEFAULT_CONFIG, ...state?.config, ...config };
  return {
    seed: seed ?? state?.seed ?? DEFAULT_SEED,
    config: whole,
    indexHash,
    configHash: createHash("sha256").update(configText(whole)).digest("hex"),
  };
}

async function lockState(path: string, options: StoredSamplerOptions): Promise<Lock> {
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
  } catch (error) {
    throw ioError("create", dirname(path), error);
  }
  return await acquireLock(`${path}.lock`, { purpose: options.purpose, signal: options.signal });
}

/**
 * An open sampler. While it is open for advancing, no other process can advance the same state; disposing of it
 * releases the state without saving.
 */
export class StoredSampler implements AsyncDisposable {
  /** The sampler, to be asked for visits and told results. */
  readonly sampler: EpisodeSampler;
  /** The index it selects from; `visitRecord` takes times and phases from it. */
  readonly index: EpisodeIndex;
  /** Path of its state file. */
  readonly statePath: string;
  /** Whether there was a state to go on from. */
  readonly isResumed: boolean;
  #lock: Lock | undefined;

  private constructor(
    sampler: EpisodeSampler,
    index: EpisodeIndex,
    statePath: string,
    isResumed: boolean,
    lock: Lock | undefined,
  ) {
    this.sampler = sampler;
    this.index = index;
    this.statePath = statePath;
    this.isResumed = isResumed;
    this.#lock = lock;
  }

  /**
   * Opens the sampler of a store where its state left off, or at the start.
   *
   * @throws {MomoError} `not_found` if there is no index or nothing in it to select; `conflict` if another process
   * advances the state, or it is of another index, seed or configuration and this is no rebase; `bad_data` if index or
   * state is damaged.
   */
  static async open(options: StoredSamplerOptions): Promise<StoredSampler> {
    const { store, statePath = samplerStatePath(store), access, given = {} } = options;
    const index = await readEpisodeIndex(store);
    await using stack = new AsyncDisposableStack();
    const lock = access === "look" ? undefined : await lockState(statePath, options);
    if (lock) stack.use(lock);
    const state = await readState(statePath);
    const sampler = new EpisodeSampler(
      index.candidates,
      identityOf(given, state, index.hash),
      { ...options, state },
    );
    stack.move();
    return new StoredSampler(sampler, index, statePath, state !== undefined, lock);
  }

  /**
   * Saves the state of the moment.
   *
   * @throws {MomoError} `conflict` if the lock was lost; `io` if the file cannot be written.
   * @throws {TypeError} If it was opened for looking only, or is released.
   */
  async save(): Promise<void> {
    if (!this.#lock) throw new TypeError("a sampler without its lock cannot save");
    await this.#lock.check();
    await writeState(this.statePath, this.sampler.state());
  }

  /** Releases the state; once more does nothing. */
  async [Symbol.asyncDispose](): Promise<void> {
    const lock = this.#lock;
    this.#lock = undefined;
    await lock?.[Symbol.asyncDispose]();
  }
}
