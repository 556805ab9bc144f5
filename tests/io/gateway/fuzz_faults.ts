/**
 * Random faults between client and gateway: `deno task fuzz [COUNT] [FIRST SEED]`. Each schedule must give the sequence
 * that an undisturbed client receives.
 */
import assert from "node:assert/strict";
import { faultSchedule, receiveWithFaults, scheduledOptions } from "./fault_schedule.ts";
import { receive, startGateway } from "./live_fixture.ts";

const count = Number(Deno.args[0] ?? 1000);
const first = Number(Deno.args[1] ?? 1);

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

await using gateway = startGateway();
const wholes = new Map<boolean, readonly string[]>();
for (const startsAtZero of [false, true]) {
  const options = { compression: "none", tsOut: false, startsAtZero } as const;
  wholes.set(startsAtZero, (await receive(scheduledOptions(gateway.address, options))).records);
}
let connections = 0;
for (let seed = first; seed < first + count; seed++) {
  const whole = wholes.get(faultSchedule(seed, 1).startsAtZero)!;
  const bytes = whole.reduce((sum, record) => sum + record.length / 2 + 1, 0);
  const schedule = faultSchedule(seed, bytes);
  try {
    const received = await receiveWithFaults(gateway, schedule);
    connections += received.connections;
    const expected = wholes.get(schedule.startsAtZero)!;
    const difference = received.records.findIndex((record, i) => record !== expected[i]);
    assert.equal(difference, -1, `record ${difference} differs`);
    assert.equal(received.records.length, expected.length);
  } catch (error) {
    const faults = schedule.faults.map((fault) => ({ ...fault, bytes: undefined }));
    print(`\nseed ${seed}: ${JSON.stringify(faults)}\n`);
    throw error;
  }
  if (seed % 20 === 0) print(".");
}
print(`\n${count} schedules, ${connections} connections: each record once, in order\n`);
