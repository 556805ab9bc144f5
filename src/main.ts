import { dispatch } from "./commands/dispatch.ts";
import { exitCodeOf } from "./commands/exit_code.ts";
import { Session } from "./commands/session.ts";
import { startWorker } from "./io/workers/worker_entry.ts";

/**
 * Runs the program.
 *
 * @param args Arguments after the program's name.
 * @param run What the arguments lead to.
 * @returns The exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted, 143 terminated.
 */
export async function main(args: readonly string[], run = dispatch): Promise<number> {
  using session = new Session(args, (exitCode) => Deno.exit(exitCode));
  try {
    const exitCode = await run(args, session);
    return session.interrupts.reason?.exitCode ?? exitCode;
  } catch (error) {
    return exitCodeOf(error, session);
  } finally {
    await session.messages.flush();
  }
}

if (import.meta.main) {
  // True in a worker too, which runs this same file.
  if ("WorkerGlobalScope" in globalThis) startWorker();
  else {
    Deno.exitCode = await main(Deno.args);
    // Everything is written; only a read from a pipe that nobody writes to could keep an interrupted run alive.
    if (Deno.exitCode > 128) Deno.exit();
  }
}
