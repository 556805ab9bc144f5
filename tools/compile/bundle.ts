/** The program as JavaScript: one entry file and the pieces that are loaded when needed, all in one directory. */
import { join } from "node:path";
import { MomoError } from "../../src/core/error.ts";

/** What a build says about itself. */
export interface BuildFacts {
  readonly commit: string | null;
  /** ISO 8601. */
  readonly date: string | null;
  readonly form: string;
}

/** Name of the bundle's entry file. */
export const ENTRY = "main.js";

/** Files below the project that the bundler needs. */
const SOURCES = ["src", "deno.json", "deno.lock"];

/**
 * Bundles the program.
 *
 * @param root The project's directory.
 * @param work An empty directory for a copy of the sources, whose `build.ts` is replaced, and the result.
 * @returns Contents by file name, sorted by name.
 * @throws {MomoError} `io` if the bundler fails.
 */
export async function bundleProgram(
  root: string,
  work: string,
  facts: BuildFacts,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const copy = join(work, "sources");
  for (const name of SOURCES) await copyTree(join(root, name), join(copy, name));
  await Deno.writeTextFile(join(copy, "src/build.ts"), buildModule(facts));
  const out = join(work, "bundle");
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "-q", "--platform", "deno", "--code-splitting", "--minify", "--keep-names"],
      ...["--outdir", out, "src/main.ts"],
    ],
    cwd: copy,
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) {
    throw new MomoError("io", `Cannot bundle the program: ${new TextDecoder().decode(stderr)}`);
  }
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const names = await Array.fromAsync(Deno.readDir(out), ({ name }) => name);
  for (const name of names.sort()) {
    files.set(name, await Deno.readFile(join(out, name)));
  }
  return files;
}

/** `src/build.ts` of a build. */
function buildModule(facts: BuildFacts): string {
  const build = JSON.stringify({ ...facts, entry: `./${ENTRY}` });
  return `/** This build. */\nexport const BUILD = ${build};\n`;
}

async function copyTree(from: string, to: string): Promise<void> {
  const { isDirectory } = await Deno.stat(from);
  if (!isDirectory) {
    await Deno.copyFile(from, to);
    return;
  }
  await Deno.mkdir(to, { recursive: true });
  for await (const { name } of Deno.readDir(from)) await copyTree(join(from, name), join(to, name));
}
