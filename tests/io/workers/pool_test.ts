import assert from "node:assert/strict";
import { WorkerPool } from "../../../src/io/workers/pool.ts";
import type { PoolTask } from "./pool_worker.ts";

const ENTRY = new URL("pool_worker.ts", import.meta.url);
const POOL = new URL("../../../src/io/workers/pool.ts", import.meta.url);

function openPool(size: number): WorkerPool<PoolTask, Float64Array> {
  return new WorkerPool(ENTRY, size, { role: "test" });
}

Deno.test("a pool runs more tasks than it has threads, and answers each with its own result", async () => {
  using pool = openPool(2);

  const results = await Promise.all(
    Array.from(
      { length: 20 },
      (_, i) => pool.run({ request: { do: "double", numbers: Float64Array.of(i, i + 1) } }),
    ),
  );

  assert.deepEqual(results.map(([a, b]) => [a, b]), results.map((_, i) => [2 * i, 2 * i + 2]));
  assert.equal(pool.waiting, 0);
});

Deno.test("tasks of a craft are left to the thread that has learnt it until too many wait", async () => {
  const threadsOf = async (patience: number) => {
    using pool = openPool(2);
    const ask = () => pool.run({ request: { do: "name" }, craft: { name: "naming", patience } });
    return new Set((await Promise.all(Array.from({ length: 12 }, ask))).map(([id]) => id)).size;
  };

  assert.equal(await threadsOf(12), 1);
  assert.equal(await threadsOf(0), 2);
});

Deno.test("buffers that a task gives away are moved", async () => {
  using pool = openPool(1);
  const numbers = Float64Array.of(21);

  const result = await pool.run({
    request: { do: "double", numbers },
    transfer: [numbers.buffer],
  });

  assert.deepEqual([...result], [42]);
  assert.equal(numbers.length, 0);
});

Deno.test("an expected failure comes back as what it was, and the thread goes on", async () => {
  using pool = openPool(1);

  await assert.rejects(pool.run({ request: { do: "refuse" } }), {
    name: "MomoError",
    code: "bad_data",
    message: "Cannot do it",
    hint: "do not",
  });
  await assert.rejects(pool.run({ request: { do: "fail" } }), { message: "a bug" });
  const numbers = Float64Array.of(1);
  assert.deepEqual([...await pool.run({ request: { do: "double", numbers } })], [2]);
});

Deno.test("a pool that is disposed of while tasks run leaves nothing behind", async () => {
  const pool = openPool(2);
  const tasks = Array.from({ length: 5 }, () => pool.run({ request: { do: "sleep" } }));
  const settled: unknown[] = [];
  for (const task of tasks) task.finally(() => settled.push(task)).catch(() => {});

  pool[Symbol.dispose]();

  await assert.rejects(pool.run({ request: { do: "sleep" } }), TypeError);
  assert.deepEqual(settled, []);
});

/** What a program prints that works with a pool; in a process of its own, because threads are to die in it. */
async function printed(program: string): Promise<string> {
  const script = `
    import { WorkerPool } from ${JSON.stringify(POOL.href)};
    const pool = new WorkerPool(new URL(${JSON.stringify(ENTRY.href)}), 2, { role: "test" });
    const run = (what) => pool.run({ request: { do: what } })
      .then(() => "done", (error) => error.message);
    ${program}
    pool[Symbol.dispose]();
  `;
  const command = new Deno.Command(Deno.execPath(), { args: ["eval", script], stderr: "null" });
  const { code, stdout } = await command.output();
  assert.equal(code, 0);
  return new TextDecoder().decode(stdout);
}

Deno.test("a thread that dies fails all tasks, those that wait and those to come", async () => {
  const output = await printed(`
    const all = ["die", "sleep", "sleep", "sleep"].map(run);
    console.log((await Promise.all(all)).map((text) => /gone/.test(text)).join());
    console.log(/gone/.test(await run("sleep")));
  `);

  assert.equal(output, "true,true,true,true\ntrue\n");
});

Deno.test("a thread that cannot take its role fails the pool", async () => {
  const output = await printed(`
    const other = new WorkerPool(new URL(${JSON.stringify(ENTRY.href)}), 1, { role: "nobody" });
    const task = other.run({ request: { do: "sleep" } });
    console.log(await task.catch((error) => /without a known role/.test(error.message)));
  `);

  assert.equal(output, "true\n");
});
