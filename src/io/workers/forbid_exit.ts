/** Keeping code of users from ending the program. */

/** What they get in its place. */
function refuse(): never {
  throw new Error("it would end the program, which is not for it");
}

/**
 * Makes `Deno.exit()` and `close()` throw in this thread from now on. In a worker they would end the worker without a
 * word, and whoever waits for its answer would wait for ever; in the program they would end a run half-way, with whatever
 * exit code. The program keeps the real one for itself.
 */
export function forbidExit(): void {
  Deno.exit = refuse;
  globalThis.close = refuse;
}
