/** Systems that a build is for, and the runtime of each. */
import { join } from "node:path";
import { MomoError } from "../../src/core/error.ts";

/** npm packages that hold the runtime, by target. */
const RUNTIMES = {
  "linux-x64": "@deno/linux-x64-glibc",
  "linux-arm64": "@deno/linux-arm64-glibc",
  "macos-x64": "@deno/darwin-x64",
  "macos-arm64": "@deno/darwin-arm64",
} as const;

/** A system that a build can be for. */
export type Target = keyof typeof RUNTIMES;

/** All targets. */
export const TARGETS = Object.keys(RUNTIMES) as Target[];

/** The target named by `text`. @throws {MomoError} `usage` if there is none. */
export function parseTarget(text: string): Target {
  const found = TARGETS.find((target) => target === text);
  if (found !== undefined) return found;
  throw new MomoError(
    "usage",
    `Cannot build for "${text}": expected one of ${TARGETS.join(", ")}`,
  );
}

/** The system that this program runs on. */
export function ownTarget(): Target {
  const system = Deno.build.os === "darwin" ? "macos" : Deno.build.os;
  return parseTarget(`${system}-${Deno.build.arch === "aarch64" ? "arm64" : "x64"}`);
}

/**
 * The runtime of a target: this one itself, or that of its npm package in the same version.
 *
 * @param work An empty directory for the package.
 * @throws {MomoError} `io` if the package cannot be had.
 */
export async function runtimeOf(
  target: Target,
  work: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (target === ownTarget()) return await Deno.readFile(Deno.execPath());
  const wanted = `${RUNTIMES[target]}@${Deno.version.deno}`;
  await Deno.mkdir(work, { recursive: true });
  await run("npm", ["pack", "--loglevel=error", wanted], work, `Cannot get the runtime ${wanted}`);
  const [archive] = await Array.fromAsync(Deno.readDir(work), ({ name }) => name);
  await run("tar", ["-xzf", archive!, "package/deno"], work, `Cannot unpack ${archive}`);
  return await Deno.readFile(join(work, "package/deno"));
}

async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  failure: string,
): Promise<void> {
  const reason = await failureOf(program, args, cwd);
  if (reason === null) return;
  throw new MomoError("io", `${failure}: ${reason}`, {
    hint: "name a deno program of that system with --runtime FILE",
  });
}

/** Why a program failed; `null` if it did not. */
async function failureOf(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<string | null> {
  try {
    const { success, stderr } = await new Deno.Command(program, {
      args: [...args],
      cwd,
      stdout: "null",
      stderr: "piped",
    }).output();
    return success ? null : new TextDecoder().decode(stderr).trim();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return `there is no program "${program}"`;
  }
}
