import assert from "node:assert/strict";
import { parseDate } from "../../../src/core/time/dates.ts";
import { parseTimePoint } from "../../../src/core/time/time_point.ts";

Deno.test("a date is a day, an instant with its zone is ns since the epoch", () => {
  assert.deepEqual(parseTimePoint("2025-03-24"), { kind: "day", day: parseDate("2025-03-24") });
  for (
    const text of [
      "2025-03-24T13:30:00.000000001Z",
      "2025-03-24T09:30:00.000000001-04:00",
      "2025-03-24T22:30:00.000000001+09:00",
    ]
  ) {
    assert.deepEqual(parseTimePoint(text), {
      kind: "instant",
      epochNs: 1_742_823_000_000_000_001n,
    });
  }
  assert.deepEqual(parseTimePoint("1970-01-01T00:00Z"), { kind: "instant", epochNs: 0n });
});

Deno.test("what is no date and no instant, or lies outside of DBN's time, is nothing", () => {
  const texts = [
    "",
    "today",
    "2025-02-29",
    "2025-3-1",
    "2025-03-24T13:30:00", // no zone
    "2025-03-24T25:00:00Z",
    "13:30:00Z",
    "1742823000",
    "1969-12-31T23:59:59Z",
    "2600-01-01T00:00:00Z",
  ];
  for (const text of texts) assert.equal(parseTimePoint(text), undefined, text);
});
