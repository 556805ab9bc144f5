/** A batch delivery: a directory of data files with what the vendor says about them. */
import { z } from "zod";
import { messageOf, MomoError } from "../../core/error.ts";
import { type EpochDay, parseDate } from "../../core/time/dates.ts";
import type { SymbolSpan } from "../dbn/symbol_map.ts";

/** A file as the manifest lists it. */
export interface ManifestEntry {
  readonly filename: string;
  readonly sizeBytes: number;
  /** Lower-case hex, without the algorithm's name. */
  readonly sha256: string;
}

/** What a delivery's own files say. */
export interface Delivery {
  /** Path of the directory. */
  readonly directory: string;
  readonly jobId: string;
  /** Files the vendor delivered; empty without a manifest. */
  readonly manifest: readonly ManifestEntry[];
  /** Condition of the data by date: `available`, `degraded`, `pending`, `missing`. */
  readonly conditions: ReadonlyMap<EpochDay, string>;
  /** Symbols and instrument ids over the whole delivery; empty without symbology. */
  readonly spans: readonly SymbolSpan[];
}

const METADATA = z.object({ job_id: z.string().min(1) });

const MANIFEST = z.object({
  files: z.array(z.object({
    filename: z.string().min(1),
    size: z.number().int().nonnegative(),
    hash: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  })),
});

const DATE = z.string().refine(isDate, "expected a date like 2025-03-24").transform(parseDate);

const CONDITIONS = z.array(z.object({ date: DATE, condition: z.string() }));

const SYMBOLOGY = z.object({
  result: z.record(
    z.string(),
    z.array(z.object({ d0: DATE, d1: DATE, s: z.string() })),
  ),
  stype_in: z.string(),
  stype_out: z.string(),
});

function isDate(text: string): boolean {
  try {
    parseDate(text);
    return true;
  } catch {
    return false;
  }
}

/** Names that make a directory a delivery. */
const MARKERS = ["metadata.json", "manifest.json"] as const;

/** Whether a directory with these entries is a batch delivery. */
export function isDelivery(names: ReadonlySet<string>): boolean {
  return MARKERS.some((name) => names.has(name));
}

/**
 * Reads the JSON files of a delivery. Each may be missing; one that is damaged is reported and treated as missing.
 *
 * @param names Entries of the directory.
 * @param report Receives a sentence for each damaged file.
 */
export function readDelivery(
  directory: string,
  names: ReadonlySet<string>,
  report: (message: string) => void,
): Delivery {
  const read = <Schema extends z.ZodType>(name: string, schema: Schema) => {
    if (!names.has(name)) return null;
    try {
      return readJson(`${directory}/${name}`, schema);
    } catch (error) {
      report(messageOf(error));
      return null;
    }
  };
  const baseName = directory.replace(/\/+$/, "").split("/").at(-1) ?? directory;
  const manifest = read("manifest.json", MANIFEST);
  const symbology = read("symbology.json", SYMBOLOGY);
  return {
    directory,
    jobId: read("metadata.json", METADATA)?.job_id ?? baseName,
    manifest: (manifest?.files ?? []).map(({ filename, size, hash }) => ({
      filename,
      sizeBytes: size,
      sha256: hash.slice("sha256:".length),
    })),
    conditions: new Map(
      (read("condition.json", CONDITIONS) ?? []).map(({ date, condition }) => [
        date,
        condition,
      ]),
    ),
    spans: symbology === null ? [] : spansOf(symbology),
  };
}

function readJson<Schema extends z.ZodType>(path: string, schema: Schema): z.infer<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(Deno.readTextFileSync(path));
  } catch (error) {
    throw new MomoError("bad_data", `Cannot read "${path}": ${messageOf(error)}`, { cause: error });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new MomoError(
    "bad_data",
    `Cannot read "${path}": at ${issue?.path.join(".") || "the top"}, ${
      issue?.message ?? "invalid"
    }`,
  );
}

/** Spans of either direction; entries without an instrument id are left out. */
function spansOf({ result, stype_in }: z.infer<typeof SYMBOLOGY>): SymbolSpan[] {
  const isInverse = stype_in === "instrument_id";
  return Object.entries(result).flatMap(([key, intervals]) =>
    intervals.filter(({ s }) => s !== "").map(({ d0, d1, s }) => ({
      instrumentId: Number(isInverse ? key : s),
      symbol: isInverse ? s : key,
      startDate: d0,
      endDate: d1,
    })).filter(({ instrumentId }) => Number.isInteger(instrumentId))
  );
}
