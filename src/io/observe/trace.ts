/** What a run spends its time on, as spans that a picture can be made of. */

/** Spans kept of a run; those after them are only counted. */
const MOST_SPANS = 200_000;

/** The process number that all spans stand under. */
const PROCESS = 1;

interface Span {
  readonly name: string;
  readonly track: number;
  readonly startMs: number;
  /** `NaN` while it is open. */
  endMs: number;
}

/** The spans of a run, on tracks: one for the program, one for each of its threads. */
export class Trace {
  readonly #monotonicMs: () => number;
  readonly #originMs: number;
  readonly #spans: Span[] = [];
  readonly #tracks = new Map<string, number>();
  #left = 0;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
    this.#originMs = monotonicMs();
  }

  /** Begins a span, which ends when it is disposed of, or else with the trace. */
  begin(name: string, track: string): Disposable {
    const startMs = this.#monotonicMs();
    const span = { name, track: this.#numberOf(track), startMs, endMs: NaN };
    if (this.#spans.length < MOST_SPANS) this.#spans.push(span);
    else this.#left++;
    return {
      [Symbol.dispose]: () => {
        span.endMs = this.#monotonicMs();
      },
    };
  }

  /** Chrome's trace event format, which `chrome://tracing` and Perfetto show: complete events, times in microseconds. */
  toJson(): string {
    const nowMs = this.#monotonicMs();
    const names = [...this.#tracks].map(([name, tid]) => ({
      ...{ ph: "M", name: "thread_name", pid: PROCESS, tid, args: { name } },
    }));
    const spans = this.#spans.map(({ name, track, startMs, endMs }) => ({
      ...{ ph: "X", name, pid: PROCESS, tid: track },
      ts: Math.round((startMs - this.#originMs) * 1000),
      dur: Math.round(((Number.isNaN(endMs) ? nowMs : endMs) - startMs) * 1000),
    }));
    const traceEvents = [...names, ...spans];
    return JSON.stringify({ displayTimeUnit: "ms", spans_left_out: this.#left, traceEvents }) +
      "\n";
  }

  #numberOf(track: string): number {
    const number = this.#tracks.get(track) ?? this.#tracks.size;
    this.#tracks.set(track, number);
    return number;
  }
}

/** The trace of the run, of which a process has one. */
let current: Trace | null = null;

/** Has all spans from now on go to a trace, or nowhere. */
export function traceTo(trace: Trace | null): void {
  current = trace;
}

/** Begins a span of the run's trace. @returns `null` if nobody traces it. */
export function traceSpan(name: string, track: string): Disposable | null {
  return current === null ? null : current.begin(name, track);
}
