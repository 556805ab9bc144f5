/** Which number stands for a symbol: another one in each dataset, and not for ever. */
import { type EpochDay, parseDate } from "../../core/time/dates.ts";
import { RandomStream } from "./random.ts";

/** The datasets that can be written, with the publisher id in their records. */
export const PUBLISHERS = { "EQUS.MINI": 95, "EQUS.SUMMARY": 90, "XNAS.ITCH": 2 } as const;

/** A dataset that can be written. */
export type Dataset = keyof typeof PUBLISHERS;

/** An id and the first UTC date on which it stands for the symbol. */
export interface IdChange {
  /** `YYYY-MM-DD`. */
  readonly from: string;
  readonly id: number;
}

/** From one UTC date on, until the next span, an id stands for a symbol. */
export interface IdSpan {
  readonly from: EpochDay;
  readonly id: number;
}

/** The spans of a symbol in a dataset, by date: those given, else one with an id that follows from the name. */
export function idSpans(
  dataset: Dataset,
  symbol: string,
  changes: readonly IdChange[] | undefined,
): IdSpan[] {
  const id = new RandomStream(0, "instrument id", dataset, symbol).integer(1_000, 29_999_999);
  if (changes === undefined) return [{ from: -Infinity, id }];
  return changes.map(({ from, id }, i) => ({ from: i === 0 ? -Infinity : parseDate(from), id }));
}

/** The id on a UTC date. */
export function idOn(spans: readonly IdSpan[], utcDay: EpochDay): number {
  return spans.findLast((span) => span.from <= utcDay)!.id;
}
