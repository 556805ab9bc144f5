/** A gateway in a process of its own, as a user starts it. */
import assert from "node:assert/strict";

/** A gateway that clients can connect to. */
export interface RunningGateway extends AsyncDisposable {
  /** `HOST:PORT`. */
  readonly address: string;
  /** Number of its process. */
  readonly pid: number;
  /** Lines that it said after those of its start. */
  readonly said: readonly string[];
}

/**
 * Starts `momo provide --gateway` and waits until it says where it is; terminated when disposed of.
 *
 * @param command Has its outputs piped.
 */
export async function runGateway(command: Deno.Command): Promise<RunningGateway> {
  const process = command.spawn();
  await process.stdout.cancel();
  const reader = process.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("Gateway on")) {
    const { done, value } = await reader.read();
    if (done) throw new Error(text);
    text += value;
  }
  const said: string[] = [];
  const reading = readLines(reader, said);
  return {
    ...{ address: /Gateway on (127\.0\.0\.1:\d+)/.exec(text)![1]!, pid: process.pid, said },
    async [Symbol.asyncDispose]() {
      process.kill("SIGTERM");
      await reading;
      const { code } = await process.status;
      assert.equal(code, 143);
    },
  };
}

async function readLines(
  reader: ReadableStreamDefaultReader<string>,
  into: string[],
): Promise<void> {
  let rest = "";
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const lines = (rest + next.value).split("\n");
    rest = lines.pop()!;
    into.push(...lines);
  }
}
