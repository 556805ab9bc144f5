/** The session protocol over pipes: how long a trainer waits for an answer, and how many steps a second it gets. */
import { SessionClient } from "../tests/commands/session_client.ts";
import type { BenchSuite, Measurement } from "./measurement.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const DAY = "QZAF:2024-11-25";
const REQUESTS = 2000;
const WARM_UP = 200;
const ENVIRONMENTS = 64;
const STEPS = 20;
const BATCHES = 50;

/** All measurements of sessions. */
export const SESSION: BenchSuite = {
  name: "session",
  async run() {
    const child = startSession();
    const client = new SessionClient(child.stdout, child.stdin);
    await client.read();
    await client.reply({ type: "reset", day: DAY, ts: "10:00" });
    const rows = [
      await roundTrip(client, "observe, as JSON", { type: "observe" }),
      await roundTrip(client, "step of a second, as an array", {
        ...{ type: "step", by: 1, encoding: "f64" },
      }),
      await roundTrip(client, "window of five minutes of bars, as an array", {
        ...{ type: "window", seconds: 300, encoding: "f32" },
      }),
      await batchedSteps(client),
    ];
    await client.close();
    await child.status;
    return rows;
  },
};

/** On the sample; a trainer's process has this one's own overhead too. */
function startSession(): Deno.ChildProcess {
  const program = ["run", "-q", "-A", "--no-prompt", `${ROOT}src/main.ts`];
  const session = ["provide", "--stdio", "--no-config", "-q", "--data", `${ROOT}testdata/sample`];
  return new Deno.Command(Deno.execPath(), {
    args: [...program, ...session],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

/** From sending a request to having read its answer. */
async function roundTrip(
  client: SessionClient,
  what: string,
  request: Readonly<Record<string, unknown>>,
): Promise<Measurement> {
  const times: number[] = [];
  for (let i = 0; i < WARM_UP + REQUESTS; i++) {
    const startMs = performance.now();
    await client.reply(request);
    if (i >= WARM_UP) times.push(performance.now() - startMs);
  }
  times.sort((a, b) => a - b);
  const p99 = times[Math.floor(0.99 * times.length)]!;
  return {
    ...{ what: `session, round trip: ${what}`, unit: "us", target: null },
    measured: 1000 * times[times.length >> 1]!,
    note: `median of ${REQUESTS}, p99 ${Math.round(1000 * p99)}`,
  };
}

/** Many environments and steps in one request, the way to train at speed. */
async function batchedSteps(client: SessionClient): Promise<Measurement> {
  const envs = Array.from({ length: ENVIRONMENTS }, (_, env) => env);
  for (const env of envs) await client.reply({ type: "reset", env, day: DAY, ts: "10:00" });
  const request = { type: "step", envs, by: 0.5, count: STEPS, encoding: "f64" };
  await client.reply(request);
  const startMs = performance.now();
  for (let i = 0; i < BATCHES; i++) await client.reply(request);
  const seconds = (performance.now() - startMs) / 1000;
  return {
    ...{ what: "session, steps of many environments", unit: "steps/s", target: null },
    measured: ENVIRONMENTS * STEPS * BATCHES / seconds,
    ...{ isAtLeast: true, note: `${ENVIRONMENTS} environments, ${STEPS} steps a request` },
  };
}
