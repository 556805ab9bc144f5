import assert from "node:assert/strict";

/** Sends messages to a worker at once and gathers as many answers. */
async function answers(entry: URL, messages: readonly unknown[]): Promise<unknown[]> {
  const worker = new Worker(entry, { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      const gathered: unknown[] = [];
      worker.onmessage = (event) => {
        if (gathered.push(event.data) === messages.length) resolve(gathered);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      for (const message of messages) worker.postMessage(message);
    });
  } finally {
    worker.terminate();
  }
}

const ECHO = new URL("echo_worker.ts", import.meta.url);
const ROOT = new URL("../../../", import.meta.url);
const MAIN = new URL("src/main.ts", ROOT);

Deno.test("a worker's role gets the first message and all later ones", async () => {
  assert.deepEqual(await answers(ECHO, [{ role: "echo", size: 3 }, 1, "two"]), [
    { role: "echo", size: 3 },
    1,
    "two",
  ]);
});

Deno.test("messages that arrive while the role loads keep their order", async () => {
  assert.deepEqual(await answers(ECHO, [{ role: "late" }, 1, 2, 3]), [
    'late {"role":"late"}',
    "late 1",
    "late 2",
    "late 3",
  ]);
});

Deno.test("the program's entry file is a worker in a worker: it asks for a role it knows", async () => {
  // In a process of its own, because the runtime prints a worker's failure on standard error.
  const script = `
    const worker = new Worker(${JSON.stringify(MAIN.href)}, { type: "module" });
    worker.onerror = (event) => {
      event.preventDefault();
      console.log(event.message);
      worker.terminate();
    };
    worker.postMessage({ role: "toString" });
  `;
  const command = new Deno.Command(Deno.execPath(), { args: ["eval", script], cwd: ROOT });

  const { stdout } = await command.output();

  assert.match(new TextDecoder().decode(stdout), /without a known role: toString/);
});
