/** The parts of a sampler become its state. */
import { dayName, formatDayNotes } from "./day_text.ts";
import { CONFIG_KEYS, type SamplerConfig } from "./sampler_config.ts";
import type { SamplerParts } from "./sampler_parts.ts";
import {
  type CurrentVisit,
  formatRanges,
  type SamplerState,
  STATE_VERSION,
} from "./sampler_state.ts";
import { byName, STRATA, type Stratum } from "./strata.ts";
import { RELAXATIONS } from "./stratum_days.ts";
import type { Visit } from "./visit.ts";

/**
 * The state of a sampler.
 *
 * @param current The visit that was begun last, and how many of its episodes were given out.
 */
export function saveState(
  parts: SamplerParts,
  current: Visit | null,
  positionInVisit: number,
): SamplerState {
  const { identity, planner, candidates } = parts;
  const { visit, episode, counts, recentSymbols } = planner.memory;
  const { reports, factors } = parts.feedback.memory;
  return {
    version: STATE_VERSION,
    seed: identity.seed,
    indexHash: identity.indexHash,
    configHash: identity.configHash,
    config: inOrder(identity.config),
    visit,
    episode,
    positionInVisit,
    credits: byName(parts.credits.values),
    counts: byName(counts),
    factors: byName(factors),
    averages: averagesOf(parts),
    feedbackSeq: reports,
    usage: formatDayNotes(candidates, (day) => parts.ledger.note(day)),
    recentDays: recentDays(parts),
    recentSymbols: recentSymbols.map((symbol) => candidates.symbols[symbol]!),
    relaxCounts: relaxCounts(parts),
    current: current && describe(parts, current),
    log: logEntries(parts),
    reported: formatRanges(parts.log.reported),
    scores: scores(parts),
  };
}

function inOrder(config: SamplerConfig): SamplerConfig {
  const entries = CONFIG_KEYS.map((key) => [key, config[key]]);
  return Object.fromEntries(entries) as unknown as SamplerConfig; // all of its keys, in their order
}

function averagesOf({ feedback }: SamplerParts): SamplerState["averages"] {
  const { counts, success, dormant: { episodes, trades, windows } } = feedback.memory;
  return {
    episodes: byName(counts),
    success: byName(success),
    dormant: { episodes, trades, windows },
  };
}

function recentDays({ candidates, members, ledger }: SamplerParts): SamplerState["recentDays"] {
  const entries = STRATA.map((name, k) => {
    const days = members[k]!.days;
    return [name, ledger.strata[k]!.recent.map((member) => dayName(candidates, days[member]!))];
  });
  return Object.fromEntries(entries) as Record<Stratum, string[]>; // one entry per stratum
}

function relaxCounts({ planner }: SamplerParts): SamplerState["relaxCounts"] {
  const counts = planner.memory.relaxCounts;
  const entries = RELAXATIONS.map((rule, i) => [rule, counts[i] ?? 0]);
  return Object.fromEntries(entries) as SamplerState["relaxCounts"]; // one entry per rule
}

function describe({ candidates }: SamplerParts, current: Visit): CurrentVisit {
  const { day, stratum, stage, visit, episode, planned, uses, visits, mix, empty, relaxed } =
    current;
  return {
    day: dayName(candidates, day),
    ...{ stratum, stage, visit, episode, planned, visits, uses },
    mix: byName(mix),
    ...{ empty, relaxed },
  };
}

function logEntries({ log, candidates }: SamplerParts): string[] {
  return log.visits.map(({ day, stratum, planned }) => {
    return `${day < 0 ? "-" : dayName(candidates, day)} ${STRATA[stratum]} ${planned}`;
  });
}

function scores({ priority, candidates }: SamplerParts): SamplerState["scores"] {
  const notes = new Map<number, string>();
  for (const { day, average, lastVisit } of priority.memory()) {
    notes.set(day, Number.isNaN(average) ? `${lastVisit}` : `${lastVisit},${average}`);
  }
  return formatDayNotes(candidates, (day) => notes.get(day) ?? "");
}
