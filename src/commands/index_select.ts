import type { RebaseReport } from "../core/episodes/restore_state.ts";
import type { EpisodeSampler, ReportOutcome } from "../core/episodes/sampler.ts";
import type { SamplerConfig } from "../core/episodes/sampler_config.ts";
import { STRATA } from "../core/episodes/strata.ts";
import type { Visit } from "../core/episodes/visit.ts";
import { MomoError } from "../core/error.ts";
import { readResults } from "../io/episodes/feedback_lines.ts";
import {
  type GivenSettings,
  samplerStatePath,
  StoredSampler,
} from "../io/episodes/stored_sampler.ts";
import { visitRecord, visitTable } from "../io/episodes/visit_record.ts";
import type { Log } from "../io/observe/log.ts";
import { timeFormat } from "../io/text/time_text.ts";
import type { CommandContext, CommandDefinition, ExitCode } from "./command.ts";
import type { SettingsOf } from "./flags/flag_table.ts";
import { TableOutput } from "./table_output.ts";

type SelectContext = CommandContext<"index select">;

/** `momo index select`. */
export const INDEX_SELECT: CommandDefinition<"index select"> = {
  name: "index select",
  examples: [
    { says: "Select the next day and its reset points", line: "momo index select" },
    {
      says: "Look at the next ten without selecting them",
      line: "momo index select --peek 10 --format table",
    },
    {
      says: "Take the results of the last episodes, then select four visits",
      line: "momo index select --feedback results.ndjson --count 4",
    },
  ],
  notes: [
    "As JSON lines each visit is one object with its episodes; in other formats each episode is a " +
    "row.",
    "A result is {episode, reward, success, trades, steps, phase_steps}, with phase_trades, " +
    "step_seconds and td_abs if they are known. A result that was taken before is left out. Hosts " +
    "stay in step only if each takes the results of all of them, before the same visit.",
  ],
  resolves: "own",

  async run(context): Promise<ExitCode> {
    const { settings, log } = context;
    checkChoice(context);
    const output = await TableOutput.plan(context);
    await using stored = await openSampler(context);
    const { sampler } = stored;
    if (sampler.rebase && settings.rebase) reportRebase(sampler.rebase, log);
    if (settings.feedback !== undefined) await takeFeedback(sampler, settings.feedback, log);
    const visits = settings.peek === undefined
      ? advance(sampler, settings.count, context.signal)
      : sampler.peek(settings.peek);
    await print(visits, stored, output, context);
    reportPlan(sampler, log);
    if (settings.peek !== undefined) return 0;
    await stored.save();
    log.notice("select", closingLine(stored, settings.count));
    return 0;
  },
};

/** Refuses flags that exclude each other, and to wait for a terminal. */
function checkChoice({ settings, resolved }: SelectContext): void {
  if (settings.peek !== undefined && resolved.get("count")?.origin !== "default") {
    throw new MomoError("usage", "Cannot use --count with --peek: they exclude each other", {
      hint: "leave one of them out",
    });
  }
  if (settings.feedback === "-" && Deno.stdin.isTerminal()) {
    throw new MomoError("usage", "Cannot read results from standard input: it is a terminal", {
      hint: "write it as --feedback FILE, or pipe the results into momo",
    });
  }
}

/** What the user said explicitly about the plan; what nobody said is up to the state. */
function givenSettings({ settings, resolved }: SelectContext): GivenSettings {
  const isGiven = (name: keyof SettingsOf<"index select">) => {
    return resolved.get(name)?.origin !== "default";
  };
  const config: Partial<SamplerConfig> = {
    ...(settings.selectMode && { mode: settings.selectMode }),
    ...(settings.advanced && { advanced: settings.advanced }),
    ...(isGiven("allowNewStrata") && { allowNewStrata: settings.allowNewStrata }),
    ...(settings.evenness && { evenness: settings.evenness }),
    ...(settings.priority && { priority: settings.priority }),
    ...(settings.maxEpisodesPerDay !== undefined &&
      { maxEpisodesPerDay: settings.maxEpisodesPerDay }),
  };
  return { config, ...(isGiven("seed") && { seed: settings.seed }) };
}

async function openSampler(context: SelectContext): Promise<StoredSampler> {
  const { settings, signal } = context;
  return await StoredSampler.open({
    store: settings.store,
    statePath: settings.state ?? samplerStatePath(settings.store),
    given: givenSettings(context),
    isRebase: settings.rebase,
    hasFeedback: !settings.noFeedback,
    host: settings.host,
    access: settings.peek === undefined ? "advance" : "look",
    purpose: "momo index select",
    signal,
  });
}

/** The next visits, planned as they are asked for. */
function* advance(
  sampler: EpisodeSampler,
  count: number,
  signal: AbortSignal,
): Generator<Visit> {
  for (let i = 0; i < count; i++) {
    signal.throwIfAborted();
    const visit = sampler.next();
    sampler.markGiven(visit.points.length);
    yield visit;
  }
}

async function print(
  visits: Iterable<Visit>,
  { index, sampler }: StoredSampler,
  output: TableOutput,
  { settings }: SelectContext,
): Promise<void> {
  const { seed, indexHash, configHash } = sampler.identity;
  if (output.format !== "ndjson") {
    return await output.write(visitTable([...visits], index), {
      "momo.seed": String(seed),
      "momo.index_hash": indexHash,
      "momo.sampler_config_hash": configHash,
    });
  }
  const record = { index, seed, formatTime: timeFormat(settings.tz) };
  const lines = function* () {
    for (const visit of visits) yield JSON.stringify(visitRecord(visit, record));
  };
  await output.writeLines(lines());
}

async function takeFeedback(sampler: EpisodeSampler, path: string, log: Log): Promise<void> {
  const counts = new Map<ReportOutcome, number>();
  for await (const { line, result } of readResults(path)) {
    const outcome = sampler.report(result);
    if (outcome === "unplanned") throw unplanned(path, line, result.episode);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  const parts = [...counts].map(([outcome, count]) => `${count} ${outcome}`);
  log.notice("feedback", `Results: ${parts.length === 0 ? "none" : parts.join(", ")}`);
}

function unplanned(path: string, line: number, episode: number): MomoError {
  const place = `line ${line} of ${path === "-" ? "standard input" : `"${path}"`}`;
  return new MomoError("bad_data", `Cannot use ${place}: episode ${episode} is not planned yet`, {
    hint: "check that the results belong to this state",
  });
}

const SHOWN_DAYS = 5;

function reportRebase(rebase: RebaseReport, log: Log): void {
  const { keptDays, droppedDays, droppedVisits, hasDroppedVisit } = rebase;
  log.notice("rebase", `Usage of ${keptDays} days taken over`);
  if (droppedDays.length > 0) {
    const shown = droppedDays.slice(0, SHOWN_DAYS).join(", ");
    const more = droppedDays.length > SHOWN_DAYS ? ", …" : "";
    const what = `${droppedDays.length} used days (${droppedVisits} visits) are not in the index`;
    log.warning("rebase", `${what}: ${shown}${more}`);
  }
  if (hasDroppedVisit) log.warning("rebase", "The rest of the visit under way is left out");
}

/** Says what the mix is, and why if it is not that of the stage. */
function reportPlan({ stagePlan: { stage, mix, empty } }: EpisodeSampler, log: Log): void {
  const shares = mix.map((share) => share.toFixed(3)).join(" ");
  log.info("mix", `Stage ${stage}; shares of ${STRATA.join(", ")}: ${shares}`);
  if (empty.length > 0) {
    log.info("mix", `No days in ${empty.join(", ")}: the others have its share`);
  }
}

function closingLine({ sampler, statePath }: StoredSampler, count: number): string {
  const visits = `${count} visit${count === 1 ? "" : "s"} selected`;
  const { current } = sampler;
  const where = current === null ? "nothing planned yet" : `the last is number ${current.visit}`;
  return `${statePath}: ${visits}; ${where}, stage ${sampler.stagePlan.stage}`;
}
