import assert from "node:assert/strict";
import { formatDayName, parseDayName, requireSession } from "../../../src/core/day/day_name.ts";
import { MomoError } from "../../../src/core/error.ts";
import { parseDate } from "../../../src/core/time/dates.ts";

Deno.test("a day is named by symbol and trade date, whatever is in the symbol", () => {
  for (const text of ["MLGO:2025-03-24", "BRK.B:2024-02-29", "A:B:2025-03-24"]) {
    assert.equal(formatDayName(parseDayName(text)), text);
  }
});

for (
  const text of ["", "MLGO", ":2025-03-24", "MLGO:2025-02-30", "MLGO:20250324", " A:2025-03-24"]
) {
  Deno.test(`parseDayName() refuses "${text}"`, () => {
    assert.throws(
      () => parseDayName(text),
      (error) =>
        error instanceof MomoError && error.code === "usage" && error.message.includes(`"${text}"`),
    );
  });
}

Deno.test("a weekend, a holiday and a year beyond the calendar are no sessions", () => {
  const refuse = (date: string, code: string, words: string) =>
    assert.throws(
      () => requireSession({ symbol: "MLGO", tradeDate: parseDate(date) }),
      (error) => error instanceof MomoError && error.code === code && error.message.includes(words),
    );

  refuse("2025-03-22", "not_found", "weekend");
  refuse("2025-04-18", "not_found", "Good Friday");
  refuse("2031-03-24", "bad_data", "2010 to 2027");
  requireSession({ symbol: "MLGO", tradeDate: parseDate("2025-03-24") });
});
