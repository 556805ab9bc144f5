/** What a file of the day store says about the files that its rows come from. */
import { z } from "zod";
import { MomoError } from "../../core/error.ts";
import type { DayFile, TimeSpan } from "../day/day_files.ts";

/** Name of the entry in the file's metadata. */
export const SOURCES_ENTRY = "momo.sources";

const FILE = z.strictObject({
  key: z.string(),
  size_bytes: z.number().int().nonnegative(),
  mtime_ms: z.number(),
  /** As the vendor's manifest states it, else null. */
  sha256: z.string().nullable(),
});

const SOURCES = z.strictObject({
  files: z.array(FILE),
  /** By trade date: positions in `files`, and what they cover of the date, epoch seconds [from, to). */
  days: z.record(
    z.string(),
    z.strictObject({
      files: z.array(z.number().int().nonnegative()),
      covered: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
});

/** One source file as it was when its rows were stored. */
export type StoredSource = z.infer<typeof FILE>;

/** The sources of one trade date. */
export interface DaySourceFacts {
  readonly files: readonly StoredSource[];
  readonly covered: readonly TimeSpan[];
}

/** Whether what is stored of a day covers more of it than another reading does. */
export function coversMore(stored: DaySourceFacts, other: DaySourceFacts): boolean {
  return secondsOf(stored) > secondsOf(other);
}

function secondsOf({ covered }: DaySourceFacts): number {
  return covered.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** A file as far as it tells whether it changed. */
export type SourceFile = Pick<DayFile, "key" | "sizeBytes" | "mtimeMs" | "sha256">;

/** Sources by trade date (`YYYY-MM-DD`). */
export type SourcesByDay = ReadonlyMap<string, DaySourceFacts>;

/** The facts of a file that tell whether it changed. */
export function storedSource({ key, sizeBytes, mtimeMs, sha256 }: SourceFile): StoredSource {
  return { key, size_bytes: sizeBytes, mtime_ms: mtimeMs, sha256 };
}

/** Whether a file is still what it was when its rows were stored. */
export function isSameSource(stored: StoredSource, file: SourceFile): boolean {
  if (stored.key !== file.key || stored.size_bytes !== file.sizeBytes) return false;
  if (stored.sha256 !== null && file.sha256 !== null) return stored.sha256 === file.sha256;
  return stored.mtime_ms === file.mtimeMs;
}

/** The sources as the entry's text. */
export function formatSources(days: SourcesByDay): string {
  const files = new Map<string, StoredSource>();
  for (const facts of days.values()) {
    for (const file of facts.files) files.set(JSON.stringify(file), file);
  }
  const positions = new Map([...files.keys()].map((text, i) => [text, i]));
  const entries = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, facts]) => [date, {
    files: facts.files.map((file) => positions.get(JSON.stringify(file))!),
    covered: facts.covered.map(({ from, to }) => [from, to]),
  }]);
  return JSON.stringify({ files: [...files.values()], days: Object.fromEntries(entries) });
}

/**
 * Reads the entry.
 *
 * @param path Of the file, for messages.
 * @throws {MomoError} `bad_data` if it is missing or damaged.
 */
export function parseSources(text: string | undefined, path: string): SourcesByDay {
  try {
    const { files, days } = SOURCES.parse(JSON.parse(text ?? ""));
    return new Map(
      Object.entries(days).map(([date, day]) => [date, {
        files: day.files.map((position) => files[position]!),
        covered: day.covered.map(([from, to]) => ({ from, to })),
      }]),
    );
  } catch (error) {
    throw new MomoError(
      "bad_data",
      `Cannot use "${path}": what it says of its sources is damaged`,
      {
        cause: error,
        hint: "run `momo load --to-store` to make it anew",
      },
    );
  }
}
