import assert from "node:assert/strict";
import { Metrics } from "../../../src/io/observe/metrics.ts";
import { MetricsServer } from "../../../src/io/observe/metrics_server.ts";

const ANY_PORT = { hostname: "127.0.0.1", port: 0 };

function urlOf({ url }: MetricsServer, path = "/metrics"): string {
  return new URL(path, url).href;
}

Deno.test("metrics are served as they are when they are asked for", async () => {
  const metrics = new Metrics();
  const records = metrics.counter("momo_scan_records_total", "Records read");
  let days = 0;
  metrics.onCollect(() => metrics.gauge("momo_scan_days", "Days kept").set(days));
  using server = MetricsServer.listen(metrics, ANY_PORT);
  const page = async () => await (await fetch(urlOf(server))).text();

  assert.match(await page(), /^momo_scan_days 0$/m);
  records.add(5);
  days = 3;

  const text = await page();
  assert.match(text, /^momo_scan_records_total 5$/m);
  assert.match(text, /^momo_scan_days 3$/m);
});

Deno.test("the answer says that it is Prometheus' text format", async () => {
  using server = MetricsServer.listen(new Metrics(), ANY_PORT);

  const response = await fetch(urlOf(server));

  assert.equal(response.status, 200);
  assert.equal(
    response.headers.get("content-type"),
    "text/plain; version=0.0.4; charset=utf-8",
  );
  assert.equal(await response.text(), "");
});

Deno.test("there is no other page, and nothing but reading", async () => {
  using server = MetricsServer.listen(new Metrics(), ANY_PORT);

  const other = await fetch(urlOf(server, "/"));
  const posted = await fetch(urlOf(server), { method: "POST", body: "x" });

  assert.equal(other.status, 404);
  assert.equal(await other.text(), "There is only /metrics\n");
  assert.equal(posted.status, 405);
  assert.equal(posted.headers.get("allow"), "GET, HEAD");
  await posted.body?.cancel();
});

Deno.test("an address that is taken is an error that names it", () => {
  using server = MetricsServer.listen(new Metrics(), ANY_PORT);
  const port = Number(new URL(server.url).port);

  assert.throws(() => MetricsServer.listen(new Metrics(), { hostname: "127.0.0.1", port }), {
    code: "io",
    message: new RegExp(`^Cannot listen on "?127\\.0\\.0\\.1:${port}`),
  });
});

/** Clients that do not go on: what each has sent by the time the server stops. */
const STUCK: Readonly<Record<string, string>> = {
  "has asked and stays": "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n",
  "does not end its header": "GET /metrics HTTP/1.1\r\nHost:",
  "does not send its body": "GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n",
  "asks and does not read": "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".repeat(2000),
};

for (const [name, sent] of Object.entries(STUCK)) {
  Deno.test(`a client that ${name} does not hold up the end`, async () => {
    const server = MetricsServer.listen(new Metrics(), ANY_PORT);
    const { hostname, port } = new URL(server.url);
    using connection = await Deno.connect({ hostname, port: Number(port) });
    await connection.write(new TextEncoder().encode(sent));
    await new Promise((resolve) => setTimeout(resolve, 50));

    server[Symbol.dispose]();

    const bytes = new Uint8Array(65_536);
    const ended = async () => {
      while (await connection.read(bytes) !== null);
    };
    await ended().catch((error) => assert.ok(error instanceof Deno.errors.ConnectionReset));
  });
}

Deno.test("an IPv6 host stands in brackets", () => {
  using server = MetricsServer.listen(new Metrics(), { hostname: "::1", port: 0 });

  assert.match(server.url, /^http:\/\/\[::1\]:\d+\/metrics$/);
});
