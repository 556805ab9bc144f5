import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { MAIN, RUNTIME_ARGS, Sandbox } from "./run_momo.ts";
import { runGateway, type RunningGateway } from "./running_gateway.ts";
import { type Json, numbersOf, type SessionClient, SessionProcess } from "./session_client.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
const RUNTIME = RUNTIME_ARGS.map((arg) => arg === "-P=momo" ? "-P=momo-net" : arg);
const NOW = ["QZAF:now", "XUVO:now"];
const PAST = ["QZAF:2024-11-25", "XUVO:2024-11-25"];
const EXTRAS = ["indicators", "levels", "volume"];

/** A gateway that replays 25 and 26 November, and a session that follows it. */
class LiveWorld implements AsyncDisposable {
  private constructor(
    readonly sandbox: Sandbox,
    readonly gateway: RunningGateway,
    readonly momo: SessionProcess,
  ) {}

  static async start(speed: number, start: string): Promise<LiveWorld> {
    const sandbox = await Sandbox.make();
    const gateway = await runGateway(sandbox.command([
      ...[...RUNTIME, MAIN, "provide", "--gateway", "127.0.0.1:0", "--no-auth"],
      ...["--speed", String(speed), "--data", SAMPLE],
      ...["--day", "*:2024-11-25", "--day", "*:2024-11-26"],
    ]));
    const momo = new SessionProcess(sandbox, [
      ...["--mode", "live", "--data", SAMPLE, "--dataset", "EQUS.MINI", "--start", start],
      ...["--symbols", "QZAF", "--symbols", "XUVO", "--gateway-address", gateway.address],
    ], { runtime: RUNTIME, env: { MOMO_API_KEY: "db-unittestapikey1234567890FFFFF" } });
    return new LiveWorld(sandbox, gateway, momo);
  }

  get client(): SessionClient {
    return this.momo.client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { code, stderr } = await this.momo.leave();
    await this.gateway[Symbol.asyncDispose]();
    await this.sandbox[Symbol.asyncDispose]();
    assert.equal(stderr, "");
    assert.equal(code, 0);
  }
}

Deno.test("what is seen of now is what is seen of the past at that time", async () => {
  await using world = await LiveWorld.start(120, "2024-11-25T15:00:00Z");
  const { client } = world;
  const hello = (await client.read()).reply;
  assert.deepEqual(hello.live, { dataset: "EQUS.MINI", symbols: ["QZAF", "XUVO"] });

  const started = await client.reply({ type: "reset", days: NOW, include: EXTRAS });
  const present = [started.environments[0]];
  for (let i = 0; i < 5; i++) {
    const { environments } = await client.reply({ type: "step", by: 20, include: EXTRAS });
    present.push(environments[0]);
  }
  const window = {
    type: "window",
    seconds: 900,
    tables: ["bars", "trades", "quotes", "statistics"],
  };
  const shown = await client.ask(window);

  assert.deepEqual(started.days, PAST);
  const execution = { feed_latency: 0 };
  for (const { ts, ...seen } of present) {
    const past = await client.reply({
      ...{ type: "reset", env: 1, days: PAST, ts, execution, include: EXTRAS },
    });
    assert.deepEqual({ ts, ...seen, env: 1 }, past.environments[0]);
  }
  await client.reply({ type: "reset", env: 1, days: PAST, ts: shown.reply.ts, execution });
  const past = await client.ask({ ...window, env: 1 });
  assert.deepEqual(shown.reply, past.reply);
  for (const [name, bytes] of past.frames) {
    assert.deepEqual(numbersOf(shown.frames.get(name)), numbersOf(bytes), name);
  }
});

Deno.test("a live environment refuses what needs a day that is over, and the session goes on", async () => {
  await using world = await LiveWorld.start(120, "2024-11-25T15:00:00Z");
  const { client } = world;
  await client.read();
  await client.reply({ type: "reset", days: NOW });
  await client.reply({ type: "reset", env: 1, day: PAST[0] });
  const order = [{ side: "buy", qty: 100 }];
  const underWay = (what: string) => `Cannot ${what} in environment 0: its day is under way`;
  const cases: readonly (readonly [Json, string, string])[] = [
    [{ type: "orders", orders: order }, "conflict", underWay("send orders")],
    [{ type: "step", orders: order }, "conflict", underWay("send orders")],
    [{ type: "snapshot" }, "conflict", underWay("take a snapshot")],
    [{ type: "fork", to: 2 }, "conflict", underWay("make a copy")],
    [
      { type: "step", envs: [0, 1] },
      "usage",
      "Cannot step the present together with the past, or more than once in a request",
    ],
    [
      { type: "reset", days: [NOW[0], PAST[1]] },
      "usage",
      "Cannot watch the present and the past in one environment",
    ],
    [
      { type: "reset", day: "KQEL:now" },
      "not_found",
      'Cannot watch "KQEL" now: the session follows QZAF, XUVO',
    ],
    [
      { type: "reset", day: NOW[0], ts: "10:00" },
      "usage",
      "Cannot start at a time of the past: the day is under way",
    ],
  ];
  for (const [request, code, message] of cases) {
    const { reply } = await client.ask(request);
    assert.deepEqual([reply.type, reply.code, reply.message], ["error", code, message]);
  }

  const { live } = await client.reply({ type: "statistics" });
  assert.deepEqual([live.over, live.open_gaps, live.lost_connections], [false, 0, 0]);
  assert.ok(live.records > 1000);
  const { account } = await client.reply({ type: "account" });
  assert.equal(account.cash, 25_000);
});

Deno.test("a trainer that leaves is not waited for", async () => {
  const world = await LiveWorld.start(1, "2024-11-25T15:00:00Z");
  await world.client.read();
  await world.client.reply({ type: "reset", days: NOW });

  await world.client.send({ type: "step", by: 50_000 });
  const { code, stderr } = await world.momo.leave();

  assert.deepEqual([code, stderr], [0, ""]);
  await world.gateway[Symbol.asyncDispose]();
  await world.sandbox[Symbol.asyncDispose]();
});

Deno.test("without a gateway there is no present", async () => {
  await using sandbox = await Sandbox.make();
  const momo = new SessionProcess(sandbox, ["--data", SAMPLE]);
  const { reply: hello } = await momo.client.read();
  const { reply } = await momo.client.ask({ type: "reset", day: NOW[0] });
  const { code } = await momo.leave();

  assert.equal(hello.live, null);
  assert.deepEqual([reply.code, reply.message], [
    ...["usage", "Cannot watch the present: the session has no gateway"],
  ]);
  assert.equal(code, 0);
});
