import assert from "node:assert/strict";
import { join } from "node:path";
import { readState } from "../../src/io/episodes/state_file.ts";
import { MAIN, RUNTIME_ARGS, Sandbox } from "./run_momo.ts";
import { type Json, SessionClient, SessionProcess } from "./session_client.ts";
import { SAMPLE } from "./session_world.ts";

Deno.test("episodes go on where an interrupted session left off", async () => {
  await using sandbox = await Sandbox.make();
  const scan = await sandbox.momo(["scan", "--no-config", "--data", SAMPLE, "-q"]);
  assert.equal(scan.code, 0, scan.stderr);
  const plan = await sandbox.momo(["index", "select", "--no-config", "--peek", "2"]);
  const expected = plan.stdout.trimEnd().split("\n").flatMap((line) => JSON.parse(line).episodes);
  const seenEpisodes: Json[] = [];
  for (const signal of ["SIGINT", "SIGTERM", null] as const) {
    const momo = new SessionProcess(sandbox, []);
    await momo.client.read();
    for (let i = 0; i < 10; i++) {
      const { episode } = await momo.client.reply({ type: "select", env: i % 2 });
      seenEpisodes.push(episode);
    }
    if (signal === null) {
      assert.equal((await momo.leave()).code, 0);
      continue;
    }
    momo.child.kill(signal);
    const { code } = await momo.ended();
    assert.equal(code, signal === "SIGINT" ? 130 : 143);
  }

  assert.deepEqual(seenEpisodes, expected.slice(0, 30));
  const state = await readState(join(sandbox.work, "momo-store/state/sampler.json"));
  assert.equal(state?.positionInVisit, 6);
});

Deno.test("a killed session leaves a state that the next one goes on from", async () => {
  await using sandbox = await Sandbox.make();
  await sandbox.momo(["scan", "--no-config", "--data", SAMPLE, "-q"]);
  const momo = new SessionProcess(sandbox, []);
  await momo.client.read();
  for (let i = 0; i < 30; i++) await momo.client.reply({ type: "select" });
  momo.child.kill("SIGKILL");
  await momo.ended();

  const next = new SessionProcess(sandbox, []);
  await next.client.read();
  const { visit } = await next.client.reply({ type: "select" });
  assert.equal(visit.visit, 1);
  assert.equal((await next.leave()).code, 0);
});

Deno.test("trainers on a socket have sessions of their own and share the sampler", async () => {
  await using sandbox = await Sandbox.make();
  await sandbox.momo(["scan", "--no-config", "--data", SAMPLE, "-q"]);
  const path = join(sandbox.work, "momo.sock");
  const args = RUNTIME_ARGS.map((arg) => arg === "-P=momo" ? "-P=momo-net" : arg);
  const momo = new Deno.Command(Deno.execPath(), {
    args: [...args, MAIN, "provide", "--no-config", "--socket", path],
    cwd: sandbox.work,
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const stderr = momo.stderr.getReader();
  const { value } = await stderr.read();
  assert.match(new TextDecoder().decode(value), /^Sessions on .*momo\.sock\n$/);
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
  const clients = await Promise.all([0, 1].map(async () => {
    const { readable, writable } = await Deno.connect({ transport: "unix", path });
    return new SessionClient(readable, writable);
  }));
  for (const client of clients) await client.read();

  const episodes: number[] = [];
  for (const client of [...clients, ...clients]) {
    episodes.push((await client.reply({ type: "select", env: 0 })).episode.episode);
  }
  await clients[0]!.abandon();
  const { environments } = await clients[1]!.reply({ type: "statistics" });
  momo.kill("SIGTERM");
  const { code } = await momo.status;
  await clients[1]!.abandon();
  await stderr.cancel();

  assert.deepEqual(episodes, [0, 1, 2, 3]);
  assert.equal(environments, 1);
  assert.equal(code, 143);
  await assert.rejects(Deno.lstat(path), Deno.errors.NotFound);
});
