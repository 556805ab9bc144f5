import assert from "node:assert/strict";
import { writeAll } from "../../../src/io/text/byte_sink.ts";
import { LineWriter } from "../../../src/io/text/line_writer.ts";
import { SlowSink } from "./slow_sink.ts";

const noWait = () => Promise.resolve();

Deno.test("writeAll() hands over everything to a sink that takes three bytes at a time", async () => {
  const sink = new SlowSink({ bytesPerWrite: 3 });

  await writeAll(sink, new TextEncoder().encode("momentum"));

  assert.equal(sink.text, "momentum");
  assert.equal(sink.writes, 3);
});

Deno.test("writeAll() tries again when the sink would have blocked", async () => {
  const sink = new SlowSink({ bytesPerWrite: 5, blocksEvery: 2 });
  let waits = 0;
  const wait = () => {
    waits++;
    return Promise.resolve();
  };

  await writeAll(sink, new TextEncoder().encode("momentum day"), wait);

  assert.equal(sink.text, "momentum day");
  assert.equal(waits, 2);
});

Deno.test("writeAll() passes on that the reader has left", async () => {
  const sink = { write: () => Promise.reject(new Deno.errors.BrokenPipe("gone")) };

  await assert.rejects(writeAll(sink, new Uint8Array(1)), Deno.errors.BrokenPipe);
});

Deno.test("LineWriter gathers lines until 64 KiB are there", async () => {
  const sink = new SlowSink({});
  const writer = new LineWriter(sink);
  const line = "x".repeat(1023); // and its line end

  for (let i = 0; i < 63; i++) await writer.line(line);
  const writesBefore = sink.writes;
  await writer.line(line);

  assert.equal(writesBefore, 0);
  assert.equal(sink.writes, 1);
  assert.equal(sink.text.length, 64 * 1024);
});

Deno.test("LineWriter.flush() writes the rest, in order, through a sink that takes few bytes and blocks", async () => {
  const sink = new SlowSink({ bytesPerWrite: 777, blocksEvery: 3 });
  const writer = new LineWriter(sink, noWait);
  const expected = Array.from({ length: 30_000 }, (_, i) => `row ${i} é`);

  await writer.lines(expected.slice(0, 29_000));
  for (const line of expected.slice(29_000)) await writer.line(line);
  await writer.flush();

  assert.deepEqual(sink.text.split("\n"), [...expected, ""]);
});

Deno.test("LineWriter.flush() with nothing gathered writes nothing", async () => {
  const sink = new SlowSink({});

  await new LineWriter(sink).flush();

  assert.equal(sink.writes, 0);
});
