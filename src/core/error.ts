/** What kind of expected failure happened; `usage` ends with exit code 2, all others with 1. */
export type ErrorCode =
  | "usage"
  | "not_found"
  | "bad_data"
  | "io"
  | "budget"
  | "protocol"
  | "conflict";

/** What may accompany an error message. */
export interface ErrorDetails {
  /** One thing to type or do next. */
  readonly hint?: string | undefined;
  /** What was caught, if the failure was found by catching something. */
  readonly cause?: unknown;
}

/**
 * An expected failure: the user's input, a file, the data. Everything else is a bug and keeps its stack.
 *
 * The message has the form `Cannot <do what> <"value">: <state, and what was wanted>`.
 */
export class MomoError extends Error {
  /** Always `MomoError`. */
  override readonly name = "MomoError";
  /** What kind of failure it is. */
  readonly code: ErrorCode;
  /** One thing to type or do next, if there is one. */
  readonly hint: string | undefined;

  /** An expected failure with a message for the user. */
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
