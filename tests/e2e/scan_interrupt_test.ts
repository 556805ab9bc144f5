/** `momo scan` interrupted, terminated and killed, and two at once on one store. */
import assert from "node:assert/strict";
import { writeBenchFile } from "../../tools/sample/bench_file.ts";
import { MAIN, RUNTIME_ARGS, Sandbox } from "../commands/run_momo.ts";
import { indexFiles } from "../io/scan/scanning.ts";
import { hasProgram, skip } from "./scan_sandbox.ts";

/** A delivery that takes some seconds to scan, and the index of it. */
const shared = await Deno.makeTempDir();
addEventListener("unload", () => Deno.removeSync(shared, { recursive: true }));
const DATA = `${shared}/data`;
writeBenchFile(DATA, { megabytes: 100, symbols: 30, barsPerDay: 1000 });

const SCAN = ["scan", "--data", DATA, "--keep", "all"];

async function makeReference(): Promise<Record<string, string>> {
  await using sandbox = await Sandbox.make();
  const run = await sandbox.momo([...SCAN, "-q", "-o", "days.csv"]);
  assert.equal(run.code, 0, run.stderr);
  return indexFiles(`${sandbox.work}/momo-store`);
}

const REFERENCE = await makeReference();

function assertReference(sandbox: Sandbox): void {
  const files = indexFiles(`${sandbox.work}/momo-store`);
  for (const [name, bytes] of Object.entries(REFERENCE)) {
    assert.ok(files[name] === bytes, `${name} differs`);
  }
}

async function hasIndex({ work }: Sandbox): Promise<boolean> {
  try {
    await Deno.stat(`${work}/momo-store/index/manifest.json`);
    return true;
  } catch {
    return false;
  }
}

/** Paths below a directory of what somebody left half-written. */
async function temporaries(path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(path)) {
    if (isDirectory) found.push(...await temporaries(`${path}/${name}`));
    else if (name.endsWith(".tmp")) found.push(`${path}/${name}`);
  }
  return found;
}

/** The number of days that the closing line of a scan says were known. */
function knownDays(stderr: string): number {
  return Number(/(\d+) known; /.exec(stderr)?.[1] ?? NaN);
}

/** Reads a stream until its text has the pattern; fails if it ends before. */
async function readUntil(stream: ReadableStream<Uint8Array>, pattern: RegExp): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (!pattern.test(text)) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`it ended before ${pattern}: ${text}`);
    text += decoder.decode(value, { stream: true });
  }
  reader.releaseLock();
  return text;
}

/** What else comes out of a stream of which something was read already. */
async function rest(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of stream) text += decoder.decode(bytes, { stream: true });
  return text;
}

/** Starts a scan and waits until it has planned its work. */
async function startScan(sandbox: Sandbox): Promise<Deno.ChildProcess> {
  const child = sandbox.command([...RUNTIME_ARGS, MAIN, ...SCAN, "-v", "-o", "days.csv", "-f"])
    .spawn();
  await readUntil(child.stderr, /days to look at/);
  return child;
}

/**
 * Starts a scan on a terminal and waits until its progress line shows that more than half is done: the first piece of
 * work of a single worker, whatever the machine has.
 *
 * @returns The terminal's process, whose output is what the terminal shows, and the id of the scan itself.
 */
async function startOnTerminal(sandbox: Sandbox): Promise<[Deno.ChildProcess, pid: number]> {
  const scan = [...SCAN, "--workers", "1", "-o", "days.csv", "-f"];
  const words = [Deno.execPath(), ...RUNTIME_ARGS, MAIN, ...scan];
  const line = `echo $$ > pid; exec ${words.map((word) => `'${word}'`).join(" ")}`;
  const child = sandbox.command(["-qefc", line, "/dev/null"], {}, "script").spawn();
  await readUntil(child.stdout, /\b(5[5-9]|[6-9]\d) %/);
  return [child, Number(await Deno.readTextFile(`${sandbox.work}/pid`))];
}

for (
  const [signal, code, word] of [
    ["SIGINT", 130, "interrupted"],
    ["SIGTERM", 143, "terminated"],
  ] as const
) {
  Deno.test(`${signal} in the middle of a scan ends it with ${code}; the next one goes on from there`, async () => {
    if (!await hasProgram("script")) return skip("there is no terminal without script(1)");
    await using sandbox = await Sandbox.make();
    const [child, pid] = await startOnTerminal(sandbox);

    Deno.kill(pid, signal);
    const shown = await rest(child.stdout);
    const status = await child.status;
    await child.stderr.cancel();

    assert.equal(status.code, code);
    assert.ok(shown.includes(`Stopping, because momo was ${word}; once more stops at once`), shown);
    assert.equal(await hasIndex(sandbox), false);
    assert.deepEqual(await temporaries(sandbox.work), []);
    const next = await sandbox.momo([...SCAN, "-o", "days.csv"]);
    assert.equal(next.code, 0, next.stderr);
    assert.ok(knownDays(next.stderr) > 0, next.stderr);
    assertReference(sandbox);
  });
}

Deno.test("an interrupted scan leaves the index that was there", async () => {
  await using sandbox = await Sandbox.make();
  await sandbox.momo([...SCAN, "--symbols", "ZAAB", "-q", "-o", "days.csv"]);
  const before = indexFiles(`${sandbox.work}/momo-store`);
  const csv = await Deno.readTextFile(`${sandbox.work}/days.csv`);
  const child = await startScan(sandbox);

  child.kill("SIGINT");
  const stderr = await rest(child.stderr);
  const status = await child.status;
  await child.stdout.cancel();

  assert.equal(status.code, 130, stderr);
  assert.equal(stderr, "Stopping, because momo was interrupted; once more stops at once\n");
  assert.deepEqual(indexFiles(`${sandbox.work}/momo-store`), before);
  assert.equal(await Deno.readTextFile(`${sandbox.work}/days.csv`), csv);
  assert.deepEqual(await temporaries(sandbox.work), []);
});

/** Looks into the store some times, which takes a random while, or until the scan has ended. */
async function lookAround(child: Deno.ChildProcess, times: number): Promise<void> {
  let hasEnded = false;
  child.status.then(() => hasEnded = true);
  for (let i = 0; i < times && !hasEnded; i++) await Deno.stat(DATA);
}

/** Kinds of moments to be killed at: numbers of looks, from at once to some seconds. */
const LOOKS = [0, 500, 2000, 6000, 12_000];

Deno.test("a scan killed at any moment blocks nobody, and the next one ends with the same index", async () => {
  await using sandbox = await Sandbox.make();
  for (const most of LOOKS) {
    const child = await startScan(sandbox);
    await lookAround(child, Math.floor(most * (0.5 + Math.random())));

    child.kill("SIGKILL");
    await child.status;
    await Promise.all([child.stdout.cancel(), child.stderr.cancel()]);

    if (await hasIndex(sandbox)) break; // it was through already
  }

  const run = await sandbox.momo([...SCAN, "-o", "days.csv", "-f"]);

  assert.equal(run.code, 0, run.stderr);
  assertReference(sandbox);
  const again = await sandbox.momo([...SCAN, "-o", "days.csv", "-f"]);
  assert.match(again.stderr, / 0 days looked at, /);
  assert.deepEqual(await temporaries(`${sandbox.work}/momo-store`), []);
});

Deno.test("a second scan of a store that is being scanned is refused, and disturbs nothing", async () => {
  await using sandbox = await Sandbox.make();
  const first = await startScan(sandbox);
  first.kill("SIGSTOP"); // holds still while the second one comes

  const second = await sandbox.momo([...SCAN, "-q"]);
  first.kill("SIGCONT");
  const [status, stdout] = [await first.status, await rest(first.stdout)];
  await first.stderr.cancel();

  assert.equal(second.code, 1);
  assert.equal(second.stdout, "");
  assert.match(
    second.stderr,
    new RegExp(
      `^error: Cannot lock "momo-store/state/scan/lock": it is held by process ${first.pid} on \\S+ ` +
        `\\(momo scan, since [^)]+\\)\n\nhint: wait until process ${first.pid} has ended\n$`,
    ),
  );
  assert.equal(status.code, 0);
  assert.equal(stdout, "");
  assertReference(sandbox);
});

Deno.test("an index can be read while another scan of it runs", async () => {
  await using sandbox = await Sandbox.make();
  await sandbox.momo([...SCAN, "--symbols", "ZAAB", "-q", "-o", "days.csv"]);
  const child = await startScan(sandbox);
  child.kill("SIGSTOP");

  const verified = await sandbox.momo(["index", "verify"]);
  child.kill("SIGCONT");
  const status = await child.status;
  await Promise.all([child.stdout.cancel(), child.stderr.cancel()]);

  assert.equal(verified.code, 0, verified.stderr);
  assert.equal(status.code, 0);
});
