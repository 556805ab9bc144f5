/** The committed sample, decoded once for all tests of a file. */
import { readdirSync, readFileSync } from "node:fs";
import { type DecodedFile, decodeFile } from "./decoded_file.ts";

/** Where it lies. */
export const SAMPLE = "testdata/sample";

/** A delivery of the sample. */
export interface SampleDelivery {
  readonly jobId: string;
  readonly directory: string;
  readonly dataset: string;
  readonly schema: string;
  /** Names of all files, sorted. */
  readonly names: readonly string[];
  /** Data files, by name. */
  readonly files: readonly DecodedFile[];
}

/** All deliveries of a sample, by job id. */
export function sampleDeliveries(root: string = SAMPLE): SampleDelivery[] {
  const directories = readdirSync(root, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory()
  );
  return directories.map(({ name: jobId }) => {
    const directory = `${root}/${jobId}`;
    const names = readdirSync(directory).sort();
    const files = names.filter((name) => !name.endsWith(".json"))
      .map((name) => decodeFile(name, readFileSync(`${directory}/${name}`)));
    const { dataset, schema } = files[0]!.metadata;
    return { jobId, directory, dataset, schema: schema!, names, files };
  }).sort((a, b) => a.jobId < b.jobId ? -1 : 1);
}
