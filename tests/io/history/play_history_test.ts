import assert from "node:assert/strict";
import { MomoError } from "../../../src/core/error.ts";
import type { WaitFor } from "../../../src/io/cache/wait_for.ts";
import type { Control } from "../../../src/io/history/control_line.ts";
import type { HistoryChapter } from "../../../src/io/history/history_part.ts";
import { PlaybackClock } from "../../../src/io/history/playback_clock.ts";
import { type ControlInput, playHistory } from "../../../src/io/history/play_history.ts";
import { TextPart } from "../../../src/io/history/text_part.ts";

const SECOND = 1e9;
const HOUR_NS = 3600e9;
const DAY_NS = 86_400n * 1_000_000_000n;

/** A chapter with a line at each of the given seconds after its begin at 04:00. */
function chapter(day: number, seconds: readonly number[], isLookback = false): HistoryChapter {
  const base = BigInt(day) * DAY_NS;
  const begin = 4 * HOUR_NS;
  const times = Float64Array.from(seconds, (second) => begin + second * SECOND);
  const lines = seconds.map((second) => `${day}+${second}`);
  const source = { available: times, linesFrom: (row: number) => lines.slice(row).values() };
  return { base, begin, isLookback, load: () => new TextPart(base, [source]) };
}

/** A control whose instructions come at given moments of the wall clock, ms. */
class TimedControl implements ControlInput {
  ready: Control | null | undefined;
  #next: PromiseWithResolvers<Control | null> | undefined;

  constructor(
    readonly instructions: (readonly [ms: number, control: Control | null])[],
  ) {}

  /** Lets the clock reach `ms`. */
  reach(ms: number): void {
    const [first] = this.instructions;
    if (first === undefined || first[0] > ms || this.ready !== undefined) return;
    this.ready = first[1];
    this.peek();
    this.#next!.resolve(first[1]);
  }

  peek(): Promise<Control | null> {
    this.#next ??= Promise.withResolvers();
    return this.#next.promise;
  }

  take(): void {
    this.instructions.shift();
    this.ready = this.#next = undefined;
  }
}

/** Plays chapters by a clock that stands still unless somebody waits. @returns Lines with the ms they were written at. */
async function play(
  chapters: readonly HistoryChapter[],
  speed: number,
  instructions: (readonly [number, Control | null])[] = [],
) {
  const wall = { ms: 0 };
  const control = instructions.length > 0 ? new TimedControl(instructions) : null;
  const written: string[] = [];
  const problems: string[] = [];
  const wait: WaitFor = (ms) => {
    const until = wall.ms + ms;
    const due = control?.ready === undefined ? control?.instructions[0]?.[0] ?? Infinity : Infinity;
    wall.ms = Math.min(until, Math.max(due, wall.ms));
    control?.reach(wall.ms);
    return wall.ms < until ? new Promise(() => {}) : Promise.resolve();
  };
  const report = await playHistory({
    chapters,
    clock: new PlaybackClock(0, speed, () => wall.ms),
    ...{ wait, control },
    sink: {
      write(bytes) {
        const text = new TextDecoder().decode(bytes);
        for (const line of text.split("\n").slice(0, -1)) written.push(`${line}@${wall.ms}`);
        return Promise.resolve(bytes.length);
      },
    },
    signal: new AbortController().signal,
    epochOf: (ts, base) => {
      if (ts === "nonsense") throw new MomoError("protocol", "Cannot go there");
      return base + BigInt(4 * HOUR_NS) + BigInt(Number(ts) * SECOND);
    },
    onControl: ({ type }) => {
      // the clock of the test only moves on when somebody waits: in a pause, that is here
      const next = instructions[0];
      if (type === "pause" && next !== undefined) {
        wall.ms = Math.max(wall.ms, next[0]);
        control?.reach(wall.ms);
      }
      return null;
    },
    onProblem: ({ message }) => problems.push(message),
  });
  return { written, report, problems };
}

Deno.test("records come when their time has come, ten times as fast", async () => {
  const { written, report } = await play([chapter(0, [-60, 0, 1, 1.5, 10])], 10);

  assert.deepEqual(written, ["0+-60@0", "0+0@0", "0+1@100", "0+1.5@150", "0+10@1000"]);
  assert.deepEqual(report, { records: 5, outOfOrder: 0, isCutShort: false });
});

Deno.test("what leads up to the days comes at once, and nights are passed over", async () => {
  const chapters = [chapter(0, [0, 100], true), chapter(1, [1]), chapter(5, [2])];
  const { written } = await play(chapters, 1);

  assert.deepEqual(written, ["0+0@0", "0+100@0", "1+1@1000", "5+2@3000"]);
});

Deno.test("at full speed nobody waits", async () => {
  const { written } = await play([chapter(0, [0, 5000]), chapter(1, [9])], Infinity);

  assert.deepEqual(written, ["0+0@0", "0+5000@0", "1+9@0"]);
});

Deno.test("a pause holds everything back until it is over", async () => {
  const { written } = await play([chapter(0, [1, 2, 3])], 1, [
    [1500, { type: "pause" }],
    [9000, { type: "resume" }],
  ]);

  assert.deepEqual(written, ["0+1@1000", "0+2@9500", "0+3@10500"]);
});

Deno.test("seeking goes back and forth, across days", async () => {
  const { written, report } = await play([chapter(0, [1, 2, 3]), chapter(1, [1, 2])], 1, [
    [2500, { type: "seek", ts: "1" }],
    [3000, { type: "seek", ts: String(86_400 + 2) }],
  ]);

  assert.deepEqual(written, ["0+1@1000", "0+2@2000", "0+1@2500", "1+2@3000"]);
  assert.equal(report.outOfOrder, 0);
});

Deno.test("a place that cannot be understood is told, and the playback goes on", async () => {
  const { written, problems } = await play([chapter(0, [1, 2])], 1, [
    [1500, { type: "seek", ts: "nonsense" }],
  ]);

  assert.deepEqual(problems, ["Cannot go there"]);
  assert.deepEqual(written, ["0+1@1000", "0+2@2000"]);
});

Deno.test("the end of the control ends a playback that stands still, and no other", async () => {
  const still = await play([chapter(0, [1, 2])], 1, [[1500, { type: "pause" }], [2000, null]]);
  const moving = await play([chapter(0, [1, 2])], 1, [[1500, null]]);

  assert.deepEqual(still.written, ["0+1@1000"]);
  assert.equal(still.report.isCutShort, true);
  assert.deepEqual(moving.written, ["0+1@1000", "0+2@2000"]);
  assert.equal(moving.report.isCutShort, false);
});
