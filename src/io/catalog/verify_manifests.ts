/** Comparing deliveries with what their manifests say. */
import { MomoError } from "../../core/error.ts";
import { fileFingerprint, sha256OfFile } from "../store/fingerprint.ts";
import type { Delivery, ManifestEntry } from "./delivery.ts";
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
  const verified = new Set<string>();
  for (const { directory, manifest } of deliveries) {
    for (const entry of manifest) {
      const path = `${directory}/${entry.filename}`;
      if (verified.has(path)) continue;
      verified.add(path);
      try {
        const state = await differenceOf(path, entry, signal);
        if (state !== null) problems.error(`"${path}" does not match its manifest: ${state}`);
      } catch (error) {
        if (!(error instanceof MomoError)) throw error;
        if (error.code !== "not_found") problems.error(error.message);
      }
      onFile(entry.sizeBytes, entry.filename);
    }
  }
}

/** How a file differs from its entry, in words; `null` if it does not. */
async function differenceOf(
  path: string,
  { sizeBytes, sha256 }: ManifestEntry,
  signal: AbortSignal,
): Promise<string | null> {
  const found = await fileFingerprint(path);
  if (found.sizeBytes !== sizeBytes) {
    return `it has ${found.sizeBytes} bytes, expected ${sizeBytes}`;
  }
  return await sha256OfFile(path, signal) === sha256 ? null : "its sha256 differs";
}
