import assert from "node:assert/strict";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { Sandbox } from "./run_momo.ts";
import { type Json, numbersOf, SessionProcess } from "./session_client.ts";
import { DAY, openWorld, OTHER, SAMPLE, seen } from "./session_world.ts";

Deno.test("the first line is a hello with version, columns and units", async () => {
  await using sandbox = await Sandbox.make();
  const momo = new SessionProcess(sandbox, ["--data", SAMPLE]);

  const { reply } = await momo.client.read();
  const { code, stderr } = await momo.leave();

  assert.deepEqual([reply.type, reply.id, reply.protocol], ["hello", null, 1]);
  assert.equal(reply.observation.length, 25);
  assert.deepEqual(reply.observation[6], { name: "bid", unit: "dollars" });
  assert.ok(reply.requests.includes("step"));
  assert.equal(code, 0, stderr);
});

Deno.test("what momo simulate prints is what an environment observes", async () => {
  const { world, client } = await openWorld();
  await using _ = world;
  const run = await world.sandbox.momo([
    ...["simulate", "--no-config", "--data", SAMPLE, "--day", DAY],
    ...["--from", "10:00", "--to", "10:01", "--step", "10s", "-q"],
  ]);
  const expected = run.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));

  const observed = [seen(await client.reply({ type: "reset", day: DAY, ts: "10:00" }))];
  while (observed.length < 6) observed.push(seen(await client.reply({ type: "step", by: 10 })));

  assert.deepEqual(observed, expected);
});

Deno.test("orders of a session have the fills of momo simulate --orders", async () => {
  const { world, client } = await openWorld();
  await using _ = world;
  await world.sandbox.write(
    "work/orders.ndjson",
    `{"ts":"10:00:00","id":"a","side":"buy","qty":300}\n` +
      `{"ts":"10:00:05","id":"b","side":"sell","qty":300,"limit":5.8}\n`,
  );
  const run = await world.sandbox.momo([
    ...["simulate", "--no-config", "--data", SAMPLE, "--day", DAY],
    ...["--orders", "orders.ndjson", "--explain", "-q"],
  ]);
  const expected = run.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));

  const reports: Json[] = [];
  await client.reply({ type: "reset", day: DAY, ts: "10:00" });
  for (
    const request of [
      { type: "step", by: 5, orders: [{ id: "a", side: "buy", qty: 300 }] },
      { type: "step", to: "20:00", orders: [{ id: "b", side: "sell", qty: 300, limit: 5.8 }] },
    ]
  ) reports.push(...(await client.reply(request)).environments[0].reports);

  const { account } = await client.reply({ type: "account" });
  assert.equal(reports.filter(({ type }) => type === "fill").length > 1, true);
  assert.deepEqual(reports, expected.slice(0, -1));
  assert.equal(account.cash, expected.at(-1).cash);
});

Deno.test("a report is not told before it has reached the agent", async () => {
  const { world, client } = await openWorld();
  await using _ = world;
  await client.reply({ type: "reset", day: DAY, ts: "10:00" });

  const first = await client.reply({
    ...{ type: "step", by: 0.11, orders: [{ side: "buy", qty: 100 }] },
  });
  const second = await client.reply({ type: "step", by: 0.89 });

  assert.deepEqual(first.environments[0].reports, []);
  const [accepted] = second.environments[0].reports;
  assert.ok(accepted.ts < first.environments[0].ts);
  assert.ok(accepted.ts_report > first.environments[0].ts);
});

Deno.test("a forked and a restored environment go on as the original does", async () => {
  const { world, client } = await openWorld();
  await using _ = world;
  const order = { id: "a", side: "buy", qty: 200 };
  await client.reply({ type: "reset", day: DAY, ts: "10:00" });
  await client.reply({ type: "step", by: 0.05, orders: [order] }); // under way
  const { snapshot } = await client.reply({ type: "snapshot" });
  await client.reply({ type: "fork", to: 7 });

  const step = { by: 30, include: ["account"] };
  const original = await client.reply({ type: "step", ...step });
  const forked = await client.reply({ type: "step", env: 7, ...step });
  await client.reply({ type: "restore", env: 3, snapshot });
  const restored = await client.reply({ type: "step", env: 3, ...step });

  const without = ({ environments: [{ env: _env, ...rest }] }: Json) => rest;
  assert.equal(without(original).account.known_shares, 200);
  assert.deepEqual(without(forked), without(original));
  assert.deepEqual(without(restored), without(original));
});

Deno.test("an account is kept across reset points, but not into another symbol", async () => {
  const { world, client } = await openWorld();
  await using _ = world;
  await client.reply({ type: "reset", day: DAY, ts: "10:00" });
  await client.reply({ type: "step", by: 5, orders: [{ side: "buy", qty: 100 }] });
  const { account } = await client.reply({ type: "account" });

  const keep = { type: "reset", account: "keep", include: ["account"] };
  const kept = await client.reply({ ...keep, ts: "09:40" });
  const nextDay = await client.reply({ ...keep, day: "QZAF:2024-11-26" });
  const { reply: refused } = await client.ask({ ...keep, day: OTHER });
  const fresh = await client.reply({ ...keep, account: "fresh", day: OTHER });

  const holds = ({ environments: [{ account }] }: Json) => [account.cash, account.shares];
  assert.equal(account.shares, 100);
  assert.deepEqual(holds(kept), [account.cash, 100]);
  assert.deepEqual(holds(nextDay), [account.cash, 100]);
  assert.equal(refused.code, "conflict");
  assert.equal(
    refused.message,
    "Cannot keep 100 shares of QZAF: the next day is one of XUVO",
  );
  assert.deepEqual(holds(fresh), [25_000, 0]);
});

Deno.test("windows of several symbols are aligned in time and hold what each has alone", async () => {
  const { world, client } = await openWorld();
  await using _ = world;
  await client.reply({ type: "reset", days: [DAY, OTHER], ts: "11:00" });
  await client.reply({ type: "reset", env: 1, day: OTHER, ts: "11:00" });

  const both = await client.ask({ type: "window", seconds: 600 });
  const alone = await client.ask({ type: "window", env: 1, seconds: 600 });
  const json = await client.reply({ type: "window", seconds: 600, encoding: "json" });

  const [facts] = both.reply.frames;
  assert.deepEqual(facts.shape, [2, 600, 5]);
  const bars = numbersOf(both.frames.get("bars"));
  assert.deepEqual(bars.subarray(600 * 5), numbersOf(alone.frames.get("bars")));
  const rows: Json[] = json["bars/XUVO"].rows;
  assert.equal(rows[0][0], facts.start);
  assert.equal(rows.at(-1)[0], "2024-11-25T15:59:58.000000000Z");
  assert.deepEqual(rows.flatMap((row) => row.slice(1)), [...bars.subarray(600 * 5)]);
  assert.ok(rows.some((row) => row[5] > 0) && rows.some((row) => row[5] === 0));
});

Deno.test("trades and quotes come as Arrow, and only those that are visible", async () => {
  const { world, client } = await openWorld();
  await using _ = world;
  await client.reply({ type: "reset", day: DAY, ts: "10:30" });

  const { frames, reply } = await client.ask({
    ...{ type: "window", seconds: 3600, tables: ["trades", "quotes", "statistics"] },
    encoding: "arrow",
  });

  const trades = tableFromIPC(frames.get("trades/QZAF"));
  assert.equal(trades.numRows, reply.statistics.QZAF.prints);
  const volume = [...trades.getChild("size")!].reduce((sum, size) => sum + size, 0);
  assert.equal(volume, reply.statistics.QZAF.volume);
  const end = BigInt(reply.base_ns) + 37_800_000_000_000n;
  const times: bigint[] = [...trades.getChild("time")!.data[0]!.values];
  assert.ok(times.every((time) => time <= end - 30_000_000n && time > end - 3_600_030_000_000n));
  assert.ok(tableFromIPC(frames.get("quotes/QZAF")).numRows > 100);
});

Deno.test("many steps of many environments come as one array", async () => {
  const { world, client } = await openWorld();
  await using _ = world;
  await client.reply({ type: "reset", day: DAY, ts: "19:59:50" });
  await client.reply({ type: "reset", env: 1, day: DAY, ts: "10:00" });

  const { reply, frames } = await client.ask({
    ...{ type: "step", envs: [1, 0], count: 20, encoding: "f64", include: ["indicators"] },
  });
  const one = await client.reply({ type: "observe", env: 1 });

  const values = numbersOf(frames.get("observations"));
  assert.deepEqual(reply.frames[0].shape, [2, 20, 1, 25]);
  assert.deepEqual(reply.frames[1].shape, [2, 20, 1, 28]);
  assert.deepEqual(reply.environments.map(({ done }: Json) => done), [false, true]);
  const last = values.subarray(19 * 25, 20 * 25);
  assert.deepEqual([last[6], last[7], last[15]], [
    ...[seen(one).bid, seen(one).ask, seen(one).volume],
  ]);
  assert.ok(!Number.isNaN(values[29 * 25]!), "up to the close there are observations");
  assert.ok(values.subarray(30 * 25).every(Number.isNaN), "after it there are none");
});

Deno.test("with --exchange-dir frames are files, gone when they are released or at the end", async () => {
  const { world, client } = await openWorld("--exchange-dir", "exchange");
  const directory = join(world.sandbox.work, "exchange");
  const names = () =>
    [...Deno.readDirSync(directory)].map(({ name }) => name).filter((name) => name[0] !== ".");
  await client.reply({ type: "reset", day: DAY, ts: "10:00" });
  const { reply, frames } = await client.ask({ type: "window", seconds: 60 });
  await client.ask({ type: "window", seconds: 60 });

  assert.equal(numbersOf(frames.get("bars")).length, 300);
  assert.equal(names().length, 2);
  const outside = await world.sandbox.write("work/frame-0.bin", "mine");
  const { released } = await client.reply({
    ...{ type: "release", files: [reply.frames[0].file, outside] },
  });
  assert.equal(released, 1);
  assert.equal(names().length, 1);
  assert.equal(await Deno.readTextFile(outside), "mine");
  await world.momo.leave();
  assert.deepEqual(names(), []);
  await world.sandbox[Symbol.asyncDispose]();
});
