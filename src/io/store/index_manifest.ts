/** The manifest of an index: what it was made from and how, the same on any host for the same data. */
import { z } from "zod";
import { MomoError } from "../../core/error.ts";

/** Version of the index's columns and their meaning; an index of another version is made anew. */
export const INDEX_SCHEMA_VERSION = 1;

/** Names of the files of an index, below `STORE/index`. */
export const INDEX_FILES = {
  days: "days.parquet",
  points: "reset_points.parquet",
  manifest: "manifest.json",
} as const;

const HASH = z.string().regex(/^[0-9a-f]{64}$/);

const INPUT = z.strictObject({
  /** Position in this list; rows of the days table name their source files by it. */
  id: z.number().int().nonnegative(),
  /** `job_id/filename`, or for loose files the path below the data directory. */
  key: z.string(),
  dataset: z.string(),
  schema: z.string().nullable(),
  size_bytes: z.number().int().nonnegative(),
  /** As the vendor's manifest states it, else null. */
  sha256: HASH.nullable(),
});

const OUTPUT = z.strictObject({
  rows: z.number().int().nonnegative(),
  size_bytes: z.number().int().nonnegative(),
  sha256: HASH,
});

const MANIFEST = z.strictObject({
  schema_version: z.number().int(),
  /** Hash of everything but the data that rows depend on: thresholds, strategy, corporate actions. */
  config_hash: HASH,
  /** What was selected of the data. */
  selection: z.strictObject({
    keep: z.enum(["gate", "all"]),
    datasets: z.array(z.string()),
    symbols: z.array(z.string()),
    start: z.string().nullable(),
    end: z.string().nullable(),
    shard: z.string().nullable(),
  }),
  strategy: z.string().nullable(),
  /** Thresholds that differ from their defaults. */
  thresholds: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  days: OUTPUT,
  reset_points: OUTPUT,
  /** Symbol-days that were looked at, with a row or without. */
  days_scanned: z.number().int().nonnegative(),
  inputs: z.array(INPUT),
});

/** The manifest of an index. */
export type IndexManifest = z.infer<typeof MANIFEST>;

/** One input file as the manifest lists it. */
export type ManifestInput = z.infer<typeof INPUT>;

/** The manifest as text: indented, keys in a fixed order, one final newline. */
export function formatManifest(manifest: IndexManifest): string {
  return JSON.stringify(MANIFEST.parse(manifest), null, 2) + "\n"; // the schema's order of keys
}

/**
 * Reads a manifest.
 *
 * @throws {MomoError} `bad_data` if it is not one, or of another schema version.
 */
export function parseManifest(text: string, path: string): IndexManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new MomoError("bad_data", `Cannot read the index manifest "${path}": it is not JSON`, {
      cause: error,
    });
  }
  const version = z.object({ schema_version: z.number() }).safeParse(value).data?.schema_version;
  if (version !== undefined && version !== INDEX_SCHEMA_VERSION) {
    throw new MomoError(
      "bad_data",
      `Cannot use the index "${path}": its schema version is ${version}, ` +
        `and this program reads ${INDEX_SCHEMA_VERSION}`,
      { hint: "run `momo scan` to make it anew" },
    );
  }
  const result = MANIFEST.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new MomoError(
    "bad_data",
    `Cannot read the index manifest "${path}": at ${issue.path.join(".") || "the top"}, ` +
      issue.message,
  );
}
