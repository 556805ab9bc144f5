/** Comparing deliveries with what their manifests say. */
import { MomoError } from "../../core/error.ts";
import { sha256OfFile } from "../store/fingerprint.ts";
import type { Delivery } from "./delivery.ts";
import type { Problems } from "./problem.ts";

/**
 * Checks size and hash of every file that a manifest lists. One that is absent is a warning (reported with the
 * catalog); one that differs is an error.
 *
 * @param onFile Called after each file with its size.
 */
export async function verifyManifests(
  deliveries: readonly Delivery[],
  problems: Problems,
  signal: AbortSignal,
  onFile: (sizeBytes: number, name: string) => void = () => {},
): Promise<void> {
  for (const { directory, manifest } of deliveries) {
    for (const { filename, sizeBytes, sha256 } of manifest) {
      const path = `${directory}/${filename}`;
      const found = await sizeOf(path);
      if (found === null) continue;
      if (found !== sizeBytes) {
        problems.error(
          `"${path}" does not match its manifest: it has ${found} bytes, expected ${sizeBytes}`,
        );
        continue;
      }
      try {
        if (await sha256OfFile(path, signal) !== sha256) {
          problems.error(`"${path}" does not match its manifest: its sha256 differs`);
        }
      } catch (error) {
        if (!(error instanceof MomoError)) throw error;
        problems.error(error.message);
      }
      onFile(found, filename);
    }
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
