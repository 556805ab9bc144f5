/** The worker role `scan`: first and second passes of a scan, one task at a time. */
import { messageOf, MomoError } from "../../core/error.ts";
import type { ScanStrategy } from "../../core/scan/strategy.ts";
import type { ScanThresholds } from "../../core/scan/thresholds.ts";
import { BarScratch } from "../dbn/bar_rows.ts";
import type { Answer } from "../workers/pool.ts";
import type { HandleMessage } from "../workers/worker_entry.ts";
import { analyseBatch, type AnalyseRequest, type AnalyseResult } from "./analyse_batch.ts";
import { loadStrategy } from "./load_strategy.ts";
import { summariseJob, type SummariseRequest, type SummariseResult } from "./summarise_job.ts";

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
  const scratch = new BarScratch();
  let setup: Promise<{ limits: ScanThresholds; strategy: ScanStrategy | undefined }>;
  return async (message) => {
    const request = message as ScanOpening | ScanRequest; // only the program's own pool writes here
    if ("role" in request) {
      setup = open(request);
      setup.catch(() => {}); // reported with the first task
      return;
    }
    await answer(async () => {
      const { limits, strategy } = await setup;
      return request.kind === "summarise"
        ? summariseJob(request, limits, scratch)
        : analyseBatch(request, limits, strategy);
    });
  };
}

async function open({ limits, strategy }: ScanOpening) {
  return { limits, strategy: strategy === null ? undefined : await loadStrategy(strategy) };
}

async function answer(run: () => Promise<ScanResult>): Promise<void> {
  let reply: Answer<ScanResult>;
  try {
    reply = { kind: "result", result: await run() };
  } catch (error) {
    reply = { kind: "error", error: portable(error) };
  }
  post(reply, reply.kind === "result" ? buffersOf(reply.result) : []);
}

/** Errors as they survive the way to another thread: the class of an expected failure does not. */
function portable(error: unknown) {
  if (error instanceof MomoError) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
  return error instanceof Error ? error : new Error(messageOf(error));
}

/** Buffers that can move instead of being copied. */
function buffersOf(result: ScanResult): ArrayBuffer[] {
  if (!("pieces" in result)) return [];
  return result.pieces.flatMap(({ bars, summary }) => [
    ...(bars ? [bars.start, bars.open, bars.high, bars.low, bars.close, bars.volume] : []),
    ...(summary ? [summary.minutes, summary.shares] : []),
  ]).map((column) => column.buffer).filter((buffer) => buffer instanceof ArrayBuffer);
}

/** The part of a worker's global scope that answers its owner. */
interface WorkerScope {
  postMessage(message: unknown, transfer: Transferable[]): void;
}

function post(message: Answer<ScanResult>, transfer: Transferable[]): void {
  (globalThis as unknown as WorkerScope).postMessage(message, transfer); // this module runs in workers only
}
