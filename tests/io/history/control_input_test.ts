import assert from "node:assert/strict";
import { ControlLines } from "../../../src/io/history/control_input.ts";

/** Bytes that end with a failure, once it is asked for. */
async function* failing(text: string, failure: Promise<never>): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
  await failure;
}

Deno.test("an instruction stays the next one until it is taken, and is there once it was read", async () => {
  const { promise } = Promise.withResolvers<never>();
  const lines = new ControlLines(
    failing('{"type":"pause"}\n{"type":"resume"}\n', promise),
    assert.fail,
  );

  assert.equal(lines.ready, undefined);
  assert.deepEqual(await lines.peek(), { type: "pause" });
  assert.deepEqual([await lines.peek(), lines.ready], [{ type: "pause" }, { type: "pause" }]);
  lines.take();

  assert.equal(lines.ready, undefined);
  assert.deepEqual(await lines.peek(), { type: "resume" });
});

Deno.test("an input that is closed while it is read ends nothing by itself", async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  const lines = new ControlLines(failing("", promise), assert.fail);
  const next = lines.peek();

  reject(new Deno.errors.Interrupted("operation canceled"));

  await assert.rejects(next, Deno.errors.Interrupted);
  assert.throws(() => lines.ready, Deno.errors.Interrupted);
});

Deno.test("a failure that nobody waits for is told to whoever looks", async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  const lines = new ControlLines(failing("", promise), assert.fail);
  lines.peek();

  reject(new Deno.errors.Interrupted("operation canceled"));
  await new Promise((resolve) => setTimeout(resolve, 0)); // an unhandled rejection would end the test

  assert.throws(() => lines.ready, Deno.errors.Interrupted);
});
