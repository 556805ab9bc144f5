import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { RUNTIME_ARGS, Sandbox } from "./run_momo.ts";

const CHILD = fileURLToPath(new URL("interrupt_child.ts", import.meta.url));

/** Starts the endless run and waits until it is under way. */
async function start(sandbox: Sandbox, args: readonly string[]): Promise<Deno.ChildProcess> {
  const child = sandbox.command([...RUNTIME_ARGS, CHILD, ...args]).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  reader.releaseLock();
  return child;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch {
    return false;
  }
}

for (
  const [signal, code, word] of [["SIGINT", 130, "interrupted"], [
    "SIGTERM",
    143,
    "terminated",
  ]] as const
) {
  Deno.test(`the first ${signal} lets the command clean up and exits with ${code}`, async () => {
    await using sandbox = await Sandbox.make();
    const child = await start(sandbox, ["polite"]);

    child.kill(signal);
    const output = await child.output();

    assert.equal(
      new TextDecoder().decode(output.stderr),
      `Stopping, because momo was ${word}; once more stops at once\n`,
    );
    assert.equal(output.code, code);
    assert.equal(await exists(join(sandbox.work, "half-done.tmp")), false);
  });
}

Deno.test("the second SIGINT ends a command that does not listen", async () => {
  await using sandbox = await Sandbox.make();
  const child = await start(sandbox, ["stubborn"]);
  const reader = child.stderr.getReader();

  child.kill("SIGINT");
  await reader.read(); // the first has arrived
  child.kill("SIGINT");
  const status = await child.status;
  await reader.cancel();
  await child.stdout.cancel();

  assert.equal(status.code, 130);
});

Deno.test("with --log-format json the announcement is a JSON line", async () => {
  await using sandbox = await Sandbox.make();
  const child = await start(sandbox, ["polite", "--log-format", "json"]);

  child.kill("SIGTERM");
  const output = await child.output();

  assert.deepEqual(JSON.parse(new TextDecoder().decode(output.stderr)), {
    level: "warning",
    event: "terminated",
    message: "Stopping, because momo was terminated; once more stops at once",
  });
});
