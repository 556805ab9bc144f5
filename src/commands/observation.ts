/** Log, progress and metrics of one run, opened from its settings and closed at its end. */
import { MomoError } from "../core/error.ts";
import { Log, shownLevel } from "../io/observe/log.ts";
import { LogFile } from "../io/observe/log_file.ts";
import { Metrics } from "../io/observe/metrics.ts";
import { Progress } from "../io/observe/progress.ts";
import { writeAll } from "../io/text/byte_sink.ts";
import { VERSION } from "./build_info.ts";
import type { SettingsOf } from "./flags/flag_table.ts";
import type { Session } from "./session.ts";

/** The settings that say what is told and where to; commands may lack any of them. */
export type ObservationSettings = Partial<
  Pick<
    SettingsOf<"scan">,
    "quiet" | "verbose" | "logFile" | "logFormat" | "metrics" | "noProgress" | "color"
  >
>;

/** What observes a run. */
export interface Observation {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly progress: Progress;
  /** Erases the progress line, writes the metrics and closes the log. */
  readonly close: () => Promise<void>;
}

function checkMetricsTarget(target: string | undefined): void {
  if (!target?.startsWith(":")) return;
  throw new MomoError("usage", `Cannot write metrics to "${target}": expected a file`, {
    hint: "write it as --metrics FILE",
  });
}

async function writeMetrics(metrics: Metrics, path: string): Promise<void> {
  const text = path.endsWith(".json") ? metrics.toJson() : metrics.toPrometheus();
  const { writeFileAtomic } = await import("../io/store/atomic_file.ts");
  const bytes = new TextEncoder().encode(text);
  await writeFileAtomic(path, (file) => writeAll(file, bytes));
}

function countRun(metrics: Metrics, seconds: number): void {
  metrics.gauge("momo_build_info", "Version of momo; always 1").set(1, { version: VERSION });
  metrics.gauge("momo_run_seconds", "Wall time of the run").set(seconds);
}

/**
 * Opens what observes a run.
 *
 * @throws {MomoError} If the log file cannot be opened.
 */
export async function observe(
  settings: ObservationSettings,
  session: Session,
): Promise<Observation> {
  const { quiet = false, verbose = 0, logFormat = "text", color = "auto" } = settings;
  const { messages, terminals, clock } = session;
  checkMetricsTarget(settings.metrics);
  const paint = session.setMessageStyle(logFormat, color);
  const level = shownLevel(quiet, verbose);
  const file = settings.logFile === undefined ? undefined : await LogFile.open(settings.logFile);
  const log = new Log({ messages, level, format: logFormat, paint, clock, file });
  const isShown = terminals.stderr && session.readVariable("TERM") !== "dumb" &&
    level === "notice" && logFormat === "text" && settings.noProgress !== true;
  const progress = new Progress({ messages, clock, isShown, width: terminals.width });
  const metrics = new Metrics();
  const startMs = clock.monotonicMs();
  const close = async () => {
    progress.stop();
    countRun(metrics, (clock.monotonicMs() - startMs) / 1000);
    if (settings.metrics !== undefined) await writeMetrics(metrics, settings.metrics);
    await log.close();
  };
  return { log, metrics, progress, close };
}
