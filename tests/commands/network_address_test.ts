import assert from "node:assert/strict";
import { isLoopback, parseAddress } from "../../src/commands/network_address.ts";

Deno.test("an address without a host is this machine alone", () => {
  assert.deepEqual(parseAddress("--gateway", ":13000"), { hostname: "127.0.0.1", port: 13_000 });
});

Deno.test("hosts are names, numbers, or IPv6 in brackets", () => {
  assert.deepEqual(parseAddress("--x", "host.example:1"), { hostname: "host.example", port: 1 });
  assert.deepEqual(parseAddress("--x", "0.0.0.0:0"), { hostname: "0.0.0.0", port: 0 });
  assert.deepEqual(parseAddress("--x", "[::1]:65535"), { hostname: "::1", port: 65_535 });
});

for (const text of ["", "13000", "host", "host:", "host:x", "host:65536", "::1:80", "a b:1"]) {
  Deno.test(`"${text}" is no address`, () => {
    assert.throws(() => parseAddress("--gateway", text), {
      code: "usage",
      message: `Cannot use --gateway "${text}": expected HOST:PORT, such as 127.0.0.1:13000`,
    });
  });
}

Deno.test("only addresses that no other machine can reach are loopback", () => {
  for (const host of ["127.0.0.1", "127.9.9.9", "localhost", "::1"]) assert.ok(isLoopback(host));
  for (const host of ["0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example", "128.0.0.1"]) {
    assert.ok(!isLoopback(host), host);
  }
});
