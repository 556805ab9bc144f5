/** The loop of a playback: what has become available goes out, in time with the clock, as it is told. */
import { MomoError } from "../../core/error.ts";
import type { WaitFor } from "../cache/wait_for.ts";
import { type ByteSink, writeAll } from "../text/byte_sink.ts";
import type { Control } from "./control_line.ts";
import type { HistoryChapter, HistoryPart } from "./history_part.ts";
import type { PlaybackClock } from "./playback_clock.ts";

/** Instructions as they come in. */
export interface ControlInput {
  /** The next one, which stays the next one until it is taken; `null` when there will be none any more. */
  peek(): Promise<Control | null>;
  take(): void;
  /** The next one if it is there already. */
  readonly ready: Control | null | undefined;
}

/** What a playback works with. */
export interface PlaybackOptions {
  /** In order of time; at least one. */
  readonly chapters: readonly HistoryChapter[];
  readonly clock: PlaybackClock;
  /** Waits in real time, or as a test likes. */
  readonly wait: WaitFor;
  readonly control: ControlInput | null;
  readonly sink: ByteSink;
  readonly signal: AbortSignal;
  /** Reads the time of a seek. @throws {MomoError} If it is none. */
  readonly epochOf: (ts: string, base: bigint) => bigint;
  /** Told of an instruction that was followed, and where the playback was. @returns What to write, if anything. */
  readonly onControl: (control: Control, epochNs: bigint) => Uint8Array | null;
  readonly onProblem: (error: MomoError) => void;
  /** Told how many more records are about to be written. */
  readonly onRecords?: (count: number) => void;
}

/** What a playback did. */
export interface PlaybackReport {
  readonly records: number;
  /** Records that came earlier than the one before without anybody having asked for it. */
  readonly outOfOrder: number;
  /** Whether it was paused when the control ended. */
  readonly isCutShort: boolean;
}

/**
 * Plays chapters to their end.
 *
 * @throws {Deno.errors.BrokenPipe} If the reader has left.
 * @throws The signal's reason, if it is aborted.
 */
export async function playHistory(options: PlaybackOptions): Promise<PlaybackReport> {
  const player = new Player(options);
  await player.run();
  return player.report;
}

class Player {
  readonly #options: PlaybackOptions;
  /** What the clock's times count from, ns since the Unix epoch. */
  readonly #origin: bigint;
  #chapter = 0;
  #part: HistoryPart | undefined;
  /** Time of the last record, ns since the origin. */
  #time = -Infinity;
  #records = 0;
  #outOfOrder = 0;
  #isCutShort = false;
  #isControlled: boolean;

  constructor(options: PlaybackOptions) {
    this.#options = options;
    this.#origin = options.chapters[0]!.base;
    this.#isControlled = options.control !== null;
  }

  get report(): PlaybackReport {
    const [records, outOfOrder] = [this.#records, this.#outOfOrder];
    return { records, outOfOrder, isCutShort: this.#isCutShort };
  }

  async run(): Promise<void> {
    const { chapters, signal } = this.#options;
    while (this.#chapter < chapters.length && !this.#isCutShort) {
      signal.throwIfAborted();
      if (await this.#obey()) continue;
      this.#part ??= await this.#open();
      const next = this.#part.nextTime();
      if (next === Infinity) {
        this.#chapter++;
        this.#part = undefined;
      } else await this.#advance(this.#part, next);
    }
  }

  async #open(): Promise<HistoryPart> {
    const { chapters, clock } = this.#options;
    const chapter = chapters[this.#chapter]!;
    const part = await chapter.load();
    // nights between the days are passed over
    const begin = this.#sinceOrigin(chapter.base, chapter.begin);
    if (!chapter.isLookback && clock.speed !== Infinity) clock.seek(begin);
    return part;
  }

  async #advance(part: HistoryPart, next: number): Promise<void> {
    const { clock, chapters } = this.#options;
    const { isLookback, begin } = chapters[this.#chapter]!;
    const waits = !isLookback && next >= begin;
    const time = this.#sinceOrigin(part.base, next);
    const ms = clock.isPaused ? Infinity : waits ? clock.msUntil(time) : 0;
    if (ms > 0) return await this.#waitFor(ms);
    const limit = isLookback
      ? Infinity
      : waits
      ? clock.limit() - this.#sinceOrigin(part.base, 0)
      : begin - 1;
    await this.#write(part, Math.max(limit, next));
  }

  async #write(part: HistoryPart, limit: number): Promise<void> {
    const { bytes, count, time } = part.take(limit);
    const reached = this.#sinceOrigin(part.base, time);
    if (reached < this.#time) this.#outOfOrder++;
    this.#time = Math.max(this.#time, reached);
    this.#records += count;
    this.#options.onRecords?.(count);
    await writeAll(this.#options.sink, bytes);
    this.#options.clock.reached(reached);
  }

  /** Waits, but no longer than until an instruction comes. */
  async #waitFor(ms: number): Promise<void> {
    const { wait, signal, control } = this.#options;
    const waiting = new AbortController();
    const until = AbortSignal.any([signal, waiting.signal]);
    const waits: Promise<unknown>[] = [];
    if (ms < Infinity) waits.push(wait(ms, until));
    else if (!this.#isControlled) return void (this.#isCutShort = true);
    if (this.#isControlled) waits.push(control!.peek());
    const aborted = Promise.withResolvers<never>();
    const leave = () => aborted.reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
    try {
      await Promise.race([...waits, aborted.promise]);
    } finally {
      signal.removeEventListener("abort", leave);
      for (const each of waits) each.catch(() => {}); // given up
      waiting.abort();
    }
  }

  /** Follows an instruction that has come. @returns Whether there was one. */
  async #obey(): Promise<boolean> {
    const { control, clock, onControl, onProblem, sink } = this.#options;
    if (!this.#isControlled) return false;
    control!.peek();
    await Promise.resolve(); // lets one that is there settle
    const { ready } = control!;
    if (ready === undefined) return false;
    if (ready === null) {
      this.#isControlled = false;
      return true;
    }
    control!.take();
    try {
      if (ready.type === "pause") clock.pause();
      else if (ready.type === "resume") clock.resume();
      else if (ready.type === "speed") clock.setSpeed(ready.speed);
      else await this.#seek(ready.ts);
    } catch (error) {
      if (!(error instanceof MomoError)) throw error;
      onProblem(error);
      return true;
    }
    const written = onControl(ready, this.#now());
    if (written !== null) await writeAll(sink, written);
    return true;
  }

  async #seek(ts: string): Promise<void> {
    const { chapters, clock, epochOf } = this.#options;
    const base = chapters[Math.min(this.#chapter, chapters.length - 1)]!.base;
    const epoch = epochOf(ts, base);
    const target = chapters.findLastIndex((chapter) => epoch >= chapter.base + FIRST_NS);
    this.#chapter = Math.max(0, target);
    const chapter = chapters[this.#chapter]!;
    this.#part = await chapter.load();
    this.#part.seek(Number(epoch - chapter.base));
    this.#time = Number(epoch - this.#origin);
    clock.seek(this.#time);
  }

  #now(): bigint {
    return this.#origin + BigInt(Number.isFinite(this.#time) ? Math.round(this.#time) : 0);
  }

  #sinceOrigin(base: bigint, time: number): number {
    return Number(base - this.#origin) + time;
  }
}

/** Where a chapter may begin before its midnight: the roll of the evening before. */
const FIRST_NS = -4n * 3_600_000_000_000n;
