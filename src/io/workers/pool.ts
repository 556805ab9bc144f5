/** A fixed number of worker threads that take tasks one at a time, first come, first served. */
import { type ErrorCode, MomoError } from "../../core/error.ts";
import { traceSpan } from "../observe/trace.ts";

/** A task's message and the buffers in it that move instead of being copied. */
export interface Task<Request> {
  readonly request: Request;
  readonly transfer?: readonly Transferable[];
  /** Set for short tasks that a thread is slow at until it has compiled what they need. */
  readonly craft?: Craft | undefined;
}

/** A kind of tasks that are left to the threads which have done one before. */
export interface Craft {
  readonly name: string;
  /** How many of them may wait before another thread learns it. */
  readonly patience: number;
}

/** What a worker answers: the result of its task, or why it failed. */
export type Answer<Result> =
  | { readonly kind: "result"; readonly result: Result }
  | { readonly kind: "error"; readonly error: unknown };

interface Pending<Request, Result> {
  readonly task: Task<Request>;
  /** Of its time on a thread. */
  span?: Disposable | null;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Threads of one role. The role's module answers each task with exactly one {@link Answer}. A thread that ends on its
 * own (an uncaught error: a bug) takes the pool with it: all tasks fail with what ended it.
 */
export class WorkerPool<Request, Result> implements Disposable {
  readonly #role: string;
  readonly #workers: Worker[] = [];
  readonly #idle: Worker[] = [];
  /** Crafts by name, each with the threads that have learnt it. */
  readonly #learnt = new Map<string, Set<Worker>>();
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
    this.#role = opening.role;
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
    for (const { span } of this.#running.values()) span?.[Symbol.dispose]();
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
    for (const worker of this.#idle.toReversed()) {
      const next = this.#nextFor(worker);
      if (next < 0) continue;
      const [pending] = this.#waiting.splice(next, 1);
      this.#idle.splice(this.#idle.indexOf(worker), 1);
      this.#running.set(worker, pending!);
      const { request, transfer, craft } = pending!.task;
      if (craft !== undefined) this.#threadsOf(craft).add(worker);
      const track = `${this.#role}-${this.#workers.indexOf(worker)}`;
      pending!.span = traceSpan(nameOf(request, this.#role), track);
      worker.postMessage(request, [...(transfer ?? [])]);
    }
  }

  /** Position of the waiting task that a thread should take: of a craft it has learnt, else the first; -1 for none. */
  #nextFor(worker: Worker): number {
    const own = this.#waiting.findIndex(({ task: { craft } }) =>
      craft !== undefined && this.#threadsOf(craft).has(worker)
    );
    if (own >= 0) return own;
    return this.#waiting.findIndex(({ task: { craft } }) => {
      if (craft === undefined || this.#threadsOf(craft).size === 0) return true;
      const waiting = this.#waiting.filter(({ task }) => task.craft?.name === craft.name);
      return waiting.length > craft.patience;
    });
  }

  #threadsOf({ name }: Craft): Set<Worker> {
    const threads = this.#learnt.get(name) ?? new Set<Worker>();
    this.#learnt.set(name, threads);
    return threads;
  }

  #settle(worker: Worker, answer: Answer<Result>): void {
    const pending = this.#running.get(worker);
    if (pending === undefined) return;
    this.#running.delete(worker);
    pending.span?.[Symbol.dispose]();
    this.#idle.push(worker);
    if (answer.kind === "result") pending.resolve(answer.result);
    else pending.reject(revived(answer.error));
    this.#assign();
  }
}

/** What a task is called in a trace: its kind, if it says one. */
function nameOf(request: unknown, role: string): string {
  const isObject = typeof request === "object" && request !== null;
  return isObject && "kind" in request && typeof request.kind === "string" ? request.kind : role;
}

/** An error as it was before its way between threads. */
export function revived(error: unknown): unknown {
  if (error instanceof Error || typeof error !== "object" || error === null) return error;
  const { code, message, hint } = error as { code: ErrorCode; message: string; hint?: string };
  return new MomoError(code, message, { hint });
}
