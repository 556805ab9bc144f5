import assert from "node:assert/strict";
import { Metrics } from "../../../src/io/observe/metrics.ts";
import { MetricsServer } from "../../../src/io/observe/metrics_server.ts";

const ANY_PORT = { hostname: "127.0.0.1", port: 0 };

function urlOf({ address: { hostname, port } }: MetricsServer, path = "/metrics"): string {
  return `http://${hostname}:${port}${path}`;
}

Deno.test("metrics are served as they are when they are asked for", async () => {
  const metrics = new Metrics();
  const records = metrics.counter("momo_scan_records_total", "Records read");
  let days = 0;
  metrics.onCollect(() => metrics.gauge("momo_scan_days", "Days kept").set(days));
  await using server = MetricsServer.listen(metrics, ANY_PORT);
  const page = async () => await (await fetch(urlOf(server))).text();

  assert.match(await page(), /^momo_scan_days 0$/m);
  records.add(5);
  days = 3;

  const text = await page();
  assert.match(text, /^momo_scan_records_total 5$/m);
  assert.match(text, /^momo_scan_days 3$/m);
});

Deno.test("the answer says that it is Prometheus' text format", async () => {
  await using server = MetricsServer.listen(new Metrics(), ANY_PORT);

  const response = await fetch(urlOf(server));

  assert.equal(response.status, 200);
  assert.equal(
    response.headers.get("content-type"),
    "text/plain; version=0.0.4; charset=utf-8",
  );
  assert.equal(await response.text(), "");
});

Deno.test("there is no other page, and nothing but reading", async () => {
  await using server = MetricsServer.listen(new Metrics(), ANY_PORT);

  const other = await fetch(urlOf(server, "/"));
  const posted = await fetch(urlOf(server), { method: "POST", body: "x" });

  assert.equal(other.status, 404);
  assert.equal(await other.text(), "There is only /metrics\n");
  assert.equal(posted.status, 405);
  assert.equal(posted.headers.get("allow"), "GET, HEAD");
  await posted.body?.cancel();
});

Deno.test("an address that is taken is an error that names it", async () => {
  await using server = MetricsServer.listen(new Metrics(), ANY_PORT);
  const { port } = server.address;

  assert.throws(() => MetricsServer.listen(new Metrics(), server.address), {
    code: "io",
    message: new RegExp(`^Cannot listen on "?127\\.0\\.0\\.1:${port}`),
  });
});
