import assert from "node:assert/strict";
import { acquireLock } from "../../../src/io/store/lock.ts";
import { encodeHolder, type LockHolder, parseHolder } from "../../../src/io/store/lock_holder.ts";
import { TemporaryDirectory } from "./temporary_directory.ts";

const ELSEWHERE: LockHolder = {
  pid: 4711,
  host: "elsewhere",
  purpose: "momo scan",
  since: "2025-03-24T13:30:00.000Z",
  token: "0123456789abcdef",
};

/** Runs a program of this directory to its end. */
async function run(program: string, ...args: readonly string[]): Promise<void> {
  const path = new URL(program, import.meta.url).pathname;
  const flags = ["-q", "--no-prompt", "--allow-read", "--allow-write", "--allow-sys=hostname"];
  const command = new Deno.Command(Deno.execPath(), { args: ["run", ...flags, path, ...args] });
  const { success, stderr } = await command.output();
  assert.ok(success, new TextDecoder().decode(stderr));
}

Deno.test("a lock that is held is refused, and the message names its holder", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("write.lock");
  await using held = await acquireLock(path, { purpose: "momo scan" });

  await assert.rejects(acquireLock(path, { purpose: "momo index merge" }), (error: Error) => {
    const holder = `process ${Deno.pid} on ${Deno.hostname()} (momo scan, since `;
    assert.ok(error.message.startsWith(`Cannot lock "${path}": it is held by ${holder}`));
    assert.match(error.message, /since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\)$/);
    assert.equal(Reflect.get(error, "code"), "conflict");
    assert.equal(Reflect.get(error, "hint"), `wait until process ${Deno.pid} has ended`);
    return true;
  });
  assert.equal(held.abandonedBy, undefined);
});

Deno.test("a lock is free again after its release, and names nobody", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("write.lock");

  await (await acquireLock(path, { purpose: "first" }))[Symbol.asyncDispose]();

  assert.equal(await Deno.readTextFile(path), "");
  await using again = await acquireLock(path, { purpose: "second" });
  assert.equal(again.abandonedBy, undefined);
});

Deno.test("a writer may wait until the lock is free", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("write.lock");
  const first = await acquireLock(path, { purpose: "first" });

  const waiting = acquireLock(path, { purpose: "second", waitMs: 60_000 });
  await first[Symbol.asyncDispose]();

  await using second = await waiting;
  await second.check();
});

Deno.test("waiting ends when it is told to", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("write.lock");
  await using _held = await acquireLock(path, { purpose: "first" });
  const controller = new AbortController();
  const reason = new Error("interrupted");

  const { signal } = controller;
  const waiting = acquireLock(path, { purpose: "second", waitMs: 60_000, signal });
  controller.abort(reason);

  await assert.rejects(waiting, reason);
});

Deno.test("processes that race for a lock are never inside at once", async () => {
  await using directory = await TemporaryDirectory.create();
  await Deno.writeTextFile(directory.file("count"), "0");
  const processes = 4;
  const times = 15;

  await Promise.all(
    Array.from({ length: processes }, () => run("./lock_counter.ts", directory.path, `${times}`)),
  );

  assert.equal(await Deno.readTextFile(directory.file("count")), String(processes * times));
});

Deno.test("a lock keeps no process alive, and one that ended so is taken over", async () => {
  await using directory = await TemporaryDirectory.create();

  await run("./lock_leaver.ts", directory.path);

  await using lock = await acquireLock(directory.file("write.lock"), { purpose: "next" });
  assert.equal(lock.abandonedBy?.purpose, "leaving");
  assert.notEqual(lock.abandonedBy?.pid, Deno.pid);
});

Deno.test("a holder on another host is respected while its file is touched", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("write.lock");
  await Deno.writeFile(path, encodeHolder(ELSEWHERE));

  await assert.rejects(acquireLock(path, { purpose: "momo scan" }), {
    code: "conflict",
    message: `Cannot lock "${path}": it is held by process 4711 on elsewhere ` +
      "(momo scan, since 2025-03-24T13:30:00.000Z)",
    hint: "wait until it has ended; if elsewhere is down, try again in 120 seconds",
  });
  assert.deepEqual(await directory.names(), ["write.lock"]);
});

Deno.test("a holder on another host that has long been silent is taken over", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("write.lock");
  await Deno.writeFile(path, encodeHolder(ELSEWHERE));
  const longAgo = new Date("2025-03-24T13:30:00Z");
  await Deno.utime(path, longAgo, longAgo);

  await using lock = await acquireLock(path, { purpose: "momo scan" });

  assert.deepEqual(lock.abandonedBy, ELSEWHERE);
});

Deno.test("a holder that died while writing its name holds nothing", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("write.lock");
  for (const text of ['{"pid":47', "null", "7", "{}"]) {
    await Deno.writeTextFile(path, text);

    await using lock = await acquireLock(path, { purpose: "momo scan" });

    assert.equal(lock.abandonedBy, undefined);
  }
});

Deno.test("check() notices that another host took the lock over", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("write.lock");
  await using lock = await acquireLock(path, { purpose: "momo scan" });
  await lock.check();

  await Deno.writeFile(path, encodeHolder(ELSEWHERE));

  await assert.rejects(lock.check(), {
    code: "conflict",
    message:
      `Cannot go on writing: the lock "${path}" was taken over by process 4711 on elsewhere ` +
      "(momo scan, since 2025-03-24T13:30:00.000Z)",
  });
});

Deno.test("releasing a lock that was taken over leaves the new holder's name", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("write.lock");
  const lock = await acquireLock(path, { purpose: "momo scan" });
  await Deno.writeFile(path, encodeHolder(ELSEWHERE));

  await lock[Symbol.asyncDispose]();

  assert.deepEqual(parseHolder(await Deno.readTextFile(path)), ELSEWHERE);
});

Deno.test("a lock file that was removed by hand protects nobody, so a new one is made", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("write.lock");
  await using first = await acquireLock(path, { purpose: "first" });
  await Deno.remove(path);

  await using _second = await acquireLock(path, { purpose: "second" });

  await assert.rejects(first.check(), { code: "conflict" });
});

Deno.test("the holder touches its file at intervals", async () => {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("write.lock");
  const { setInterval } = globalThis;
  let beat = () => {};
  const capture = (run: () => void) => {
    beat = run;
    return setInterval(() => {}, 2 ** 30);
  };
  Object.assign(globalThis, { setInterval: capture });
  await using _lock = await acquireLock(path, { purpose: "momo scan" });
  Object.assign(globalThis, { setInterval });
  const longAgo = new Date("2025-03-24T13:30:00Z");
  await Deno.utime(path, longAgo, longAgo);
  const touched = async () => (await Deno.stat(path)).mtime?.getTime() !== longAgo.getTime();

  beat();

  for (let i = 0; i < 10_000 && !await touched(); i++) await Promise.resolve();
  assert.ok(await touched());
});

Deno.test("a missing directory and a directory as the lock file are told", async () => {
  await using directory = await TemporaryDirectory.create();
  const missing = directory.file("none/write.lock");

  await assert.rejects(acquireLock(missing, { purpose: "momo scan" }), {
    code: "not_found",
    message: `Cannot lock "${missing}": no such file or directory`,
  });
  await assert.rejects(acquireLock(directory.path, { purpose: "momo scan" }), { code: "io" });
});
