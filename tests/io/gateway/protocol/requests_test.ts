import assert from "node:assert/strict";
import {
  formatAuthentication,
  parseAuthentication,
} from "../../../../src/io/gateway/protocol/authentication.ts";
import { parseControlLine } from "../../../../src/io/gateway/protocol/control_line.ts";
import {
  formatSubscription,
  parseSubscription,
} from "../../../../src/io/gateway/protocol/subscription.ts";

const AUTH = "42e2c6c6a874b2f4498bcaf0541be406901a23adef1fb2843d5426f6d2387d14-iller";

Deno.test("the authentication is written as the official Rust client writes it", () => {
  const line = formatAuthentication({
    ...{ auth: AUTH, dataset: "EQUS.MINI", compression: "none", tsOut: false },
    ...{ client: "momo/0.1", heartbeatSeconds: 30, slowReader: null },
  });

  assert.equal(
    line,
    `auth=${AUTH}|dataset=EQUS.MINI|encoding=dbn|compression=none|ts_out=0|client=momo/0.1|` +
      "heartbeat_interval_s=30\n",
  );
});

const AUTHENTICATIONS = {
  Python: `auth=${AUTH}|dataset=EQUS.MINI|encoding=dbn|ts_out=0|compression=none|` +
    "heartbeat_interval_s=30|client=Databento/0.82.0 Python/3.12.3 Linux/6.8.0",
  Rust: `auth=${AUTH}|dataset=EQUS.MINI|encoding=dbn|compression=none|ts_out=0|` +
    "client=Databento/0.55.0 Rust linux-x86_64|heartbeat_interval_s=30",
  "C++": `auth=${AUTH}|dataset=EQUS.MINI|encoding=dbn|ts_out=0|compression=none|` +
    "client=Databento/0.65.0 C++|heartbeat_interval_s=30",
};

for (const [client, line] of Object.entries(AUTHENTICATIONS)) {
  Deno.test(`the authentication of the ${client} client is understood`, () => {
    const request = parseAuthentication(parseControlLine(line));

    assert.deepEqual({ ...request, client: request.client.split("/")[0] }, {
      ...{ auth: AUTH, dataset: "EQUS.MINI", compression: "none", tsOut: false },
      ...{ client: "Databento", heartbeatSeconds: 30, slowReader: null },
    });
  });
}

Deno.test("what the authentication does not say is left to the gateway", () => {
  const request = parseAuthentication(parseControlLine("auth=a-b|dataset=X"));

  assert.deepEqual(request, {
    ...{ auth: "a-b", dataset: "X", compression: "none", tsOut: false },
    ...{ client: "", heartbeatSeconds: null, slowReader: null },
  });
});

Deno.test("options that cannot be served are named", () => {
  const parse = (text: string) => () =>
    parseAuthentication(parseControlLine(`auth=a-b|dataset=X|${text}`));

  assert.throws(parse("encoding=json"), { message: /encoding "json": expected dbn/ });
  assert.throws(parse("compression=gzip"), { message: /expected none or zstd/ });
  assert.throws(parse("ts_out=yes"), { message: /expected 0 or 1/ });
  assert.throws(parse("heartbeat_interval_s=x"), { message: /whole seconds/ });
  assert.throws(parse("slow_reader_behavior=stop"), { message: /warn or skip/ });
  assert.equal(parse("slow_reader_behavior=drop")().slowReader, "skip");
  assert.equal(parse("heartbeat_interval_s=99999")().heartbeatSeconds, 1800);
});

const SUBSCRIPTIONS = {
  Python: "schema=trades|stype_in=raw_symbol|symbols=MLGO,AAPL|start=1738588795000000000|" +
    "snapshot=0|id=0|is_last=1",
  Rust: "schema=trades|stype_in=raw_symbol|symbols=MLGO,AAPL|snapshot=0|is_last=1|" +
    "start=1738588795000000000|id=0",
  "C++": "schema=trades|stype_in=raw_symbol|start=1738588795000000000|id=0|symbols=MLGO,AAPL|" +
    "snapshot=0|is_last=1",
};

for (const [client, line] of Object.entries(SUBSCRIPTIONS)) {
  Deno.test(`the subscription of the ${client} client is understood`, () => {
    assert.deepEqual(parseSubscription(parseControlLine(line)), {
      ...{ schema: "trades", stypeIn: "raw_symbol", symbols: ["MLGO", "AAPL"] },
      ...{ start: 1_738_588_795_000_000_000n, snapshot: false, id: 0, isLast: true },
    });
  });
}

Deno.test("a subscription is written as the official Rust client writes it", () => {
  const lines = formatSubscription({
    ...{ schema: "trades", stypeIn: "raw_symbol", symbols: ["MLGO", "AAPL"], snapshot: false },
    ...{ start: 1_738_588_795_000_000_000n, id: 1 },
  });

  assert.deepEqual(lines, [
    "schema=trades|stype_in=raw_symbol|symbols=MLGO,AAPL|snapshot=0|is_last=1|" +
    "start=1738588795000000000|id=1\n",
  ]);
});

Deno.test("many symbols go in lines of 500, only the last of which says so", () => {
  const symbols = Array.from({ length: 1201 }, (_, i) => `S${i}`);
  const request = { schema: "trades", stypeIn: "raw_symbol", start: null, snapshot: false, id: 7 };

  const lines = formatSubscription({ ...request, symbols })
    .map((line) => parseSubscription(parseControlLine(line.trimEnd())));

  assert.deepEqual(lines.map(({ symbols }) => symbols.length), [500, 500, 201]);
  assert.deepEqual(lines.map(({ isLast }) => isLast), [false, false, true]);
  assert.deepEqual(lines.flatMap(({ symbols }) => symbols), symbols);
  assert.ok(lines.every(({ id }) => id === 7));
});

Deno.test("a subscription without is_last is whole, one without symbols is refused", () => {
  const line = "schema=trades|stype_in=raw_symbol|symbols=A";

  assert.equal(parseSubscription(parseControlLine(line)).isLast, true);
  assert.throws(() => parseSubscription(parseControlLine("schema=trades|stype_in=raw_symbol")), {
    message: "Cannot serve a request: it has no symbols",
  });
  assert.throws(() => parseSubscription(parseControlLine(`${line}|start=-1`)), {
    message: /start "-1"/,
  });
});
