/** `momo load --days|--plan --dry-run`: what a stream will need, before it runs. */
import { type ColumnSpec, makeTable } from "../core/columns/table.ts";
import { type DayKey, keysOf } from "../core/cache/visit_need.ts";
import { messageOf } from "../core/error.ts";
import { mebibytes } from "../io/cache/budget_error.ts";
import type { SessionPlan } from "../io/day/day_plan.ts";
import type { DayPlans } from "../io/day_stream/day_plans.ts";
import { encodeSession } from "../io/day_stream/encode_session.ts";
import { encodedBytes } from "../io/cache/encoded_day.ts";
import type { SourceSizes } from "../io/day_stream/source_sizes.ts";
import type { PlannedVisit } from "../io/day_stream/visit_source.ts";
import { counted } from "../io/text/counted.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { openStream } from "./load_stream.ts";
import { TableOutput } from "./table_output.ts";

type LoadContext = CommandContext<"load">;

const PLANNED_VISITS = 20; // of a plan without end
const MEASURED_DAYS = 3;
const USUAL_DEPTH = 3;

const COLUMNS: readonly ColumnSpec[] = [
  column("visit", "int32", "", false, "Number of the visit"),
  column("day", "string", "", false, "The day that is trained on"),
  column("lookback", "string", "", true, "The session before it; null without one"),
  column("source_bytes", "int64", "bytes", true, "Share of the files; null if it cannot be loaded"),
  column("memory_bytes", "int64", "bytes", true, "Memory of the day and its lookback, estimated"),
  column(
    "load_ms",
    "int64",
    "ms",
    true,
    "Time to load what the visit before does not have, estimated",
  ),
  column("problem", "string", "", true, "Why it cannot be loaded; null if it can"),
];

function column(
  name: string,
  type: ColumnSpec["type"],
  unit: string,
  nullable: boolean,
  help: string,
): ColumnSpec {
  return { name, type, unit, causality: "causal", nullable, help };
}

/** What one visit is expected to need. */
interface VisitCost {
  readonly planned: PlannedVisit;
  readonly visit: number;
  readonly day: string;
  readonly lookback: string | null;
  /** The day and its lookback; none if the day cannot be loaded. */
  readonly sessions: ReadonlyMap<DayKey, SessionPlan>;
  readonly sourceBytes: number;
  readonly problem: string | null;
}

/** What a visit takes, estimated. */
interface VisitEstimate {
  readonly memoryBytes: number;
  readonly loadMs: number;
}

/** Prints what the stream will need; some days are loaded to measure it, nothing is written. */
export async function planStream(context: LoadContext): Promise<ExitCode> {
  const { settings, terminals, readVariable, signal, log, clock } = context;
  const output = await TableOutput.plan({
    settings: {
      format: undefined,
      output: undefined,
      force: false,
      tz: "UTC",
      color: settings.color,
    },
    ...{ terminals, readVariable, signal },
  });
  await using stack = new AsyncDisposableStack();
  const { plans, sizes, source, threads } = await openStream(context, stack, "look");
  const most = settings.visits ?? (settings.plan === undefined ? Infinity : PLANNED_VISITS);
  const costs = source.upcoming(Math.min(most, Number.MAX_SAFE_INTEGER)).map((visit) =>
    costOf(visit, plans, sizes)
  );
  const msPerByte = await measure(costs, plans, sizes, () => clock.monotonicMs());
  const estimates = costs.map(({ sessions }, i): VisitEstimate => {
    const isNew = (key: DayKey) => costs[i - 1]?.sessions.has(key) !== true;
    const loaded = sessions.entries().filter(([key]) => isNew(key)).map(([, session]) => session);
    return {
      memoryBytes: sumOf(sessions.values(), (session) => sizes.memoryBytes(session, "close")),
      loadMs: sumOf(loaded, (session) => sizes.sourceBytes(session)) * msPerByte,
    };
  });
  await output.write(costTable(costs, estimates));
  log.notice("plan", needSentence(estimates, { threads, memoryBytes: settings.memory }));
  return costs.some(({ problem }) => problem !== null) ? 1 : 0;
}

function costOf(planned: PlannedVisit, plans: DayPlans, sizes: SourceSizes): VisitCost {
  const need = plans.needOf(planned);
  const { visit, day, lookback } = need;
  const cost = { planned, visit, day, lookback };
  try {
    const sessions = new Map(keysOf(need).map((key) => [key, plans.jobOf(key).session]));
    const sourceBytes = sumOf(sessions.values(), (session) => sizes.sourceBytes(session));
    return { ...cost, sessions, sourceBytes, problem: null };
  } catch (error) {
    return { ...cost, sessions: new Map(), sourceBytes: 0, problem: messageOf(error) };
  }
}

function sumOf(
  sessions: Iterable<SessionPlan>,
  valueOf: (session: SessionPlan) => number,
): number {
  return Iterator.from(sessions).reduce((sum, session) => sum + valueOf(session), 0);
}

/**
 * Loads the smallest, the middle and the largest day, to compare them with what was estimated. The first says nothing
 * of the time that others take, unless it is the only one.
 *
 * @returns Time per byte of source, in ms.
 */
async function measure(
  costs: readonly VisitCost[],
  plans: DayPlans,
  sizes: SourceSizes,
  nowMs: () => number,
): Promise<number> {
  const bySize = costs.filter(({ problem }) => problem === null)
    .sort((a, b) => a.sourceBytes - b.sourceBytes);
  const chosen = new Set(
    Array.from({ length: MEASURED_DAYS }, (_, i) => {
      return bySize[Math.round(i * (bySize.length - 1) / (MEASURED_DAYS - 1))];
    }),
  );
  const measured: { readonly ms: number; readonly bytes: number }[] = [];
  for (const cost of chosen) {
    if (cost === undefined) continue;
    const job = plans.jobOf(plans.needOf(cost.planned).day);
    const startMs = nowMs();
    const memoryBytes = encodedBytes(await encodeSession(job));
    measured.push({ ms: nowMs() - startMs, bytes: sizes.sourceBytes(job.session) });
    sizes.learn(job.session, memoryBytes);
  }
  const usual = measured.length > 1 ? measured.slice(1) : measured;
  const bytes = usual.reduce((sum, cost) => sum + cost.bytes, 0);
  return bytes === 0 ? 0 : usual.reduce((sum, { ms }) => sum + ms, 0) / bytes;
}

function costTable(costs: readonly VisitCost[], estimates: readonly VisitEstimate[]) {
  const unlessProblem = (values: readonly number[]) =>
    costs.map(({ problem }, i) => problem === null ? Math.round(values[i]!) : null);
  return makeTable(COLUMNS, [
    costs.map(({ visit }) => visit),
    costs.map(({ day }) => day),
    costs.map(({ lookback }) => lookback),
    unlessProblem(costs.map(({ sourceBytes }) => sourceBytes)),
    unlessProblem(estimates.map(({ memoryBytes }) => memoryBytes)),
    unlessProblem(estimates.map(({ loadMs }) => loadMs)),
    costs.map(({ problem }) => problem),
  ]);
}

function needSentence(
  estimates: readonly VisitEstimate[],
  limits: { readonly threads: number; readonly memoryBytes: number },
): string {
  const sizes = estimates.map(({ memoryBytes }) => memoryBytes);
  const largest = Math.max(0, ...sizes);
  const usual = Math.min(limits.memoryBytes, windowMaximum(sizes, USUAL_DEPTH + 1));
  const seconds = estimates.reduce((sum, { loadMs }) => sum + loadMs, 0) / 1000;
  const fits = largest <= limits.memoryBytes ? "" : ", which is more than --memory allows";
  return `${counted(estimates.length, "day")}: about ${
    mebibytes(largest)
  } for the largest${fits}, ` +
    `${mebibytes(usual)} with ${USUAL_DEPTH} loaded ahead; ` +
    `${seconds.toFixed(1)} s of loading on one of ${counted(limits.threads, "thread")}`;
}

/** The largest sum of so many neighbours. */
function windowMaximum(values: readonly number[], length: number): number {
  return values.reduce((most, _, i) => {
    const sum = values.slice(i, i + length).reduce((total, value) => total + value, 0);
    return Math.max(most, sum);
  }, 0);
}
