import { join } from "node:path";

const HASH_PATTERN = /^[0-9a-f]{40,64}$/;

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return undefined; // not a checkout, or not ours to read: the commit is not known
  }
}

/**
 * The commit that a directory has checked out.
 *
 * @param directory The one that holds `.git`.
 * @returns Its hash, or `undefined` if the directory is not a checkout.
 */
export async function checkedOutCommit(directory: string): Promise<string | undefined> {
  const git = join(directory, ".git");
  const head = (await readIfThere(join(git, "HEAD")))?.trim();
  if (head === undefined || HASH_PATTERN.test(head)) return head;
  const reference = head.replace(/^ref: /, "");
  const loose = await readIfThere(join(git, ...reference.split("/")));
  if (loose !== undefined) return loose.trim();
  const packed = await readIfThere(join(git, "packed-refs")) ?? "";
  const line = packed.split("\n").find((candidate) => candidate.endsWith(` ${reference}`));
  return line?.split(" ")[0];
}
