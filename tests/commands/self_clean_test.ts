import assert from "node:assert/strict";
import { join } from "node:path";
import { findLeftovers } from "../../src/io/unpacked/leftovers.ts";
import { Sandbox } from "./run_momo.ts";

const OLD = "0.0.9-0123456789abcdef";
const RUNNING = "0.1.0-fedcba9876543210";

/** A cache with two programs, an unfinished one, and things that momo did not make. */
async function fill(sandbox: Sandbox, cache: string): Promise<void> {
  for (const name of [OLD, RUNNING]) {
    await sandbox.write(`${cache}/${name}/main.js`, "//");
    await sandbox.write(`${cache}/${name}/cache/v8`, "1234");
  }
  await sandbox.write(`${cache}/.unpacking.a1B2c3/deno`, "12");
  await sandbox.write(`${cache}/.lock-${OLD}/holder`, "1 host .unpacking.a1B2c3");
  await sandbox.write(`${cache}/notes-0123456789abcdef/main.js`, "mine");
  await sandbox.write(`${cache}/1.0.0-0123456789abcdef.txt`, "mine");
  await sandbox.write(`${cache}/2.0.0-0123456789abcdef/photo.jpg`, "mine");
}

function names(directory: string): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
}

Deno.test("momo self clean removes earlier programs, not the running one nor what is not momo's", async () => {
  await using sandbox = await Sandbox.make();
  await fill(sandbox, "home/.cache/momo");
  const cache = join(sandbox.directory, "home/.cache/momo");
  const env = { MOMO_UNPACKED: join(cache, RUNNING) };
  const before = names(cache);

  const dry = await sandbox.momo(["self", "clean", "--dry-run"], { env });
  assert.deepEqual(dry, { code: 0, stdout: `${join(cache, OLD)}\n`, stderr: "" });
  assert.deepEqual(names(cache), before);

  const run = await sandbox.momo(["self", "clean"], { env });
  assert.deepEqual(run, { code: 0, stdout: "", stderr: "Removed 1 leftover, 0 MB\n" });
  assert.deepEqual(names(cache), before.filter((name) => name !== OLD));
});

Deno.test("findLeftovers() gives up unfinished programs after an hour, in every cache there is", async () => {
  await using sandbox = await Sandbox.make();
  for (const cache of ["own", "xdg/momo", "home/.cache/momo"]) await fill(sandbox, cache);
  const at = (name: string) => join(sandbox.directory, name);
  const variables: Record<string, string> = {
    MOMO_CACHE: at("own"),
    XDG_CACHE_HOME: at("xdg"),
    HOME: at("home"),
    MOMO_UNPACKED: at(`own/${RUNNING}`),
  };
  const read = (name: string) => variables[name];
  const start = (await Deno.stat(at("own/.unpacking.a1B2c3"))).mtime!.getTime();

  const young = await findLeftovers(read, start);
  const old = await findLeftovers(read, start + 4000e3);

  assert.deepEqual(young.map(({ path }) => path), [
    at(`own/${OLD}`),
    ...["xdg/momo", "home/.cache/momo"].flatMap((cache) => [
      at(`${cache}/${OLD}`),
      at(`${cache}/${RUNNING}`),
    ]),
  ]);
  assert.equal(old.length, young.length + 6);
  assert.equal(young[0]!.sizeBytes, 6);
  assert.deepEqual(await findLeftovers(() => undefined, start), []);
});
