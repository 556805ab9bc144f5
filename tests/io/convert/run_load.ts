/** `momo load` in this process, through the same entry as the program's, with its output in a file. */
import assert from "node:assert/strict";
import { main } from "../../../src/main.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";

/** Runs `momo load` and gives back the file it wrote; fails unless the exit code is 0. */
export async function loadBytes(args: readonly string[], name: string): Promise<Uint8Array> {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file(name);
  assert.equal(await main(["load", ...args, "-o", path, "-q", "--no-config"]), 0);
  return await Deno.readFile(path);
}

/** The same as text. */
export async function loadText(args: readonly string[], name: string): Promise<string> {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await loadBytes(args, name));
}
