/** Reading the records of a symbol and stretch of time out of files that may overlap, each record once. */
import { SECOND_NS } from "../../core/time/sessions.ts";
import type { Problem } from "../catalog/problem.ts";
import { CoveredTime } from "./covered_time.ts";
import type { DayFile, TimeSpan } from "./day_files.ts";
import { readDayFile, type RecordTarget } from "./read_day_file.ts";

/** What to read. */
export interface FilesRequest {
  /** In reading order. */
  readonly files: readonly DayFile[];
  /** ns since the Unix epoch that times of records count from; a whole second. */
  readonly base: bigint;
  /** Epoch seconds. */
  readonly span: TimeSpan;
  readonly targets: readonly RecordTarget[];
}

/** What was read. */
export interface FilesReading {
  /** Keys of the files that records were looked for in. */
  readonly used: readonly string[];
  /** What no file covers, ns since the base, in order. */
  readonly uncovered: readonly TimeSpan[];
}

/** A stretch of time in ns since a base, out of epoch seconds. @param base A whole second, ns since the Unix epoch. */
export function sinceBase({ from, to }: TimeSpan, base: bigint): TimeSpan {
  const origin = Number(base / BigInt(SECOND_NS));
  return { from: (from - origin) * SECOND_NS, to: (to - origin) * SECOND_NS };
}

/**
 * Passes the records to the targets, file by file. A moment that several files cover is read from the first of them
 * only; what a damaged or open-ended file does not have is read from the next.
 *
 * @param problems Receives what is wrong with files.
 * @throws The signal's reason, if it is aborted.
 */
export function readFiles(
  { files, base, span, targets }: FilesRequest,
  signal: AbortSignal,
  problems: Problem[],
): FilesReading {
  const covered = new CoveredTime(sinceBase(span, base));
  const used: string[] = [];
  for (const file of files) {
    const spans = covered.freeIn(sinceBase({ from: file.start, to: file.end }, base));
    if (spans.length === 0) continue;
    used.push(file.key);
    const { lastTime, problem } = readDayFile({ file, spans, targets, base }, signal);
    if (problem !== null) {
      problems.push({ severity: "error", message: problem.message, damagedFile: file.key });
    }
    const isWhole = problem === null && file.end !== Infinity;
    for (const { from, to } of spans) {
      covered.cover({ from, to: isWhole ? to : Math.min(to, lastTime + 1) });
    }
  }
  return { used, uncovered: covered.free };
}
