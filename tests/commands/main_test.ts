import assert from "node:assert/strict";
import { MomoError } from "../../src/core/error.ts";
import { exitCodeOf } from "../../src/commands/exit_code.ts";
import { Session } from "../../src/commands/session.ts";
import { runMomo } from "./run_momo.ts";

function withSession<T>(test: (session: Session) => T): T {
  using session = new Session([], () => {});
  return test(session);
}

Deno.test("a reader that left is exit code 0", () => {
  withSession((session) => {
    assert.equal(exitCodeOf(new Deno.errors.BrokenPipe("gone"), session), 0);
  });
});

Deno.test("an expected failure is 1, wrong usage 2", () => {
  withSession((session) => {
    session.messages.line = () => {};

    assert.equal(exitCodeOf(new MomoError("io", "Cannot"), session), 1);
    assert.equal(exitCodeOf(new MomoError("usage", "Cannot"), session), 2);
  });
});

Deno.test("a bug is thrown on, with its stack", () => {
  const bug = new TypeError("x is not a function");

  withSession((session) => {
    assert.throws(() => exitCodeOf(bug, session), (error) => error === bug);
  });
});

Deno.test("momo asks for no variable that it is not granted", async () => {
  // NotCapable would be a bug with a stack, and exit code 1.
  const run = await runMomo(["config"]);

  assert.equal(run.code, 0);
  assert.equal(run.stderr, "");
});
