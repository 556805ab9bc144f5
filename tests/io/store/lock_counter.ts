/** Raises a number in a file, under a lock; loses counts if two processes are inside at once. */
import { acquireLock } from "../../../src/io/store/lock.ts";

const [directory = "", times = "0"] = Deno.args;
for (let i = 0; i < Number(times); i++) {
  await using _lock = await acquireLock(`${directory}/write.lock`, {
    purpose: "counting",
    waitMs: 60_000,
  });
  const count = Number(await Deno.readTextFile(`${directory}/count`));
  await Deno.writeTextFile(`${directory}/count`, String(count + 1));
}
