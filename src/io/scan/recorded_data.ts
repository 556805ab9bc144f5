import { MomoError } from "../../core/error.ts";
import { z } from "zod";
import { scanPaths } from "./store_scan.ts";

const INPUTS = z.object({ data: z.array(z.string()) });

/**
 * The data directories of the last scan into a store; none if there was no scan.
 *
 * @throws {MomoError} `bad_data` if the record is damaged.
 */
export async function recordedData(store: string): Promise<readonly string[]> {
  const path = scanPaths(store).inputs;
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  try {
    return INPUTS.parse(JSON.parse(text)).data;
  } catch (error) {
    throw new MomoError("bad_data", `Cannot read "${path}": it is damaged`, {
      cause: error,
      hint: "add --data DIR to scan",
    });
  }
}
