import assert from "node:assert/strict";
import { TextQueue } from "../../../src/io/text/text_queue.ts";
import { SlowSink } from "./slow_sink.ts";

Deno.test("TextQueue writes in order what is queued while it writes", async () => {
  const sink = new SlowSink({ bytesPerWrite: 4 });
  const queue = new TextQueue(sink);

  queue.write("one ");
  await Promise.resolve();
  queue.write("two ");
  queue.write("three");
  await queue.flush();

  assert.equal(sink.text, "one two three");
});

Deno.test("TextQueue can be used again after a flush", async () => {
  const sink = new SlowSink({});
  const queue = new TextQueue(sink);

  queue.write("one ");
  await queue.flush();
  queue.write("two");
  await queue.flush();

  assert.equal(sink.text, "one two");
});

Deno.test("TextQueue.flush() throws the first failure, and later text is dropped", async () => {
  let calls = 0;
  const queue = new TextQueue({
    write: () => {
      calls++;
      return Promise.reject(new Deno.errors.BrokenPipe("gone"));
    },
  });

  queue.write("one");
  await assert.rejects(queue.flush(), Deno.errors.BrokenPipe);
  queue.write("two");
  await assert.rejects(queue.flush(), Deno.errors.BrokenPipe);

  assert.equal(calls, 1);
});
