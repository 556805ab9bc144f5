import assert from "node:assert/strict";
import { MomoError } from "../../../src/core/error.ts";
import { ioError } from "../../../src/io/store/io_error.ts";

Deno.test("ioError() says what the system's refusal means, and keeps it as the cause", () => {
  const cases: readonly (readonly [Error, string, string])[] = [
    [new Deno.errors.NotFound("x"), "not_found", "no such file or directory"],
    [new Deno.errors.PermissionDenied("x"), "io", "permission denied"],
    [new Deno.errors.NotCapable("x"), "io", "not permitted to this program"],
    [new Deno.errors.IsADirectory("x"), "io", "it is a directory, wanted a file"],
    [new Deno.errors.NotADirectory("x"), "io", "part of the path is not a directory"],
    [new Error("No space left on device (os error 28)"), "io", "no space left on device"],
    [new Error("Disk quota exceeded (os error 122)"), "io", "disk quota exceeded"],
    [new Error("Read-only file system (os error 30)"), "io", "read-only file system"],
    [new Error("Input/output error (os error 5): write 'a'"), "io", "input/output error"],
  ];
  for (const [cause, code, reason] of cases) {
    const error = ioError("write", "a/days.csv", cause);
    assert.equal(error.code, code);
    assert.equal(error.message, `Cannot write "a/days.csv": ${reason}`);
    assert.equal(error.cause, cause);
  }
});

Deno.test("ioError() leaves an expected error as it is", () => {
  const error = new MomoError("bad_data", "Cannot read it: it is damaged");

  assert.equal(ioError("read", "a", error), error);
});
