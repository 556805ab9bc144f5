/** A directory with a small delivery in it, in which `momo scan` runs as a user runs it. */
import { MAIN, RUNTIME_ARGS, Sandbox } from "../commands/run_momo.ts";
import { deliver } from "../io/catalog/small_delivery.ts";
import { indexRows } from "../io/scan/scanning.ts";

/** The store that a scan fills unless told otherwise. */
const STORE = "momo-store";

/** Says on standard error that a test was skipped, and why. */
export function skip(reason: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`skipped: ${reason}\n`));
}

/** Whether a program is there. */
export async function hasProgram(name: string): Promise<boolean> {
  return (await new Deno.Command("sh", { args: ["-c", `command -v ${name}`] }).output()).success;
}

/** A sandbox whose working directory holds the delivery `data/JOB`: a file of bars for each of three days. */
export class ScanSandbox implements AsyncDisposable {
  readonly sandbox: Sandbox;

  private constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
  }

  /** @param order How the delivery differs. */
  static async make(order: Parameters<typeof deliver>[1] = {}): Promise<ScanSandbox> {
    const sandbox = await Sandbox.make();
    deliver(`${sandbox.work}/data`, { jobId: "JOB", ...order });
    return new ScanSandbox(sandbox);
  }

  /** Path below the working directory. */
  path(name: string): string {
    return `${this.sandbox.work}/${name}`;
  }

  /** Scans `data`, all days; `args` are separated by spaces. */
  async scan(args = "") {
    const words = args.split(" ").filter((word) => word !== "");
    return await this.sandbox.momo(["scan", "--data", "data", "--keep", "all", ...words]);
  }

  /** Starts the same and lets it run. */
  spawn(args = ""): Deno.ChildProcess {
    const words = ["scan", "--data", "data", "--keep", "all", ...args.split(" ")];
    return this.sandbox.command([...RUNTIME_ARGS, MAIN, ...words]).spawn();
  }

  /** `SYMBOL DATE` of each day in the index. */
  async days(): Promise<string[]> {
    const { days } = await indexRows(this.path(STORE));
    return days.map(({ symbol, trade_date }) =>
      `${symbol} ${new Date(Number(trade_date) * 86_400_000).toISOString().slice(0, 10)}`
    );
  }

  /** Whether there is an index. */
  hasIndex(): boolean {
    return [...below(this.path("."))].some((path) => path.includes("/index/"));
  }

  /** Paths of files that somebody left half-written. */
  temporaries(): string[] {
    return [...below(this.path("."))].filter((path) => path.endsWith(".tmp"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sandbox[Symbol.asyncDispose]();
  }
}

/** Paths of all files below a directory. */
export function* below(directory: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(directory)) {
    const path = `${directory}/${name}`;
    if (isDirectory) yield* below(path);
    else yield path;
  }
}
