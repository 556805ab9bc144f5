import assert from "node:assert/strict";
import { MomoError } from "../../../src/core/error.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { bucketAt, bucketSpans, timeMultipliers } from "../../../src/core/scan/time_of_day.ts";
import { FULL_BOUNDS, HALF_BOUNDS } from "./generated_day.ts";

const LIMITS = scanThresholds();
const seconds = (time: string) => {
  const [hours, minutes] = time.split(":").map(Number);
  return hours! * 3600 + minutes! * 60;
};

/** Start, end and multiplier of each part of a day, as published. */
const FULL =
  `04:00 07:00 .80, 07:00 09:30 1.00, 09:30 10:30 1.25, 10:30 11:30 1.05, 11:30 14:00 .80,
  14:00 15:00 .95, 15:00 16:00 1.15, 16:00 18:00 .85, 18:00 20:00 .70`;
const HALF =
  `04:00 07:00 .80, 07:00 09:30 1.00, 09:30 10:30 1.25, 10:30 11:30 1.05, 11:30 12:00 .80,
  12:00 13:00 1.15, 13:00 15:00 .85, 15:00 17:00 .70`;

Deno.test("each minute has the published multiplier of its time of day", () => {
  for (const [table, bounds] of [[FULL, FULL_BOUNDS], [HALF, HALF_BOUNDS]] as const) {
    const multipliers = timeMultipliers(bounds, LIMITS);
    let minutes = 0;
    for (const part of table.split(",")) {
      const [from, to, multiplier] = part.trim().split(/\s+/);
      for (let at = seconds(from!); at < seconds(to!); at += 60, minutes++) {
        assert.equal(multipliers[(at - 14_400) / 60], Number(multiplier), `${from} + ${at}`);
      }
    }
    assert.equal(minutes, multipliers.length);
  }
});

Deno.test("the buckets of full and half days begin and end at their times", () => {
  const starts = (times: string, bounds: typeof FULL_BOUNDS) => {
    const list = times.split(" ");
    return list.map((
      time,
    ) => [bucketAt(bounds, seconds(time) - 1), bucketAt(bounds, seconds(time))]);
  };
  const edges = [
    ["pre", "open"],
    ["open", "midday"],
    ["midday", "power_hour"],
    ["power_hour", "post"],
  ];

  assert.deepEqual(starts("09:30 10:30 15:00 16:00", FULL_BOUNDS), edges);
  assert.deepEqual(starts("09:30 10:30 12:00 13:00", HALF_BOUNDS), edges);
  assert.equal(bucketAt(FULL_BOUNDS, seconds("04:00")), "pre");
  assert.equal(bucketAt(FULL_BOUNDS, seconds("19:59")), "post");
});

Deno.test("bucketSpans() covers the day with the minutes of each bucket", () => {
  for (const bounds of [FULL_BOUNDS, HALF_BOUNDS]) {
    let minute = 0;
    for (const { bucket, from, to } of bucketSpans(bounds)) {
      assert.equal(from, minute);
      for (; minute < to; minute++) {
        assert.equal(bucketAt(bounds, bounds.preOpen + 60 * minute), bucket, `minute ${minute}`);
      }
    }
    assert.equal(minute, (bounds.postClose - bounds.preOpen) / 60);
  }
});

Deno.test("unreadable multipliers are a usage error that names the setting", () => {
  for (const text of ["", "04:00", "04:00:x", "07:00:1 04:00:1", "4:00:1"]) {
    assert.throws(
      () => timeMultipliers(FULL_BOUNDS, scanThresholds({ time_multipliers: text })),
      (error) =>
        error instanceof MomoError && error.code === "usage" &&
        error.message.startsWith(`Cannot read time_multipliers "${text}"`),
      text,
    );
  }
});
