/** A worker that answers as it is told; started by `pool_test.ts`. */
import { MomoError } from "../../../src/core/error.ts";
import { answerTask } from "../../../src/io/workers/answer.ts";
import { startWorker } from "../../../src/io/workers/worker_entry.ts";

/** What a task asks for. */
export type PoolTask =
  | { readonly do: "double"; readonly numbers: Float64Array<ArrayBuffer> }
  | { readonly do: "name" | "refuse" | "fail" | "die" | "sleep" };

/** A number that no other thread has. */
const ID = Float64Array.from(crypto.getRandomValues(new Uint32Array(1)));

startWorker({
  test: () => Promise.resolve(handle),
});

async function handle(message: unknown): Promise<void> {
  const task = message as PoolTask | { readonly role: string };
  if ("role" in task || task.do === "sleep") return;
  if (task.do === "die") {
    setTimeout(() => {
      throw new TypeError("gone");
    });
    return;
  }
  await answerTask(() => {
    if (task.do === "double") return task.numbers.map((value) => 2 * value);
    if (task.do === "name") return ID;
    if (task.do === "fail") throw new RangeError("a bug");
    throw new MomoError("bad_data", "Cannot do it", { hint: "do not" });
  }, (numbers) => numbers === ID ? [] : [numbers.buffer]);
}
