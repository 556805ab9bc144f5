import assert from "node:assert/strict";
import { Sandbox } from "./run_momo.ts";
import { type Json, SessionProcess } from "./session_client.ts";
import { DAY, openWorld, SAMPLE } from "./session_world.ts";

Deno.test("bad requests are answered, and the session goes on", async () => {
  const { world, client } = await openWorld();
  await using _ = world;
  const cases: readonly (readonly [Json, string, string])[] = [
    ["{", "protocol", "Cannot read line 1: it is not JSON, expected one object"],
    ["[]", "protocol", "Cannot read line 2: it is no JSON object"],
    [
      { type: "stpe", id: 3 },
      "protocol",
      'Cannot read request 3: its type is "stpe", which is not known',
    ],
    [
      { type: "step", id: 4, bye: 1 },
      "protocol",
      'Cannot read request 4: there is no field "bye"',
    ],
    [
      { type: "hello", protocol: 9 },
      "protocol",
      "Cannot speak version 9 of the protocol: expected 1",
    ],
    [{ type: "observe" }, "conflict", "Cannot use environment 0: it was not reset yet"],
    [
      { type: "reset", day: "QZZF:2024-11-25" },
      "not_found",
      'Cannot find the symbol "QZZF": none of the 56 data files has it',
    ],
    [
      { type: "reset", day: "QZAF:2024-11-28" },
      "not_found",
      "Cannot load QZAF on 2024-11-28: the exchanges are closed (Thanksgiving)",
    ],
    [
      { type: "reset", day: DAY, execution: { start_csh: 1 } },
      "usage",
      'Cannot set "start_csh": execution has no such parameter',
    ],
    [
      { type: "reset", day: DAY, ts: "21:00" },
      "usage",
      'Cannot use the time "21:00": it is outside the sessions of QZAF:2024-11-25',
    ],
    [
      { type: "reset", days: [DAY, "XUVO:2024-11-26"] },
      "usage",
      "Cannot watch XUVO:2024-11-26 together with QZAF:2024-11-25: expected days of one trade date",
    ],
    ["x".repeat(3 << 20), "protocol", "Cannot read line 12: it is longer than 1048576 bytes"],
  ];
  for (const [request, code, message] of cases) {
    const { reply } = await client.ask(request);

    assert.deepEqual([reply.type, reply.code, reply.message], ["error", code, message]);
    assert.equal(reply.id, request.id ?? null);
  }

  const reply = await client.reply({ type: "reset", id: "still there", day: DAY });
  assert.equal(reply.id, "still there");
});

Deno.test("orders of a request are sent all or none", async () => {
  const { world, client } = await openWorld();
  await using _ = world;
  await client.reply({ type: "reset", day: DAY, ts: "10:00" });

  const { reply } = await client.ask({
    ...{ type: "step", orders: [{ side: "buy", qty: 100 }, { side: "buy", qtty: 100 }] },
  });
  const after = await client.reply({ type: "step", by: 60, include: ["account"] });

  assert.equal(reply.code, "bad_data");
  assert.equal(reply.hint, 'did you mean "qty"?');
  assert.deepEqual(after.environments[0].reports, []);
  assert.equal(after.environments[0].ts, "2024-11-25T15:01:00.000000000Z");
});

Deno.test("junk is answered line by line, and the session goes on", async () => {
  const { world, client } = await openWorld();
  await using _ = world;
  const junk = [
    "\u0000\u0001\u0007",
    "[".repeat(900_000),
    '{"type":'.repeat(100_000),
    "null",
    '"hello"',
    '{"type":"__proto__"}',
    '{"__proto__":{"type":"hello"}}',
    '{"type":"hello","id":{"a":1}}',
    `{"type":"hello","id":"${"x".repeat(1000)}"}`,
  ];

  for (const line of junk) {
    const { reply } = await client.ask(line);
    assert.deepEqual([reply.type, reply.code, reply.id], ["error", "protocol", null]);
  }

  assert.equal((await client.reply({ type: "hello", id: 7 })).id, 7);
});

Deno.test("requests that come too early are conflicts or not found, each with what to do first", async () => {
  const { world, client } = await openWorld();
  await using _ = world;
  const early: readonly (readonly [Json, string])[] = [
    [{ type: "step" }, "conflict"],
    [{ type: "window", seconds: 60 }, "conflict"],
    [{ type: "orders", orders: [{ side: "buy", qty: 1 }] }, "conflict"],
    [{ type: "account" }, "conflict"],
    [{ type: "snapshot" }, "conflict"],
    [{ type: "fork", to: 1 }, "conflict"],
    [{ type: "reset" }, "conflict"],
    [{ type: "restore", snapshot: 0 }, "not_found"],
    [{ type: "drop", snapshot: 0 }, "not_found"],
    [{ type: "select" }, "not_found"],
    [{ type: "feedback", results: [{}] }, "not_found"],
    [{ type: "release", files: ["/etc/passwd"] }, "usage"],
  ];

  for (const [request, code] of early) {
    const { reply } = await client.ask(request);
    assert.deepEqual([reply.type, reply.code], ["error", code], request.type);
  }
  const started = await client.reply({ type: "reset", day: DAY, ts: "19:59:59" });
  const over = await client.reply({ type: "step", by: 10 });
  const after = await client.reply({ type: "step" });

  assert.equal(started.environments[0].done, false);
  assert.deepEqual([over.environments[0].done, after.environments[0].done], [true, true]);
  assert.equal(after.environments[0].ts, over.environments[0].ts);
});

Deno.test("a line that the input ends in is answered as well", async () => {
  await using sandbox = await Sandbox.make();
  const momo = new SessionProcess(sandbox, ["--data", SAMPLE]);
  await momo.client.read();
  await momo.client.send(`{"type":"hello","id":1}\n{"type":"hello"`);

  const first = await momo.client.read();
  const second = await momo.client.read();
  const { code, stderr } = await momo.leave();

  assert.equal(first.reply.id, 1);
  assert.equal(second.reply.code, "protocol");
  assert.deepEqual([code, stderr], [0, ""]);
});

Deno.test("a reader that is gone ends the session, however much it had asked for", async () => {
  await using sandbox = await Sandbox.make();
  const momo = new SessionProcess(sandbox, ["--data", SAMPLE]);
  await momo.client.read();
  await momo.client.reply({ type: "reset", day: DAY, ts: "15:00" });
  const requests = '{"type":"window","seconds":57600}\n'.repeat(500);
  const sending = momo.client.send(requests).catch(() => {}); // momo may end before it has read all

  await momo.client.read();
  await momo.client.abandon();
  await sending;
  const { code, stderr } = await momo.ended();

  assert.deepEqual([code, stderr], [0, ""]);
});
