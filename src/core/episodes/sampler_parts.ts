/** The parts of a sampler, made from nothing or from a saved state. */
import { MomoError } from "../error.ts";
import { allMembers, checkCandidates, type EpisodeCandidates, isEmpty } from "./candidates.ts";
import type { StratumMembers } from "./candidates.ts";
import { Credits } from "./credits.ts";
import { DayLedger } from "./day_ledger.ts";
import { Feedback } from "./feedback.ts";
import { Journal } from "./journal.ts";
import { Planner } from "./planner.ts";
import { Priority } from "./priority.ts";
import { type RestoredState, restoreState } from "./restore_state.ts";
import { CONFIG_KEYS, type SamplerConfig } from "./sampler_config.ts";
import type { SamplerState } from "./sampler_state.ts";
import { KINDS, STRATA } from "./strata.ts";
import { RELAXATIONS } from "./stratum_days.ts";
import { VisitLog } from "./visit_log.ts";

/** What makes a sampler the one it is: the same plan comes from the same identity. */
export interface SamplerIdentity {
  /** Whole number, 0 to 2^53 - 1. */
  readonly seed: number;
  readonly config: SamplerConfig;
  /** Hash of the index that the candidates are from. */
  readonly indexHash: string;
  /** Hash of `config`. */
  readonly configHash: string;
}

/** Everything that a sampler consists of. */
export interface SamplerParts {
  readonly candidates: EpisodeCandidates;
  readonly identity: SamplerIdentity;
  readonly members: readonly StratumMembers[];
  readonly journal: Journal;
  readonly ledger: DayLedger;
  readonly credits: Credits;
  readonly priority: Priority;
  readonly log: VisitLog;
  readonly feedback: Feedback;
  readonly planner: Planner;
  /** What was found in the state, if there was one. */
  readonly restored: RestoredState | undefined;
}

/** Names of settings as users write them. */
const SETTING_NAMES: Readonly<Record<keyof SamplerConfig, string>> = {
  mode: "mode",
  advanced: "advanced mix",
  allowNewStrata: "choice to allow new strata",
  evenness: "evenness",
  priority: "priority",
  maxEpisodesPerDay: "limit of episodes per day",
};

/**
 * Makes the parts.
 *
 * @param state Where to go on; from the start if undefined.
 * @param isRebase Whether the state may be of another index, seed or configuration.
 * @throws {MomoError} `not_found` if no stratum has a reset point; `conflict` if the state is of another index, seed or
 * configuration and this is no rebase; `bad_data` if the state is damaged.
 * @throws {RangeError} If the candidates are malformed.
 */
export function assembleParts(
  candidates: EpisodeCandidates,
  identity: SamplerIdentity,
  state: SamplerState | undefined,
  isRebase: boolean,
): SamplerParts {
  checkCandidates(candidates);
  const members = allMembers(candidates);
  if (isEmpty(members)) {
    throw new MomoError(
      "not_found",
      "Cannot select episodes: no day of the index has a reset point",
    );
  }
  if (state && !isRebase) checkIdentity(state, identity);
  const restored = state && restoreState(state, candidates, members, isRebase);
  const journal = new Journal();
  const days = candidates.daySymbol.length;
  const shared = { candidates, members, config: identity.config, journal };
  const visits = restored?.visits ?? Array.from({ length: KINDS }, () => new Float64Array(days));
  const working = {
    ledger: new DayLedger({ ...shared, visits, recent: restored?.recent ?? [] }),
    credits: new Credits(STRATA.map((name) => state?.credits[name] ?? 0), journal),
    priority: new Priority(identity.config.priority, days, restored?.scores ?? [], journal),
    log: new VisitLog(restored?.log ?? [], restored?.reported ?? [], journal),
  };
  const memory = {
    visit: state?.visit ?? 0,
    episode: state?.episode ?? 0,
    counts: STRATA.map((name) => state?.counts[name] ?? 0),
    recentSymbols: restored?.recentSymbols ?? [],
    relaxCounts: RELAXATIONS.map((rule) => state?.relaxCounts[rule] ?? 0),
  };
  const planner = new Planner({ ...shared, ...working, seed: identity.seed, memory });
  const feedback = new Feedback(restored?.feedback);
  return { ...shared, ...working, identity, feedback, planner, restored };
}

/** Refuses a state that would not go on as it began. */
function checkIdentity(state: SamplerState, identity: SamplerIdentity): void {
  if (state.indexHash !== identity.indexHash) throw foreign("it belongs to another index");
  if (state.seed !== identity.seed) {
    throw foreign(`its seed is ${state.seed}, and this run has ${identity.seed}`);
  }
  for (const key of CONFIG_KEYS) {
    const [before, now] = [state.config[key], identity.config[key]];
    if (before !== now) {
      throw foreign(`its ${SETTING_NAMES[key]} is ${before}, and this run has ${now}`);
    }
  }
}

function foreign(reason: string): MomoError {
  return new MomoError("conflict", `Cannot go on from the sampler state: ${reason}`, {
    hint: "add `--rebase` to take its usage over, or name another file with `--state`",
  });
}
