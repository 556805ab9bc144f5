import assert from "node:assert/strict";
import { untilAborted } from "../../../src/io/bytes/until_aborted.ts";

Deno.test("untilAborted() gives what the promise gives, also a rejection", async () => {
  const { signal } = new AbortController();

  assert.equal(await untilAborted(Promise.resolve(7), signal), 7);
  await assert.rejects(untilAborted(Promise.reject(new RangeError("no")), signal), RangeError);
});

Deno.test("untilAborted() leaves a promise that never settles behind, with the signal's reason", async () => {
  const controller = new AbortController();
  const waiting = untilAborted(new Promise<never>(() => {}), controller.signal);
  const reason = new Error("interrupted");

  controller.abort(reason);

  await assert.rejects(waiting, reason);
  await assert.rejects(untilAborted(new Promise<never>(() => {}), controller.signal), reason);
});
