/** The script in front of a self-extracting file, with a program and a runtime of a few bytes behind it. */
import { join } from "node:path";
import { selfExtracting } from "../../../tools/compile/self_extracting.ts";

/** Programs that the script may use: coreutils and gzip. */
const TOOLS = [
  ..."cat chmod cut head id ls mkdir mktemp mv rm sha256sum sleep tail uname".split(" "),
  "gzip",
];

/** A runtime that says how it was started. It is asked for its version once, when it has been unpacked. */
const RUNTIME = `#!/bin/sh
[ "$1" = --version ] && { [ -z "\${LOG:-}" ] || echo unpacked >>"$LOG"; exit 0; }
for last; do :; done
echo "ran $last; $(umask); $MOMO_UNPACKED"
`;

const PROGRAM = new Map([["chunk.js", "// one\n"], ["main.js", "// two, longer\n"]]);

/** How a start went. */
export interface Start {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory with the file and the tools, readable to all users; removed when disposed of. */
export class StubSandbox implements AsyncDisposable {
  private constructor(readonly directory: string, readonly tools: string) {}

  static async make(): Promise<StubSandbox> {
    const directory = await Deno.realPath(await Deno.makeTempDir({ prefix: "momo-stub-" }));
    await Deno.chmod(directory, 0o755);
    const sandbox = new StubSandbox(directory, join(directory, "bin"));
    await linkTools(sandbox.tools);
    await Deno.writeFile(sandbox.file, await sampleFile(), { mode: 0o755 });
    return sandbox;
  }

  /** The self-extracting file. */
  get file(): string {
    return this.path("momo");
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** A start in an empty environment; `command` goes before the file. */
  command(command: readonly string[], env: Readonly<Record<string, string>>): Deno.Command {
    const [program, ...args] = [...command, this.file, "argument"];
    return new Deno.Command(program!, {
      args,
      cwd: this.directory,
      clearEnv: true,
      env: { PATH: this.tools, ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  }

  async start(
    env: Readonly<Record<string, string>>,
    command: readonly string[] = [],
  ): Promise<Start> {
    const { code, stdout, stderr } = await this.command(command, env).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }

  /** Replaces a tool by a script. */
  async replaceTool(name: string, script: string): Promise<void> {
    await Deno.remove(join(this.tools, name));
    await Deno.writeTextFile(join(this.tools, name), script, { mode: 0o755 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.directory, { recursive: true });
  }
}

async function sampleFile(): Promise<Uint8Array<ArrayBuffer>> {
  const stub = new URL("../../../tools/compile/stub.sh", import.meta.url);
  const encoder = new TextEncoder();
  return selfExtracting(await Deno.readTextFile(stub), {
    ...{ name: "momo", version: "1.2.3", target: "linux-x64" },
    runtime: encoder.encode(RUNTIME),
    program: new Map([...PROGRAM].map(([name, text]) => [name, encoder.encode(text)])),
    permissions: ["--allow-read"],
    netPermissions: ["--allow-net", "--allow-env=A_*,B"],
  });
}

/** Makes a directory of links to the tools, to stand alone in PATH. */
export async function linkTools(directory: string): Promise<void> {
  await Deno.mkdir(directory);
  const find = TOOLS.map((name) => `command -v ${name}`).join("; ");
  const { stdout } = await new Deno.Command("sh", { args: ["-c", find] }).output();
  for (const path of new TextDecoder().decode(stdout).trim().split("\n")) {
    await Deno.symlink(path, join(directory, path.slice(path.lastIndexOf("/") + 1)));
  }
}

/** Names in a directory, sorted. */
export function namesIn(directory: string): string[] {
  return Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
}
