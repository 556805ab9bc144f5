import assert from "node:assert/strict";
import fc from "fast-check";
import { formatUtc, timeFormat, utcFormat } from "../../../src/io/text/time_text.ts";

Deno.test("formatUtc() writes nine decimals and Z", () => {
  assert.equal(formatUtc(1_742_823_000_000_000_001n), "2025-03-24T13:30:00.000000001Z");
  assert.equal(formatUtc(0n), "1970-01-01T00:00:00.000000000Z");
  assert.equal(formatUtc(-1n), "1969-12-31T23:59:59.999999999Z");
});

Deno.test("formatUtc() agrees with Temporal for every int64", () => {
  fc.assert(fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (ns) => {
    const expected = new Temporal.Instant(ns).toString({ fractionalSecondDigits: 9 });
    assert.equal(formatUtc(ns), expected);
  }));
});

Deno.test("timeFormat() writes local time with its offset, on both sides of a clock change", () => {
  const format = timeFormat("America/New_York");

  assert.equal(format(1_741_503_599_999_999_999n), "2025-03-09T01:59:59.999999999-05:00");
  assert.equal(format(1_741_503_600_000_000_000n), "2025-03-09T03:00:00.000000000-04:00");
  assert.equal(timeFormat("UTC")(0n), "1970-01-01T00:00:00.000000000Z");
});

Deno.test("utcFormat() writes any instants in any order as one by one", () => {
  const instants = fc.array(fc.bigInt({ min: -(10n ** 18n), max: 4n * 10n ** 18n }));
  fc.assert(fc.property(instants, (times) => {
    const near = times.flatMap((time) => [time, time + 1n, time - 1n, time + 999_999_999n]);
    const format = utcFormat();
    const expected = near.map((time) => {
      const options = { fractionalSecondDigits: 9 } as const;
      return new Temporal.Instant(time).toString(options);
    });

    assert.deepEqual(near.map(format), expected);
  }));
});
