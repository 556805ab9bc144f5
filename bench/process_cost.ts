/** What a command costs as a whole process: time, processor time, memory. */

/** Cost of one run. */
export interface ProcessCost {
  readonly wallSeconds: number;
  /** User and system time of the process and its threads. */
  readonly cpuSeconds: number;
  /** Largest resident set; `null` where the system does not tell. */
  readonly peakBytes: number | null;
}

const POLL_MS = 10;

/**
 * Runs a command several times, its output thrown away.
 *
 * @returns The smallest of each figure: what disturbs a run only adds to it. Memory is the largest.
 * @throws {Error} If the command fails.
 */
export async function costOf(command: readonly string[], runs: number): Promise<ProcessCost> {
  const costs: ProcessCost[] = [];
  for (let i = 0; i < runs; i++) costs.push(await runOnce(command));
  const peaks = costs.map(({ peakBytes }) => peakBytes).filter((peak) => peak !== null);
  return {
    wallSeconds: Math.min(...costs.map((cost) => cost.wallSeconds)),
    cpuSeconds: Math.min(...costs.map((cost) => cost.cpuSeconds)),
    peakBytes: peaks.length > 0 ? Math.max(...peaks) : null,
  };
}

/** The shell's `times` tells the processor time of its children; the second line is theirs. */
async function runOnce(command: readonly string[]): Promise<ProcessCost> {
  const script = 'p=$1; shift; "$@" >/dev/null & echo $! >"$p"; wait $! || exit 1; times';
  const pidFile = await Deno.makeTempFile();
  const started = performance.now();
  const child = new Deno.Command("sh", {
    args: ["-c", script, "sh", pidFile, ...command],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let isDone = false;
  const peak = watchPeak(pidFile, () => isDone);
  const { success, stdout } = await child.output();
  const wallSeconds = (performance.now() - started) / 1000;
  isDone = true;
  const peakBytes = await peak;
  await Deno.remove(pidFile);
  if (!success) throw new Error(`${command.join(" ")} failed`);
  return { wallSeconds, cpuSeconds: childSeconds(new TextDecoder().decode(stdout)), peakBytes };
}

/** `0m1.230000s 0m0.120000s` in the second line: user and system time of the children. */
function childSeconds(times: string): number {
  const fields = times.trim().split("\n")[1]!.trim().split(/\s+/);
  return fields.reduce((sum, field) => {
    const [minutes, seconds] = field.replace("s", "").split("m");
    return sum + 60 * Number(minutes) + Number(seconds);
  }, 0);
}

/** Asks the system again and again for the largest resident set so far. */
async function watchPeak(pidFile: string, isDone: () => boolean): Promise<number | null> {
  let peak: number | null = null;
  while (!isDone()) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    try {
      const pid = (await Deno.readTextFile(pidFile)).trim();
      if (pid === "") continue;
      const status = await Deno.readTextFile(`/proc/${pid}/status`);
      const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
      if (kibibytes !== undefined) peak = Math.max(peak ?? 0, 1024 * Number(kibibytes));
    } catch {
      // the process has ended, or the system has no such file
    }
  }
  return peak;
}

/** Whether a program can be started. */
export async function canRun(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" })
      .output()).success;
  } catch {
    return false;
  }
}
