/** A version of the DBN format that this codec reads and writes. */
export type DbnVersion = 1 | 2 | 3;

/** The version that new files get. */
export const CURRENT_VERSION: DbnVersion = 3;

/** Whether a number is a known version. */
export function isDbnVersion(value: number): value is DbnVersion {
  return value === 1 || value === 2 || value === 3;
}

/** Bytes of a symbol in metadata and mappings of a version, its NUL included. */
export function symbolLengthOf(version: DbnVersion): number {
  return version === 1 ? 22 : 71;
}
