import { MomoError } from "../../../core/error.ts";
import type { DbnMetadata } from "../metadata.ts";
import { type DbnVersion, symbolLengthOf } from "../version.ts";

/**
 * Metadata of a stream in another version. There is no way down: records lose fields.
 *
 * @throws {MomoError} `usage` if the stream is of a later version than wanted.
 */
export function upgradeMetadata(metadata: DbnMetadata, version: 2 | 3): DbnMetadata {
  checkUpgrade(metadata.version, version);
  if (metadata.version === version) return metadata;
  return { ...metadata, version, symbolCstrLen: symbolLengthOf(version) };
}

/**
 * Refuses the way down.
 *
 * @throws {MomoError} `usage` if `to` is before `from`.
 */
export function checkUpgrade(from: DbnVersion, to: DbnVersion): void {
  if (from <= to) return;
  throw new MomoError(
    "usage",
    `Cannot convert DBN version ${from} to ${to}: only a later version can be made from an earlier one`,
  );
}
