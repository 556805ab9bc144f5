import { MomoError } from "../core/error.ts";
import type { Session } from "./session.ts";

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/**
 * The exit code of a run that threw; an expected failure is reported on standard error first.
 *
 * @throws The error itself if it is a bug.
 */
export function exitCodeOf(error: unknown, session: Session): number {
  const { reason } = session.interrupts;
  if (error instanceof Deno.errors.BrokenPipe) return 0; // the reader left: `| head`
  if (reason !== undefined && (error === reason || isAbort(error))) return reason.exitCode;
  if (!(error instanceof MomoError)) throw error;
  session.report(error);
  if (reason !== undefined) return reason.exitCode;
  return error.code === "usage" ? 2 : 1;
}
