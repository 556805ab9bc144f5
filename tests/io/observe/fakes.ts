import type { Clock } from "../../../src/io/observe/clock.ts";

/** A clock that stands still until it is moved. */
export class FakeClock implements Clock {
  nowMs = 0;
  readonly monotonicMs = () => this.nowMs;
  readonly wallMs = () => Date.UTC(2025, 2, 24, 13, 30) + this.nowMs;
}
