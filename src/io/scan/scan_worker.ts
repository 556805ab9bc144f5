/** The worker role `scan`: first and second passes of a scan, one task at a time. */
import type { ScanStrategy } from "../../core/scan/strategy.ts";
import type { ScanThresholds } from "../../core/scan/threshold_keys.ts";
import { answerTask } from "../workers/answer.ts";
import type { HandleMessage } from "../workers/worker_entry.ts";
import { analyseBatch, type AnalyseRequest, type AnalyseResult } from "./analyse_batch.ts";
import {
  JobTools,
  summariseJob,
  type SummariseRequest,
  type SummariseResult,
} from "./summarise_job.ts";

/** First message to a scan worker. */
export interface ScanOpening {
  readonly role: "scan";
  readonly limits: ScanThresholds;
  /** URL of a strategy file. */
  readonly strategy: string | null;
}

/** A task for a scan worker. */
export type ScanRequest = SummariseRequest | AnalyseRequest;

/** What a scan worker answers. */
export type ScanResult = SummariseResult | AnalyseResult;

/** The handler of a new worker's messages. */
export function scanRole(): HandleMessage {
  const tools = new JobTools();
  let setup: Promise<{ limits: ScanThresholds; strategy: ScanStrategy | undefined }>;
  return async (message) => {
    const request = message as ScanOpening | ScanRequest; // only the program's own pool writes here
    if ("role" in request) {
      setup = open(request);
      setup.catch(() => {}); // reported with the first task
      return;
    }
    await answerTask(async () => {
      const { limits, strategy } = await setup;
      return request.kind === "summarise"
        ? summariseJob(request, limits, tools)
        : analyseBatch(request, limits, strategy);
    }, buffersOf);
  };
}

async function open({ limits, strategy }: ScanOpening) {
  if (strategy === null) return { limits, strategy: undefined };
  const { loadStrategy } = await import("./load_strategy.ts");
  return { limits, strategy: await loadStrategy(strategy) };
}

/** Buffers that can move instead of being copied; the volumes of all summaries share one. */
function buffersOf(result: ScanResult): ArrayBuffer[] {
  if (!("pieces" in result)) return [];
  const columns = result.pieces.flatMap(({ bars, summary }) => [
    ...(bars ? [bars.start, bars.open, bars.high, bars.low, bars.close, bars.volume] : []),
    ...(summary ? [summary.minutes, summary.shares] : []),
  ]);
  const buffers = new Set(columns.map((column) => column.buffer));
  return [...buffers].filter((buffer) => buffer instanceof ArrayBuffer);
}
