import { messageOf, MomoError } from "../../core/error.ts";

/** What the operating system's refusals mean to a user; other messages are passed on as they are. */
export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "no such file or directory";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.NotCapable) return "not permitted to this program";
  if (error instanceof Deno.errors.IsADirectory) return "it is a directory, wanted a file";
  if (error instanceof Deno.errors.NotADirectory) return "part of the path is not a directory";
  const message = messageOf(error);
  if (/\bos error 28\b/.test(message)) return "no space left on device";
  if (/\bos error 122\b/.test(message)) return "disk quota exceeded";
  if (/\bos error 30\b/.test(message)) return "read-only file system";
  return message.replace(/ \(os error \d+\).*$/, "").replace(/^./, (first) => first.toLowerCase());
}

/**
 * The failure of a file operation as an expected error.
 *
 * @param action Verb and kind of thing: `write`, `open Parquet file`.
 * @returns `not_found` if the file or its directory is missing, otherwise `io`; a `MomoError` is returned as it is.
 */
export function ioError(action: string, path: string, error: unknown): MomoError {
  if (error instanceof MomoError) return error;
  const code = error instanceof Deno.errors.NotFound ? "not_found" : "io";
  return new MomoError(code, `Cannot ${action} "${path}": ${reasonOf(error)}`, { cause: error });
}
