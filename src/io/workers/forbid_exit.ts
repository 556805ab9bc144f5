/** Keeping code of users from ending the program. */

/** What they get in its place. */
function refuse(): never {
  throw new Error("it would end the program, which is not for it");
}

/**
 * Makes `Deno.exit()` and `close()` throw in this thread. In a worker they would end the worker without a word, and
 * whoever waits for its answer would wait for ever; in the program they would end a run half-way, with whatever exit code.
 *
 * @returns Allows them again when disposed of.
 */
export function forbidExit(): Disposable {
  const { exit } = Deno;
  const { close } = globalThis;
  Deno.exit = refuse;
  globalThis.close = refuse;
  return {
    [Symbol.dispose]() {
      Deno.exit = exit;
      globalThis.close = close;
    },
  };
}
