/** A run that takes for ever, with a temporary file to clean up; started by `interrupt_test.ts`. */
import { main } from "../../src/main.ts";

const [behaviour = ""] = Deno.args;

async function forever(signal: AbortSignal): Promise<never> {
  await Deno.writeTextFile("half-done.tmp", "");
  const keepAlive = setInterval(() => {}, 1000);
  const isPolite = behaviour === "polite";
  try {
    await Deno.stdout.write(new TextEncoder().encode("ready\n"));
    if (isPolite) signal.throwIfAborted(); // the parent may be that quick
    return await new Promise<never>((_, reject) => {
      if (isPolite) signal.addEventListener("abort", () => reject(signal.reason));
    });
  } finally {
    clearInterval(keepAlive);
    await Deno.remove("half-done.tmp");
  }
}

Deno.exitCode = await main(Deno.args.slice(1), (_, { interrupts }) => forever(interrupts.signal));
