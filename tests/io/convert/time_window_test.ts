import assert from "node:assert/strict";
import { timeWindow } from "../../../src/io/convert/time_window.ts";
import { DAY, HOUR, MIDNIGHT } from "./made_records.ts";

Deno.test("days are UTC days and wholly part of the window", () => {
  assert.deepEqual(timeWindow("2025-03-24", "2025-03-24"), { from: MIDNIGHT, to: MIDNIGHT + DAY });
  assert.deepEqual(timeWindow("2025-03-23", "2025-03-25"), {
    from: MIDNIGHT - DAY,
    to: MIDNIGHT + 2n * DAY,
  });
});

Deno.test("of instants the start is part of the window and the end is not", () => {
  assert.deepEqual(timeWindow("2025-03-24T01:00:00Z", "2025-03-23T22:00:00-04:00"), {
    from: MIDNIGHT + HOUR,
    to: MIDNIGHT + 2n * HOUR,
  });
});

Deno.test("what is not said is open", () => {
  assert.deepEqual(timeWindow(undefined, undefined), { from: null, to: null });
  assert.deepEqual(timeWindow("2025-03-24", undefined), { from: MIDNIGHT, to: null });
});

Deno.test("a window that ends before it starts is refused, one without length is not", () => {
  assert.throws(() => timeWindow("2025-03-25", "2025-03-24"), {
    code: "usage",
    message: "Cannot load from --start 2025-03-25 to --end 2025-03-24: " +
      "expected a start that is not after the end",
  });
  const instant = "2025-03-24T00:00:00Z";
  assert.deepEqual(timeWindow(instant, instant), { from: MIDNIGHT, to: MIDNIGHT });
});
