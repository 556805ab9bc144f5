import assert from "node:assert/strict";
import { Messages } from "../../../src/io/observe/messages.ts";
import { formatAmount, formatSpan, Progress } from "../../../src/io/observe/progress.ts";
import { SlowSink } from "../text/slow_sink.ts";
import { FakeClock } from "./fakes.ts";

const ERASE = "\r\x1b[K";

function makeProgress(isShown = true, width = 80) {
  const sink = new SlowSink({});
  const messages = new Messages(sink);
  const clock = new FakeClock();
  const progress = new Progress({ messages, clock, isShown, width });
  return { sink, messages, clock, progress };
}

/** The text of the last line drawn. */
async function lastLine({ sink, messages }: { sink: SlowSink; messages: Messages }) {
  await messages.flush();
  return sink.text.split(ERASE).at(-1);
}

Deno.test("Progress shows share, amount, rate and time left", async () => {
  const test = makeProgress();
  const { progress, clock } = test;

  progress.start({ label: "scan", total: 100_000, unit: "records" });
  clock.nowMs = 2000;
  progress.advance(25_000, "MLGO");

  assert.equal(
    await lastLine(test),
    "scan  25 %  25.0k of 100k  records  12.5k/s  0:06 left  MLGO",
  );
});

Deno.test("Progress shows bytes in binary units, and no share of an unknown total", async () => {
  const test = makeProgress();
  const { progress, clock } = test;

  progress.start({ label: "read", total: undefined, unit: "bytes" });
  clock.nowMs = 1000;
  progress.advance(3 * 2 ** 20);

  assert.equal(await lastLine(test), "read  3.0 MiB  3.0 MiB/s");
});

Deno.test("Progress draws at most every 100 ms", async () => {
  const { progress, clock, sink, messages } = makeProgress();

  progress.start({ label: "scan", total: 1000, unit: "days" });
  for (let i = 0; i < 1000; i++) {
    clock.nowMs = i;
    progress.advance(1);
  }
  await messages.flush();

  assert.equal(sink.text.split(ERASE).length - 1, 10);
});

Deno.test("Progress.stop() erases the line", async () => {
  const test = makeProgress();

  test.progress.start({ label: "scan", total: 10, unit: "days" });
  test.progress.stop();

  assert.equal(await lastLine(test), "");
});

Deno.test("Progress that is not shown writes nothing", async () => {
  const { progress, clock, sink, messages } = makeProgress(false);

  progress.start({ label: "scan", total: 10, unit: "days" });
  clock.nowMs = 5000;
  progress.advance(5);
  progress.stop();
  await messages.flush();

  assert.equal(sink.text, "");
});

Deno.test("Progress keeps its line shorter than the terminal", async () => {
  const test = makeProgress(true, 20);

  test.progress.start({ label: "a rather long label for it", total: 10, unit: "days" });

  assert.equal((await lastLine(test))?.length, 19);
});

Deno.test("Messages.line() goes above the progress line", async () => {
  const { progress, sink, messages } = makeProgress();

  progress.start({ label: "scan", total: undefined, unit: "days" });
  messages.line("warning: A gap");
  await messages.flush();

  assert.equal(sink.text, `${ERASE}scan  0  days${ERASE}warning: A gap\nscan  0  days`);
});

Deno.test("Messages.flush() does not mind that the reader has left", async () => {
  const sink = { write: () => Promise.reject(new Deno.errors.BrokenPipe("gone")) };
  const messages = new Messages(sink);

  messages.line("lost");

  await messages.flush();
});

Deno.test("formatAmount() and formatSpan() are short", () => {
  assert.equal(formatAmount(999, "records"), "999");
  assert.equal(formatAmount(4_120_000, "records"), "4.1M");
  assert.equal(formatAmount(1023, "bytes"), "1023 B");
  assert.equal(formatAmount(1536, "bytes"), "1.5 KiB");
  assert.equal(formatSpan(7), "0:07");
  assert.equal(formatSpan(754), "12:34");
  assert.equal(formatSpan(3723), "1:02:03");
});
