import assert from "node:assert/strict";
import { readGeneration } from "./generations.ts";
import { TemporaryDirectory } from "./temporary_directory.ts";

const KILLS = 60;
const LANES = 3; // at the same time, each in a directory of its own
const WRITER = new URL("./group_writer.ts", import.meta.url).pathname;

/** The lines that a process prints. */
async function* linesOf(child: Deno.ChildProcess): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

function startWriter(directory: string, generation: number): Deno.ChildProcess {
  const args = [
    "run",
    "-q",
    "--no-prompt",
    "--allow-read",
    "--allow-write",
    "--allow-sys=hostname",
  ];
  return new Deno.Command(Deno.execPath(), {
    args: [...args, WRITER, directory, String(generation)],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

/** Lets a writer work for a random while, kills it with SIGKILL and returns what it had said. */
async function killedAfter(
  directory: string,
  generation: number,
): Promise<{ readonly found: string; readonly acknowledged: number }> {
  const child = startWriter(directory, generation);
  const lines = linesOf(child);
  const { value: found } = await lines.next();
  let acknowledged = generation - 1;
  const commits = Math.floor(Math.random() * 4);
  for (let i = 0; i < commits; i++) acknowledged = Number((await lines.next()).value);
  // Reading takes about as long as a step of a commit: the kill falls somewhere inside one.
  const reads = Math.floor(Math.random() * 12);
  for (let i = 0; i < reads && acknowledged > 0; i++) {
    assert.ok(await readGeneration(`${directory}/index`) >= acknowledged);
  }
  child.kill("SIGKILL");
  for await (const line of lines) acknowledged = Number(line);
  await child.status;
  return { found: String(found), acknowledged };
}

Deno.test("a writer killed at any moment loses nothing it has said, and blocks nobody", async () => {
  const lane = async (): Promise<void> => {
    await using directory = await TemporaryDirectory.create();
    let generation = 0;
    for (let kill = 0; kill < KILLS / LANES; kill++) {
      const { found, acknowledged } = await killedAfter(directory.path, generation + 1);
      assert.equal(found, kill === 0 ? "free" : "abandoned"); // its lock was taken over at once
      if (acknowledged === 0) continue;
      const read = await readGeneration(`${directory.path}/index`);
      // What was said is there; the commit that was under way may be, too.
      assert.ok(read === acknowledged || read === acknowledged + 1, `${read}, ${acknowledged}`);
      generation = read;
    }
  };

  await Promise.all(Array.from({ length: LANES }, lane));
});
