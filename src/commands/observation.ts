/** Log, progress, metrics and trace of one run, opened from its settings and closed at its end. */
import { Log, shownLevel } from "../io/observe/log.ts";
import { LogFile } from "../io/observe/log_file.ts";
import { isNetworkTarget } from "../core/config/network_target.ts";
import { Metrics } from "../io/observe/metrics.ts";
import type { MetricsServer } from "../io/observe/metrics_server.ts";
import { Progress } from "../io/observe/progress.ts";
import { Trace, traceSpan, traceTo } from "../io/observe/trace.ts";
import { writeAll } from "../io/text/byte_sink.ts";
import { VERSION } from "./build_info.ts";
import type { SettingsOf } from "./flags/flag_table.ts";
import type { Session } from "./session.ts";

/** The settings that say what is told and where to; commands may lack any of them. */
export type ObservationSettings = Partial<
  Pick<
    SettingsOf<"scan">,
    "quiet" | "verbose" | "logFile" | "logFormat" | "metrics" | "trace" | "noProgress" | "color"
  >
>;

/** What observes a run. */
export interface Observation {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly progress: Progress;
  /** Erases the progress line, writes metrics and trace, and closes the log. */
  readonly close: () => Promise<void>;
}

/**
 * Serves metrics if that is what was asked for.
 *
 * @throws {MomoError} `usage` if the address makes no sense, `io` if it cannot be used.
 */
async function serveMetrics(
  metrics: Metrics,
  target: string | undefined,
): Promise<MetricsServer | null> {
  if (target === undefined || !isNetworkTarget(target)) return null;
  const { networkError, parseAddress } = await import("./network_address.ts");
  const { MetricsServer } = await import("../io/observe/metrics_server.ts");
  try {
    return MetricsServer.listen(metrics, parseAddress("--metrics", target));
  } catch (error) {
    throw networkError(error);
  }
}

async function writeMetrics(metrics: Metrics, path: string): Promise<void> {
  await writeText(path, path.endsWith(".json") ? metrics.toJson() : metrics.toPrometheus());
}

async function writeText(path: string, text: string): Promise<void> {
  const { writeFileAtomic } = await import("../io/store/atomic_file.ts");
  const bytes = new TextEncoder().encode(text);
  await writeFileAtomic(path, (file) => writeAll(file, bytes));
}

/** What every run has. */
function collectRun(metrics: Metrics, progress: Progress, clock: Session["clock"]): void {
  const startMs = clock.monotonicMs();
  metrics.onCollect(() => {
    const seconds = (clock.monotonicMs() - startMs) / 1000;
    metrics.gauge("momo_build_info", "Version of momo; always 1").set(1, { version: VERSION });
    metrics.gauge("momo_run_seconds", "Wall time of the run").set(seconds);
    metrics.gauge("momo_resident_bytes", "Memory of the process").set(Deno.memoryUsage().rss);
    const { state } = progress;
    if (state === undefined) return;
    const labels = { task: state.label, unit: state.unit };
    metrics.gauge("momo_progress_done", "What is done of the task").set(state.done, labels);
    if (state.total === undefined) return;
    metrics.gauge("momo_progress_total", "All of the task").set(state.total, labels);
  });
}

/**
 * Opens what observes a run.
 *
 * @throws {MomoError} If the log file cannot be opened, or metrics cannot be served.
 */
export async function observe(
  settings: ObservationSettings,
  session: Session,
): Promise<Observation> {
  const { quiet = false, verbose = 0, logFormat = "text", color = "auto" } = settings;
  const { messages, terminals, clock } = session;
  const metrics = new Metrics();
  const server = await serveMetrics(metrics, settings.metrics);
  const paint = session.setMessageStyle(logFormat, color);
  const level = shownLevel(quiet, verbose);
  const file = settings.logFile === undefined ? undefined : await LogFile.open(settings.logFile);
  const log = new Log({ messages, level, format: logFormat, paint, clock, file });
  const isShown = terminals.stderr && session.readVariable("TERM") !== "dumb" &&
    level === "notice" && logFormat === "text" && settings.noProgress !== true;
  const progress = new Progress({ messages, clock, isShown, width: terminals.width });
  collectRun(metrics, progress, clock);
  const trace = settings.trace === undefined ? null : new Trace(clock.monotonicMs);
  traceTo(trace);
  traceSpan("run", "momo");
  if (server !== null) log.info("metrics", `Metrics on ${server.url}`);
  const close = async () => {
    await using last = new AsyncDisposableStack(); // each is done even if another fails
    last.defer(() => log.close());
    if (trace !== null) last.defer(() => writeText(settings.trace!, trace.toJson()));
    if (settings.metrics !== undefined && server === null) {
      last.defer(() => writeMetrics(metrics, settings.metrics!));
    }
    progress.stop();
    server?.[Symbol.dispose]();
    traceTo(null);
  };
  return { log, metrics, progress, close };
}
