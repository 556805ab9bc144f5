import { dispatch } from "./dispatch.ts";
import { exitCodeOf } from "./exit_code.ts";
import { Session } from "./session.ts";

/** The runtime's own, which modules of users are kept from: see `forbidExit`. */
const { exit } = Deno;

/** Does what the arguments ask for; by default finds the command that they name, and runs it. */
export type Run = (args: readonly string[], session: Session) => Promise<number>;

/**
 * Runs the program from its first to its last message.
 *
 * @param args Arguments after the program's name.
 * @param run What the arguments lead to.
 * @returns The exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted, 143 terminated.
 */
export async function runProgram(args: readonly string[], run: Run = dispatch): Promise<number> {
  using session = new Session(args, exit);
  try {
    const exitCode = await run(args, session);
    return session.interrupts.reason?.exitCode ?? exitCode;
  } catch (error) {
    return exitCodeOf(error, session);
  } finally {
    await session.messages.flush();
  }
}
