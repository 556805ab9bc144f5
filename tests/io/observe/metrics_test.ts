import assert from "node:assert/strict";
import { Metrics } from "../../../src/io/observe/metrics.ts";

function sample(): Metrics {
  const metrics = new Metrics();
  const records = metrics.counter("momo_scan_records_total", "Records read");
  records.add(3, { schema: "trades" });
  records.add(2, { schema: "trades" });
  records.add(1, { schema: 'odd "one"\n' });
  metrics.gauge("momo_scan_days", "Days kept").set(7);
  const load = metrics.histogram("momo_load_seconds", "Time to load", [0.1, 1]);
  for (const seconds of [0.05, 0.1, 0.5, 3]) load.observe(seconds);
  return metrics;
}

Deno.test("Metrics.toPrometheus() writes the text format", () => {
  assert.equal(
    sample().toPrometheus(),
    `# HELP momo_scan_records_total Records read
# TYPE momo_scan_records_total counter
momo_scan_records_total{schema="trades"} 5
momo_scan_records_total{schema="odd \\"one\\"\\n"} 1
# HELP momo_scan_days Days kept
# TYPE momo_scan_days gauge
momo_scan_days 7
# HELP momo_load_seconds Time to load
# TYPE momo_load_seconds histogram
momo_load_seconds_bucket{le="0.1"} 2
momo_load_seconds_bucket{le="1"} 3
momo_load_seconds_bucket{le="+Inf"} 4
momo_load_seconds_sum 3.65
momo_load_seconds_count 4
`,
  );
});

Deno.test("Metrics.toJson() holds the same", () => {
  assert.deepEqual(JSON.parse(sample().toJson()), {
    momo_scan_records_total: {
      type: "counter",
      help: "Records read",
      values: [
        { labels: { schema: "trades" }, value: 5 },
        { labels: { schema: 'odd "one"\n' }, value: 1 },
      ],
    },
    momo_scan_days: { type: "gauge", help: "Days kept", values: [{ labels: {}, value: 7 }] },
    momo_load_seconds: {
      type: "histogram",
      help: "Time to load",
      values: [{ labels: {}, sum: 3.65, bounds: [0.1, 1], buckets: [2, 1, 1] }],
    },
  });
});

Deno.test("Metrics gives the same series for labels in any order", () => {
  const metrics = new Metrics();
  const counter = metrics.counter("momo_x_total", "X");

  counter.add(1, { a: "1", b: "2" });
  counter.add(1, { b: "2", a: "1" });

  assert.match(metrics.toPrometheus(), /momo_x_total\{a="1",b="2"\} 2\n$/);
});

Deno.test("Metrics refuses a counter that goes down, a bad name and two types of one name", () => {
  const metrics = new Metrics();

  assert.throws(() => metrics.counter("momo_x_total", "X").add(-1), RangeError);
  assert.throws(() => metrics.counter("momo-x", "X"), RangeError);
  assert.throws(() => metrics.gauge("momo_x_total", "X"), RangeError);
});
