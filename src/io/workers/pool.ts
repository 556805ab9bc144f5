/** A fixed number of worker threads that take tasks one at a time, first come, first served. */
import { type ErrorCode, MomoError } from "../../core/error.ts";

/** A task's message and the buffers in it that move instead of being copied. */
export interface Task<Request> {
  readonly request: Request;
  readonly transfer?: readonly Transferable[];
}

/** What a worker answers: the result of its task, or why it failed. */
export type Answer<Result> =
  | { readonly kind: "result"; readonly result: Result }
  | { readonly kind: "error"; readonly error: unknown };

interface Pending<Request, Result> {
  readonly task: Task<Request>;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Threads of one role. The role's module answers each task with exactly one {@link Answer}. A thread that ends on its
 * own (an uncaught error: a bug) takes the pool with it: all tasks fail with what ended it.
 */
export class WorkerPool<Request, Result> implements Disposable {
  readonly #workers: Worker[] = [];
  readonly #idle: Worker[] = [];
  readonly #running = new Map<Worker, Pending<Request, Result>>();
  readonly #waiting: Pending<Request, Result>[] = [];
  /** What ended a thread. */
  #failure: Error | undefined;

  /**
   * Starts the threads.
   *
   * @param entry URL of the program's entry file; it starts the role named in the first message.
   * @param opening First message of each thread: its role, and whatever the role needs to know once.
   */
  constructor(entry: URL, size: number, opening: { readonly role: string }) {
    for (let i = 0; i < size; i++) {
      const worker = new Worker(entry, { type: "module", name: `${opening.role}-${i}` });
      worker.onmessage = (event: MessageEvent<Answer<Result>>) => this.#settle(worker, event.data);
      worker.onerror = (event) => {
        event.preventDefault();
        this.#fail(new Error(event.message));
      };
      worker.onmessageerror = () => this.#fail(new Error("a thread's answer cannot be read"));
      worker.postMessage(opening);
      this.#workers.push(worker);
      this.#idle.push(worker);
    }
  }

  /** Number of threads. */
  get size(): number {
    return this.#workers.length;
  }

  /** Tasks that no thread has taken yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Runs a task on the next free thread. @throws What the role answered as its error, or what ended a thread. */
  run(task: Task<Request>): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#waiting.push({ task, resolve, reject });
      this.#assign();
    });
  }

  /** Ends all threads at once; tasks that are not done are never answered. */
  [Symbol.dispose](): void {
    this.#failure ??= new TypeError("the threads were ended");
    this.#end();
  }

  /** Ends all threads and returns the tasks that were not done. */
  #end(): Pending<Request, Result>[] {
    for (const worker of this.#workers) worker.terminate();
    const left = [...this.#running.values(), ...this.#waiting];
    this.#idle.length = 0;
    this.#waiting.length = 0;
    this.#running.clear();
    return left;
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    for (const pending of this.#end()) pending.reject(error);
  }

  #assign(): void {
    while (this.#idle.length > 0 && this.#waiting.length > 0) {
      const worker = this.#idle.pop()!;
      const pending = this.#waiting.shift()!;
      this.#running.set(worker, pending);
      worker.postMessage(pending.task.request, [...(pending.task.transfer ?? [])]);
    }
  }

  #settle(worker: Worker, answer: Answer<Result>): void {
    const pending = this.#running.get(worker);
    if (pending === undefined) return;
    this.#running.delete(worker);
    this.#idle.push(worker);
    if (answer.kind === "result") pending.resolve(answer.result);
    else pending.reject(revived(answer.error));
    this.#assign();
  }
}

/** An error as it was before its way between threads. */
export function revived(error: unknown): unknown {
  if (error instanceof Error || typeof error !== "object" || error === null) return error;
  const { code, message, hint } = error as { code: ErrorCode; message: string; hint?: string };
  return new MomoError(code, message, { hint });
}
