/** Replaces a group of files again and again until it is killed; prints each generation once it is committed. */
import { AtomicGroup } from "../../../src/io/store/atomic_group.ts";
import { acquireLock } from "../../../src/io/store/lock.ts";
import { GROUP_NAMES, groupContent } from "./generations.ts";

const [directory = "", first = "1"] = Deno.args;
await using lock = await acquireLock(`${directory}/write.lock`, { purpose: "test" });
const encoder = new TextEncoder();
await Deno.stdout.write(encoder.encode(`${lock.abandonedBy ? "abandoned" : "free"}\n`));
for (let generation = Number(first);; generation++) {
  await using group = await AtomicGroup.begin(`${directory}/index`);
  for (const name of GROUP_NAMES) {
    await group.write(name, (file) => file.write(groupContent(name, generation)));
  }
  await group.commit();
  await Deno.stdout.write(encoder.encode(`${generation}\n`));
}
