/**
 * Random faults between client and gateway: `deno task fuzz [--count N] [--seed N]`. Schedule by schedule, from the seed
 * on, the client must give what an undisturbed one receives. Ends with 1 at the first schedule that it does not.
 */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import {
  assertSame,
  type FaultSchedule,
  faultSchedule,
  FUZZ_BEGIN,
  receiveWithFaults,
  scheduledOptions,
} from "./fault_schedule.ts";
import { receive, startGateway } from "./live_fixture.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    count: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
  },
});
const count = wholeNumber("count", values.count, 1);
const first = wholeNumber("seed", values.seed, 0);

function wholeNumber(name: string, text: string, least: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw new RangeError(`Cannot use --${name} "${text}": expected a whole number from ${least} on`);
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

/** What an undisturbed client receives, by whether it asks for all that there is. */
const wholes = new Map<boolean, readonly string[]>();
/** How often each kind of fault was tried, and what the client said. */
const kinds = new Map<string, number>();
let connections = 0;
let lost = 0;

function countKinds({ faults }: FaultSchedule): void {
  for (const { kind } of faults) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
}

await using gateway = startGateway({ begin: FUZZ_BEGIN });
for (const startsAtZero of [false, true]) {
  const options = { compression: "none", tsOut: false, startsAtZero } as const;
  wholes.set(startsAtZero, (await receive(scheduledOptions(gateway.address, options))).records);
}
print(
  `${count} schedules from seed ${first} on, of ${wholes.get(false)!.length} and ${
    wholes.get(true)!.length
  } records\n`,
);
for (let seed = first; seed < first + count; seed++) {
  const whole = wholes.get(faultSchedule(seed, 1).startsAtZero)!;
  const schedule = faultSchedule(seed, whole.reduce((sum, { length }) => sum + length / 2 + 1, 0));
  countKinds(schedule);
  try {
    const received = await receiveWithFaults(gateway, schedule);
    connections += received.connections;
    lost += received.events.filter(({ kind }) => kind === "lost").length;
    const expected = wholes.get(schedule.startsAtZero)!;
    assertSame(received.records, expected);
    assert.ok(
      received.gaps.every(({ state }) => state !== "open"),
      "a gap where nothing is missing",
    );
  } catch (error) {
    const faults = schedule.faults.map((fault) => ({ ...fault, bytes: undefined }));
    print(`\nseed ${seed}: ${JSON.stringify({ ...schedule, faults })}\n`);
    throw error;
  }
  if ((seed - first) % 20 === 19) print(".");
}
const tried = [...kinds].sort().map(([kind, times]) => `${times} ${kind}`).join(", ");
print(`\n${tried}; ${connections} connections, ${lost} lost: each record once, in order\n`);
