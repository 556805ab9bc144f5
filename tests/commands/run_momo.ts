/** momo as a user runs it: a child process in a directory of its own, with nothing in its environment but what is given. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What a run left behind. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run it. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
}

/** Arguments of the runtime before those of the program: the permissions that users grant, and no others. */
export const RUNTIME_ARGS: readonly string[] = [
  "run",
  "-q",
  "-P=momo",
  "--no-prompt",
  "--config",
  join(ROOT, "deno.json"),
];

/** The program's entry file. */
export const MAIN = join(ROOT, "src/main.ts");

async function runtimeDirectory(): Promise<string> {
  const info = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] });
  const { stdout } = await info.output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

const denoDirectory = await runtimeDirectory();

/** A directory to run in, with a home of its own; removed when disposed of. */
export class Sandbox implements AsyncDisposable {
  private constructor(readonly directory: string) {}

  static async make(): Promise<Sandbox> {
    const directory = await Deno.realPath(await Deno.makeTempDir());
    await Deno.mkdir(join(directory, "home"));
    await Deno.mkdir(join(directory, "work"));
    return new Sandbox(directory);
  }

  /** Directory that momo runs in. */
  get work(): string {
    return join(this.directory, "work");
  }

  /** Writes a file, its directories included; `path` starts at the sandbox. Returns where it is. */
  async write(path: string, text: string): Promise<string> {
    const full = join(this.directory, path);
    await Deno.mkdir(join(full, ".."), { recursive: true });
    await Deno.writeTextFile(full, text);
    return full;
  }

  /** A command in this sandbox; momo unless `file` is given. */
  command(
    args: readonly string[],
    { env = {} }: RunOptions = {},
    file = Deno.execPath(),
  ): Deno.Command {
    return new Deno.Command(file, {
      args: [...args],
      cwd: this.work,
      clearEnv: true,
      env: {
        DENO_DIR: denoDirectory,
        HOME: join(this.directory, "home"),
        PATH: Deno.env.get("PATH") ?? "",
        TERM: "xterm",
        ...env,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  }

  /** Runs momo to its end. */
  async momo(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    const command = this.command([...RUNTIME_ARGS, MAIN, ...args], options);
    return readRun(await command.output());
  }

  /** Runs a shell line in which `momo` is momo. */
  async shell(line: string, options: RunOptions = {}): Promise<Run> {
    const words = [Deno.execPath(), ...RUNTIME_ARGS, MAIN];
    const momo = words.map((word) => `'${word}'`).join(" ");
    const script = `momo() { ${momo} "$@"; }\n${line}`;
    return readRun(await this.command(["-c", script], options, "bash").output());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.directory, { recursive: true });
  }
}

function readRun({ code, stdout, stderr }: Deno.CommandOutput): Run {
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Runs momo once in a sandbox of its own. */
export async function runMomo(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  await using sandbox = await Sandbox.make();
  return await sandbox.momo(args, options);
}
