/** The time of a playback that can be stopped, set and sped up. Times are ns since its own origin. */

const MS_NS = 1e6;

/** Runs in proportion to a clock that never goes back. */
export class PlaybackClock {
  readonly #monotonicMs: () => number;
  #speed: number;
  #isPaused = false;
  /** Time of the playback at `#sinceMs`. */
  #at: number;
  #sinceMs: number;

  /**
   * Starts now.
   *
   * @param at Time of the playback at the start.
   * @param speed Seconds of the playback in a second; infinite for as fast as possible.
   */
  constructor(at: number, speed: number, monotonicMs: () => number) {
    this.#at = at;
    this.#speed = speed;
    this.#monotonicMs = monotonicMs;
    this.#sinceMs = monotonicMs();
  }

  /** Whether time stands still. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Seconds of the playback in a second. */
  get speed(): number {
    return this.#speed;
  }

  /** What may be shown: everything up to this time. */
  limit(): number {
    if (this.#isPaused) return -Infinity;
    if (this.#speed === Infinity) return Infinity;
    return this.#at + (this.#monotonicMs() - this.#sinceMs) * MS_NS * this.#speed;
  }

  /** Milliseconds until a time; infinite while it stands still. */
  msUntil(time: number): number {
    if (this.#isPaused) return Infinity;
    return this.#speed === Infinity
      ? 0
      : Math.max((time - this.limit()) / (MS_NS * this.#speed), 0);
  }

  /** Told of the last time that was shown, so that a change of speed goes on from there. */
  reached(time: number): void {
    if (this.#speed === Infinity && time > this.#at) this.#at = time;
  }

  /** Time stands still. */
  pause(): void {
    if (this.#isPaused) return;
    this.#settle();
    this.#isPaused = true;
  }

  /** Time goes on. */
  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#sinceMs = this.#monotonicMs();
  }

  /** Sets the time. */
  seek(time: number): void {
    this.#at = time;
    this.#sinceMs = this.#monotonicMs();
  }

  /** Sets the speed. */
  setSpeed(speed: number): void {
    this.#settle();
    this.#speed = speed;
  }

  /** Writes down where time is now. */
  #settle(): void {
    if (!this.#isPaused && this.#speed !== Infinity) this.#at = this.limit();
    this.#sinceMs = this.#monotonicMs();
  }
}
