/** momo as it is delivered: one file, run in an environment that has nothing. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Run } from "../commands/run_momo.ts";
import { linkTools } from "../tools/compile/stub_sandbox.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What a build needs of the project. */
const SOURCES = ["src", "tools", "deno.json", "deno.lock"];

/**
 * Builds the file, and SHA256SUMS beside it, in a directory.
 *
 * @param from Directory of the sources, which are copied first: nobody changes them meanwhile.
 */
export async function build(directory: string, from: string): Promise<void> {
  const sources = join(directory, "sources");
  await Deno.mkdir(sources);
  const paths = SOURCES.map((name) => join(from, name));
  await new Deno.Command("cp", { args: ["-r", ...paths, sources] }).output();
  const args = ["run", "-q", "-P=test", "--no-prompt", "--config", "deno.json"];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args, "tools/compile/main.ts", "--form", "extract", "--out", `${directory}/momo`],
    cwd: sources,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** A built momo in a directory that all users can read, with tools, the sample data and an empty cache. */
export class BuiltMomo implements AsyncDisposable {
  private constructor(readonly directory: string) {}

  static async make(): Promise<BuiltMomo> {
    const directory = await Deno.realPath(await Deno.makeTempDir({ prefix: "momo-built-" }));
    await Deno.chmod(directory, 0o755);
    await build(directory, ROOT);
    await linkTools(join(directory, "bin"));
    await Deno.mkdir(join(directory, "work"));
    await Deno.symlink(join(ROOT, "testdata"), join(directory, "work/testdata"));
    return new BuiltMomo(directory);
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** Names no variables but PATH and MOMO_CACHE, unless `env` does; `before` goes before the file. */
  command(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    before: readonly string[] = [],
  ): Deno.Command {
    const [program, ...rest] = [...before, this.path("momo"), ...args];
    return new Deno.Command(program!, {
      args: rest,
      cwd: this.path("work"),
      clearEnv: true,
      env: { PATH: this.path("bin"), MOMO_CACHE: this.path("cache"), ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  }

  /** Runs it to its end. */
  async run(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    before: readonly string[] = [],
  ): Promise<Run> {
    const { code, stdout, stderr } = await this.command(args, env, before).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.directory, { recursive: true });
  }
}
