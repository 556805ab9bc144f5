import assert from "node:assert/strict";
import fc from "fast-check";
import type { Status } from "../../../src/core/columns/status.ts";
import {
  type Halt,
  haltGap,
  haltsOf,
  inferHalts,
  shortSaleChanges,
} from "../../../src/core/market/halts.ts";
import { deliveredDays } from "../scan/delivered_days.ts";
import { assertClose, FULL_BOUNDS, type HandBar, handBars } from "../scan/generated_day.ts";

/** A status message: seconds after midnight (captured 0.2 s later unless said), action, reason, flags. */
interface Message {
  readonly at: number;
  readonly known?: number;
  readonly action: number;
  readonly reason?: number;
  readonly trading: "Y" | "N" | "~";
  readonly ssr?: "Y" | "N" | "~";
}

function statusOf(messages: readonly Message[]): Status {
  const code = (letter: string) => letter.charCodeAt(0);
  return {
    length: messages.length,
    tsEvent: Float64Array.from(messages, (m) => m.at * 1e9),
    tsRecv: Float64Array.from(messages, (m) => (m.known ?? m.at + 0.2) * 1e9),
    action: Uint16Array.from(messages, (m) => m.action),
    reason: Uint16Array.from(messages, (m) => m.reason ?? 1),
    isTrading: Uint8Array.from(messages, (m) => code(m.trading)),
    isQuoting: Uint8Array.from(messages, (m) => code(m.trading)),
    isShortSellRestricted: Uint8Array.from(messages, (m) => code(m.ssr ?? "~")),
  };
}

const time = (hours: number, minutes: number, seconds = 0) => hours * 3600 + minutes * 60 + seconds;

/** How a day starts in the Nasdaq feed: closed at night, tradable from 04:00 on, open at 09:30. */
const MORNING: readonly Message[] = [
  { at: time(3, 5), action: 7, trading: "N", ssr: "N" },
  { at: time(4, 0), action: 1, trading: "Y", ssr: "N" },
  { at: time(9, 30), action: 7, trading: "Y", ssr: "N" },
];

function spans(messages: readonly Message[]): [number, number][] {
  return haltsOf(statusOf(messages), FULL_BOUNDS).map((halt) => [halt.start / 1e9, halt.end / 1e9]);
}

Deno.test("haltsOf() finds nothing on a usual day: the closed night is no halt, pre-market is tradable", () => {
  assert.deepEqual(spans(MORNING), []);
});

Deno.test("a limit-up limit-down pause lasts from its message to the resumption, half-open", () => {
  const pause: Message[] = [
    { at: time(10, 15, 3), action: 9, reason: 50, trading: "N" },
    { at: time(10, 20, 3), action: 7, trading: "Y" },
  ];

  const halts = haltsOf(statusOf([...MORNING, ...pause]), FULL_BOUNDS);

  assert.deepEqual(halts, [{
    ...{ start: time(10, 15, 3) * 1e9, end: time(10, 20, 3) * 1e9 },
    ...{ startKnown: time(10, 15, 3.2) * 1e9, endKnown: time(10, 20, 3.2) * 1e9 },
    ...{ action: 9, reason: 50 },
  }]);
});

Deno.test("eight pauses of 5, 5, 10, 5, 10, 5, 5, 5 minutes are eight halts of those lengths", () => {
  const minutes = [5, 5, 10, 5, 10, 5, 5, 5];
  const pauses = minutes.flatMap((length, i): Message[] => [
    { at: time(10, i * 20), action: 9, reason: 50, trading: "N" },
    { at: time(10, i * 20 + length), action: 7, trading: "Y" },
  ]);

  const lengths = spans([...MORNING, ...pauses]).map(([start, end]) => (end - start) / 60);

  assert.deepEqual(lengths, minutes);
});

Deno.test("a short-sale message repeats the state and neither opens, closes nor splits a halt", () => {
  const messages: Message[] = [
    ...MORNING,
    { at: time(11, 0), action: 14, trading: "N", ssr: "Y" }, // not a halt
    { at: time(12, 0), action: 9, reason: 50, trading: "N" },
    { at: time(12, 2), action: 14, trading: "Y", ssr: "Y" }, // not a resumption
    { at: time(12, 5), action: 7, trading: "Y" },
  ];

  assert.deepEqual(spans(messages), [[time(12, 0), time(12, 5)]]);
});

Deno.test("overlapping notices are one halt, with the action and reason of the first", () => {
  const messages: Message[] = [
    ...MORNING,
    { at: time(12, 0), action: 9, reason: 50, trading: "N" },
    { at: time(12, 4), action: 8, reason: 30, trading: "N" },
    { at: time(12, 30), action: 3, trading: "N" }, // quotes only
    { at: time(12, 35), action: 7, trading: "Y" },
  ];

  const halts = haltsOf(statusOf(messages), FULL_BOUNDS);

  assert.deepEqual(spans(messages), [[time(12, 0), time(12, 35)]]);
  assert.deepEqual([halts[0]!.action, halts[0]!.reason], [9, 50]);
});

Deno.test("an unclosed halt lasts to the end of the day", () => {
  const messages: Message[] = [...MORNING, {
    at: time(18, 0),
    action: 8,
    reason: 30,
    trading: "N",
  }];

  assert.deepEqual(spans(messages), [[time(18, 0), FULL_BOUNDS.postClose]]);
});

Deno.test("the trading flag outranks the action: a halt message that allows trading is none", () => {
  assert.deepEqual(spans([...MORNING, { at: time(12, 0), action: 8, trading: "Y" }]), []);
});

Deno.test("an unknown flag is not a no: without one the action decides", () => {
  const known: Message[] = [
    { at: time(10, 0), action: 7, trading: "~" },
    { at: time(10, 1), action: 1, trading: "~" },
    { at: time(10, 2), action: 15, trading: "~" },
  ];
  const paused: Message[] = [
    { at: time(11, 0), action: 9, trading: "~" },
    { at: time(11, 3), action: 3, trading: "~" },
    { at: time(11, 5), action: 7, trading: "~" },
  ];

  assert.deepEqual(spans(known), []);
  assert.deepEqual(spans([...known, ...paused]), [[time(11, 0), time(11, 5)]]);
});

Deno.test("messages that are neither halt nor resumption leave a halt open", () => {
  for (const action of [1, 2, 3, 4, 5, 6, 11, 12, 15]) {
    const messages: Message[] = [
      { at: time(12, 0), action: 8, trading: "N" },
      { at: time(12, 1), action, trading: "N" },
      { at: time(12, 2), action, trading: "~" },
      { at: time(12, 9), action: 7, trading: "Y" },
    ];
    assert.deepEqual(spans(messages), [[time(12, 0), time(12, 9)]], `action ${action}`);
  }
});

Deno.test("a halt of the evening before counts only if it reaches into the day", () => {
  const evening: Message = { at: -time(3, 0), action: 8, reason: 30, trading: "N" };

  assert.deepEqual(spans([evening, { at: time(3, 59), action: 7, trading: "Y" }]), []);
  assert.deepEqual(spans([evening, { at: time(7, 0), action: 7, trading: "Y" }]), [
    [-time(3, 0), time(7, 0)],
  ]);
});

Deno.test("halts are ordered and apart, whatever the messages", () => {
  const message = fc.record({
    action: fc.integer({ min: 0, max: 16 }),
    trading: fc.constantFrom("Y", "N", "~"),
  });
  fc.assert(fc.property(fc.array(message, { maxLength: 40 }), (messages) => {
    const halts = spans(messages.map((m, i) => ({ ...m, at: time(4, 1) + i * 60 }) as Message));
    for (const [i, [start, end]] of halts.entries()) {
      assert.ok(start < end);
      assert.ok(i === 0 || start >= halts[i - 1]![1]);
    }
  }));
});

Deno.test("shortSaleChanges() lists each change once, whatever the action, and skips unknown flags", () => {
  const messages: Message[] = [
    { at: -time(1, 0), action: 14, trading: "~", ssr: "Y" },
    { at: time(4, 0), action: 1, trading: "Y", ssr: "Y" },
    { at: time(4, 1), action: 7, trading: "Y", ssr: "~" },
    { at: time(9, 30), action: 7, trading: "Y", ssr: "N" },
    { at: time(11, 0), action: 14, trading: "Y", ssr: "Y" },
  ];

  assert.deepEqual(shortSaleChanges(statusOf(messages)), [
    { tsRecv: (-time(1, 0) + 0.2) * 1e9, isRestricted: true },
    { tsRecv: time(9, 30, 0.2) * 1e9, isRestricted: false },
    { tsRecv: time(11, 0, 0.2) * 1e9, isRestricted: true },
  ]);
});

Deno.test("the delivered status files hold the pauses that the market saw", () => {
  const days = deliveredDays().filter((day) => day.status !== null);
  if (days.length === 0) return;

  const counts = days.map(({ date, status }) => [date, haltsOf(status!, FULL_BOUNDS).length]);

  assert.deepEqual(Object.fromEntries(counts.filter(([, count]) => count !== 0)), {
    "2025-02-21": 1,
    "2025-02-24": 5,
    "2025-03-21": 3,
    "2025-03-25": 5,
    "2025-03-26": 1,
    "2025-03-27": 1,
  });
});

const HALT: Halt = {
  ...{ start: time(12, 0, 10.4) * 1e9, end: time(12, 5, 20.7) * 1e9 },
  ...{
    startKnown: time(12, 0, 10.5) * 1e9,
    endKnown: time(12, 5, 20.8) * 1e9,
    action: 9,
    reason: 50,
  },
};

Deno.test("haltGap() compares the first trade after a halt with the last one before it", () => {
  const before: HandBar[] = [{ at: time(11, 0), close: 3 }, { at: time(12, 0, 10), close: 4 }];
  const after: HandBar[] = [{ at: time(12, 5, 20), open: 5, close: 6 }, {
    at: time(12, 6),
    close: 9,
  }];

  assertClose(haltGap(HALT, handBars([...before, ...after])), Math.log(5 / 4), 1e-12, "up");
  const down = [{ at: time(12, 5, 25), open: 2, close: 6 }];
  assertClose(haltGap(HALT, handBars([...before, ...down])), Math.log(4 / 2), 1e-12, "down");
  assert.equal(haltGap(HALT, handBars(before)), NaN);
  assert.equal(haltGap(HALT, handBars(after)), NaN);
});

/** Bars each 10 s from 10:00 until 10:05:50, silence, then one at `resume` for `open` dollars. */
function silentBars(resume: number, open: number, count = 36): HandBar[] {
  const busy = Array.from(
    { length: count },
    (_, i) => ({ at: time(10, 5, 50) - i * 10, close: 10 }),
  );
  return [...busy.reverse(), { at: resume, open, close: open }];
}

Deno.test("inferHalts() sees a pause in five silent minutes after a busy five, with a jump", () => {
  const halts = inferHalts(handBars(silentBars(time(10, 10, 51), 10.3)), FULL_BOUNDS);

  assert.deepEqual(halts, [{
    ...{ start: time(10, 5, 51) * 1e9, end: time(10, 10, 51) * 1e9, action: 0, reason: 0 },
    ...{ startKnown: time(10, 10, 51) * 1e9, endKnown: time(10, 10, 51) * 1e9 },
  }]);
});

Deno.test("inferHalts() needs the silence, the busy minutes before, the jump and regular hours", () => {
  const infer = (rows: HandBar[]) => inferHalts(handBars(rows), FULL_BOUNDS).length;
  const shifted = (rows: HandBar[], by: number) => rows.map((bar) => ({ ...bar, at: bar.at + by }));
  const full = silentBars(time(10, 10, 51), 10.3);

  assert.equal(infer(full), 1);
  assert.equal(infer(silentBars(time(10, 10, 40), 10.3)), 0, "silence of 289 s");
  assert.equal(infer(silentBars(time(10, 10, 51), 10.19)), 0, "jump of 1.9 %");
  assert.equal(infer(silentBars(time(10, 10, 51), 9.75)), 1, "jump down");
  assert.equal(infer(silentBars(time(10, 10, 51), 10.3, 19)), 0, "19 bars before");
  assert.equal(infer(silentBars(time(10, 10, 51), 10.3, 20)), 1, "20 bars before");
  assert.equal(infer(shifted(full, -time(1, 0))), 0, "pre-market");
  assert.equal(infer(shifted(full, time(5, 52))), 0, "over the close");
});
