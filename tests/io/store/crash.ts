/** Stands for the death of the process: from some step on, nothing reaches the file system any more. */
class Crash extends Error {}

interface Patched {
  open: typeof Deno.open;
  rename: typeof Deno.rename;
  remove: typeof Deno.remove;
  write: typeof Deno.FsFile.prototype.write;
  sync: typeof Deno.FsFile.prototype.sync;
}

/**
 * Runs something that changes files and lets the process "die" at one of its steps: that step and all later ones fail
 * without effect, also those of a clean-up that a dead process could not do.
 *
 * @param step The step to fail, from 1.
 * @returns Whether there were so many steps.
 */
export async function crashingAt(step: number, run: () => Promise<void>): Promise<boolean> {
  const { open, rename, remove } = Deno;
  const { write, sync } = Deno.FsFile.prototype;
  const original: Patched = { open, rename, remove, write, sync };
  let steps = 0;
  const count = () => {
    steps++;
    if (steps >= step) throw new Crash(`step ${steps}`);
  };
  Deno.open = (path, options) => {
    if (options?.write === true) count();
    return original.open(path, options);
  };
  Deno.rename = async (from, to) => {
    count();
    await original.rename(from, to);
  };
  Deno.remove = async (path, options) => {
    count();
    await original.remove(path, options);
  };
  Deno.FsFile.prototype.write = function (bytes) {
    count();
    return original.write.call(this, bytes);
  };
  Deno.FsFile.prototype.sync = function () {
    count();
    return original.sync.call(this);
  };
  try {
    await run();
    return false;
  } catch (error) {
    if (error instanceof Crash || (error instanceof Error && error.cause instanceof Crash)) {
      return true;
    }
    throw error;
  } finally {
    Object.assign(Deno, { open, rename, remove });
    Object.assign(Deno.FsFile.prototype, { write, sync });
  }
}
