import assert from "node:assert/strict";
import { MomoError } from "../../../src/core/error.ts";
import { Log, type LogLevel, shownLevel } from "../../../src/io/observe/log.ts";
import { LogFile } from "../../../src/io/observe/log_file.ts";
import { Messages } from "../../../src/io/observe/messages.ts";
import { painter } from "../../../src/io/text/colour.ts";
import { SlowSink } from "../text/slow_sink.ts";
import { FakeClock } from "./fakes.ts";

class FileSink extends SlowSink implements Disposable {
  isClosed = false;
  [Symbol.dispose](): void {
    this.isClosed = true;
  }
}

function makeLog(level: LogLevel, format: "text" | "json" = "text") {
  const stderr = new SlowSink({});
  const file = new FileSink({});
  const messages = new Messages(stderr);
  const paint = painter(false);
  const log = new Log({ messages, level, format, paint, clock: new FakeClock(), file });
  return { log, stderr, file, messages };
}

function writeAllLevels(log: Log): void {
  log.warning("gap", "A gap in MLGO", { symbol: "MLGO" });
  log.notice("done", "Wrote 3 days");
  log.info("file", "Read a.dbn");
  log.debug("frame", "Frame 1", { offset: 0 });
}

Deno.test("Log shows warnings and the closing line by default", async () => {
  const { log, stderr, messages } = makeLog("notice");

  writeAllLevels(log);
  await messages.flush();

  assert.equal(stderr.text, "warning: A gap in MLGO\nWrote 3 days\n");
  await log.close();
});

Deno.test("Log shows nothing below errors with -q, everything with -vv", async () => {
  const quiet = makeLog("error");
  const loud = makeLog("debug");

  writeAllLevels(quiet.log);
  writeAllLevels(loud.log);
  await quiet.messages.flush();
  await loud.messages.flush();

  assert.equal(quiet.stderr.text, "");
  assert.equal(
    loud.stderr.text,
    "warning: A gap in MLGO\nWrote 3 days\nRead a.dbn\ndebug: Frame 1\n",
  );
});

Deno.test("Log.quiet() keeps all but errors from standard error, and nothing from the file", async () => {
  const { log, stderr, file, messages } = makeLog("notice");

  writeAllLevels(log.quiet());
  log.quiet().error("damage", "Cut off: a.dbn");
  log.notice("done", "Done");
  await messages.flush();
  await log.close();

  assert.equal(stderr.text, "error: Cut off: a.dbn\nDone\n");
  const messagesOfFile = file.text.trim().split("\n").map((line) => JSON.parse(line).message);
  assert.deepEqual(messagesOfFile, [
    ...["A gap in MLGO", "Wrote 3 days", "Read a.dbn", "Cut off: a.dbn", "Done"],
  ]);
});

Deno.test("Log writes JSON lines to standard error on request", async () => {
  const { log, stderr, messages } = makeLog("notice", "json");

  log.warning("gap", "A gap in MLGO", { symbol: "MLGO" });
  await messages.flush();

  assert.deepEqual(JSON.parse(stderr.text), {
    ts: "2025-03-24T13:30:00.000Z",
    level: "warning",
    event: "gap",
    message: "A gap in MLGO",
    symbol: "MLGO",
  });
});

Deno.test("Log puts steps into the file even with -q, details only if they are shown", async () => {
  const quiet = makeLog("error");
  const loud = makeLog("debug");

  writeAllLevels(quiet.log);
  writeAllLevels(loud.log);
  await quiet.log.close();
  await loud.log.close();

  const levels = (text: string) => text.trimEnd().split("\n").map((line) => JSON.parse(line).level);
  assert.deepEqual(levels(quiet.file.text), ["warning", "notice", "info"]);
  assert.deepEqual(levels(loud.file.text), ["warning", "notice", "info", "debug"]);
  assert.ok(quiet.file.isClosed && loud.file.isClosed);
});

Deno.test("Log.failure() goes to the file alone", async () => {
  const { log, stderr, file, messages } = makeLog("notice");

  log.failure(new MomoError("io", "Cannot write", { hint: "make room" }));
  await log.close();
  await messages.flush();

  assert.equal(stderr.text, "");
  assert.deepEqual(JSON.parse(file.text), {
    ts: "2025-03-24T13:30:00.000Z",
    level: "error",
    event: "failed",
    message: "Cannot write",
    code: "io",
    hint: "make room",
  });
});

Deno.test("Log.close() passes on that the file could not be written, and closes it", async () => {
  const { log, file } = makeLog("notice");
  const full = new MomoError("io", "Cannot write the log file: no space left on device");
  file.write = () => Promise.reject(full);

  log.notice("done", "Wrote 3 days");

  await assert.rejects(log.close(), full);
  assert.ok(file.isClosed);
});

Deno.test("LogFile names the file it cannot open or write", async () => {
  await assert.rejects(LogFile.open("/none/such/log"), {
    code: "not_found",
    message: 'Cannot write the log file "/none/such/log": no such file or directory',
  });
  await assert.rejects(LogFile.open("/"), {
    code: "io",
    message: /^Cannot write the log file "\/": /,
  });
});

Deno.test("shownLevel() follows -q, -v and -vv", () => {
  assert.equal(shownLevel(true, 2), "error");
  assert.equal(shownLevel(false, 0), "notice");
  assert.equal(shownLevel(false, 1), "info");
  assert.equal(shownLevel(false, 3), "debug");
});
