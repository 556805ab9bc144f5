import { MomoError } from "../../core/error.ts";
import { z } from "zod";
import { scanPaths } from "./store_scan.ts";

const INPUTS = z.object({
  data: z.array(z.string()),
  files: z.array(z.object({ key: z.string(), mtime_ms: z.number() })).default([]),
});

/** What the last scan into a store has noted about its inputs on this host. */
export interface RecordedInputs {
  /** Data directories. */
  readonly data: readonly string[];
  /** When each file was last written, in ms since the Unix epoch, by key. */
  readonly writtenMs: ReadonlyMap<string, number>;
}

/**
 * The data directories of the last scan into a store; none if there was no scan.
 *
 * @throws {MomoError} `bad_data` if the record is damaged.
 */
export async function recordedData(store: string): Promise<readonly string[]> {
  return (await recordedInputs(store)).data;
}

/**
 * The inputs of the last scan into a store; none if there was no scan.
 *
 * @throws {MomoError} `bad_data` if the record is damaged.
 */
export async function recordedInputs(store: string): Promise<RecordedInputs> {
  const path = scanPaths(store).inputs;
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return { data: [], writtenMs: new Map() };
    }
    throw error;
  }
  try {
    const { data, files } = INPUTS.parse(JSON.parse(text));
    return { data, writtenMs: new Map(files.map(({ key, mtime_ms }) => [key, mtime_ms])) };
  } catch (error) {
    throw new MomoError("bad_data", `Cannot read "${path}": it is damaged`, {
      cause: error,
      hint: "add --data DIR to scan",
    });
  }
}
