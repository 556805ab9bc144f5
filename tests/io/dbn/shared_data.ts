/**
 * Names of the entries of a directory that may be absent, sorted. If it is, an ignored test says that its tests are
 * skipped.
 *
 * @param directory Path from the project's root.
 * @param what What it holds, for that line.
 */
export function namesIn(directory: string, what: string): string[] {
  try {
    return [...Deno.readDirSync(directory)].map((entry) => entry.name).sort();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    Deno.test.ignore(`SKIPPED: ${what} are not at ${directory}`, () => {});
    return [];
  }
}
