/** Takes a lock and comes to its end without releasing it. */
import { acquireLock } from "../../../src/io/store/lock.ts";

const [directory = ""] = Deno.args;
await acquireLock(`${directory}/write.lock`, { purpose: "leaving" });
