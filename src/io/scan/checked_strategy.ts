/** Guarding the scanner against a user's strategy: what it throws, or returns wrongly, is an expected failure. */
import { messageOf, MomoError } from "../../core/error.ts";
import { CATEGORIES } from "../../core/scan/risk.ts";
import type { DayScore, ScanStrategy } from "../../core/scan/strategy.ts";

/**
 * The same strategy, whose results are checked. It gets copies, so that it cannot change what the scanner works with.
 *
 * @param path Of its file, for messages.
 * @throws {MomoError} The functions of the result throw `bad_data` naming the file.
 */
export function checkedStrategy(strategy: ScanStrategy, path: string): ScanStrategy {
  const call = <Result>(
    what: string,
    run: () => Result,
    check: (result: Result) => string | null,
  ) => {
    let result: Result;
    try {
      result = run();
    } catch (error) {
      throw failure(what, path, firstLine(error), error);
    }
    if (result instanceof Promise) {
      result.catch(() => {}); // a rejection that nobody awaits would end the thread
      throw failure(what, path, "it returned a promise, expected the score itself");
    }
    const wrong = check(result);
    if (wrong !== null) throw failure(what, path, wrong);
    return result;
  };
  const { scorePoint, scoreDay } = strategy;
  return {
    name: strategy.name,
    ...(scorePoint && {
      scorePoint: (moment) =>
        call("a moment", () => scorePoint.call(strategy, { ...moment }), wrongPoint),
    }),
    ...(scoreDay && {
      scoreDay: (day) =>
        call(
          `${day.symbol} on ${day.tradeDate}`,
          () => scoreDay.call(strategy, structuredClone(day)),
          wrongDay,
        ),
    }),
  };
}

function failure(what: string, path: string, state: string, cause?: unknown): MomoError {
  return new MomoError("bad_data", `Cannot score ${what} with "${path}": ${state}`, { cause });
}

/** The first line of what was thrown, without a period; some messages go on with an excerpt of the source. */
export function firstLine(error: unknown): string {
  return messageOf(error).split("\n", 1)[0]!.replace(/\.$/, "");
}

function isScore(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= 1;
}

function wrongPoint(score: unknown): string | null {
  return isScore(score) ? null : `scorePoint returned ${String(score)}, expected 0 to 1`;
}

function wrongDay(score: unknown): string | null {
  if (typeof score !== "object" || score === null) {
    return `scoreDay returned ${String(score)}, expected { quality, risk, category }`;
  }
  const { quality, risk, category } = score as Partial<DayScore>; // checked below
  if (quality !== null && !isScore(quality)) {
    return `scoreDay returned the quality ${String(quality)}, expected 0 to 1 or null`;
  }
  if (!isScore(risk)) return `scoreDay returned the risk ${String(risk)}, expected 0 to 1`;
  if (CATEGORIES.some((name) => name === category)) return null;
  return `scoreDay returned the category ${String(category)}, expected ${CATEGORIES.join(", ")}`;
}
