import type { Clock } from "./clock.ts";
import type { Messages } from "./messages.ts";
import { traceSpan } from "./trace.ts";

/** Shortest time between two drawings of the line. */
const REDRAW_MS = 100;
/** Time over which the rate is averaged. */
const RATE_WINDOW_MS = 5000;

/** What is being counted. */
export interface ProgressTask {
  /** Verb or noun in front of the line: `scan`. */
  readonly label: string;
  /** Total amount; undefined if it is not known, and then there is no share and no time left. */
  readonly total: number | undefined;
  /** `bytes` are shown in KiB, MiB, …; others as they are: `records`, `days`. */
  readonly unit: string;
}

/** Where and whether the line is drawn. */
export interface ProgressOptions {
  readonly messages: Messages;
  readonly clock: Clock;
  /** False without a terminal, and when asked for silence. */
  readonly isShown: boolean;
  /** Characters per line. */
  readonly width: number;
}

const BINARY_UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];
const DECIMAL_UNITS = ["", "k", "M", "G", "T"];

function scaled(value: number, step: number, units: readonly string[]): string {
  let power = 0;
  let rest = value;
  while (rest >= step && power < units.length - 1) {
    rest /= step;
    power++;
  }
  const digits = power === 0 || rest >= 100 ? 0 : 1;
  return rest.toFixed(digits) + (units === BINARY_UNITS ? " " : "") + units[power];
}

/** An amount in few characters: `12.3 MiB`, `4.1M`. */
export function formatAmount(value: number, unit: string): string {
  return unit === "bytes" ? scaled(value, 1024, BINARY_UNITS) : scaled(value, 1000, DECIMAL_UNITS);
}

/** `0:07`, `12:34` or `1:02:03`. */
export function formatSpan(seconds: number): string {
  const whole = Math.round(seconds);
  const pad = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${pad(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`;
}

/** One line on standard error with the share done, the rate and the time left; erased at the end. */
export class Progress {
  readonly #options: ProgressOptions;
  #task: ProgressTask = { label: "", total: undefined, unit: "" };
  #done = 0;
  #detail = "";
  #drawnAtMs = -Infinity;
  /** Start of the stretch the rate is measured over, and the amount done then. */
  #sinceMs = 0;
  #sinceDone = 0;
  #rate: number | undefined;
  #span: Disposable | null = null;

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  /** Begins to count something; a second call begins anew. */
  start(task: ProgressTask): void {
    this.#span?.[Symbol.dispose]();
    this.#span = traceSpan(task.label, "momo");
    this.#task = task;
    this.#done = 0;
    this.#detail = "";
    this.#sinceMs = this.#options.clock.monotonicMs();
    this.#sinceDone = 0;
    this.#rate = undefined;
    this.#draw();
  }

  /** Counts `amount` more; `detail` (a file, a symbol) ends the line from now on. */
  advance(amount: number, detail: string = this.#detail): void {
    this.#done += amount;
    this.#detail = detail;
    if (this.#options.isShown) this.#draw();
  }

  /** What is being counted, and how much of it is done; undefined before the first task. */
  get state(): (ProgressTask & { readonly done: number }) | undefined {
    return this.#task.label === "" ? undefined : { ...this.#task, done: this.#done };
  }

  /** Erases the line. */
  stop(): void {
    this.#span?.[Symbol.dispose]();
    this.#span = null;
    if (this.#options.isShown) this.#options.messages.status("");
  }

  #draw(): void {
    const now = this.#options.clock.monotonicMs();
    if (!this.#options.isShown || now - this.#drawnAtMs < REDRAW_MS) return;
    this.#drawnAtMs = now;
    this.#measure(now);
    this.#options.messages.status(this.#line());
  }

  /** Amount per second: over the whole time at first, later a mean in which old stretches fade. */
  #measure(now: number): void {
    const elapsedMs = now - this.#sinceMs;
    if (elapsedMs < REDRAW_MS) return;
    const rate = (this.#done - this.#sinceDone) / elapsedMs * 1000;
    const weight = Math.min(1, elapsedMs / RATE_WINDOW_MS);
    this.#rate = this.#rate === undefined ? rate : this.#rate + weight * (rate - this.#rate);
    this.#sinceMs = now;
    this.#sinceDone = this.#done;
  }

  #line(): string {
    const { label, total, unit } = this.#task;
    const amount = formatAmount(this.#done, unit);
    const parts = [label];
    if (total !== undefined) parts.push(`${Math.floor(Math.min(1, this.#done / total) * 100)} %`);
    parts.push(total === undefined ? amount : `${amount} of ${formatAmount(total, unit)}`);
    if (unit !== "bytes") parts.push(unit);
    if (this.#rate !== undefined) {
      parts.push(`${formatAmount(this.#rate, unit)}/s`);
      if (total !== undefined && this.#rate > 0) {
        parts.push(`${formatSpan(Math.max(0, total - this.#done) / this.#rate)} left`);
      }
    }
    if (this.#detail !== "") parts.push(this.#detail);
    return parts.join("  ").slice(0, this.#options.width - 1);
  }
}
