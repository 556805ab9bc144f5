import assert from "node:assert/strict";
import { Trace, traceSpan, traceTo } from "../../../src/io/observe/trace.ts";

function fakeClock() {
  const clock = { ms: 1000 };
  return { clock, now: () => clock.ms };
}

function eventsOf(trace: Trace): Record<string, unknown>[] {
  return JSON.parse(trace.toJson()).traceEvents;
}

Deno.test("Trace.toJson() has each track with its name and each span with its time in microseconds", () => {
  const { clock, now } = fakeClock();
  const trace = new Trace(now);
  clock.ms = 1002;
  const outer = trace.begin("scan", "momo");
  clock.ms = 1003.5;
  using inner = trace.begin("analyse", "scan-0");
  clock.ms = 1004;
  inner[Symbol.dispose]();
  clock.ms = 1010;
  outer[Symbol.dispose]();

  assert.deepEqual(eventsOf(trace), [
    { ph: "M", name: "thread_name", pid: 1, tid: 0, args: { name: "momo" } },
    { ph: "M", name: "thread_name", pid: 1, tid: 1, args: { name: "scan-0" } },
    { ph: "X", name: "scan", pid: 1, tid: 0, ts: 2000, dur: 8000 },
    { ph: "X", name: "analyse", pid: 1, tid: 1, ts: 3500, dur: 500 },
  ]);
});

Deno.test("a span that is still open ends with the trace", () => {
  const { clock, now } = fakeClock();
  const trace = new Trace(now);
  trace.begin("run", "momo");
  clock.ms = 1007;

  assert.deepEqual(eventsOf(trace)[1], { ph: "X", name: "run", pid: 1, tid: 0, ts: 0, dur: 7000 });
});

Deno.test("spans beyond what is kept are counted", () => {
  const trace = new Trace(() => 0);
  for (let i = 0; i < 200_003; i++) trace.begin("task", "scan-0");

  const written = JSON.parse(trace.toJson());
  assert.equal(written.spans_left_out, 3);
  assert.equal(written.traceEvents.length, 200_001);
});

Deno.test("traceSpan() goes to the trace of the run, and is nothing without one", () => {
  const trace = new Trace(() => 0);
  assert.equal(traceSpan("before", "momo"), null);

  traceTo(trace);
  using span = traceSpan("within", "momo");
  traceTo(null);

  assert.notEqual(span, null);
  assert.equal(traceSpan("after", "momo"), null);
  assert.deepEqual(eventsOf(trace).map(({ name }) => name), ["thread_name", "within"]);
});
