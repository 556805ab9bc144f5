import type { Run } from "./commands/program.ts";
import { startWorker } from "./io/workers/worker_entry.ts";

/**
 * Runs the program. The commands are loaded here and not above: a worker, which starts with this file, needs none.
 *
 * @param args Arguments after the program's name.
 * @param run What the arguments lead to.
 * @returns The exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted, 143 terminated.
 */
export async function main(args: readonly string[], run?: Run): Promise<number> {
  const { runProgram } = await import("./commands/program.ts");
  return await runProgram(args, run);
}

if (import.meta.main) {
  // True in a worker too, which runs this same file.
  if ("WorkerGlobalScope" in globalThis) startWorker();
  else {
    const { exit } = Deno; // modules of users are kept from it
    Deno.exitCode = await main(Deno.args);
    // Everything is written; only a read from a pipe that nobody writes to could keep an interrupted run alive.
    if (Deno.exitCode > 128) exit();
  }
}
