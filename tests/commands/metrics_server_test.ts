/** `--metrics :PORT` as somebody who watches a run sees it. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { MAIN, RUNTIME_ARGS, Sandbox } from "./run_momo.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
const NETWORK_ARGS = RUNTIME_ARGS.map((arg) => arg === "-P=momo" ? "-P=momo-net" : arg);
const GATEWAY = [
  ...["provide", "--gateway", "127.0.0.1:0", "--data", SAMPLE],
  ...["--day", "QZAF:2024-11-25", "--no-auth", "--metrics", ":0", "-v"],
];

/** Reads a stream until its text has the pattern; fails if it ends before. */
async function readUntil(
  reader: ReadableStreamDefaultReader<string>,
  pattern: RegExp,
): Promise<string> {
  let text = "";
  while (!pattern.test(text)) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`it ended before ${pattern}: ${text}`);
    text += value;
  }
  return text;
}

Deno.test("a gateway tells its connections, its memory and its time to who asks, while it runs", async () => {
  await using sandbox = await Sandbox.make();
  const child = sandbox.command([...NETWORK_ARGS, MAIN, ...GATEWAY]).spawn();
  await child.stdout.cancel();
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  const said = await readUntil(reader, /Gateway on \S+:\d+[^]*\n/);
  const url = /Metrics on (\S+)/.exec(said)![1]!;
  const port = Number(/Gateway on \S+?:(\d+)/.exec(said)![1]!);

  const before = await (await fetch(url)).text();
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.read(new Uint8Array(100)); // it was greeted: the gateway knows it
  const after = await (await fetch(url)).text();
  child.kill("SIGTERM");
  await reader.cancel();

  assert.equal((await child.status).code, 143);
  assert.match(before, /^momo_gateway_connections 0$/m);
  assert.match(after, /^momo_gateway_connections 1$/m);
  assert.match(after, /^momo_gateway_accepted_total 1$/m);
  assert.match(after, /^momo_run_seconds \d/m);
  assert.match(after, /^momo_resident_bytes \d{8,}$/m);
});

Deno.test("a port that there is not is refused", async () => {
  await using sandbox = await Sandbox.make();

  const run = await sandbox.momo(["scan", "--data", SAMPLE, "--metrics", ":99999"]);

  assert.equal(run.code, 2);
  assert.equal(
    run.stderr,
    'error: Cannot use --metrics ":99999": expected HOST:PORT, such as 127.0.0.1:13000\n',
  );
});

Deno.test("without permission for the network nobody can be told", async () => {
  await using sandbox = await Sandbox.make();

  const run = await sandbox.momo(["scan", "--data", SAMPLE, "--metrics", ":0"]);

  assert.equal(run.code, 1);
  assert.equal(
    run.stderr,
    "error: Cannot use the network: momo was started without permission for it\n\n" +
      "hint: start it with the permissions momo-net: deno run -P=momo-net …\n",
  );
});

Deno.test("a run that is served ends when its work does, and writes no file", async () => {
  await using sandbox = await Sandbox.make();
  const args = ["scan", "--data", SAMPLE, "--metrics", "127.0.0.1:0", "-q"];

  const { code, stderr } = await sandbox.command([...NETWORK_ARGS, MAIN, ...args]).output();

  assert.equal(code, 0, new TextDecoder().decode(stderr));
  assert.deepEqual(
    await Array.fromAsync(Deno.readDir(sandbox.work), ({ name }) => name),
    ["momo-store"],
  );
});

Deno.test("an address in momo.toml is an address, and not a file beside it", async () => {
  await using sandbox = await Sandbox.make();
  await sandbox.write("work/momo.toml", 'metrics = ":99999"\n');

  const run = await sandbox.momo(["scan", "--data", SAMPLE]);

  assert.equal(run.code, 2);
  assert.match(run.stderr, /^error: Cannot use --metrics ":99999": /);
});

Deno.test("what begins with a colon is no file", async () => {
  await using sandbox = await Sandbox.make();

  const run = await sandbox.momo(["config", "--metrics", ":abc"]);

  assert.equal(run.code, 2);
  assert.match(run.stderr, /^error: Cannot use --metrics ":abc": expected HOST:PORT/);
});

Deno.test("the trace is written even if the metrics cannot be", async () => {
  await using sandbox = await Sandbox.make();

  const run = await sandbox.momo(["config", "--metrics", "none/a.prom", "--trace", "trace.json"]);

  assert.equal(run.code, 1);
  assert.match(run.stderr, /^error: Cannot write "none\/a\.prom": /);
  assert.ok((await Deno.stat(`${sandbox.work}/trace.json`)).size > 0);
});

Deno.test("a run with a client that does not go on ends all the same", async () => {
  await using sandbox = await Sandbox.make();
  const child = sandbox.command([...NETWORK_ARGS, MAIN, ...GATEWAY]).spawn();
  await child.stdout.cancel();
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  const said = await readUntil(reader, /Gateway on \S+:\d+[^]*\n/);
  const { hostname, port } = new URL(/Metrics on (\S+)/.exec(said)![1]!);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const request = "GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n";
  await connection.write(new TextEncoder().encode(request));
  await connection.read(new Uint8Array(100));

  child.kill("SIGTERM");
  await reader.cancel();

  assert.equal((await child.status).code, 143);
});
