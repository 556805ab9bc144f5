import assert from "node:assert/strict";
import { orderedResults } from "../../../src/io/convert/ordered_results.ts";

/** Tasks that end when they are told to, in any order. */
class Tasks {
  readonly started: number[] = [];
  readonly #ends = new Map<number, PromiseWithResolvers<number>>();

  run(input: number): Promise<number> {
    const end = Promise.withResolvers<number>();
    this.started.push(input);
    this.#ends.set(input, end);
    return end.promise;
  }

  end(input: number): void {
    this.#ends.get(input)!.resolve(input * 10);
  }

  fail(input: number): void {
    this.#ends.get(input)!.reject(new RangeError(`task ${input}`));
  }
}

Deno.test("results come in the order of their inputs, not in that of their tasks' ends", async () => {
  const tasks = new Tasks();
  const results = orderedResults([1, 2, 3].values(), 2, (input) => tasks.run(input));

  const first = results.next();
  await Promise.resolve();
  while (tasks.started.length < 3) await Promise.resolve();
  for (const input of [3, 2, 1]) tasks.end(input);

  assert.deepEqual(await first, { done: false, value: 10 });
  assert.deepEqual(await Array.fromAsync(results), [20, 30]);
});

Deno.test("no more inputs are taken than there are threads and two more", async () => {
  const tasks = new Tasks();
  const inputs = Array.from({ length: 100 }, (_, i) => i).values();
  const results = orderedResults(inputs, 3, (input) => tasks.run(input));

  const first = results.next();
  while (tasks.started.length < 5) await Promise.resolve();
  tasks.end(0);
  await first;

  assert.deepEqual(tasks.started, [0, 1, 2, 3, 4]);
  await results.return(undefined);
});

Deno.test("a task's failure comes in its turn, after the results before it", async () => {
  const tasks = new Tasks();
  const results = orderedResults([1, 2].values(), 1, (input) => tasks.run(input));

  const first = results.next();
  while (tasks.started.length < 2) await Promise.resolve();
  tasks.fail(2);
  tasks.end(1);

  assert.equal((await first).value, 10);
  await assert.rejects(results.next(), RangeError);
});

Deno.test("without inputs there are no results", async () => {
  const none: number[] = [];
  assert.deepEqual(
    await Array.fromAsync(orderedResults(none.values(), 4, (n) => Promise.resolve(n))),
    [],
  );
});
