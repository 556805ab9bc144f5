/** `momo load --days|--plan --dry-run`: what a stream will need, before it runs. */
import { type ColumnSpec, makeTable } from "../core/columns/table.ts";
import { keysOf } from "../core/cache/visit_need.ts";
import { messageOf } from "../core/error.ts";
import { mebibytes } from "../io/cache/budget_error.ts";
import type { DayPlans } from "../io/day_stream/day_plans.ts";
import { encodeSession } from "../io/day_stream/encode_session.ts";
import { encodedBytes } from "../io/cache/encoded_day.ts";
import type { SourceSizes } from "../io/day_stream/source_sizes.ts";
import type { PlannedVisit } from "../io/day_stream/visit_source.ts";
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
  column("load_ms", "int64", "ms", true, "Time to load them one after another, estimated"),
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
  readonly sourceBytes: number | null;
  readonly problem: string | null;
}

/** Memory and time per byte of source. */
interface Rate {
  readonly bytes: number;
  readonly ms: number;
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
  const rate = await measure(costs, plans, sizes, () => clock.monotonicMs());
  await output.write(costTable(costs, rate));
  log.notice("plan", needSentence(costs, rate, { threads, memoryBytes: settings.memory }));
  return costs.some(({ problem }) => problem !== null) ? 1 : 0;
}

function costOf(planned: PlannedVisit, plans: DayPlans, sizes: SourceSizes): VisitCost {
  const need = plans.needOf(planned);
  const { visit, day, lookback } = need;
  try {
    const sourceBytes = keysOf(need).reduce(
      (sum, key) => sum + sizes.sourceBytes(plans.jobOf(key).session),
      0,
    );
    return { planned, visit, day, lookback, sourceBytes: Math.round(sourceBytes), problem: null };
  } catch (error) {
    return { planned, visit, day, lookback, sourceBytes: null, problem: messageOf(error) };
  }
}

/** Loads the smallest, the middle and the largest day, and compares them with their sources. */
async function measure(
  costs: readonly VisitCost[],
  plans: DayPlans,
  sizes: SourceSizes,
  nowMs: () => number,
): Promise<Rate> {
  const bySize = costs.filter(({ problem }) => problem === null)
    .sort((a, b) => a.sourceBytes! - b.sourceBytes!);
  const chosen = new Set(
    Array.from({ length: MEASURED_DAYS }, (_, i) => {
      return bySize[Math.round(i * (bySize.length - 1) / (MEASURED_DAYS - 1))];
    }),
  );
  let [source, bytes, ms] = [0, 0, 0];
  for (const cost of chosen) {
    if (cost === undefined) continue;
    const job = plans.jobOf(plans.needOf(cost.planned).day);
    const startMs = nowMs();
    bytes += encodedBytes(await encodeSession(job));
    ms += nowMs() - startMs;
    source += sizes.sourceBytes(job.session);
  }
  return source === 0 ? { bytes: 0, ms: 0 } : { bytes: bytes / source, ms: ms / source };
}

function costTable(costs: readonly VisitCost[], rate: Rate) {
  const scaled = (factor: number) =>
    costs.map(({ sourceBytes }) => sourceBytes === null ? null : Math.round(sourceBytes * factor));
  return makeTable(COLUMNS, [
    costs.map(({ visit }) => visit),
    costs.map(({ day }) => day),
    costs.map(({ lookback }) => lookback),
    scaled(1),
    scaled(rate.bytes),
    scaled(rate.ms),
    costs.map(({ problem }) => problem),
  ]);
}

function needSentence(
  costs: readonly VisitCost[],
  rate: Rate,
  { threads, memoryBytes }: { readonly threads: number; readonly memoryBytes: number },
): string {
  const sources = costs.map(({ sourceBytes }) => sourceBytes ?? 0);
  const largest = Math.max(0, ...sources) * rate.bytes;
  const usual = Math.min(
    memoryBytes,
    windowMaximum(sources, USUAL_DEPTH + 1) * rate.bytes,
  );
  const seconds = sources.reduce((sum, bytes) => sum + bytes, 0) * rate.ms / 1000;
  const fits = largest <= memoryBytes ? "" : ", which is more than --memory allows";
  return `${costs.length} days: about ${mebibytes(largest)} for the largest${fits}, ` +
    `${mebibytes(usual)} with ${USUAL_DEPTH} loaded ahead; ` +
    `${seconds.toFixed(1)} s of loading on one of ${threads} threads`;
}

/** The largest sum of so many neighbours. */
function windowMaximum(values: readonly number[], length: number): number {
  return values.reduce((most, _, i) => {
    const sum = values.slice(i, i + length).reduce((total, value) => total + value, 0);
    return Math.max(most, sum);
  }, 0);
}
