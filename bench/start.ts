/** How long the built file takes to start: `momo --version`, and a page of help, for what a shell's user feels. */
import type { BenchSuite, Measurement } from "./measurement.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const STARTS = 40;
const TARGET_MS = 60;

/** All measurements of starts. */
export const START: BenchSuite = {
  name: "start",
  async run(directory) {
    const momo = `${directory}/momo`;
    await build(momo);
    const env = { MOMO_CACHE: `${directory}/cache` };
    const [first] = await startTimes(momo, ["--version"], env, 1);
    const version = await startTimes(momo, ["--version"], env, STARTS);
    const help = await startTimes(momo, ["help", "scan"], env, STARTS);
    const sizeMb = (await Deno.stat(momo)).size / 1e6;
    return [
      row("start of the built file: momo --version", version, TARGET_MS),
      row("start of the built file: momo help scan", help, null),
      { what: "first start, which unpacks", unit: "ms", measured: first!, target: null },
      { what: "size of the built file", unit: "MB", measured: sizeMb, target: null },
    ];
  },
};

/** The median: a start now and then waits for the machine. */
function row(what: string, times: readonly number[], target: number | null): Measurement {
  const last = times.length - 1;
  const note = `median of ${times.length}; ${times[0]!.toFixed(0)} to ${times[last]!.toFixed(0)}`;
  return { what, unit: "ms", measured: times[last >> 1]!, target, note };
}

async function build(out: string): Promise<void> {
  const args = ["run", "-q", "-A", "--no-prompt", "tools/compile/main.ts", "--form", "extract"];
  const command = new Deno.Command(Deno.execPath(), { args: [...args, "--out", out], cwd: ROOT });
  const { success, stderr } = await command.output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** Wall-clock times of whole processes, ms, ascending. */
async function startTimes(
  momo: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  count: number,
): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const command = new Deno.Command(momo, { args: [...args], env, stdout: "null" });
    const startMs = performance.now();
    const { success } = await command.output();
    times.push(performance.now() - startMs);
    if (!success) throw new Error(`momo ${args.join(" ")} failed`);
  }
  return times.sort((a, b) => a - b);
}
