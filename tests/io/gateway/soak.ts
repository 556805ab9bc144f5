/**
 * Hours in a gateway's life: `deno task soak [--minutes N] [--seed N]`. A gateway in a process of its own serves clients
 * whose connections fail in every way, while thousands of others misbehave. Each good client must receive each record
 * once, and the memory of both processes must stay as it was after the first round. Ends with 1 if not.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { GatewayServer } from "../../../src/io/gateway/server/gateway_server.ts";
import { MAIN, RUNTIME_ARGS, Sandbox } from "../../commands/run_momo.ts";
import { runGateway } from "../../commands/running_gateway.ts";
import {
  assertSame,
  faultSchedule,
  receiveWithFaults,
  scheduledOptions,
} from "./fault_schedule.ts";
import { misbehave } from "./hostile_clients.ts";
import { KEY, receive } from "./live_fixture.ts";

const SAMPLE = fileURLToPath(new URL("../../../testdata/sample", import.meta.url));
/** A gateway, by where it is. */
type Served = Pick<GatewayServer, "address">;

/** Connections in a round, in waves of so many at the same time. */
const HOSTILE = 10_000;
const WAVE = 1000;
/** While others take all places, a client waits. */
const PATIENT = { firstMs: 20, longestMs: 200, seed: 1 };
const MOST_CLIENTS = 300;
const GOOD_CLIENTS = 20;
const MOST_GROWN_MB = 64;

const { values } = parseArgs({
  args: Deno.args,
  options: { minutes: { type: "string", default: "3" }, seed: { type: "string", default: "1" } },
});
const minutes = numberOf("minutes", values.minutes);
const firstSeed = numberOf("seed", values.seed);

function numberOf(name: string, text: string): number {
  if (/^\d{1,6}(\.\d+)?$/.test(text)) return Number(text);
  throw new RangeError(`Cannot use --${name} "${text}": expected a number from 0 on`);
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text + "\n"));
}

/** Resident memory of a process, MB. */
function memoryMb(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
}

/** What an undisturbed client receives, by whether it asks for all that there is. */
async function wholeDays(gateway: Served): Promise<Map<boolean, readonly string[]>> {
  const wholes = new Map<boolean, readonly string[]>();
  for (const startsAtZero of [false, true]) {
    const options = { compression: "none", tsOut: false, startsAtZero } as const;
    const { records } = await receive(scheduledOptions(gateway.address, options));
    wholes.set(startsAtZero, records);
  }
  return wholes;
}

/** Clients with faults, one after the other. @returns Connections that they made. */
async function goodClients(
  gateway: Served,
  wholes: ReadonlyMap<boolean, readonly string[]>,
  seed: number,
): Promise<number> {
  let connections = 0;
  for (let i = 0; i < GOOD_CLIENTS; i++) {
    const whole = wholes.get(faultSchedule(seed + i, 1).startsAtZero)!;
    const bytes = whole.reduce((sum, { length }) => sum + length / 2 + 1, 0);
    const schedule = faultSchedule(seed + i, bytes);
    const received = await receiveWithFaults(gateway, schedule, { backoff: PATIENT });
    connections += received.connections;
    assertSame(received.records, wholes.get(schedule.startsAtZero)!);
  }
  return connections;
}

/** Thousands of connections. @returns How many came through. */
async function badClients(gateway: Served): Promise<number> {
  let connected = 0;
  for (let i = 0; i < HOSTILE / WAVE; i++) connected += await misbehave(gateway.address, WAVE);
  return connected;
}

/**
 * By how much the least memory of the later rounds is above that of the earlier ones. One round says little: memory
 * goes up and down with the collector. What is never given back raises the least of it.
 */
function grownMb(rounds: readonly number[]): number {
  const half = Math.floor(rounds.length / 2);
  const least = (part: readonly number[]) => Math.min(...part);
  return least(rounds.slice(half)) - least(rounds.slice(0, half));
}

/** Rounds of both until the time is over. */
async function soak(gateway: Served, pid: number): Promise<void> {
  const wholes = await wholeDays(gateway);
  const endMs = performance.now() + minutes * 60_000;
  const gatewayMb: number[] = [];
  const clientsMb: number[] = [];
  for (let round = 1; round <= 2 || performance.now() < endMs; round++) {
    const seed = firstSeed + (round - 1) * GOOD_CLIENTS;
    const [good, bad] = await Promise.all([
      goodClients(gateway, wholes, seed),
      badClients(gateway),
    ]);
    const used = { gateway: memoryMb(pid), clients: Deno.memoryUsage().rss / 1024 / 1024 };
    print(
      `round ${round}: ${good} connections with faults, ${bad} hostile; ` +
        `gateway ${used.gateway.toFixed(0)} MB, clients ${used.clients.toFixed(0)} MB`,
    );
    gatewayMb.push(used.gateway);
    clientsMb.push(used.clients);
  }
  assert.ok(grownMb(gatewayMb) < MOST_GROWN_MB, "the gateway grows");
  assert.ok(grownMb(clientsMb) < MOST_GROWN_MB, "the clients grow");
  assertSame((await wholeDays(gateway)).get(true)!, wholes.get(true)!);
}

await using sandbox = await Sandbox.make();
const keys = await sandbox.write("keys.txt", KEY);
const said: string[] = [];
{
  await using running = await runGateway(sandbox.command([
    ...RUNTIME_ARGS.map((arg) => arg === "-P=momo" ? "-P=momo-net" : arg),
    ...[MAIN, "provide", "--no-config", "--gateway", "127.0.0.1:0", "--speed", "max"],
    ...["--data", SAMPLE, "--day", "*:2024-11-25", "--from", "09:30", "--keys", keys],
    ...["--max-clients", String(MOST_CLIENTS)],
  ]));
  const port = Number(running.address.split(":")[1]);
  await soak({ address: { hostname: "127.0.0.1", port } }, running.pid);
  said.push(...running.said);
}
const odd = said.filter((text) => !/^(warning: )?(Dropped|Refused) /.test(text));
assert.deepEqual(odd, [], "the gateway said something unexpected");
assert.ok(!said.join("\n").includes(KEY));
print(`${said.length} lines in the log: each record once, in order, in bounded memory`);
