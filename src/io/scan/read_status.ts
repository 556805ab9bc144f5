/** Reading the status messages of some symbol-days. */
import type { Status } from "../../core/columns/status.ts";
import type { Problem } from "../catalog/problem.ts";
import { RecordRouter, type RoutedDay } from "./record_router.ts";
import type { RecordView, TickFile } from "./tick_files.ts";
import { StatusCollector } from "./tick_target.ts";

/** Words of a status message, from the start of a record. */
const WORD = { action: 6, flags: 7, tsEvent: 2 } as const;

/**
 * The status messages of symbol-days, from the roll of the evening before to the roll of the day itself.
 *
 * @param problems Receives what is wrong with damaged files; what they gave before the damage is used.
 * @returns One table per day, in the order of `days`.
 */
export function readStatus(
  files: readonly TickFile[],
  days: readonly RoutedDay[],
  problems: Problem[],
): Status[] {
  const collectors = new Map(days.map((day) => [day, new StatusCollector()]));
  const router = new RecordRouter(days, (clock) => [clock.rollStart, clock.rollEnd]);
  for (const file of files) {
    router.readFile(file, problems, (day, view, tsRecv) => {
      const { unsigned, word } = view;
      const flags = unsigned[word + WORD.flags]!;
      const actions = unsigned[word + WORD.action]!;
      collectors.get(day)!.add([
        tsRecv - eventLag(view),
        tsRecv,
        actions & 0xffff,
        actions >>> 16,
        (flags >>> 16) & 0xff,
        flags >>> 24,
        unsigned[word + WORD.flags + 1]! & 0xff,
      ]);
    });
  }
  return days.map((day) => collectors.get(day)!.finish());
}

/** Nanoseconds from a record's venue time to its capture time, exact. */
function eventLag({ unsigned, word }: RecordView): number {
  const high = unsigned[word + 5]! - unsigned[word + WORD.tsEvent + 1]!;
  return high * 4294967296 + (unsigned[word + 4]! - unsigned[word + WORD.tsEvent]!);
}
