/** Checking whether the inputs of an index are what they were when it was made. */
import { messageOf, MomoError } from "../../core/error.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import { sha256OfFile } from "../store/fingerprint.ts";
import type { IndexManifest, ManifestInput } from "../store/index_manifest.ts";
import { counted } from "../text/counted.ts";
import type { Finding } from "./finding.ts";

/** The data as they are now, and how closely to look at them. */
export interface InputCheck {
  readonly catalog: Catalog;
  /** When each file was last written as of the scan, in ms since the Unix epoch, by key; empty if that was elsewhere. */
  readonly writtenMs: ReadonlyMap<string, number>;
  /** Whether every file is read whose hash is known; else only those that were written since the scan. */
  readonly isHashed: boolean;
  readonly signal: AbortSignal;
  /** Called once the work is known: bytes that will be read. */
  readonly onPlan: (sizeBytes: number) => void;
  /** Called after each file that was read. */
  readonly onRead: (sizeBytes: number, key: string) => void;
}

/** An input that is still there. */
interface Pair {
  readonly input: ManifestInput;
  readonly file: CatalogFile;
}

/**
 * Compares the inputs of an index with the data: size and stated hash of all, and the content where that is asked for or
 * the time tells that it was written again.
 *
 * @throws The signal's reason, if it is aborted.
 */
export async function verifyInputs(manifest: IndexManifest, check: InputCheck): Promise<Finding[]> {
  const { catalog } = check;
  const files = new Map(catalog.files.map((file) => [file.key, file]));
  const findings: Finding[] = [];
  const suspects: Pair[] = [];
  for (const input of manifest.inputs) {
    const file = files.get(input.key);
    if (file === undefined) findings.push(finding("warning", `"${input.key}" is gone`));
    else if (isOther(input, file)) findings.push(finding("error", `"${input.key}" has changed`));
    else if (isSuspect({ input, file }, check)) suspects.push({ input, file });
  }
  const { hashed, problems } = await compareContents(suspects, check);
  findings.push(...problems);
  const added = countAdded(manifest, catalog);
  if (added > 0) {
    const what = added === 1 ? "1 file is" : `${added.toLocaleString("en-US")} files are`;
    const advice = "run `momo scan` to add";
    findings.push(
      finding("warning", `${what} not in the index: ${advice} ${added === 1 ? "it" : "them"}`),
    );
  }
  if (findings.length > 0) return findings;
  const byHash = hashed > 0 ? `, ${hashed.toLocaleString("en-US")} of them by their hash` : "";
  const { length } = manifest.inputs;
  return [
    finding("ok", `${counted(length, "file")} ${length === 1 ? "is" : "are"} unchanged${byHash}`),
  ];
}

function finding(severity: Finding["severity"], message: string): Finding {
  return { severity, check: "inputs", message };
}

function isOther({ size_bytes, sha256 }: ManifestInput, file: CatalogFile): boolean {
  return file.sizeBytes !== size_bytes || file.sha256 !== sha256;
}

/** Whether only the content can tell that a file is the same, or is to tell it. */
function isSuspect({ input, file }: Pair, { writtenMs, isHashed }: InputCheck): boolean {
  const written = writtenMs.get(input.key);
  if (written !== undefined && written !== file.mtimeMs) return true;
  return isHashed && input.sha256 !== null;
}

/** Reads files and compares their hashes with the stated ones. */
async function compareContents(
  pairs: readonly Pair[],
  { signal, onPlan, onRead }: InputCheck,
): Promise<{ hashed: number; problems: Finding[] }> {
  const known = pairs.filter(({ input }) => input.sha256 !== null);
  const problems = pairs.filter(({ input }) => input.sha256 === null).map(({ input: { key } }) =>
    finding("warning", `"${key}" was written since the scan, and no hash of it is known`)
  );
  if (known.length > 0) onPlan(known.reduce((sum, { file }) => sum + file.sizeBytes, 0));
  for (const { input, file } of known) {
    const problem = await differenceOf(file.path, input, signal);
    if (problem !== null) problems.push(finding("error", problem));
    onRead(file.sizeBytes, input.key);
  }
  return { hashed: known.length, problems };
}

/** How the content of a file differs from what is stated of it; `null` if it does not. */
async function differenceOf(
  path: string,
  { key, sha256 }: ManifestInput,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const isSame = await sha256OfFile(path, signal) === sha256;
    return isSame ? null : `"${key}" has changed: its sha256 is not that of its delivery`;
  } catch (error) {
    if (!(error instanceof MomoError)) throw error;
    return messageOf(error);
  }
}

/** Files that the index should know; one of a part of the symbols or datasets is not meant to know all. */
function countAdded({ inputs, selection }: IndexManifest, { files }: Catalog): number {
  const { datasets, symbols, shard } = selection;
  if (datasets.length > 0 || symbols.length > 0 || shard !== null) return 0;
  const known = new Set(inputs.map((input) => input.key));
  return files.filter((file) => file.symbols.symbol.length > 0 && !known.has(file.key)).length;
}
