/** How a worker answers the task that it was given. */
import { messageOf, MomoError } from "../../core/error.ts";
import type { Answer } from "./pool.ts";

/** The part of a worker's global scope that answers its owner. */
interface WorkerScope {
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/** An error as it survives the way to another thread: the class of an expected failure does not. */
export function portableError(error: unknown): unknown {
  if (error instanceof MomoError) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
  return error instanceof Error ? error : new Error(messageOf(error));
}

/**
 * Does a task and posts its answer. To be called in a worker only.
 *
 * @param buffersOf Buffers of the result that move instead of being copied.
 */
export async function answerTask<Result>(
  run: () => Result | Promise<Result>,
  buffersOf: (result: Result) => Transferable[],
): Promise<void> {
  const scope = globalThis as unknown as WorkerScope; // as said above
  let answer: Answer<Result>;
  try {
    answer = { kind: "result", result: await run() };
  } catch (error) {
    answer = { kind: "error", error: portableError(error) };
  }
  scope.postMessage(answer, answer.kind === "result" ? buffersOf(answer.result) : []);
}
